"""What stands on a loop's page beside its state: answers as people read them, and who called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Blueprint, Response, abort, request, url_for

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.s3_uri import S3Location, parse_s3_uri
from a2i_emulator.operations.ports import S3RefusedError
from a2i_emulator.operations.task_input import rendered_task
from a2i_emulator.pages.console.answers import Widget, parts_of, widgets_of
from a2i_emulator.record.calls import HistoryEntry
from a2i_emulator.service import Service

_FORMS: Sequence[tuple[bytes, str]] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"RIFF", "image/webp"),
    (b"<svg", "image/svg+xml"),
    (b"<?xml", "image/svg+xml"),
)
_IMAGE_HEADERS = {
    # Somebody else's image, an SVG perhaps: opened by itself it is a document that can do nothing.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def add_routes(console: Blueprint, service: Service) -> None:
    """Add the route of the images that workers have seen."""

    @console.get("/human-loops/<loop_id>/images/<int:number>")
    def loop_image(loop_id: str, number: int) -> Response:
        with service.view() as store:
            loop = store.human_loops.by_id(loop_id) or abort(404)
        seen = (one for one in _widgets(service, loop).values() if one.number == number)
        location = _location(next((one.src for one in seen), "")) or abort(404)
        try:
            body = service.ports.read_object(loop.scope, location.bucket, location.key)
        except S3RefusedError:
            abort(404)
        form = next((form for start, form in _FORMS if body.lstrip()[:8].startswith(start)), None)
        return Response(body, headers=_IMAGE_HEADERS, content_type=form or abort(404))


def answers_of(service: Service, loop: HumanLoop) -> Mapping[str, Any]:
    """Return a loop's answers in parts, side by side, and the addresses of what workers saw."""
    with service.view() as store:
        answers = store.human_loops.answers(loop.id)
    widgets = _widgets(service, loop) if answers else {}
    return {
        "read": [parts_of(answer.content, widgets) for answer in answers],
        "images": {
            widget.number: _address(loop, widget) for widget in widgets.values() if widget.src
        },
    }


def calls_about(service: Service, loop: HumanLoop) -> list[HistoryEntry]:
    """Return the latest API calls that were about a loop, newest first."""
    return [
        entry
        for entry in service.history.latest()
        if Scope(entry.account, entry.region) == loop.scope and loop.name == _loop_named(entry)
    ]


def _loop_named(entry: HistoryEntry) -> Any:
    given = entry.input or {}
    config = given.get("HumanLoopConfig")  # as Rekognition and Textract name the loop
    inner = config.get("HumanLoopName") if isinstance(config, Mapping) else None
    return given.get("HumanLoopName", inner)


def _widgets(service: Service, loop: HumanLoop) -> Mapping[str, Widget]:
    try:
        rendered = rendered_task(
            service.view, loop, service.ports.render, base_url=request.host_url.rstrip("/")
        )
    except (ValueError, RecursionError):
        return {}
    return {} if rendered is None else widgets_of(rendered.html)


def _address(loop: HumanLoop, widget: Widget) -> str:
    """Return where the console finds an image; empty where it lies elsewhere, and is not shown."""
    if widget.src.startswith("data:image/"):
        return widget.src
    if _location(widget.src) is None:
        return ""
    return url_for("console.loop_image", loop_id=loop.id, number=widget.number)


def _location(src: str) -> S3Location | None:
    """Return the object that an address on a worker's page leads to."""
    known = parse_s3_uri(src)
    if known is not None:
        return known
    try:
        parts = urlsplit(src)
    except ValueError:
        return None
    bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
    is_signed = "X-Amz-Signature=" in parts.query
    return S3Location(bucket, key) if is_signed and bucket and key else None
