"""The arithmetic of the benchmarks, and that all of them can be imported; no times."""

from __future__ import annotations

from importlib import import_module
from itertools import count

import pytest
from benchmarks.__main__ import APART, FAMILIES
from benchmarks.load import NUMBER, Request
from benchmarks.measure import Figure, Goal, Spread, in_words, interleaved, percentile, ratios
from benchmarks.page import line


@pytest.mark.parametrize("family", [*FAMILIES, *APART])
def test_every_family_can_be_imported(family: str) -> None:
    assert callable(import_module(f"benchmarks.{family}").measure)


def test_things_take_turns_and_each_begins_a_round() -> None:
    order: list[str] = []
    numbers = count()

    def turn(name: str) -> int:
        order.append(name)
        return next(numbers)

    outcomes = interleaved({"a": lambda: turn("a"), "b": lambda: turn("b")}, 3)
    assert "".join(order) == "abbaab"
    assert outcomes == {"a": [0, 3, 4], "b": [1, 2, 5]}


def test_ratios_are_those_of_rounds() -> None:
    # Each round is twice its reference, however fast the machine was just then.
    assert ratios([2, 20, 200], [1, 10, 100]) == Spread(2, 2, 2)
    assert ratios([1, 4, 3], [1, 2, 1]) == Spread(2, 1, 3)


def test_rounds_must_be_pairs() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratios([1, 2], [1])


@pytest.mark.parametrize(("share", "expected"), [(0.5, 51), (0.99, 100), (1.0, 100), (0.0, 1)])
def test_percentiles(share: float, expected: float) -> None:
    assert percentile(list(range(100, 0, -1)), share) == expected


def test_goals_have_two_directions() -> None:
    assert Goal(1.25).is_met_by(1.25)
    assert not Goal(1.25).is_met_by(1.26)
    assert Goal(8, at_least=True).is_met_by(8)
    assert not Goal(8, at_least=True).is_met_by(7.9)


@pytest.mark.parametrize(
    ("ratio", "holds", "verdict"),
    [(1.0, None, "yes"), (3.0, None, "no"), (1.0, False, "no"), (1.0, True, "yes")],
)
def test_a_verdict_needs_every_goal(ratio: float, holds: bool | None, verdict: str) -> None:
    figure = Figure("a", "b", Spread(ratio, 0, 9), Goal(2), holds=holds)
    assert figure.verdict == verdict


def test_without_a_goal_there_is_no_verdict() -> None:
    figure = Figure("a | c", "b", Spread(1, 0.5, 2), None, "printed")
    assert line(figure) == "| a / c | b |  | 1.00 (0.50 to 2.00) |  | printed |"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.00034, "340 µs"), (0.0123, "12.3 ms"), (2.5, "2.5 s")]
)
def test_times_in_words(seconds: float, text: str) -> None:
    assert in_words(seconds) == text


def test_a_request_is_cut_where_its_number_goes() -> None:
    request = Request("POST", f"/{NUMBER}/answers", {"A": "b"}, f'{{"name": "{NUMBER}"}}')
    whole = b"0000000042".join(request.parts("host:1"))
    assert whole == (
        b"POST /0000000042/answers HTTP/1.1\r\nHost: host:1\r\nA: b\r\nContent-Length: 22\r\n\r\n"
        b'{"name": "0000000042"}'
    )
