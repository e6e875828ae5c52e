"""Describe, Start and List over HTTP, beside moto's server and beside an empty handler."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import calls, subjects
from benchmarks.load import Job, LoadGenerator, Request, Sample, load_generator
from benchmarks.measure import Figure, Goal, Plan, Spread, in_words, interleaved, ratios

if TYPE_CHECKING:
    from benchmarks.subjects import Subject

CONNECTIONS = (1, 8)

_OURS = {
    "DescribeHumanLoop": calls.describe_loop(),
    "StartHumanLoop": calls.start_loop(),
    "ListHumanLoops": calls.list_loops(),
}
_MOTO = {
    "DescribeHumanLoop": ("DescribeModel", {"ModelName": "bench-model"}),
    "StartHumanLoop": ("CreateModel", None),
    "ListHumanLoops": ("ListModels", {"MaxResults": calls.PAGE}),
}
_THROUGHPUT = {"StartHumanLoop": Goal(4, at_least=True)}
_OTHERS = Goal(8, at_least=True)
_GROWTH = Goal(1.3, at_least=True)
_FLOOR = {"DescribeHumanLoop": Goal(1.0), "StartHumanLoop": Goal(1.25)}


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare each operation at one connection and at several."""
    with ExitStack() as stack:
        emulator = stack.enter_context(
            subjects.emulator("--data-dir", str(plan.folder / "api-calls"))
        )
        moto = stack.enter_context(subjects.moto_server())
        empty = stack.enter_context(subjects.empty_handler())
        load = stack.enter_context(load_generator())
        calls.make_flow(emulator.url)
        calls.make_loops(emulator.url)
        calls.make_models(moto.url)
        for operation, request in _OURS.items():
            name, body = _MOTO[operation]
            theirs = calls.create_model() if body is None else calls.sagemaker(name, body)
            rates = []
            for connections in CONNECTIONS:
                samples = interleaved(
                    {
                        server.name: partial(_run, load, plan, server, asked, connections)
                        for server, asked in ((emulator, request), (moto, theirs), (empty, request))
                    },
                    plan.rounds,
                )
                yield from _figures(operation, connections, list(samples.values()), name)
                rates.append([sample.rate for sample in samples[emulator.name]])
            if operation == "StartHumanLoop":
                yield _growth(operation, *rates)


def _run(
    load: LoadGenerator, plan: Plan, server: Subject, request: Request, connections: int
) -> Sample:
    return load.run(Job((server.url,), request, connections, plan.slice_seconds))


def _figures(
    operation: str, connections: int, samples: list[list[Sample]], name: str
) -> Iterator[Figure]:
    ours, moto, empty = samples
    subject = f"{operation}, {connections} connection{'s' * (connections > 1)}"
    yield Figure(
        f"{subject}: requests/s",
        f"moto_server {name}",
        ratios([s.rate for s in ours], [s.rate for s in moto]),
        _THROUGHPUT.get(operation, _OTHERS),
        f"{described(ours)}; moto_server {described(moto)}, "
        f"{sum(s.reconnects for s in moto)} reconnects for {sum(s.answers for s in moto)} answers",
    )
    yield Figure(
        f"{subject}: p50",
        "empty Flask handler",
        ratios([s.p50 for s in ours], [s.p50 for s in empty]),
        _FLOOR.get(operation),
        f"empty handler {described(empty)}",
    )


def _growth(operation: str, one: list[float], eight: list[float]) -> Figure:
    return Figure(
        f"{operation}, 8 connections: requests/s",
        "the same, 1 connection",
        ratios(eight, one),
        _GROWTH,
        f"{Spread.of(eight).median:.0f}/s; {Spread.of(one).median:.0f}/s",
    )


def described(samples: list[Sample]) -> str:
    """Write samples' medians: rate, p50 and p99."""
    rate = Spread.of([sample.rate for sample in samples]).median
    p50 = Spread.of([sample.p50 for sample in samples]).median
    p99 = Spread.of([sample.p99 for sample in samples]).median
    return f"{rate:.0f}/s (p50 {in_words(p50)}, p99 {in_words(p99)})"
