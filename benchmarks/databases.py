"""PostgreSQL under one to four processes, beside SQLite: how throughput grows."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests.support.postgres import postgres_cluster

from a2i_emulator.storage import open_database
from benchmarks import calls, state, subjects
from benchmarks.api_calls import described
from benchmarks.load import Job, load_generator
from benchmarks.measure import Figure, Plan, interleaved, ratios

_CONNECTIONS = 8


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare StartHumanLoop and DescribeHumanLoop; no goal but growth."""
    processes = plan.pick(4, 2)
    with tempfile.TemporaryDirectory(prefix="a2i-bench-postgres-") as folder, ExitStack() as stack:
        server = stack.enter_context(postgres_cluster(Path(folder)))
        database_url = server.create_database("bench")
        database = open_database(database_url=database_url)
        state.make_flow(database, time.time_ns() // 1_000_000)
        database.close()
        state.make_database(plan.folder / "beside-postgres", 0)
        sqlite = stack.enter_context(
            subjects.emulator("--data-dir", str(plan.folder / "beside-postgres"))
        )
        urls = [
            stack.enter_context(subjects.emulator("--database-url", database_url)).url
            for _ in range(processes)
        ]
        load = stack.enter_context(load_generator())
        load.run(Job((sqlite.url,), calls.start_loop(), 1, 0, fewest=1))
        first = calls.start_loop(prefix="first")
        for what, request in (("StartHumanLoop", first),):
            places = {"SQLite": (sqlite.url,)} | {
                f"{count} processes": tuple(urls[:count]) for count in range(1, processes + 1)
            }
            samples = interleaved(
                {
                    name: partial(load.run, Job(some, request, _CONNECTIONS, plan.slice_seconds))
                    for name, some in places.items()
                },
                plan.rounds,
            )
            reference = [sample.rate for sample in samples.pop("SQLite")]
            for count, found in enumerate(samples.values(), 1):
                yield Figure(
                    f"PostgreSQL, {count} process{'es' * (count > 1)}: {what}, requests/s",
                    "SQLite, 1 process",
                    ratios([sample.rate for sample in found], reference),
                    None,
                    described(found),
                    more_is_better=True,
                )
