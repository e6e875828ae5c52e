"""Routes for who operates an emulator: whether it is ready, and Prometheus metrics."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from a2i_emulator.control.metrics import Metrics
from a2i_emulator.service import Service


def add_routes(control: Blueprint, service: Service) -> None:
    """Add the routes."""

    @control.get("/ready")
    def _ready() -> tuple[Response, int]:
        missing = service.unreachable()
        status = "unready" if missing else "ready"
        return jsonify(status=status, unreachable=missing), 503 if missing else 200

    @control.get("/metrics")
    def _metrics() -> Response:
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

        registry = CollectorRegistry(auto_describe=False)
        registry.register(Metrics(service))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
