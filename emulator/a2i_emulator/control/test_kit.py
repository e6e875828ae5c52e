"""Routes about what a test sets up: scripted workers, recorded predictions, faults to inject."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from a2i_emulator.control.reading import json_object
from a2i_emulator.service import Service


def add_routes(control: Blueprint, service: Service) -> None:
    """Add the routes."""
    _add_workers(control, service)
    _add_predictions(control, service)
    _add_faults(control, service)


def _add_workers(control: Blueprint, service: Service) -> None:
    scripted_workers = service.ports.scripted_workers

    @control.get("/workers")
    def _get_workers() -> Response:
        with service.view() as store:
            return jsonify(scripted_workers.list(store))

    @control.put("/workers")
    def _put_workers() -> Response:
        service.change_scripted_workers(scripted_workers.putting(json_object()))
        return _get_workers()

    @control.delete("/workers")
    def _delete_workers() -> Response:
        service.change_scripted_workers(scripted_workers.clear)
        return _get_workers()


def _add_predictions(control: Blueprint, service: Service) -> None:
    predictions = service.ports.predictions

    @control.get("/predictions")
    def _predictions() -> Response:
        with service.view() as store:
            return jsonify(predictions.list(store))

    @control.put("/predictions")
    def _put_predictions() -> Response:
        service.change(predictions.putting(json_object()))
        return _predictions()

    @control.delete("/predictions")
    def _delete_predictions() -> Response:
        service.change(predictions.clear)
        return _predictions()


def _add_faults(control: Blueprint, service: Service) -> None:
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
