"""Routes about faults to inject."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from a2i_emulator.control.reading import json_object
from a2i_emulator.service import Service


def add_routes(control: Blueprint, service: Service) -> None:
    """Add the routes."""
    faults = service.ports.faults

    @control.get("/faults")
    def _get_faults() -> Response:
        return jsonify(faults.list())

    @control.put("/faults")
    def _put_faults() -> Response:
        faults.put(json_object())
        return _get_faults()

    @control.delete("/faults")
    def _delete_faults() -> Response:
        faults.clear()
        return _get_faults()
