"""Routes about what has happened: API calls and events."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from a2i_emulator.control.reading import limit
from a2i_emulator.service import Service


def add_routes(control: Blueprint, service: Service) -> None:
    """Add the routes."""

    @control.get("/requests")
    def _requests() -> Response:
        return jsonify(requests=[entry.to_json() for entry in service.history.latest(limit())])

    @control.get("/events")
    def _events() -> Response:
        with service.view() as store:
            records = store.events.latest(limit())
        return jsonify(events=[record.to_json() for record in records])
