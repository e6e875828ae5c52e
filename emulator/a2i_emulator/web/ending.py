"""The end of a server: whoever has come by then has an answer.

Told to end, a server takes no more connections, and goes on with those that it has until nothing
is under way on any. Each answer closes its connection: the next request looks for another server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from waitress import wasyncore

from a2i_emulator.real_time import monotonic

if TYPE_CHECKING:
    from types import FrameType

_LINGER_SECONDS = 1.0
"""How long a connection with nothing under way is waited for: a request may be on its way."""

_ROUND_SECONDS = 0.02
"""Between two looks at what is still under way."""


class Ending:
    """Serves, for the main thread, until it is told to end and all is answered.

    Args:
        server: waitress'.
        is_followed: whether somebody takes what comes next, and so nobody is to be turned away:
            other processes, or those behind the same proxy.
    """

    def __init__(self, server: Any, *, is_followed: bool) -> None:
        self._server = server
        self._is_followed = is_followed
        self._is_open = False
        self._is_told = False
        self._is_replaced = False

    def tell(self, _number: int, _frame: FrameType | None) -> None:
        """End, for a signal: in order where somebody may have come, else at once."""
        if not self._is_open:
            raise SystemExit(0)
        if not self._is_told:  # Whoever tells it twice finds nothing left to wake.
            self._is_told = True
            self._server.pull_trigger()

    def tell_replaced(self, number: int, frame: FrameType | None) -> None:
        """End, for a signal: others go on accepting from the same socket."""
        self._is_replaced = True
        self.tell(number, frame)

    def open(self) -> None:
        """Have signals noted from now on: others may know of the server."""
        self._is_open = True

    def serve(self) -> None:
        """Answer until told to end; then those who have come."""
        while not self._is_told:
            self._round(self._server.adj.asyncore_loop_timeout)
        self._take_no_more()
        self._server.is_ending = True
        told_at, gives_up_at = monotonic(), self._server.task_dispatcher.end_soon()
        lingers_until = min(gives_up_at, told_at + _LINGER_SECONDS * self._is_followed)
        self._round(0)  # What has come need not have been read yet.
        while self._is_owed(gives_up_at, lingers_until):
            self._round(_ROUND_SECONDS)

    def _round(self, seconds: float) -> None:
        server = self._server
        by_poll = server.adj.asyncore_use_poll
        wasyncore.loop(seconds, by_poll, server._map, count=1)  # noqa: SLF001 - waitress'

    def _take_no_more(self) -> None:
        """Leave further connections to others; those that wait to be accepted, to successors alone.

        Where all processes end, whoever waits in the queue of their socket would be turned away.
        """
        server = self._server
        count = len(server.active_channels) if self._is_replaced else -1
        while count != len(server.active_channels):
            count = len(server.active_channels)
            server.handle_accept()
        server.del_channel()
        server.socket.close()

    def _is_owed(self, gives_up_at: float, lingers_until: float) -> bool:
        channels = list(self._server.active_channels.values())
        now = monotonic()
        if any(map(_is_under_way, channels)):
            return now < gives_up_at
        return bool(channels) and now < lingers_until


def _is_under_way(channel: Any) -> bool:
    """Tell whether a connection has a request, part of one, or an answer that is not sent yet."""
    return bool(channel.requests or channel.request or channel.total_outbufs_len)
