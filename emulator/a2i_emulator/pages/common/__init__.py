"""What the worker portal and the requester's console share: looks, files and protection."""

from a2i_emulator.pages.common.application import prepare
from a2i_emulator.pages.common.responses import etag_of, fresh_json, guarded

__all__ = ["etag_of", "fresh_json", "guarded", "prepare"]
