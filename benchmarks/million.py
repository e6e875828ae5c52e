"""A million human loops stored, beside a thousand: calls, start-up, memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

from a2i_emulator.operations.paging import page_response
from a2i_emulator.operations.ports import Page
from a2i_emulator.storage import open_database
from benchmarks import calls, state, subjects
from benchmarks.load import NUMBER, Job, LoadGenerator, Request, Sample, load_generator
from benchmarks.measure import Figure, Goal, Plan, Spread, in_words, interleaved, ratios
from benchmarks.start_up import answers

_SMALL = 1000
_ANSWERS = 20
_MEBIBYTE = 1 << 20
_SAME = Goal(1.2)
_SAME_START = Goal(1.1)


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare a large database with a small one, in servers of their own."""
    counts = {"small": _SMALL, "large": plan.pick(1_000_000, 20_000)}
    folders = {name: plan.folder / f"loops-{name}" for name in counts}
    for name, count in counts.items():
        state.make_database(folders[name], count)
    against = f"{_SMALL:,}"
    subject = f"{counts['large']:,} loops"
    yield from _start_up(plan, folders, subject, against)
    yield from _calls(plan, folders, counts, subject, against)


def _start_up(plan: Plan, folders: dict[str, Path], subject: str, against: str) -> Iterator[Figure]:
    outcomes = interleaved(
        {name: partial(_started, folder) for name, folder in folders.items()}, plan.pick(5, 3)
    )
    for index, (what, shown) in enumerate(
        (("start-up", in_words), ("memory", lambda size: f"{size / _MEBIBYTE:.1f} MiB"))
    ):
        large, small = ([one[index] for one in outcomes[name]] for name in ("large", "small"))
        yield Figure(
            f"{subject}: {what}",
            against,
            ratios(large, small),
            _SAME_START,
            f"{shown(Spread.of(large).median)}; {shown(Spread.of(small).median)}",
        )


def _started(folder: Path) -> tuple[float, float]:
    """Start a server; return when it has answered DescribeHumanLoop, and its memory then."""
    port = subjects.free_port()
    request = calls.describe_loop(state.loop_name(500))
    command = subjects.emulator_command(port, "--data-dir", str(folder))
    began = time.perf_counter()
    with subjects.running("a2i-emulator", command, port, lambda: answers(port, request)) as server:
        return time.perf_counter() - began, server.resident_bytes


def _calls(
    plan: Plan, folders: dict[str, Path], counts: dict[str, int], subject: str, against: str
) -> Iterator[Figure]:
    asked = {name: _requests(folders[name], count) for name, count in counts.items()}
    with ExitStack() as stack:
        urls = {
            name: stack.enter_context(subjects.emulator("--data-dir", str(folder))).url
            for name, folder in folders.items()
        }
        loads = {name: stack.enter_context(load_generator()) for name in counts}
        for url in urls.values():
            calls.client("s3", url).create_bucket(Bucket=calls.BUCKET)
        for what in asked["large"]:
            samples = interleaved(
                {
                    name: partial(_run, plan, loads[name], urls[name], asked[name][what], what)
                    for name in counts
                },
                plan.rounds,
            )
            large, small = ([sample.p50 for sample in samples[name]] for name in ("large", "small"))
            yield Figure(
                f"{subject}: {what}, p50",
                against,
                ratios(large, small),
                _SAME,
                f"{in_words(Spread.of(large).median)}; {in_words(Spread.of(small).median)}",
            )


def _run(plan: Plan, load: LoadGenerator, url: str, request: Request, what: str) -> Sample:
    if what == "answer":  # Each one has a loop of its own, and of these there are not many.
        return load.run(Job((url,), request, 1, 0, fewest=_ANSWERS))
    return load.run(Job((url,), request, 1, plan.slice_seconds))


def _requests(folder: Path, count: int) -> dict[str, Request]:
    headers = {"Content-Type": "application/json"}
    answer = '{"answerContent": {"kind": "Invoice"}}'
    path = f"/_a2i/human-loops/{state.loop_name(0)[: -len(NUMBER)]}{NUMBER}/answers"
    return {
        "answer": Request("POST", path, headers, answer),
        "DescribeHumanLoop": calls.describe_loop(state.loop_name(_SMALL // 2)),
        "StartHumanLoop": calls.start_loop(),
        "ListHumanLoops, first page": calls.list_loops(),
        "ListHumanLoops, last page": calls.list_loops(more=f"&NextToken={_last(folder, count)}"),
    }


def _last(folder: Path, count: int) -> str:
    """Return the NextToken that leads to the last page."""
    database = open_database(folder)
    try:
        with database.read() as store:
            loop = store.human_loops.get(state.SCOPE, state.loop_name(count - 1 - calls.PAGE))
        assert loop is not None
        call = SimpleNamespace(secret=database.secret, scope=state.SCOPE)
        page: Page[Any] = Page((), (loop.created_at, loop.id))
        kind = f"human-loops/{calls.FLOW}"
        return quote(page_response(cast("Any", call), kind, "", page, dict)["NextToken"])
    finally:
        database.close()
