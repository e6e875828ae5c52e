"""Where a server listens."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server


def test_a_name_with_addresses_of_both_families(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **options: Any) -> list[Any]:
        names = ["::1", "127.0.0.1", "127.0.0.1"] if host == "localhost" else [host]
        return [found for name in names for found in resolve(name, *rest, **options)]

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", getaddrinfo)
        server = build_server(Settings(host="localhost", port=0))
    try:
        port = int(server.url.removeprefix("http://localhost:"))
        socket.create_connection(("127.0.0.1", port)).close()
    finally:
        server.close()
