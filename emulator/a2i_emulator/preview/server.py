"""Serving the preview."""

from __future__ import annotations

import logging
import webbrowser

from waitress.server import create_server

from a2i_emulator.preview.app import create_app
from a2i_emulator.templates.offline import Source

_LAST_PORT = 65_535


class Server:
    """A preview that listens on the loopback address, until `close`.

    Args:
        source: the template's files.
        port: 0 takes a free one.

    Raises:
        OSError: the port cannot be listened on.
        ValueError: there is no such port.
    """

    def __init__(self, source: Source, port: int = 0) -> None:
        if not 0 <= port <= _LAST_PORT:
            raise ValueError(f"a port is a number from 0 to {_LAST_PORT}")
        self._server = create_server(create_app(source), host="127.0.0.1", port=port, threads=8)
        self.url = f"http://127.0.0.1:{self._server.effective_port}/"

    def run(self, *, open_browser: bool = False) -> None:
        """Serve until interrupted."""
        # A page asks for many small files at once, which is nothing to warn of.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        if open_browser:
            webbrowser.open(self.url)
        self._server.run()

    def close(self) -> None:
        """Stop listening, once what is being answered has been answered."""
        self._server.task_dispatcher.shutdown()
        self._server.close()
