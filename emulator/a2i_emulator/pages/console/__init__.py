"""The requester's console: what the emulator holds, what has happened in it, and making things."""

from a2i_emulator.pages.console.api import Clients
from a2i_emulator.pages.console.blueprint import console_blueprint

__all__ = ["Clients", "console_blueprint"]
