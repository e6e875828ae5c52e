"""Connections that do nothing: they cost next to nothing, and make room for new ones.

waitress looks at each of its connections, several times for each request. Where there are many,
those that are idle are watched by the operating system alone, as one descriptor among waitress'
others, and those that wait for their answer by nobody until it comes.
"""

from __future__ import annotations

import heapq
import select
import sys
from collections import deque
from operator import attrgetter
from typing import Any

from waitress import wasyncore

MOST = 4096
"""Connections at once, if the process may have as many descriptors."""

_SPARE = 200
"""Descriptors for all else: files, sockets of our own, overflowing buffers."""

_FEW = 32
"""With fewer connections it is cheaper to look at them all."""

_SHARE_CLOSED = 32
"""So many are closed at once where there are too many: finding the most idle ones takes time."""


class IdleConnections(wasyncore.dispatcher):  # type: ignore[misc]  # waitress has no types
    """The idle connections of a waitress server, in its loop; needs Linux's ``epoll``.

    Args:
        server: waitress'; its loop has one thread, which alone calls this.
    """

    def __init__(self, server: Any) -> None:
        super().__init__(map=server._map)  # noqa: SLF001 - of what the loop looks at
        self._server = server
        self._epoll = select.epoll()
        self._idle: dict[int, Any] = {}
        self._woken: set[int] = set()
        self._waiting: dict[int, Any] = {}
        self._answered: deque[Any] = deque()
        self._looked_after = server.next_channel_cleanup
        self._fileno = self._epoll.fileno()
        self.add_channel()

    def readable(self) -> bool:
        """Take connections out of the loop and back, which asks this in each of its rounds."""
        while self._answered:
            self._take_back(self._answered.popleft())
        if self._server.next_channel_cleanup != self._looked_after:
            self._looked_after = self._server.next_channel_cleanup
            self.wake_closing()
        woken, self._woken = self._woken, set()
        if len(self._map) > _FEW:
            for descriptor, channel in list(self._map.items()):
                if _is_served(channel):
                    self._leave_alone(descriptor, channel)
                elif descriptor not in woken and _is_idle(channel):
                    self._epoll.register(descriptor, select.EPOLLIN | select.EPOLLPRI)
                    self._idle[descriptor] = self._map.pop(descriptor)
        return bool(self._idle)

    def answered(self, channel: Any) -> None:
        """Have a connection back in the loop; called by the worker that has served it."""
        self._answered.append(channel)
        self._server.pull_trigger()

    def writable(self) -> bool:
        """Tell that there is nothing to write."""
        return False

    def handle_read_event(self) -> None:
        """Give those on which something has happened back to the loop, for its next round.

        To read at once would be to read twice those that the loop has looked at in this round.
        """
        for descriptor, _ in self._epoll.poll(0):
            self._wake(descriptor)
            self._woken.add(descriptor)

    def wake_closing(self) -> None:
        """Give those that are to be closed back to the loop, which closes them."""
        for descriptor in [key for key, idle in self._idle.items() if idle.will_close]:
            self._wake(descriptor)

    def close(self) -> None:
        """Close them all, and what watches them."""
        for descriptor in list(self._idle):
            self._wake(descriptor).close()
        for channel in list(self._waiting.values()):
            self._take_back(channel)
            channel.close()
        self.del_channel()
        self._epoll.close()

    def _leave_alone(self, descriptor: int, channel: Any) -> None:
        with channel.requests_lock:  # The worker lets go of its request with this in hand.
            if _is_served(channel):
                channel.is_left_alone = True
                self._waiting[descriptor] = self._map.pop(descriptor)

    def _take_back(self, channel: Any) -> None:
        descriptor = channel._fileno  # noqa: SLF001 - as in waitress' map
        if self._waiting.pop(descriptor, None) is not None:
            channel.is_left_alone = False
            self._map[descriptor] = channel

    def _wake(self, descriptor: int) -> Any:
        self._epoll.unregister(descriptor)
        channel = self._map[descriptor] = self._idle.pop(descriptor)
        return channel


def look_after(server: Any) -> None:
    """Keep idle connections out of a server's loop, where the operating system can."""
    server.idle_connections = IdleConnections(server) if hasattr(select, "epoll") else None


def make_room(server: Any) -> None:
    """Where there are too many connections, close those that have done nothing for longest."""
    channels = server.active_channels
    if len(channels) < most_connections():
        return
    idle = (channel for channel in list(channels.values()) if not channel.requests)
    for channel in heapq.nsmallest(_SHARE_CLOSED, idle, key=attrgetter("last_activity")):
        channel.will_close = True
    if server.idle_connections is not None:
        server.idle_connections.wake_closing()


def most_connections() -> int:
    """Return how many connections there may be at once."""
    if sys.platform == "win32":
        return _SHARE_CLOSED * 8  # as many as select() takes there
    import resource

    of_process, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(_SHARE_CLOSED, min(MOST, of_process - _SPARE))


def allow_more_descriptors() -> None:
    """Let the process have as many descriptors as it may ask for; for one that is ours."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + _SPARE
    more = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < more:
        resource.setrlimit(resource.RLIMIT_NOFILE, (more, hard))


def _is_served(channel: Any) -> bool:
    """Tell that nothing can happen on a connection until a worker has something to send."""
    return bool(getattr(channel, "requests", None)) and not channel.writable()


def _is_idle(channel: Any) -> bool:
    """Tell that nothing can happen on a connection but that its client sends something."""
    return (
        getattr(channel, "requests", None) == []
        and channel.request is None
        and channel.connected
        and not channel.writable()
    )
