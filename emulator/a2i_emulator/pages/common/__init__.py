"""What the worker portal and the requester's console share: looks, files and protection."""

from a2i_emulator.pages.common.application import prepare
from a2i_emulator.pages.common.frames import Frames
from a2i_emulator.pages.common.missing import page_of_refusal
from a2i_emulator.pages.common.responses import etag_of, fresh_json, guarded

__all__ = ["Frames", "etag_of", "fresh_json", "guarded", "page_of_refusal", "prepare"]
