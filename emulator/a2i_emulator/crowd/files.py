"""Serving the elements' files.

``/_a2i/crowd-html-elements.js`` is revalidated at each use; what it imports lies under
``/_a2i/crowd/DIGEST/``, where the digest covers every file, and may be kept for ever. Pages that
load the files have an opaque origin, so every response allows any origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort, request

from a2i_emulator.crowd.page import SCRIPT_PATH, STYLE_PATH

_FOLDER = Path(__file__).parent
_ENTRY = "entry.js"
_CURRENT = "./crowd/current/"
_EMPTY_STYLE = b"/* The elements bring their own styles; this file is here to be named. */\n"
_FOR_EVER = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"


@dataclass(frozen=True, slots=True)
class CrowdFile:
    """One file as it is served.

    Attributes:
        content: the bytes.
        media_type: its Content-Type.
        is_immutable: whether a browser may keep it without asking again.
    """

    content: bytes
    media_type: str
    is_immutable: bool

    @property
    def etag(self) -> str:
        """A strong validator, without its quotes."""
        return sha256(self.content).hexdigest()[:32]


@cache
def crowd_files() -> Mapping[str, bytes]:
    """Return every browser file by its path in this package, such as ``elements/crowd-form.js``."""
    paths = sorted(path for path in _FOLDER.rglob("*.js"))
    return {path.relative_to(_FOLDER).as_posix(): path.read_bytes() for path in paths}


@cache
def _digest() -> str:
    total = sha256()
    for name, content in crowd_files().items():
        total.update(name.encode() + b"\0" + sha256(content).digest())
    return total.hexdigest()[:16]


def served_file(path: str) -> CrowdFile | None:
    """Return what a URL path under ``/_a2i/`` names, None where it names no file of ours."""
    if path == SCRIPT_PATH:
        return _script(_entry(), is_immutable=False)
    if path == STYLE_PATH:
        return CrowdFile(_EMPTY_STYLE, "text/css; charset=utf-8", is_immutable=False)
    version, _, name = path.removeprefix("/_a2i/crowd/").partition("/")
    content = crowd_files().get(name)
    if content is None or version not in ("current", _digest()):
        return None
    return _script(content, is_immutable=version != "current")


def _entry() -> bytes:
    versioned = f"./crowd/{_digest()}/"
    return crowd_files()[_ENTRY].replace(_CURRENT.encode(), versioned.encode())


def _script(content: bytes, *, is_immutable: bool) -> CrowdFile:
    return CrowdFile(content, "text/javascript; charset=utf-8", is_immutable)


def blueprint() -> Blueprint:
    """Return the Flask blueprint that serves the files under ``/_a2i/``."""
    pages = Blueprint("crowd", __name__)

    def serve(name: str = "") -> Response:
        del name
        file = served_file(request.path)
        return _response(file) if file is not None else abort(404)

    for index, rule in enumerate((SCRIPT_PATH, STYLE_PATH, "/_a2i/crowd/<path:name>")):
        pages.add_url_rule(rule, f"file{index}", serve)
    return pages


def _response(file: CrowdFile) -> Response:
    response = Response(file.content, content_type=file.media_type)
    response.set_etag(file.etag)
    response.headers["Cache-Control"] = _FOR_EVER if file.is_immutable else _REVALIDATE
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.make_conditional(request)
    return response
