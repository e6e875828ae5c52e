"""Gold tasks: how often they come, to whom again, and who is below."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.domain.activation import draw_for
from a2i_emulator.domain.quality_control import (
    Adjudication,
    GoldRule,
    GoldScore,
    QualityControl,
    is_gold_turn,
    next_gold_task,
    read_quality_control,
)

names = st.lists(st.text(min_size=1), unique=True, max_size=8)
shares = st.floats(0, 1)


@given(names, st.data(), st.binary())
def test_a_worker_never_meets_a_gold_task_again(
    tasks: list[str], data: st.DataObject, turn: bytes
) -> None:
    met = data.draw(st.sets(st.sampled_from(tasks))) if tasks else set()
    found = next_gold_task(tasks, met, draw_for(turn))
    assert found == next_gold_task(tasks, met, draw_for(turn)), "by the turn alone"
    assert (found is None) == (met == set(tasks))
    assert found is None or (found in tasks and found not in met)
    assert is_gold_turn(GoldRule(1), draw_for(turn))
    assert not is_gold_turn(GoldRule(0), draw_for(turn))


@pytest.mark.parametrize("rate", [0.05, 0.3])
def test_gold_tasks_come_at_their_rate_and_each_alike(rate: float) -> None:
    draws = [draw_for(f"{n}".encode()) for n in range(20_000)]
    turns = [draw for draw in draws if is_gold_turn(GoldRule(rate), draw)]
    assert len(turns) / len(draws) == pytest.approx(rate, abs=0.01)
    dealt = [next_gold_task(["a", "b", "c"], (), draw) for draw in turns]
    for name in "abc":
        assert dealt.count(name) / len(draws) == pytest.approx(rate / 3, abs=0.006)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans())), shares, st.integers(1, 6))
def test_who_is_below_is_known_after_enough_answers(
    given_answers: list[tuple[str, bool]], least: float, after: int
) -> None:
    score, first = GoldScore("ann"), dict[str, bool]()
    for name, is_right in given_answers:
        score = score.with_answer(name, is_right=is_right)
        first.setdefault(name, is_right)
    assert dict(score.answers) == first, "the first answer counts"
    share = sum(first.values()) / len(first) if first else None
    assert score.accuracy == share
    is_below = share is not None and len(first) >= after and share < least
    assert score.is_below(GoldRule(0.1, least, after)) == is_below
    assert not score.is_below(GoldRule(0.1))


def test_settings_are_read() -> None:
    assert read_quality_control({}) == QualityControl()
    gold = {"rate": 0.1, "tasks": [], "leastAccuracy": 0.8, "below": "stop", "tellWorkers": True}
    document = {
        "gold": gold,
        "adjudication": {"leastAgreement": 0.7, "workteamArn": "arn"},
        "consolidate": True,
    }
    rule = GoldRule(0.1, 0.8, 5, stops_workers=True, tells_workers=True)
    assert read_quality_control(document) == QualityControl(rule, Adjudication(0.7, "arn"), True)
