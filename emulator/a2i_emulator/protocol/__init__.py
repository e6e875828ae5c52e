"""The wire: bytes to requests and responses to bytes, from the service models in ``specs/models``.

It knows no rule of A2I and does no I/O of its own: `handle` is called alike by the server, by the
in-process mock and by the tests.
"""

from a2i_emulator.protocol.exchange import Caller, Exchange, Request, Response
from a2i_emulator.protocol.handle import Answer, handle
from a2i_emulator.protocol.model import Operation, load
from a2i_emulator.protocol.route import concerns_a2i, operation_name, route

__all__ = [
    "Answer",
    "Caller",
    "Exchange",
    "Operation",
    "Request",
    "Response",
    "concerns_a2i",
    "handle",
    "load",
    "operation_name",
    "route",
]
