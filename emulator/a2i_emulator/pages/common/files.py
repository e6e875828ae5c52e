"""Serving style sheets, scripts and icons under ``/_a2i/common/DIGEST/``.

The digest covers every file, so that browsers may keep them for ever and a new version of the
emulator is seen at once. A page's script comes with all that it imports, in one piece, but for
libraries that only one page needs. The design
tokens are those of the Crowd HTML Elements, taken from their module: there is one definition of
them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort

from a2i_emulator.crowd import crowd_files
from a2i_emulator.crowd.join import joined

_PACKAGE = Path(__file__).parents[1]
_ROOMS = ("common", "portal", "console")
_TOKENS = re.compile(r"export const tokens = css`(.*?)`;", re.DOTALL)
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"


def common_blueprint() -> Blueprint:
    """Return the blueprint that serves the files, and brings the templates that others extend."""
    common = Blueprint("common", __name__, url_prefix="/_a2i/common", template_folder="templates")

    @common.get("/<digest>/<path:name>")
    def file(digest: str, name: str) -> Response:
        content = _files().get(name)
        if content is None or digest != _digest():
            abort(404)
        response = Response(content, content_type=_MEDIA_TYPES[Path(name).suffix])
        response.headers["Cache-Control"] = _FOR_EVER
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return common


def asset_url(name: str) -> str:
    """Return the address of a file such as ``portal/jobs.js``.

    Raises:
        KeyError: there is no such file.
    """
    if name not in _files():
        raise KeyError(name)
    return f"/_a2i/common/{_digest()}/{name}"


@cache
def _files() -> Mapping[str, bytes]:
    files = {
        f"{room}/{path.name}": path.read_bytes()
        for room in _ROOMS
        for path in sorted((_PACKAGE / room / "static").iterdir())
    }
    files["common/common.css"] = _tokens() + files["common/common.css"]
    scripts = {name: data.decode() for name, data in files.items() if name.endswith(".js")}
    own = {name: joined(scripts, name).encode() for name in scripts}
    return files | own | _vendored()


def _vendored() -> dict[str, bytes]:
    """Return the libraries that only some pages load, by themselves."""
    found = sorted(_PACKAGE.glob("*/vendor/*.js"))
    return {f"{path.parents[1].name}/vendor/{path.name}": path.read_bytes() for path in found}


def _tokens() -> bytes:
    found = _TOKENS.search(crowd_files()["base/tokens.js"].decode())
    if found is None:
        raise LookupError("The design tokens are not where they are expected.")
    return found[1].encode()


@cache
def _digest() -> str:
    total = sha256()
    for name, content in _files().items():
        total.update(name.encode() + b"\0" + sha256(content).digest())
    return total.hexdigest()[:16]
