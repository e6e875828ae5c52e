"""Serving the elements' files.

``/_a2i/crowd-html-elements.js`` has what any page may need at once. The large elements lie in
parts: the script imports one when the page has such an element, unless its address names the part
(``?with=drawing,text``), as our own pages do where the template names the element. So scripts of a
template meet elements that are there.

The script is revalidated at each use, but for ``?v=DIGEST``, which our own pages say: that may be
kept for ever, as may what it imports from ``/_a2i/crowd/DIGEST/``. The digest covers every file.
Pages that load the files have an opaque origin, so every response allows any origin.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
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
_NO_PARTS = "/* PARTS */ {}"
_DIGEST = "/DIGEST/"
_FOLDER_PATH = "/_a2i/crowd/"
_APART = "vendor/iron-icons/"
_PARTS = ("drawing", "mask", "text", "textract")
_ELEMENT = re.compile(r"^import '\.\./elements/([\w-]+)\.js';$", re.MULTILINE)
_NAME = re.compile(r"crowd-[a-z-]+")
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


def script_address(html: str = "") -> str:
    """Return the path and query of the script under which browsers may keep it for ever.

    Args:
        html: the page that will load it; its address names the parts with the elements that the
            page, a script in it included, names anywhere.
    """
    names = set(_NAME.findall(html.lower()))
    needed = sorted({name for tag, name in _parts().items() if tag in names})
    return f"{SCRIPT_PATH}?v={digest()}" + (f"&with={','.join(needed)}" if needed else "")


@cache
def _parts() -> Mapping[str, str]:
    """Return the part of each element that lies in one, by its tag."""
    sources = _sources()
    return {tag: name for name in _PARTS for tag in _ELEMENT.findall(sources[_main(name)])}


@cache
def digest() -> str:
    """Return what stands for the content of all files together."""
    total = sha256()
    for name, content in crowd_files().items():
        total.update(name.encode() + b"\0" + sha256(content).digest())
    return total.hexdigest()[:16]


@lru_cache(maxsize=64)
def served_file(path: str, with_parts: frozenset[str] = frozenset()) -> CrowdFile | None:
    """Return what a URL path under ``/_a2i/`` names, None where it names no file of ours.

    Args:
        path: the path.
        with_parts: those that the script is to have; unknown ones mean nothing.
    """
    if path == SCRIPT_PATH:
        return _script(_whole(name for name in _PARTS if name in with_parts))
    if path == STYLE_PATH:
        return _file(_EMPTY_STYLE, "text/css")
    version, _, name = path.removeprefix(_FOLDER_PATH).partition("/")
    if version == digest() and name in map(_main, _PARTS):
        return _script(part(_sources(), name, _MAIN).encode())
    if version != digest() or not name.startswith(_APART):
        return None
    content = crowd_files().get(name)
    return None if content is None else _script(content)


def _whole(with_parts: Iterable[str]) -> bytes:
    files = _sources()
    entry = files[_ENTRY].replace(_DIGEST, f"/{digest()}/")
    entry = entry.replace(_NO_PARTS, json.dumps(_parts()))
    return entry.replace(_MODULES, joined(files, _MAIN, *map(_main, with_parts))).encode()


def _main(name: str) -> str:
    return f"{name}/{_MAIN}"


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
        known = frozenset(_PARTS) & frozenset(request.args.get("with", "").split(","))
        file = served_file(request.path, known)
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
