"""The code for a form as it stands, asked for while somebody fills it in."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, abort, jsonify, request

from a2i_emulator.domain.names import Scope, parse_arn
from a2i_emulator.pages.console.acting import Desk, sent

_OPERATIONS = {
    "StartHumanLoop": "sagemaker-a2i-runtime",
    "CreateHumanTaskUi": "sagemaker",
    "CreateFlowDefinition": "sagemaker",
}
"""The operations that have a form of one call, and their services."""


def add_routes(console: Blueprint, desk: Desk) -> None:
    """Add the route."""

    @console.post("/code/<operation>")
    def code(operation: str) -> Response:
        service = _OPERATIONS.get(operation) or abort(404)
        form = sent()
        arn = parse_arn(request.form.get("FlowDefinitionArn", ""))
        given = Scope(request.form.get("account", ""), request.form.get("region", ""))
        scope = arn.scope if arn else given if given.account and given.region else desk.home
        return jsonify(asdict(desk.preview(service, operation, form, scope)))
