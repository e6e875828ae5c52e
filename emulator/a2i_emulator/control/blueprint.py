"""The routes of the control API; ``specs/openapi.json`` describes them."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Blueprint, Response, jsonify, request

from a2i_emulator import __version__
from a2i_emulator.answering import (
    AmbiguousLoopError,
    UnknownLoopError,
    Where,
    answer_loop,
    find_loop,
)
from a2i_emulator.control import views
from a2i_emulator.control.errors import ControlError, bad_request, conflict, not_found
from a2i_emulator.domain.instant import SECOND, iso_milliseconds
from a2i_emulator.domain.loop import RefusedError
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.human_task_uis import template_signature
from a2i_emulator.resources import specs_path
from a2i_emulator.service import Service

_MAX_TASKS = 1000
_MAX_ADVANCE_SECONDS = 10 * 366 * 86400


def control_blueprint(service: Service) -> Blueprint:
    """Return the control API of an emulator."""
    control = Blueprint("control", __name__, url_prefix="/_a2i")
    _add_error_handlers(control)
    _add_general_routes(control, service)
    _add_task_routes(control, service)
    _add_record_routes(control, service)
    return control


def json_object() -> dict[str, Any]:
    """Return the request's body, a JSON object.

    Raises:
        ControlError: it is something else.
    """
    try:
        body = msgspec.json.decode(request.get_data())
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise bad_request(f"The body is not valid JSON: {error}.") from error
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object.")
    return body


def where() -> Where:
    """Return the account and Region that the request's query names."""
    return Where(request.args.get("account"), request.args.get("region"))


def _add_error_handlers(control: Blueprint) -> None:
    @control.errorhandler(ControlError)
    def _explain(error: ControlError) -> tuple[Response, int]:
        return jsonify(error={"code": error.code, "message": error.message}), error.status

    @control.errorhandler(UnknownLoopError)
    def _unknown(error: UnknownLoopError) -> tuple[Response, int]:
        return _explain(not_found(str(error)))

    @control.errorhandler(AmbiguousLoopError)
    def _ambiguous(error: AmbiguousLoopError) -> tuple[Response, int]:
        return _explain(bad_request(f"{error} Choose by ?account= and ?region=."))

    @control.errorhandler(RefusedError)
    def _refused(error: RefusedError) -> tuple[Response, int]:
        return _explain(conflict(str(error)))


def _add_general_routes(control: Blueprint, service: Service) -> None:
    @control.get("/health")
    def _health() -> Response:
        return jsonify(status="ok", version=__version__)

    @control.get("/openapi.json")
    def _openapi() -> Response:
        body = (specs_path() / "openapi.json").read_bytes()
        return Response(body, content_type="application/json")

    @control.get("/clock")
    def _time() -> Response:
        return jsonify(time=iso_milliseconds(service.clock.now()), aheadMs=service.clock.offset)

    @control.post("/clock")
    def _advance() -> Response:
        seconds = json_object().get("advanceSeconds")
        if not isinstance(seconds, int | float) or isinstance(seconds, bool):
            raise bad_request("advanceSeconds must be a number.")
        if not 0 <= seconds <= _MAX_ADVANCE_SECONDS:
            raise bad_request(f"advanceSeconds must be from 0 to {_MAX_ADVANCE_SECONDS}.")
        service.engine.advance(round(seconds * SECOND))
        return _time()

    @control.get("/templates/<sha256>")
    def _template(sha256: str) -> Response:
        expected = template_signature(service.database.secret, sha256)
        if not hmac.compare_digest(expected, request.args.get("signature", "")):
            raise ControlError(403, "Forbidden", "The address is not one that was handed out.")
        with service.database.read() as store:
            content = store.template(sha256)
        if content is None:
            raise not_found("There is no such template.")
        return Response(content, content_type="text/plain; charset=utf-8")


def _add_task_routes(control: Blueprint, service: Service) -> None:
    @control.get("/tasks")
    def _tasks() -> Response:
        name, status = request.args.get("humanLoopName"), request.args.get("status")
        with service.database.read() as store:
            if name is None:
                loops = store.human_loops.open(scope=_scope(), limit=_MAX_TASKS).items
            else:
                loops = [find_loop(store, name, where())]
        tasks = [views.task_view(loop, task) for loop in loops for task in loop.tasks]
        return jsonify(tasks=[t for t in tasks if status in (None, t["status"])])

    @control.post("/human-loops/<name>/answers")
    def _answer(name: str) -> Response:
        body = json_object()
        content, worker, spent = _read_answer(body)
        loop = answer_loop(
            service, name, content, worker=worker, time_spent_seconds=spent, where=where()
        )
        return jsonify(views.loop_view(loop))


def _add_record_routes(control: Blueprint, service: Service) -> None:
    @control.get("/requests")
    def _requests() -> Response:
        return jsonify(requests=[entry.to_json() for entry in service.history.latest(_limit())])

    @control.get("/events")
    def _events() -> Response:
        with service.database.read() as store:
            records = store.events.latest(_limit())
        return jsonify(events=[views.event_view(record) for record in records])


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


def _scope() -> Scope | None:
    account, region = request.args.get("account"), request.args.get("region")
    return Scope(account, region) if account and region else None


def _limit() -> int:
    text = request.args.get("limit", str(_MAX_TASKS))
    if not text.isdecimal() or not 1 <= int(text) <= _MAX_TASKS:
        raise bad_request(f"limit must be a number from 1 to {_MAX_TASKS}.")
    return int(text)
