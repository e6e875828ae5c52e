"""Routes about the recorded predictions."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from a2i_emulator.control.reading import json_object
from a2i_emulator.service import Service


def add_routes(control: Blueprint, service: Service) -> None:
    """Add the routes."""
    predictions = service.ports.predictions

    @control.get("/predictions")
    def _predictions() -> Response:
        with service.view() as store:
            return jsonify(predictions.list(store))

    @control.put("/predictions")
    def _put_predictions() -> Response:
        document = json_object()
        service.change(lambda store: predictions.put(store, document))
        return _predictions()

    @control.delete("/predictions")
    def _forget_predictions() -> Response:
        service.change(predictions.clear)
        return _predictions()
