"""Serving the elements' files.

``/_a2i/crowd-html-elements.js`` is revalidated at each use, but for ``?v=DIGEST``, which our own
pages say: that may be kept for ever, as may what it imports from ``/_a2i/crowd/DIGEST/``. The
digest covers every file. Pages that load the files have an opaque origin, so every response
allows any origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort, request

from a2i_emulator.crowd.join import joined, part
from a2i_emulator.crowd.page import SCRIPT_PATH, STYLE_PATH

_FOLDER = Path(__file__).parent
_ENTRY = "entry.js"
_MAIN = "main.js"
_MODULES = "/* MODULES */"
_DIGEST = "/DIGEST/"
_FOLDER_PATH = "/_a2i/crowd/"
_APART = "vendor/iron-icons/"
_PARTS = ("drawing/main.js", "mask/main.js")
_EMPTY_STYLE = b"/* The elements bring their own styles; this file is here to be named. */\n"
_FOR_EVER = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"


@dataclass(frozen=True, slots=True)
class CrowdFile:
    """One file as it is served.

    Attributes:
        content: the bytes.
        media_type: its Content-Type.
        etag: a strong validator, without its quotes.
    """

    content: bytes
    media_type: str
    etag: str


@cache
def crowd_files() -> Mapping[str, bytes]:
    """Return every browser file by its path in this package, such as ``elements/crowd-form.js``."""
    paths = sorted(path for path in _FOLDER.rglob("*.js"))
    return {path.relative_to(_FOLDER).as_posix(): path.read_bytes() for path in paths}


def script_address() -> str:
    """Return the path and query of the script under which browsers may keep it for ever."""
    return f"{SCRIPT_PATH}?v={digest()}"


@cache
def digest() -> str:
    """Return what stands for the content of all files together."""
    total = sha256()
    for name, content in crowd_files().items():
        total.update(name.encode() + b"\0" + sha256(content).digest())
    return total.hexdigest()[:16]


@lru_cache(maxsize=64)
def served_file(path: str) -> CrowdFile | None:
    """Return what a URL path under ``/_a2i/`` names, None where it names no file of ours."""
    if path == SCRIPT_PATH:
        return _script(_whole())
    if path == STYLE_PATH:
        return _file(_EMPTY_STYLE, "text/css")
    version, _, name = path.removeprefix(_FOLDER_PATH).partition("/")
    if version == digest() and name in _PARTS:
        return _script(part(_sources(), name, _MAIN).encode())
    if version != digest() or not name.startswith(_APART):
        return None
    content = crowd_files().get(name)
    return None if content is None else _script(content)


def _whole() -> bytes:
    files = _sources()
    entry = files[_ENTRY].replace(_DIGEST, f"/{digest()}/")
    return entry.replace(_MODULES, joined(files, _MAIN)).encode()


def _sources() -> Mapping[str, str]:
    return {name: content.decode() for name, content in crowd_files().items()}


def _script(content: bytes) -> CrowdFile:
    return _file(content, "text/javascript")


def _file(content: bytes, media_type: str) -> CrowdFile:
    return CrowdFile(content, f"{media_type}; charset=utf-8", sha256(content).hexdigest()[:32])


def blueprint() -> Blueprint:
    """Return the Flask blueprint that serves the files under ``/_a2i/``."""
    pages = Blueprint("crowd", __name__)

    def serve(name: str = "") -> Response:
        del name
        file = served_file(request.path)
        is_kept = request.args.get("v") == digest() or request.path.startswith(_FOLDER_PATH)
        return _response(file, is_kept=is_kept) if file is not None else abort(404)

    for index, rule in enumerate((SCRIPT_PATH, STYLE_PATH, f"{_FOLDER_PATH}<path:name>")):
        pages.add_url_rule(rule, f"file{index}", serve)
    return pages


def _response(file: CrowdFile, *, is_kept: bool) -> Response:
    response = Response(file.content, content_type=file.media_type)
    response.set_etag(file.etag)
    response.headers["Cache-Control"] = _FOR_EVER if is_kept else _REVALIDATE
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.make_conditional(request)
    return response
