"""As much of the Docker Engine's API as testcontainers needs, over images run as processes.

See https://docs.docker.com/reference/api/engine/version/v1.44/.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, abort, jsonify, request
from flask.typing import ResponseReturnValue
from tests.containers.image import Container, Image
from werkzeug.serving import make_server

API = "1.44"


class Engine:
    """Containers by their ids.

    Args:
        images: what may be run, by name.
        folder: where their files are to be.
    """

    def __init__(self, images: Mapping[str, Image], folder: Path) -> None:
        self._images = images
        self._folder = folder
        self.containers: dict[str, Container] = {}
        self._wishes: dict[str, Any] = {}

    def has(self, image: str) -> bool:
        return image in self._images

    def create(self, wishes: dict[str, Any]) -> str:
        """Make a container; return its id."""
        key = f"{len(self.containers):064x}"
        binds = [bind.split(":") for bind in wishes["HostConfig"].get("Binds") or ()]
        self.containers[key] = Container(
            self._images[wishes["Image"]],
            self._folder / key,
            env=dict(variable.split("=", 1) for variable in wishes.get("Env") or ()),
            command=wishes.get("Cmd"),
            mounts={target: Path(source) for source, target, _mode in binds},
        )
        self._wishes[key] = wishes
        return key

    def inspect(self, key: str) -> dict[str, Any]:
        container, wishes = self.containers[key], self._wishes[key]
        mapped = [{"HostIp": "0.0.0.0", "HostPort": str(container.port)}]
        return {
            "Id": key,
            "Name": "/standing-in",
            "Image": wishes["Image"],
            "State": {"Status": "running" if container.is_running else "exited"},
            "Config": wishes,
            "NetworkSettings": {"Ports": dict.fromkeys(wishes["ExposedPorts"], mapped)},
        }


def api(engine: Engine) -> Flask:
    """Return the API of an engine."""
    app = Flask(__name__)

    @app.get("/version")
    def version() -> ResponseReturnValue:
        return jsonify(ApiVersion=API, MinAPIVersion="1.24", Version="25.0.0", Os="linux")

    @app.get(f"/v{API}/images/<name>/json")
    def image(name: str) -> ResponseReturnValue:
        return jsonify(Id=name, RepoTags=[f"{name}:latest"]) if engine.has(name) else abort(404)

    @app.post(f"/v{API}/containers/create")
    def create() -> ResponseReturnValue:
        return jsonify(Id=engine.create(request.get_json(force=True)), Warnings=[]), 201

    @app.get(f"/v{API}/containers/<key>/json")
    def inspect(key: str) -> ResponseReturnValue:
        return jsonify(engine.inspect(key))

    @app.post(f"/v{API}/containers/<key>/start")
    def start(key: str) -> ResponseReturnValue:
        engine.containers[key].start()
        return "", 204

    @app.delete(f"/v{API}/containers/<key>")
    def remove(key: str) -> ResponseReturnValue:
        engine.containers[key].stop()
        return "", 204

    return app


@contextmanager
def serving(engine: Engine) -> Iterator[str]:
    """Serve an engine; the value is for ``DOCKER_HOST``."""
    server = make_server("127.0.0.1", 0, api(engine), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
