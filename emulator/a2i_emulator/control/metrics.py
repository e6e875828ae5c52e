"""The figures that Prometheus reads: what lies in the database, and what this process has done."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from a2i_emulator.domain.human_loop import Phase
from a2i_emulator.domain.instant import SECOND
from a2i_emulator.operations.ports import Store
from a2i_emulator.service import Service
from a2i_emulator.settings import __version__

if TYPE_CHECKING:
    from prometheus_client.core import Metric

AGES = (60, 600, 3600, 21_600, 86_400)
"""What lies between the classes of open tasks' ages, in seconds."""

_CLASSES = ("<1m", "<10m", "<1h", "<6h", "<1d", ">=1d")

_POOL = {
    "pool_max": "max",
    "pool_size": "open",
    "pool_available": "free",
    "requests_waiting": "waited_for",
}
_POOL_COUNTS = {
    "requests_num": ("a2i_database_connection_requests", "Connections asked for.", 1),
    "requests_queued": ("a2i_database_connection_waits", "Those that were not there at once.", 1),
    "requests_errors": ("a2i_database_connection_failures", "Those that were not to be had.", 1),
    "requests_wait_ms": ("a2i_database_connection_wait_seconds", "What that took together.", 1000),
}


class Metrics:
    """Reads the figures when they are asked for.

    What a process counts has its machine's name and its id as the label ``process``, for of several
    behind one address any may be asked; what is told of the database is the same whoever tells it.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        # In a container the id alone is 1, as in every other one.
        self._process = f"{socket.gethostname()}:{os.getpid()}"

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        from prometheus_client.core import InfoMetricFamily

        about = {"version": __version__}
        yield InfoMetricFamily("a2i_emulator", "The emulator that tells these.", value=about)
        yield self._requests()
        yield self._work()
        yield from self._engine()
        yield from self._backlog()
        yield from self._pool(self._service.pool())

    def _requests(self) -> Metric:
        from prometheus_client.core import HistogramMetricFamily

        seconds = HistogramMetricFamily(
            "a2i_request_duration_seconds",
            "API requests answered by this process, moto's too.",
            labels=("service", "operation", "status", "process"),
        )
        for calls in self._service.figures.calls():
            labels = (calls.service, calls.operation, str(calls.status), self._process)
            seconds.add_metric(labels, calls.buckets(), calls.milliseconds / 1000)
        return seconds

    def _work(self) -> Metric:
        from prometheus_client.core import HistogramMetricFamily

        seconds = HistogramMetricFamily(
            "a2i_worker_time_seconds",
            "Time that workers spent on tasks which this process took the answer to.",
            labels=("flow_definition_arn", "process"),
        )
        for arn, work in self._service.figures.work().items():
            seconds.add_metric((arn, self._process), work.buckets(), work.seconds)
        return seconds

    def _engine(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily

        figures = self._service.figures
        finished = CounterMetricFamily(
            "a2i_finished_human_loops",
            "Human loops whose end this process has told of.",
            labels=("flow_definition_arn", "status", "process"),
        )
        for (arn, status), count in figures.finished().items():
            finished.add_metric((arn, status, self._process), count)
        tries = CounterMetricFamily(
            "a2i_tries",
            "Writes of outputs and deliveries of events; what is refused is tried again.",
            labels=("operation", "outcome", "process"),
        )
        for (what, outcome), count in figures.outcomes().items():
            tries.add_metric((what, outcome, self._process), count)
        yield finished
        yield tries

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
        tasks = GaugeMetricFamily(
            "a2i_open_tasks",
            "Tasks that no worker has submitted, by the age of their human loop.",
            labels=("flow_definition_arn", "age"),
        )
        now = self._service.clock.now()
        with self._service.view() as store:
            backlog, events = store.human_loops.backlog(), store.events.count_pending()
            open_tasks = _open_tasks(store, now)
        outputs = sum(part.count for part in backlog if part.phase is Phase.SETTLING)
        for part in backlog:
            values = (part.flow_definition_arn, part.status.value, part.phase.value)
            loops.add_metric(values, part.count)
            ages.add_metric(values, (now - part.oldest) / SECOND)
        for of, count in sorted(open_tasks.items()):
            tasks.add_metric(of, count)
        yield from (loops, ages, tasks)
        yield GaugeMetricFamily("a2i_pending_outputs", "Outputs yet to be written.", value=outputs)
        yield GaugeMetricFamily(
            "a2i_pending_events", "Events with a delivery that is not settled.", value=events
        )

    def _pool(self, pool: Mapping[str, int]) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        if not pool:
            return
        stand = GaugeMetricFamily(
            "a2i_database_connections",
            "This process's connections to the database.",
            labels=("state", "process"),
        )
        for name, state in _POOL.items():
            stand.add_metric((state, self._process), pool.get(name, 0))
        yield stand
        for name, (metric, told, scale) in _POOL_COUNTS.items():
            count = CounterMetricFamily(metric, told, labels=("process",))
            count.add_metric((self._process,), pool.get(name, 0) / scale)
            yield count


def _open_tasks(store: Store, now: int) -> Mapping[tuple[str, str], int]:
    """Count open tasks by flow definition and class of age.

    A loop that is open has one at least: one more worker may have been asked to adjudicate.
    """
    counts = {
        flow.arn: int((flow.human_loop_config or {}).get("TaskCount", 1))
        for flow in store.flow_definitions.every()
    }
    found: Counter[tuple[str, str]] = Counter()
    for part in store.human_loops.waiting([now - age * SECOND for age in AGES]):
        tasks = max(counts.get(part.flow_definition_arn, 1) - part.answers, 1)
        found[part.flow_definition_arn, _CLASSES[part.age]] += tasks * part.count
    return found
