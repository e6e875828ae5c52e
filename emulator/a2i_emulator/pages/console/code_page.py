"""The code for a form as it stands, asked for while somebody fills it in."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, abort, jsonify

from a2i_emulator.pages.console.acting import ConsoleActions, sent

_OPERATIONS = {
    "StartHumanLoop": "sagemaker-a2i-runtime",
    "CreateHumanTaskUi": "sagemaker",
    "CreateFlowDefinition": "sagemaker",
    "CreateWorkforce": "sagemaker",
    "UpdateWorkforce": "sagemaker",
}
"""The operations that have a form of one call, and their services."""


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the route."""

    @console.post("/code/<operation>")
    def code(operation: str) -> Response:
        service = _OPERATIONS.get(operation) or abort(404)
        form = sent()
        return jsonify(asdict(acting.preview(service, operation, form, acting.scope_of(form))))
