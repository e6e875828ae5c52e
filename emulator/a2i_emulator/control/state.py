"""Routes about the whole state: empty it, take it out, put it in."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from a2i_emulator import snapshot
from a2i_emulator.control.reading import bad_request, json_object
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.service import Service


def add_routes(control: Blueprint, service: Service, moto: MotoApp) -> None:
    """Add the routes."""

    @control.post("/reset")
    def _reset() -> Response:
        snapshot.reset(service, moto)
        return jsonify(status="ok")

    @control.get("/state")
    def _get_state() -> Response:
        return jsonify(snapshot.dump(service, moto))

    @control.put("/state")
    def _put_state() -> Response:
        document = json_object()
        try:
            snapshot.load(service, moto, document)
        except (ValueError, OverflowError) as error:
            raise bad_request(str(error)) from error
        return jsonify(status="ok")
