"""Routes about the workers' tasks: list them, answer one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from a2i_emulator.answering import answer_loop, find_loop
from a2i_emulator.control import views
from a2i_emulator.control.errors import bad_request
from a2i_emulator.control.reading import MAX_ITEMS, json_object, scope, where
from a2i_emulator.service import Service


def add_routes(control: Blueprint, service: Service) -> None:
    """Add the routes."""

    @control.get("/tasks")
    def _tasks() -> Response:
        name, status = request.args.get("humanLoopName"), request.args.get("status")
        with service.view() as store:
            if name is None:
                loops = store.human_loops.open(scope=scope(), limit=MAX_ITEMS).items
            else:
                loops = [find_loop(store, name, where())]
        tasks = [views.task_view(loop, task) for loop in loops for task in loop.tasks]
        return jsonify(tasks=[t for t in tasks if status in (None, t["status"])])

    @control.post("/human-loops/<name>/answers")
    def _answer(name: str) -> Response:
        content, worker, spent = _read_answer(json_object())
        loop = answer_loop(
            service, name, content, worker=worker, time_spent_seconds=spent, where=where()
        )
        return jsonify(views.loop_view(loop))


def _read_answer(
    body: Mapping[str, Any],
) -> tuple[dict[str, Any], str | None, float | None]:
    content, worker = body.get("answerContent"), body.get("worker")
    spent = body.get("timeSpentInSeconds")
    unknown = set(body) - {"answerContent", "worker", "timeSpentInSeconds"}
    if unknown:
        raise bad_request(f"Unknown members: {', '.join(sorted(unknown))}.")
    if not isinstance(content, dict):
        raise bad_request("answerContent must be a JSON object.")
    if worker is not None and not (isinstance(worker, str) and worker.strip()):
        raise bad_request("worker must be a name.")
    if spent is not None and not _is_duration(spent):
        raise bad_request("timeSpentInSeconds must be a number that is not negative.")
    return content, worker, spent


def _is_duration(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
