"""The emulator without a socket: state, engine and API operations behind one object."""

from a2i_emulator.service.api_answers import Authorize
from a2i_emulator.service.counting import count_work
from a2i_emulator.service.ports import Ports
from a2i_emulator.service.service import Service

__all__ = ["Authorize", "Ports", "Service", "count_work"]
