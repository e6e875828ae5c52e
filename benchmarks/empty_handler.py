"""The floor: Flask on waitress, as the emulator has it, with nothing to do but read JSON."""

from __future__ import annotations

import sys

from flask import Flask, Response, jsonify, request
from waitress.server import create_server

app = Flask(__name__, static_folder=None)


@app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
@app.route("/<path:path>", methods=["GET", "POST"])
def read(path: str) -> Response:  # noqa: ARG001 - every path is the same here
    """Read the body, and say nothing."""
    if request.content_length:
        request.get_json(force=True)
    return jsonify({})


if __name__ == "__main__":
    create_server(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        threads=16,
        connection_limit=1000,
        ident=None,
        asyncore_use_poll=True,
    ).run()
