"""The emulator as a web server: its web application on waitress."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from a2i_emulator.assembly import Parts, assemble
from a2i_emulator.moto_side.own_address import serving_at
from a2i_emulator.security.audit import settings_told
from a2i_emulator.settings import Settings
from a2i_emulator.web.auditing import Audited
from a2i_emulator.web.connections import MOST, allow_more_descriptors
from a2i_emulator.web.ending import Ending
from a2i_emulator.web.front import Front
from a2i_emulator.web.memory import give_large_blocks_back
from a2i_emulator.web.proxies import Proxies
from a2i_emulator.web.serving import close_server, create_server, end_loop

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from flask import Flask

    from a2i_emulator.web.tls import Tls

_THREADS = 16

_TURN_SECONDS = 0.001
"""How long a thread that computes keeps the interpreter from requests; Python's own is 5 ms."""

_READ_AT_ONCE = 1 << 16
"""Bytes. Of 8 kB at a time, waitress' own, an InputContent of 3 MB takes 370 turns of its loop."""

_KEPT_IN_MEMORY = 1 << 22
"""Bytes of a request's body, after which it goes to a file: more than the largest InputContent."""


def build_server(settings: Settings, listening: socket.socket | None = None) -> Server:
    """Build an emulator and take its port.

    Args:
        settings: how it is to behave.
        listening: a socket to serve, in place of one for the settings' host and port.

    Raises:
        StorageError: the state cannot be opened.
        BadRecordingError: a recorded prediction cannot be used.
        OSError: the port cannot be had.
        TlsError: certificate and key cannot be used.
        SeedError: a seed file cannot be applied.
    """
    parts = assemble(settings)
    try:
        server = Server(parts, listening)
    except BaseException:
        parts.service.close()
        parts.moto.close()
        raise
    try:
        server.apply_seeds(settings.seeds)
    except BaseException:
        server.close()
        raise
    parts.service.history.clear()
    return server


class Server:
    """A web server over an emulator.

    Attributes:
        parts: the emulator.
        service: the one of its parts that answers the APIs of A2I.
        url: where it is reached.
    """

    def __init__(self, parts: Parts, listening: socket.socket | None = None) -> None:
        service, moto = parts.service, parts.moto
        settings = service.settings
        self.parts = parts
        self.service = service
        self._moto = moto
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._is_shared = listening is not None
        self._front = Front(service, moto)
        self._tls: Tls | None = None
        encrypted: dict[str, Any] = {}
        if settings.tls_cert is not None:
            from a2i_emulator.web.tls import Tls  # most have no use for it

            self._tls = Tls(settings.tls_cert, settings.tls_key)
            encrypted = {"channel": self._tls.channel, "url_scheme": "https"}
        app: WSGIApplication = self._front
        if service.trail is not None:
            app = Audited(app, service.trail, self._front.operators)
        if settings.trusted_proxies:
            app = Proxies(app, settings.trusted_proxies)
        self._waitress: Any = create_server(
            app,
            host=settings.host,
            port=settings.port,
            waits=parts.waits,
            listening=listening,
            threads=_THREADS,
            connection_limit=2 * MOST,  # There is room made before it would be reached.
            recv_bytes=_READ_AT_ONCE,
            inbuf_overflow=_KEPT_IN_MEMORY,
            ident=None,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=not settings.trusted_proxies,
            **encrypted,
        )
        self.url = settings.url(self._waitress.effective_port)
        service.base_url = self.url
        own_address = ExitStack()
        own_address.enter_context(
            serving_at(self._waitress.effective_port, is_encrypted=self._tls is not None)
        )
        service.on_close(own_address.close)

    @property
    def app(self) -> Flask:
        """The web application over the emulator."""
        return self._front.flask

    def apply_seeds(self, paths: Sequence[Path]) -> None:
        """Make what seed files describe; served or not.

        Raises:
            SeedError: a file cannot be read or applied.
        """
        if not paths:
            return
        from a2i_emulator.seed import InProcessClients, apply_seeds

        clients = InProcessClients(self._front, self.service.settings)
        try:
            apply_seeds(paths, self.service, clients)
        finally:
            clients.close()

    def run(self, on_ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM; for the main thread. SIGHUP renews a certificate.

        Of several processes at one socket, one that others replace is told so by `REPLACED`.

        Args:
            on_ready: called when a request would be answered.
        """
        ending = Ending(
            self._waitress,
            is_followed=self._is_shared or bool(self.service.settings.trusted_proxies),
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, ending.tell)
        if self._is_shared:
            from a2i_emulator.web.processes import REPLACED  # most are alone

            signal.signal(REPLACED, ending.tell_replaced)
        if self._tls is not None and hasattr(signal, "SIGHUP"):
            renew = self._tls.renew
            signal.signal(signal.SIGHUP, lambda _number, _frame: renew())
        sys.setswitchinterval(_TURN_SECONDS)
        allow_more_descriptors()
        try:
            self._moto.warm_up()
            self._begin()
            ending.open()
            on_ready()
            give_large_blocks_back()
            ending.serve()
        except SystemExit:
            pass
        finally:
            self.close()

    def start(self) -> None:
        """Serve in a thread, until `close`."""
        self._moto.recall()
        self._begin()
        self._thread = threading.Thread(target=self._waitress.run, name="a2i-server", daemon=True)
        self._thread.start()

    def _begin(self) -> None:
        trail = self.service.trail
        if trail is not None:
            trail.started(settings_told(self.service.settings, Settings()))
        self.service.start()

    def close(self) -> None:
        """Stop serving, if that is not done; what was acknowledged is kept."""
        if self._is_closed:
            return
        self._is_closed = True
        self._waitress.task_dispatcher.shutdown()
        if self._thread is None:
            close_server(self._waitress)
        else:
            end_loop(self._waitress, self._thread)
        self.service.close()
        self._moto.close()
