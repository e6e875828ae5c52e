"""The page Quality: the figures of a flow definition, and what its requester asks for beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.names import Scope, parse_arn
from a2i_emulator.formats import FormatError
from a2i_emulator.operations.gold_inputs import check_gold_inputs
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.quality_control import (
    check_quality_control,
    forget_quality_control,
    put_quality_control,
    quality_control_of,
)
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.console import quality_figures as figures
from a2i_emulator.pages.console.acting import ConsoleActions, sent
from a2i_emulator.pages.console.forms import Form
from a2i_emulator.pages.console.listing import offered
from a2i_emulator.pages.console.loops import pretty
from a2i_emulator.service import Service

_NUMBERS = ("gold.rate", "gold.leastAccuracy", "gold.afterAnswers", "adjudication.leastAgreement")
_TEXTS = ("gold.below", "adjudication.workteamArn")
_TICKS = ("gold.tellWorkers", "consolidate")
_TASKS = "gold.tasks"
_EXAMPLE = [
    {
        "name": "first",
        "inputContent": {"text": "Invoice no. 2041"},
        "answerContent": {"category": {"label": "Invoice"}},
    }
]


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the routes."""
    service = acting.service

    @console.get("/quality")
    def quality() -> str:
        asked = request.args.get("flow", "")
        with service.view() as store:
            flows, has_more = offered(store.flow_definitions, asked if parse_arn(asked) else "")
            chosen = asked or (flows[0] if len(flows) == 1 else "")
            flow = _flow(store, chosen)
        told = {} if flow is None else _told(service, flow)
        return render_template(
            "console/quality.html",
            flow=flow,
            flows=flows,
            has_more_flows=has_more,
            asked=chosen,
            **told,
        )

    @console.route("/flow-definitions/<account>/<region>/<name>/quality", methods=["GET", "POST"])
    def quality_control(account: str, region: str, name: str) -> Response | str | tuple[str, int]:
        with service.view() as store:
            flow = store.flow_definitions.get(Scope(account, region), name) or abort(404)
            settings = quality_control_of(store, flow)
        if request.method == "GET":
            return _form_page(flow, _form_of(settings))
        form = sent()
        try:
            document = _document(form)
            check_quality_control(document)
            check_gold_inputs(service.view, flow, document, service.ports.render)
        except FormatError as error:
            form.errors[".".join(str(step) for step in error.path[:2])] = str(error)
            return _form_page(flow, form), 400
        service.change(lambda store: _put(store, flow, document))
        return redirect(url_for("console.quality", flow=flow.arn), 303)


def _flow(store: Store, arn_text: str) -> FlowDefinition | None:
    arn = parse_arn(arn_text)
    return store.flow_definitions.get(arn.scope, arn.name) if arn else None


def _told(service: Service, flow: FlowDefinition) -> dict[str, Any]:
    found = figures.figures_of(service, flow.arn)
    report = found.report
    agreement = {name: one for (_, name), one in report.agreement.items()} if report else {}
    models = {name: one for (_, name), one in report.model.items()} if report else {}
    return {
        "found": found,
        "most": figures.MOST_OUTPUTS,
        "most_labels": figures.MOST_LABELS,
        "agreement": agreement,
        "over_time": figures.agreement_over_time(agreement),
        "models": [
            (
                name,
                model,
                figures.confusion_of(model),
                figures.threshold_curve(model, say("Loops sent"), say("Errors caught")),
            )
            for name, model in models.items()
        ],
        "workers": figures.workers_of(found),
        "rule": flow.quality.gold if flow.quality else None,
        "where": {"account": flow.scope.account, "region": flow.scope.region, "name": flow.name},
    }


def _put(store: Store, flow: FlowDefinition, document: Mapping[str, Any]) -> None:
    current = store.flow_definitions.get(flow.scope, flow.name) or abort(404)
    if document:
        put_quality_control(store, current, document)
    else:
        forget_quality_control(store, current)


def _form_page(flow: FlowDefinition, form: Form) -> str:
    return render_template(
        "console/quality_control.html",
        flow=flow,
        form=form,
        where={"account": flow.scope.account, "region": flow.scope.region, "name": flow.name},
    )


def _form_of(settings: Mapping[str, Any]) -> Form:
    """Return a form with settings in it; what is not set stands in it as it would be best."""
    values = {"gold.below": "warn", _TASKS: pretty(_EXAMPLE)}
    for part, members in settings.items():
        if isinstance(members, Mapping):
            for name, value in members.items():
                values[f"{part}.{name}"] = value if isinstance(value, str) else json.dumps(value)
        elif members:
            values[part] = "on"
    if "gold" in settings:
        values[_TASKS] = pretty(settings["gold"]["tasks"])
    return Form({key: value for key, value in values.items() if value != "false"})


def _document(form: Form) -> dict[str, Any]:
    """Return the settings that a form stands for: a part of which nothing is said is left out.

    Raises:
        FormatError: something is no JSON.
    """
    document: dict[str, Any] = {}
    given = {name: form.values.get(name, "").strip() for name in (*_NUMBERS, *_TEXTS, _TASKS)}
    given |= {name: "true" for name in _TICKS if name in form.values}
    for name, text in given.items():
        part, dot, member = name.partition(".")
        if not text or (part == "gold" and not given["gold.rate"]):
            continue
        value = text if name in _TEXTS else _read(name, text)
        if dot:
            document.setdefault(part, {})[member] = value
        else:
            document[part] = value
    return document


def _read(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        problem = say("This is not JSON: %(problem)s", problem=error)
        raise FormatError(name.split("."), problem) from error
