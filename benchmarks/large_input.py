"""StartHumanLoop with the largest InputContent there is, beside reading such a body."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from benchmarks import calls, subjects
from benchmarks.load import Job, load_generator
from benchmarks.measure import Figure, Goal, Plan, Spread, in_words, interleaved, ratios

_SIZE = 3 * 1024 * 1024
_WORD = "Invoice no. 2041, amount due: 129.00 EUR. "


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare the time of one request."""
    content = json.dumps({"text": _WORD * (_SIZE // len(_WORD) - 1)})
    request = calls.start_loop(content)
    with ExitStack() as stack:
        emulator = stack.enter_context(
            subjects.emulator("--data-dir", str(plan.folder / "large-input"))
        )
        empty = stack.enter_context(subjects.empty_handler())
        load = stack.enter_context(load_generator())
        calls.make_flow(emulator.url)
        samples = interleaved(
            {
                server.name: partial(
                    load.run, Job((server.url,), request, 1, plan.slice_seconds, fewest=5)
                )
                for server in (emulator, empty)
            },
            plan.rounds,
        )
        ours, floor = ([sample.p50 for sample in one] for one in samples.values())
        yield Figure(
            "StartHumanLoop with 3 MB of InputContent: p50",
            "the same body into the empty handler",
            ratios(ours, floor),
            Goal(1.5),
            f"{in_words(Spread.of(ours).median)}; {in_words(Spread.of(floor).median)}",
        )
