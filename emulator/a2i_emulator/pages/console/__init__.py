"""The requester's console: what the emulator holds, and what has happened in it."""

from a2i_emulator.pages.console.blueprint import console_blueprint

__all__ = ["console_blueprint"]
