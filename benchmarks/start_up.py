"""How long the first answer takes, and how much memory is held before moto is needed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks import calls, subjects
from benchmarks.load import Request
from benchmarks.measure import Figure, Goal, Plan, Spread, in_words, interleaved, ratios

_MEBIBYTE = 1 << 20
_LIST_BUCKETS = calls.signed("GET", "/", service="s3")


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare cold starts with moto's server, and memory with an empty Flask application."""
    rounds = plan.pick(11, 5)
    taken = interleaved(
        {
            "a2i-emulator": partial(_seconds, "a2i-emulator", calls.describe_loop()),
            "moto_server": partial(_seconds, "moto_server", _LIST_BUCKETS),
        },
        rounds,
    )
    ours, moto = taken.values()
    yield Figure(
        "Cold start: spawn to the first answered DescribeHumanLoop",
        "moto_server to its first answered S3 call",
        ratios(ours, moto),
        Goal(0.45),
        f"{in_words(Spread.of(ours).median)}; {in_words(Spread.of(moto).median)}",
    )
    held = interleaved(
        {
            "ours": partial(_memory, subjects.emulator_command),
            "empty": partial(_memory, subjects.empty_command),
        },
        plan.pick(5, 3),
    )
    yield Figure(
        "Memory after an answer, before the first moto call",
        "empty Flask handler",
        ratios(held["ours"], held["empty"]),
        Goal(1.3),
        "; ".join(f"{Spread.of(values).median / _MEBIBYTE:.1f} MiB" for values in held.values()),
    )


def _seconds(name: str, request: Request) -> float:
    """Return the time from spawning a server to its answer."""
    port = subjects.free_port()
    commands = {"a2i-emulator": subjects.emulator_command, "moto_server": subjects.moto_command}
    began = time.perf_counter()
    with subjects.running(name, commands[name](port), port, lambda: answers(port, request)):
        return time.perf_counter() - began


def answers(port: int, request: Request) -> bool:
    """Tell whether a server answers an API request; an error of the API is an answer, too."""
    return subjects.answers(port, request.method, request.path, **request.headers)


def _memory(command: Callable[[int], list[str]]) -> float:
    port = subjects.free_port()
    request = calls.describe_loop()
    with subjects.running("server", command(port), port, lambda: answers(port, request)) as server:
        for _ in range(20):
            answers(port, request)
        return server.resident_bytes
