"""Routes about the scripted workers."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from a2i_emulator.control.reading import json_object
from a2i_emulator.service import Service


def add_routes(control: Blueprint, service: Service) -> None:
    """Add the routes."""
    scripts = service.ports.scripted_workers

    @control.get("/workers")
    def _get_workers() -> Response:
        with service.view() as store:
            return jsonify(scripts.list(store))

    @control.put("/workers")
    def _put_workers() -> Response:
        document = json_object()
        service.change_scripted_workers(lambda store: scripts.put(store, document))
        return _get_workers()

    @control.delete("/workers")
    def _delete_workers() -> Response:
        service.change_scripted_workers(scripts.clear)
        return _get_workers()
