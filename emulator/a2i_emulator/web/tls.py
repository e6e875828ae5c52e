"""TLS by the standard library, on waitress' connections.

The loop shakes hands, a step whenever a client has sent something: a slow one holds no worker,
and one that never comes to an end is closed with those that are idle for too long.
"""

from __future__ import annotations

import json
import logging
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from a2i_emulator.web.serving import AwsChannel

_RECORD = 1 << 14
"""Bytes of a TLS record, as many as one call sends. To offer more would be to copy them in vain."""

_LATER = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
_BODY = json.dumps({"error": {"code": "TlsNeeded", "message": "Here is TLS: use https://."}})
_PLAIN = (
    "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n"
    f"Content-Length: {len(_BODY)}\r\n\r\n{_BODY}"
).encode()
"""For those who speak HTTP where TLS is spoken."""


log = logging.getLogger(__name__)


class TlsError(Exception):
    """A certificate and a key that cannot be used."""


class Tls:
    """How a server's connections are encrypted: TLS 1.2 or later.

    Args:
        certificate: a PEM file of the certificate, followed by those that lead to its root.
        key: a PEM file of its private key, unencrypted; None where that is in the same file.

    Raises:
        TlsError: they cannot be read, or are not a pair.
    """

    def __init__(self, certificate: Path, key: Path | None) -> None:
        self._certificate = certificate
        self._key = key
        self._context = self._read()

    def renew(self) -> None:
        """Encrypt new connections by what the files hold now; if that is of no use, as before."""
        try:
            self._context = self._read()
        except TlsError as error:
            log.error("%s; the certificate from before stays", error)  # noqa: TRY400 - all there is

    def channel(self, server: Any, accepted: socket.socket, *rest: Any, **options: Any) -> Any:
        """Make a connection of what a server has accepted; None where its client has gone."""
        try:
            stream = self._context.wrap_socket(
                accepted, server_side=True, do_handshake_on_connect=False
            )
        except OSError:
            accepted.close()
            return None
        return TlsChannel(server, stream, *rest, **options)

    def _read(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_RENEGOTIATION
        context.set_alpn_protocols(["http/1.1"])
        files = " and ".join(str(file) for file in (self._certificate, self._key) if file)
        try:
            # Python would ask for a password at the terminal.
            context.load_cert_chain(self._certificate, self._key, password="")
        except ssl.SSLError as error:
            if error.reason == "KEY_VALUES_MISMATCH":
                raise TlsError(f"{files}: the key is not the certificate's") from error
            raise TlsError(f"{files}: no certificate and unencrypted key in PEM") from error
        except OSError as error:
            raise TlsError(f"{files}: {error.strerror}") from error
        return context


class TlsChannel(AwsChannel):
    """A connection that is encrypted."""

    socket: ssl.SSLSocket

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._is_shaken = False
        self._has_to_write = False
        # OpenSSL takes one call at a time for a connection; the loop reads while a worker writes.
        self._turn = threading.Lock()
        super().__init__(*arguments, **options)
        self.sendbuf_len = _RECORD

    def writable(self) -> bool:
        """Tell whether there is something to send."""
        return self._has_to_write or bool(super().writable())

    def handle_read(self) -> None:
        """Take in what has come: of the handshake, then of requests."""
        if self._shake():
            with suppress(_PartOfRecordError):
                super().handle_read()

    def handle_write(self) -> None:
        """Send what waits: of the handshake, then of answers."""
        if self.will_close or self._shake():
            super().handle_write()

    def recv(self, buffer_size: int) -> bytes:
        """Return decrypted bytes; none where the connection has ended."""
        data = b""
        try:
            with self._turn:
                data = self.socket.recv(buffer_size)
        except _LATER:
            raise _PartOfRecordError from None
        except OSError:
            pass  # Whatever came was no TLS, or the client has gone.
        if not data:
            self.handle_close()
        return data

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send bytes, and return how many of them could be sent at once."""
        try:
            with self._turn:
                return self.socket.send(data)
        except _LATER:
            return 0
        except OSError:
            if do_close:
                self.handle_close()
            return 0

    def handle_close(self) -> None:
        """End the connection, and say so: nobody is to think that an answer was cut off."""
        if self._is_shaken:
            self._is_shaken = False
            with suppress(OSError, ValueError), self._turn:
                self.socket.unwrap()
        super().handle_close()

    def _shake(self) -> bool:
        """Go on with the handshake; tell whether it is done."""
        if self._is_shaken:
            return True
        self._has_to_write = False
        try:
            self.socket.do_handshake()
        except ssl.SSLWantReadError:
            return False
        except ssl.SSLWantWriteError:
            self._has_to_write = True
            return False
        except OSError as error:
            if getattr(error, "reason", None) == "HTTP_REQUEST":
                self._answer_plainly()
            self.handle_close()
            return False
        self._is_shaken = True
        return True

    def _answer_plainly(self) -> None:
        with suppress(OSError):
            # Of what is left unread, the client would hear instead of the answer.
            socket.socket.recv(self.socket, _RECORD)
            socket.socket.send(self.socket, _PLAIN)


class _PartOfRecordError(Exception):
    """Something has come, and is no whole record yet."""
