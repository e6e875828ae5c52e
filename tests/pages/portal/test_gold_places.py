"""Gold tasks come in the place of whatever a worker begins, and nothing tells which they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from tests.support.emulator import Emulator
from tests.support.portal_visit import Visit

QUALITY = "flow-definitions/flow/quality"


@pytest.fixture
def flow(emulator: Emulator) -> str:
    team = emulator.make_workteam(workers=("alice", "bob"))
    return emulator.make_flow(workteam=team)


def mix_in(emulator: Emulator, rate: float, count: int) -> None:
    tasks = [
        {
            "name": f"gold-{i}",
            "inputContent": {"text": f"gold {i}"},
            "answerContent": {"answer": "known"},
        }
        for i in range(count)
    ]
    settings = {"gold": {"rate": rate, "tasks": tasks}}
    assert emulator.control("PUT", QUALITY, settings)[0] == 200


def start_loops(emulator: Emulator, flow: str, count: int) -> None:
    for i in range(count):
        emulator.start_loop(flow, f"loop-{i}", {"text": f"ordinary {i}"})
    emulator.server.service.settle()


def text_of(visit: Visit) -> str:
    found = re.search(r"(?:gold|ordinary) \d+", visit.shown())
    assert found
    return found.group()


def test_gold_tasks_come_at_their_rate_to_who_chooses_from_the_list(
    emulator: Emulator, flow: str
) -> None:
    mix_in(emulator, 0.5, 100)
    start_loops(emulator, flow, 24)
    alice = Visit(emulator, "alice")
    before, met = [row["id"] for row in alice.rows()], list[str]()
    for task in before:
        alice.start(task)
        met.append(text_of(alice))
        alice.release()
    assert [row["id"] for row in alice.rows()] == before
    assert len(set(met)) == 24, "nothing is met twice"
    # At even chances all or none come once in ten million times.
    assert 1 <= sum(text.startswith("gold") for text in met) <= 23


def test_gold_tasks_come_at_their_rate_to_who_goes_on_by_submit(
    emulator: Emulator, flow: str
) -> None:
    mix_in(emulator, 0.5, 100)
    start_loops(emulator, flow, 16)
    alice = Visit(emulator, "alice")
    alice.start(alice.rows()[0]["id"])
    met = [text_of(alice)]
    while alice.submit({"answer": "x"}):
        met.append(text_of(alice))
    ordinary = [text for text in met if text.startswith("ordinary")]
    assert sorted(ordinary) == sorted(f"ordinary {i}" for i in range(16)), "nothing is lost"
    assert len(set(met)) == len(met), "nothing is met twice"
    # At even chances fewer or more come once in a hundred thousand times.
    assert 1 <= len(met) - len(ordinary) <= 50


def test_a_gold_task_looks_like_what_it_came_for(emulator: Emulator, flow: str) -> None:
    start_loops(emulator, flow, 1)  # Before there were settings: an ordinary task for comparison.
    bob = Visit(emulator, "bob")
    bob.start(bob.rows()[0]["id"])
    ordinary_page = bob.page
    assert not bob.submit({"answer": "x"})
    emulator.control("DELETE", "human-loops/loop-0")

    mix_in(emulator, 1, 1)
    for i in (1, 2, 3):
        emulator.start_loop(flow, f"loop-{i}", {"text": f"ordinary {i}"})
        emulator.advance(60)
    alice = Visit(emulator, "alice")
    before = alice.rows()
    chosen = before[1]
    alice.start(chosen["id"])
    assert text_of(alice) == "gold 0"
    assert alice.task == chosen["id"], "the address is the one that was chosen"
    assert without_ids(alice.page) == without_ids(ordinary_page)

    during = alice.rows()
    assert [row["id"] for row in during] == [row["id"] for row in before]
    assert [row["createdAt"] for row in during] == [row["createdAt"] for row in before]
    assert [row["status"] for row in during] == ["Available", "In progress", "Available"]

    assert alice.submit({"answer": "known"})
    after = alice.rows()
    assert [row["id"] for row in after] == [before[0]["id"], before[2]["id"]]
    seen = {row["id"] for row in before}
    met = [text_of(alice)]
    while alice.submit({"answer": "x"}):
        met.append(text_of(alice))
    assert met == ["ordinary 1", "ordinary 3", "ordinary 2"], "the one that had to wait is last"
    assert alice.task not in seen, "no address leads to two tasks"
    assert alice.rows() == []


def test_what_was_put_off_is_back_in_time(emulator: Emulator, flow: str) -> None:
    mix_in(emulator, 1, 1)
    start_loops(emulator, flow, 3)
    alice, bob = Visit(emulator, "alice"), Visit(emulator, "bob")
    alice.start(alice.rows()[0]["id"])
    alice.submit({"answer": "known"})
    assert len(alice.rows()) == 2
    assert len(bob.rows()) == 2, "one is in alice's hands"
    emulator.advance(3_599)
    assert len(alice.rows()) == 3


def test_a_gold_task_that_was_let_go_is_still_its_workers_alone(
    emulator: Emulator, flow: str
) -> None:
    mix_in(emulator, 1, 1)
    start_loops(emulator, flow, 2)
    alice, bob = Visit(emulator, "alice"), Visit(emulator, "bob")
    before = [row["id"] for row in alice.rows()]
    alice.start(before[0])
    alice.release()
    assert [row["id"] for row in alice.rows()] == before
    assert [row["id"] for row in bob.rows()] == before
    emulator.control("PUT", "workers", {"rules": [{"answerContent": {"answer": "scripted"}}]})
    emulator.wait_for_status("Completed", "loop-1")
    assert states(emulator) == ["Available"], "scripted workers leave it alone"
    alice.start(before[0])
    assert text_of(alice) == "gold 0"
    emulator.control("DELETE", QUALITY)
    assert not alice.submit({"answer": "known"}), "one that is in hand can be handed in"


def states(emulator: Emulator) -> Sequence[str]:
    return [task["status"] for task in emulator.control("GET", "tasks")[1]["tasks"]]


def without_ids(page: str) -> str:
    """Return a page without what differs between any two tasks: ids, moments and tokens."""
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", page)
    page = re.sub(r'(csrf_token" value=|data-token=|data-worker=)"[^"]*"', r"\1", page)
    return re.sub(r"\b\d{13}\b", "MOMENT", page)
