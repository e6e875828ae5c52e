"""A live preview of a worker template: the page, reloaded on save, and what it would submit.

It listens on the loopback address only. The page runs as a task's page does in the worker
portal, in a sandboxed frame, and talks to the page around it by messages.
"""

from a2i_emulator.preview.app import create_app
from a2i_emulator.preview.server import Server

__all__ = ["Server", "create_app"]
