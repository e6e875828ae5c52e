"""Starting human loops, again too; stopping, deleting and taking them away."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from a2i_emulator.domain.human_loop import FINAL, HumanLoop
from a2i_emulator.domain.names import Scope, parse_arn
from a2i_emulator.domain.task import TaskStatus
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.console import loops
from a2i_emulator.pages.console.acting import ConsoleActions, confirmed, next_name, sent
from a2i_emulator.pages.console.api import Call, RefusedCallError
from a2i_emulator.pages.console.forms import Form, input_of
from a2i_emulator.pages.console.listing import offered
from a2i_emulator.pages.console.seen import calls_about

RUNTIME = "sagemaker-a2i-runtime"
_START = "StartHumanLoop"
_CLASSIFIERS = "DataAttributes.ContentClassifiers"
_CONTENT = "HumanLoopInput.InputContent"
_FIELDS = ("FlowDefinitionArn", "HumanLoopName", _CONTENT, _CLASSIFIERS)


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the routes."""

    @console.route("/human-loops/new", methods=["GET", "POST"])
    def start_loop() -> Response | str | tuple[str, int]:
        if request.method == "GET":
            return _page(acting, Form(_suggested(acting)))
        form = sent()
        scope = acting.scope_of(form)
        api = acting.api(scope)
        members = input_of(api.shape(RUNTIME, _START), form)
        if form.is_fine:
            try:
                api.call(RUNTIME, _START, **members)
                loop = _named(acting, scope, members["HumanLoopName"])
                return acting.finish(api, "console.human_loop", loop_id=loop.id)
            except RefusedCallError as refused:
                form.refuse(refused, _FIELDS)
        return _page(acting, form), 400

    @console.route("/human-loops/<loop_id>/stop", methods=["GET", "POST"])
    def stop_loop(loop_id: str) -> Response | str | tuple[str, int]:
        loop = _existing(acting, loop_id)
        call = Call(RUNTIME, "StopHumanLoop", {"HumanLoopName": loop.name})
        here = ("console.human_loop", {"loop_id": loop.id})
        return confirmed(acting, loop.scope, call, here, lambda: _stopping(loop))

    @console.route("/human-loops/<loop_id>/delete", methods=["GET", "POST"])
    def delete_loop(loop_id: str) -> Response | str | tuple[str, int]:
        loop = _existing(acting, loop_id)
        call = Call(RUNTIME, "DeleteHumanLoop", {"HumanLoopName": loop.name})
        rest = ("console.human_loops", {"flow": loop.flow_definition_arn})
        return confirmed(acting, loop.scope, call, rest, lambda: _deleting(loop))

    @console.get("/human-loops/<loop_id>/everything.json")
    def everything(loop_id: str) -> FlaskResponse:
        response = jsonify(_everything(acting, _existing(acting, loop_id)))
        response.headers["Content-Disposition"] = "attachment; filename=human-loop.json"
        return response


def _page(acting: ConsoleActions, form: Form) -> str:
    chosen = form.values.get("FlowDefinitionArn", "")
    with acting.service.view() as store:
        flows, has_more = offered(store.flow_definitions, chosen if parse_arn(chosen) else "")
    code = acting.preview(RUNTIME, _START, form, acting.scope_of(form))
    return render_template(
        "console/start_loop.html", form=form, flows=flows, has_more=has_more, code=code
    )


def _suggested(acting: ConsoleActions) -> dict[str, str]:
    """Return what stands in a new form: a loop's values if one is to be started again like it."""
    values = {
        "FlowDefinitionArn": request.args.get("flow", ""),
        "HumanLoopName": "review-1",
        _CONTENT: "{}",
    }
    like = request.args.get("like", "")
    with acting.service.view() as store:
        loop = store.human_loops.by_id(like) if like else None
        if loop is not None:
            values["FlowDefinitionArn"] = loop.flow_definition_arn
            values["HumanLoopName"] = loop.name
            values[_CONTENT] = store.human_loops.input_content(loop.id)
            values[_CLASSIFIERS] = "\n".join(
                (loop.data_attributes or {}).get("ContentClassifiers", ())
            )
        values["HumanLoopName"] = next_name(
            values["HumanLoopName"], lambda name: bool(store.human_loops.named(name))
        )
    return values


def _named(acting: ConsoleActions, scope: Scope, name: str) -> HumanLoop:
    with acting.service.view() as store:
        return store.human_loops.get(scope, name) or abort(404)


def _existing(acting: ConsoleActions, loop_id: str) -> HumanLoop:
    with acting.service.view() as store:
        loop = store.human_loops.by_id(loop_id)
    return abort(404) if loop is None or loop.is_deleted else loop


def _stopping(loop: HumanLoop) -> dict[str, Any]:
    at_work = sum(task.status in (TaskStatus.ACCEPTED, TaskStatus.SUSPENDED) for task in loop.tasks)
    goes = [
        say("No worker can begin one of its tasks any more."),
        say("Answers that are there already are kept, and written to output.json."),
    ]
    if at_work:
        goes.append(say("Workers who are at one of its tasks now may still submit their answers."))
    back = "console.human_loop", {"loop_id": loop.id}
    title, act = say("Stop this human loop?"), say("Stop it")
    return {"title": title, "name": loop.name, "goes": goes, "act": act, "back": back}


def _deleting(loop: HumanLoop) -> dict[str, Any]:
    goes = [
        say("Its input, its tasks and their answers go, and its name becomes free."),
        say("Its output.json stays in S3."),
    ]
    if loop.status not in FINAL:
        goes.append(say("It is not finished: stop it first, or AWS refuses to delete it."))
    back = "console.human_loop", {"loop_id": loop.id}
    title, act = say("Delete this human loop?"), say("Delete it")
    return {"title": title, "name": loop.name, "goes": goes, "act": act, "back": back}


def _everything(acting: ConsoleActions, loop: HumanLoop) -> dict[str, Any]:
    """Return all that is known of a loop, for a bug report."""
    with acting.service.view() as store:
        content = store.human_loops.input_content(loop.id)
        answers = store.human_loops.answers(loop.id)
        events = loops.events_of(store, loop)
    written = loops.output(acting.service, loop.id)
    return {
        "humanLoop": {
            "name": loop.name,
            "arn": loop.arn,
            "status": loop.status.value,
            "failureCode": loop.failure_code,
            "failureReason": loop.failure_reason,
            "flowDefinitionArn": loop.flow_definition_arn,
        },
        "inputContent": _parsed(content),
        "answers": [
            {"worker": answer.worker.name, "answerContent": _parsed(answer.content)}
            for answer in answers
        ],
        "output": _parsed(written.decode("utf-8", "replace")) if written else None,
        "events": events,
        "requests": [entry.to_json() for entry in calls_about(acting.service, loop)],
    }


def _parsed(document: Any) -> Any:
    try:
        return json.loads(document) if isinstance(document, str) else document
    except (ValueError, RecursionError):
        return document
