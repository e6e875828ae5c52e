"""Routes about the workers' tasks: list them, answer one."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from a2i_emulator.answering import answer_loop, find_loop
from a2i_emulator.control import views
from a2i_emulator.control.reading import MAX_ITEMS, body_of, scope, where
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
        body = body_of("Answer")
        loop = answer_loop(
            service,
            name,
            body["answerContent"],
            worker=body.get("worker"),
            time_spent_seconds=body.get("timeSpentInSeconds"),
            where=where(),
        )
        return jsonify(views.loop_view(loop))
