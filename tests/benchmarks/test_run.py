"""A run of the benchmarks: what it keeps, what it says, and what it is compared with; no times."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from benchmarks.measure import Figure, Goal, Plan, Spread

from benchmarks import __main__ as command
from benchmarks import page, results

CALLS = Figure("calls", "moto", Spread(8, 7, 9), Goal(8, at_least=True), "8/s")
SECONDS = Figure("start", "moto", Spread(0.5, 0.4, 0.6), Goal(0.45), "1 s")
RATE = Figure("growth", "one", Spread(0.8, 0.5, 1.1), None, more_is_better=True)
WHOLE = (CALLS, SECONDS, RATE)


def changed(figure: Figure, ratio: float) -> Figure:
    """Return a figure that was measured again."""
    return replace(figure, ratio=Spread(ratio, ratio * 0.9, ratio * 1.1))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three families, of which the second fails after its first figure; where it is written."""

    def breaking(_: Plan) -> Iterator[Figure]:
        yield SECONDS
        raise FileNotFoundError("no browser\nanywhere")

    for name, measure in (
        ("first", lambda _: iter([CALLS])),
        ("second", breaking),
        ("third", lambda _: iter([RATE])),
    ):
        monkeypatch.setitem(sys.modules, f"benchmarks.{name}", SimpleNamespace(measure=measure))
    monkeypatch.setattr(command, "FAMILIES", ("first", "second", "third", "missing"))
    monkeypatch.setattr(results, "FILE", tmp_path / "results.json")
    monkeypatch.setattr(page, "PAGE", tmp_path / "results.md")
    return tmp_path


def test_a_family_that_fails_costs_nothing_but_its_own_figures(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([]) == 1
    run = results.Run.from_json((folder / "results.json").read_bytes())
    assert run.figures == WHOLE
    assert dict(run.failures) == {
        "second": "FileNotFoundError: no browser",
        "missing": "ModuleNotFoundError: No module named 'benchmarks.missing'",
    }
    assert [name for name, _ in run.families] == ["first", "second", "third", "missing"]
    text = (folder / "results.md").read_text()
    assert all(page.line(figure) in text for figure in WHOLE)
    assert "- not measured to its end: second (FileNotFoundError: no browser)" in text
    assert capsys.readouterr().err.endswith(
        "failed: second: FileNotFoundError: no browser\n"
        "failed: missing: ModuleNotFoundError: No module named 'benchmarks.missing'\n"
    )


@pytest.mark.parametrize("arguments", [["first", "third"], ["--quick", "first"]])
def test_a_part_or_a_short_run_is_not_written_down(folder: Path, arguments: list[str]) -> None:
    assert command.main(arguments) == 0
    assert not list(folder.iterdir())


def test_what_got_slower_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faster = replace(CALLS, ratio=Spread(9.5, 9.3, 9.9))
    plan = Plan(quick=False, rounds=9, slice_seconds=0.4, folder=folder)
    before = replace(results.Run.of(plan, [("first", 1)], [faster, RATE], []), commit="0123456")
    results.FILE.write_bytes(before.to_json())
    assert command.main(["first", "third"]) == 0
    assert (
        "slower than at 0123456 by more than the spread: 1\n"
        "  calls, against moto:\n"
        "    9.50 (9.30 to 9.90) is now 8.00 (7.00 to 9.00)\n"
    ) in capsys.readouterr().out
    assert command.main(["third"]) == 0
    assert "by more than the spread: nothing\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("figure", "worse", "not_worse"),
    [(CALLS, 6.8, 6.9), (SECONDS, 0.62, 0.61), (RATE, 0.48, 0.5)],
    ids=["calls", "seconds", "rate without a goal"],
)
def test_slower_is_worse_than_the_worst_round_before(
    figure: Figure, worse: float, not_worse: float
) -> None:
    assert list(results.slower(WHOLE, [changed(figure, worse)])) == [
        (figure, changed(figure, worse))
    ]
    for ratio in (not_worse, 1000 if figure.wants_more else 0.001):
        assert not list(results.slower(WHOLE, [changed(figure, ratio)]))


def test_what_is_beyond_a_limit_that_it_kept_is_slower() -> None:
    within = Figure("page", "0.1 s", None, None, "80 ms", holds=True)
    beyond = replace(within, details="120 ms", holds=False)
    assert list(results.slower([within], [beyond])) == [(within, beyond)]
    assert not list(results.slower([beyond], [beyond]))
    assert not list(results.slower([beyond], [within]))


def test_what_was_not_measured_before_is_not_slower() -> None:
    other = replace(SECONDS, against="another", ratio=Spread(99, 99, 99))
    assert not list(results.slower(WHOLE, [other, replace(SECONDS, ratio=None)]))


def test_the_committed_page_is_made_of_the_committed_run() -> None:
    run = results.Run.from_json(results.FILE.read_bytes())
    assert page.PAGE.read_text() == page.page(run, page.TRIED.read_text())
    assert results.Run.from_json(run.to_json()) == run
