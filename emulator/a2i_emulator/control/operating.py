"""Routes for who operates an emulator: whether it is ready, and Prometheus metrics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.service import Service
from a2i_emulator.settings import __version__

if TYPE_CHECKING:
    from prometheus_client.core import Metric


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
        registry.register(_Collector(service))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Collector:
    """Reads the figures when they are asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        yield self._about()
        yield from self._requests()
        yield from self._backlog()

    def _about(self) -> Metric:
        from prometheus_client.core import InfoMetricFamily

        about = {"version": __version__}
        return InfoMetricFamily("a2i_emulator", "The emulator that tells these.", value=about)

    def _requests(self) -> Iterator[Metric]:
        from prometheus_client.core import HistogramMetricFamily

        seconds = HistogramMetricFamily(
            "a2i_request_duration_seconds",
            "API requests answered by this process, moto's too.",
            labels=("service", "operation", "status"),
        )
        for calls in self._service.figures.calls():
            labels = (calls.service, calls.operation, str(calls.status))
            seconds.add_metric(labels, calls.buckets(), calls.milliseconds / 1000)
        yield seconds

    def _backlog(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        labels = ("flow_definition_arn", "status", "phase")
        loops = GaugeMetricFamily(
            "a2i_open_human_loops", "Human loops that are not finished.", labels=labels
        )
        ages = GaugeMetricFamily(
            "a2i_oldest_open_human_loop_age_seconds",
            "How long ago the oldest of them was started, in the emulator's time.",
            labels=labels,
        )
        with self._service.view() as store:
            backlog, events = store.human_loops.backlog(), store.events.count_pending()
        now = self._service.clock.now()
        for part in backlog:
            values = (part.flow_definition_arn, part.status.value, part.phase.value)
            loops.add_metric(values, part.count)
            ages.add_metric(values, (now - part.oldest) / SECOND)
        yield loops
        yield ages
        yield GaugeMetricFamily(
            "a2i_pending_events", "Events with a delivery that is not settled.", value=events
        )
