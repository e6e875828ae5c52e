"""Routes about what a requester asks for beside a flow definition: gold tasks, adjudication."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from a2i_emulator.control.reading import bad_request, json_object, not_found, where
from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.operations.gold_inputs import check_gold_inputs
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.quality_control import (
    check_quality_control,
    forget_quality_control,
    gold_scores,
    put_quality_control,
    quality_control_of,
)
from a2i_emulator.service import Service

_PATH = "/flow-definitions/<name>/quality"


def add_routes(control: Blueprint, service: Service) -> None:
    """Add the routes."""

    @control.get(_PATH)
    def _get_quality(name: str) -> Response:
        with service.view() as store:
            return jsonify(_shown(store, _find(store, name)))

    @control.put(_PATH)
    def _put_quality(name: str) -> Response:
        document = json_object()
        check_quality_control(document)
        with service.view() as store:
            flow = _find(store, name)
        check_gold_inputs(service.view, flow, document, service.ports.render)

        def put(store: Store) -> None:
            put_quality_control(store, _find(store, name), document)

        service.change(put)
        return _get_quality(name)

    @control.delete(_PATH)
    def _delete_quality(name: str) -> Response:
        service.change(lambda store: forget_quality_control(store, _find(store, name)))
        return _get_quality(name)


def _find(store: Store, name: str) -> FlowDefinition:
    wanted = where()
    found = [
        flow
        for flow in store.flow_definitions.every()
        if flow.name == name
        and wanted.account in (None, flow.scope.account)
        and wanted.region in (None, flow.scope.region)
    ]
    if not found:
        raise not_found(f"There is no flow definition {name}.")
    if len(found) > 1:
        places = ", ".join(f"{flow.scope.account} in {flow.scope.region}" for flow in found)
        raise bad_request(
            f"There are flow definitions {name} in accounts {places}. "
            "Choose by ?account= and ?region=."
        )
    # Locked in a write transaction, where all were only looked at.
    return store.flow_definitions.get(found[0].scope, name) or found[0]


def _shown(store: Store, flow: FlowDefinition) -> dict[str, Any]:
    """Return the settings, and how workers have answered the gold tasks."""
    rule = flow.quality.gold if flow.quality else None
    return {
        "settings": quality_control_of(store, flow),
        "workers": [
            {
                "worker": score.worker,
                "workerId": worker,
                "answered": len(score.answers),
                "right": score.right,
                "isBelow": rule is not None and score.is_below(rule),
            }
            for worker, score in sorted(gold_scores(store, flow.arn).items())
        ],
    }
