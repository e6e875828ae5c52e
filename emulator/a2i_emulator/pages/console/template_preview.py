"""A template as a worker would see it, while it is being written."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator.pages.common.frames import Frames, Subject
from a2i_emulator.pages.console.acting import ConsoleActions, sent
from a2i_emulator.pages.console.conditions import recording_of, sample_input
from a2i_emulator.pages.console.passing import Passing
from a2i_emulator.templates import variables

_KIND = "preview"
_MOST_PAGES = 30
_OF_ALL = ("first", "last", "size")
"""What Liquid finds in lists and texts, whatever they hold."""


def add_routes(console: Blueprint, acting: ConsoleActions, frames: Frames) -> None:
    """Add the routes."""
    pages = Passing(acting.service, _KIND, _MOST_PAGES)

    @console.post("/templates/preview")
    def preview() -> Response:
        form = sent()
        template = form.values.get("UiTemplate.Content", "").replace("\r\n", "\n")
        try:
            task_input = json.loads(form.values.get("sample", "") or "{}")
        except (ValueError, RecursionError) as error:
            return jsonify(input_error=str(error))
        rendered = acting.service.ports.render(
            template,
            task_input,
            acting.scope_of(form),
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
        html: str | None = pages.find(subject["number"])
        return abort(404) if html is None else html

    frames.add(_KIND, show)

    @console.get("/templates/recorded/<number>.json")
    def recorded_input(number: str) -> Response:
        document = recording_of(acting.service, number)
        return jsonify(sample_input(document)) if document is not None else abort(404)

    @console.get("/human-loops/<loop_id>/input.json")
    def loop_input(loop_id: str) -> Response:
        with acting.service.view() as store:
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
