"""A template as a worker would see it, while it is being written."""

from __future__ import annotations

import json
from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import PASSING, Store
from a2i_emulator.pages.common.frames import Frames, Subject
from a2i_emulator.pages.console.acting import Desk, sent
from a2i_emulator.pages.console.conditions import recording_of, sample_input
from a2i_emulator.service import Service
from a2i_emulator.templates import variables

_KIND = "preview"
_MOST_PAGES = 30
_LASTS = 3600 * SECOND
_LATEST = f"{PASSING}previews"
_EVERYWHERE = Scope("", "")
_OF_ALL = ("first", "last", "size")
"""What Liquid finds in lists and texts, whatever they hold."""


class Pages:
    """The latest rendered pages, each for the frame that will ask for it in a moment.

    They lie in the database, as any of several processes may be asked for one.

    Args:
        service: has the database.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    def keep(self, html: str) -> str:
        """Keep a page, and return what it is asked for by."""
        number = token_urlsafe(12)
        now = self._service.clock.now()

        def work(store: Store) -> None:
            store.hold(_EVERYWHERE, _KIND)
            known = [*(store.document(_LATEST) or ()), [number, now]]
            kept = [page for page in known[-_MOST_PAGES:] if page[1] > now - _LASTS]
            for page in known:
                if page not in kept:
                    store.save_document(_page(page[0]), None)
            store.save_document(_LATEST, kept)
            store.save_document(_page(number), html)

        self._service.change(work)
        return number

    def page(self, number: str) -> str | None:
        """Return a page; None if it is not kept any more."""
        with self._service.view() as store:
            html: str | None = store.document(_page(number))
        return html


def _page(number: str) -> str:
    return f"{PASSING}preview/{number}"


def add_routes(console: Blueprint, desk: Desk, frames: Frames) -> None:
    """Add the routes."""
    pages = Pages(desk.service)

    @console.post("/templates/preview")
    def preview() -> Response:
        form = sent()
        template = form.values.get("UiTemplate.Content", "").replace("\r\n", "\n")
        try:
            task_input = json.loads(form.values.get("sample", "") or "{}")
        except (ValueError, RecursionError) as error:
            return jsonify(input_error=str(error))
        rendered = desk.service.ports.render(
            template,
            task_input,
            desk.scope_of(form),
            base_url=request.host_url.rstrip("/"),
        )
        return jsonify(
            page=url_for("console.preview_page", number=pages.keep(rendered.html)),
            errors=[
                {"message": e.message, "code": e.code, "line": e.line} for e in rendered.errors
            ],
            variables=[
                {"path": _written(path), "given": _has(task_input, path)}
                for path in variables(template)
            ],
        )

    @console.get("/templates/preview/<number>")
    def preview_page(number: str) -> AnyResponse:
        return frames.answer(_KIND, {"number": number})

    def show(subject: Subject, _home: str) -> str:
        html = pages.page(subject["number"])
        return abort(404) if html is None else html

    frames.add(_KIND, show)

    @console.get("/templates/recorded/<number>.json")
    def recorded_input(number: str) -> Response:
        document = recording_of(desk.service, number)
        return jsonify(sample_input(document)) if document is not None else abort(404)

    @console.get("/human-loops/<loop_id>/input.json")
    def loop_input(loop_id: str) -> Response:
        with desk.service.view() as store:
            if store.human_loops.by_id(loop_id) is None:
                abort(404)
            content = store.human_loops.input_content(loop_id)
        return Response(content, content_type="application/json")


def _has(value: Any, path: tuple[str | int, ...]) -> bool:
    for part in path:
        if isinstance(value, list) and isinstance(part, int):
            value = dict(enumerate(value))
        if isinstance(value, dict) and part in value:
            value = value[part]
        else:
            return part in _OF_ALL and isinstance(value, list | str | dict)
    return True


def _written(path: tuple[str | int, ...]) -> str:
    written = "task.input"
    for part in path:
        is_name = isinstance(part, str) and part.replace("-", "_").isidentifier()
        written += f".{part}" if is_name else f"[{json.dumps(part, ensure_ascii=False)}]"
    return written
