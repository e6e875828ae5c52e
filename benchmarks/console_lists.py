"""The console's lists where there is much to list: how long the server takes for each page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from a2i_emulator.domain.workforce import Workteam
from a2i_emulator.operations.ports import Store
from a2i_emulator.storage import open_database
from benchmarks import calls, state, subjects
from benchmarks.load import Job, Request, load_generator
from benchmarks.measure import Figure, Plan, Spread, in_words

_LIMIT_SECONDS = 0.1
_LISTS = {
    "human loops": "human-loops",
    "human loops with a part of the name that few have": "human-loops?name=0099",
    "human loops with a part of the name that none has": "human-loops?name=none-such",
    "human loops of one status": "human-loops?status=InProgress",
    "flow definitions": "flow-definitions",
    "flow definitions with a part of the name that none has": "flow-definitions?name=none-such",
    "worker templates": "templates",
    "workteams": "workteams",
    "the form for a human loop": "human-loops/new",
    "the form for a flow definition": "flow-definitions/new",
}


def measure(plan: Plan) -> Iterator[Figure]:
    """Ask for each list, and for the forms that offer what is listed."""
    count = plan.pick(10_000, 200)
    folder = plan.folder / "lists"
    state.make_database(folder, count)
    _add_resources(folder, count)
    with ExitStack() as stack:
        emulator = stack.enter_context(subjects.emulator("--data-dir", str(folder)))
        load = stack.enter_context(load_generator())
        for what, path in _LISTS.items():
            request = Request("GET", f"/_a2i/console/{path}")
            found = [
                load.run(Job((emulator.url,), request, 1, plan.slice_seconds)).p50
                for _ in range(plan.pick(5, 2))
            ]
            median = Spread.of(found).median
            yield Figure(
                f"Console, {count:,} of each: {what}, p50",
                f"{_LIMIT_SECONDS * 1000:g} ms",
                None,
                None,
                f"{in_words(median)} ({in_words(min(found))} to {in_words(max(found))})",
                holds=median < _LIMIT_SECONDS,
            )


def _add_resources(folder: Path, count: int) -> None:
    """Store as many flow definitions, worker templates and workteams."""
    database = open_database(folder)
    now = time.time_ns() // 1_000_000

    def work(store: Store) -> None:
        flow = store.flow_definitions.get(state.SCOPE, calls.FLOW.rpartition("/")[2])
        ui = store.human_task_uis.get(state.SCOPE, "ui")
        assert flow is not None
        assert ui is not None
        team = Workteam(state.SCOPE, "team", "default", (), "People who read.", "", now, now)
        for number in range(count):
            name = f"stored-{number:06d}"
            store.flow_definitions.add(replace(flow, name=name))
            store.human_task_uis.add(replace(ui, name=name))
            store.workteams.add(replace(team, name=name))

    try:
        database.transact(work)
    finally:
        database.close()
