"""The test kit in the browser: clock, scripted workers, faults and recorded predictions.

Each form does what a call of the control API does, by the same function of the service.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.s3_uri import parse_s3_uri
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.registry import OPERATIONS
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.console.acting import ConsoleActions, sent
from a2i_emulator.pages.console.forms import Form
from a2i_emulator.pages.console.loops import pretty
from a2i_emulator.service import Service

_Answer = Response | tuple[str, int]
_FAILING = ("*", *sorted(OPERATIONS), "WriteOutput", "PutEvents")
_RECORDABLE = (
    "AnalyzeDocument",
    "DetectModerationLabels",
    "DetectDocumentText",
    "DetectLabels",
    "GetContentModeration",
)
_MOST_DIGITS = 9
_EXAMPLE = {"rules": [{"match": {}, "answerContent": {"answer": "yes"}}]}


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the routes."""
    service = acting.service

    @console.get("/test-kit")
    def test_kit() -> str:
        return _page(service, {})

    _add_clock(console, service)
    _add_workers(console, service)
    _add_faults(console, service)
    _add_predictions(console, service)


def _add_clock(console: Blueprint, service: Service) -> None:
    @console.post("/test-kit/clock")
    def advance() -> _Answer:
        form = sent()
        return _tried(service, "clock", form, "seconds", lambda: service.advance(_far(form)))

    @console.post("/test-kit/clock/next")
    def jump() -> _Answer:
        due = _next_due(service)
        ahead = 0 if due is None else max(0, due - service.clock.now())
        return _tried(service, "clock", Form(), "seconds", lambda: service.advance(ahead))


def _add_workers(console: Blueprint, service: Service) -> None:
    workers = service.ports.scripted_workers

    @console.post("/test-kit/workers")
    def put_workers() -> _Answer:
        form = sent()

        def put() -> None:
            document = _json(form.values.get("rules", ""))
            wanted = {"rules": document} if isinstance(document, list) else document
            service.change_scripted_workers(workers.putting(_without(wanted)))

        return _tried(service, "workers", form, "rules", put)

    @console.post("/test-kit/workers/delete")
    def delete_workers() -> _Answer:
        service.change_scripted_workers(workers.clear)
        return _back("workers")


def _add_faults(console: Blueprint, service: Service) -> None:
    faults = service.ports.faults

    @console.post("/test-kit/faults")
    def add_fault() -> _Answer:
        form = sent()
        return _tried(service, "faults", form, "operation", lambda: faults.add(_fault(form)))

    @console.post("/test-kit/faults/delete")
    def delete_faults() -> _Answer:
        faults.clear()
        return _back("faults")


def _add_predictions(console: Blueprint, service: Service) -> None:
    predictions = service.ports.predictions

    @console.post("/test-kit/predictions")
    def add_prediction() -> _Answer:
        form = sent()

        def put() -> None:
            service.change(predictions.putting(_recorded(form)))

        return _tried(service, "predictions", form, "recorded", put)

    @console.post("/test-kit/predictions/<int:number>/delete")
    def delete_prediction(number: int) -> _Answer:
        with service.view() as store:
            kept = predictions.list(store)["predictions"]
        put = predictions.putting({"predictions": [*kept[:number], *kept[number + 1 :]]})

        def without(store: Store) -> None:
            predictions.clear(store)
            put(store)

        service.change(without)
        return _back("predictions")


def _tried(
    service: Service, section: str, form: Form, field: str, act: Callable[[], object]
) -> _Answer:
    """Act, and go back to the section; what is refused stands beside the field."""
    try:
        act()
    except (ValueError, RecursionError) as error:
        form.errors[field] = str(error)
        return _page(service, {section: form}), 400
    return _back(section)


def _back(section: str) -> Response:
    return redirect(url_for("console.test_kit", _anchor=f"{section}-section"), 303)


def _page(service: Service, forms: Mapping[str, Form]) -> str:
    workers, faults = service.ports.scripted_workers, service.ports.faults
    with service.view() as store:
        rules = workers.list(store)
        recorded = service.ports.predictions.list(store)["predictions"]
    written = {"rules": rules["rules"]} if rules["rules"] else _EXAMPLE
    given = {
        "clock": Form({"seconds": "3600"}),
        "workers": Form({"rules": pretty(written)}),
        "faults": Form({"operation": "StartHumanLoop", "error": "ThrottlingException"}),
        "predictions": Form({"recorded_operation": "AnalyzeDocument"}),
    }
    return render_template(
        "console/test_kit.html",
        forms={**given, **forms},
        due=_next_due(service),
        rules=[(rule, pretty(rule)) for rule in rules["rules"]],
        performed=list(reversed(workers.performed())),
        problems=list(reversed(rules["problems"])),
        faults=[(one, _shown(one)) for one in faults.list()["faults"]],
        failing=_FAILING,
        recordable=_RECORDABLE,
        predictions=[(one, pretty(one["response"])) for one in recorded],
    )


def _next_due(service: Service) -> Instant | None:
    with service.view() as store:
        return store.next_due().earliest


def _far(form: Form) -> int:
    text = form.values.get("seconds", "").strip()
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise ValueError(say("This is to be a whole number."))
    return int(text) * SECOND


def _without(document: Any) -> Any:
    """Leave out what only the emulator tells."""
    if not isinstance(document, dict):
        return document
    return {name: value for name, value in document.items() if name != "problems"}


def _shown(fault: Mapping[str, Any]) -> str:
    own = ("operation", "hits")
    return ", ".join(f"{name}: {value}" for name, value in fault.items() if name not in own)


def _fault(form: Form) -> dict[str, Any]:
    given = {name: form.values.get(name, "").strip() for name in ("operation", "error", "message")}
    fault: dict[str, Any] = {name: value for name, value in given.items() if value}
    for name in ("delaySeconds", "times", "probability"):
        text = form.values.get(name, "").strip()
        if text:
            fault[name] = _json(text)
    if "drop" in form.values:
        fault["drop"] = True
    return fault


def _recorded(form: Form) -> Any:
    """Read a dropped file: a document of predictions, one of them, or a response by itself."""
    document = _json(form.values.get("recorded", ""))
    if not isinstance(document, dict) or "predictions" in document:
        return document
    if {"operation", "response"} <= document.keys():
        return {"predictions": [document]}
    place = form.values.get("object", "").strip()
    location = parse_s3_uri(place)
    if place and (location is None or not location.key):
        raise ValueError(say("This is no object in S3: %(place)s", place=place))
    match = {"bucket": location.bucket, "name": location.key} if location else {}
    operation = form.values.get("recorded_operation", "")
    return {"predictions": [{"operation": operation, "match": match, "response": document}]}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(say("This is not JSON: %(problem)s", problem=error)) from error
