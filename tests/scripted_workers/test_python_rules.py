"""Rules whose match or answer is a Python function."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.support.emulator import Emulator

from a2i_emulator.scripted_workers import BadRuleError, Rule, ScriptedAction, ScriptedTask, rule


@pytest.fixture
def add(emulator: Emulator) -> Callable[[Rule], None]:
    def call(added: Rule) -> None:
        emulator.server.service.ports.scripted_workers.add(added)
        emulator.server.service.engine.ask_scripted_workers_again()

    return call


def answers(emulator: Emulator) -> list[Any]:
    loop = emulator.wait_for_status("Completed")
    output = json.loads(emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
    return [answer["answerContent"] for answer in output["humanAnswers"]]


def test_a_function_answers_each_worker(emulator: Emulator, add: Callable[[Rule], None]) -> None:
    seen: list[ScriptedTask] = []

    def answer(task: ScriptedTask) -> dict[str, Any]:
        seen.append(task)
        return {"worker": task.worker, "length": len(task.input["text"]) + task.index}

    add(rule(answer, match=lambda task: task.title == "A task", workers=["ann", "ben"]))
    emulator.start_loop(emulator.make_flow(TaskCount=2))
    assert answers(emulator) == [{"worker": "ann", "length": 9}, {"worker": "ben", "length": 10}]
    assert (seen[0].flow_definition_name, seen[0].region) == ("flow", "us-east-1")


def test_a_function_may_call_the_emulator(emulator: Emulator, add: Callable[[Rule], None]) -> None:
    add(rule(lambda _: {"status": emulator.describe_loop()["HumanLoopStatus"]}))
    emulator.start_loop(emulator.make_flow())
    assert answers(emulator) == [{"status": "InProgress"}]


def test_python_rules_come_before_stored_ones(
    emulator: Emulator, add: Callable[[Rule], None]
) -> None:
    emulator.control("PUT", "workers", {"rules": [{"answerContent": {"from": "store"}}]})
    add(rule({"from": "Python"}, workers="ann", after_seconds=5))
    emulator.start_loop(emulator.make_flow(TaskCount=2))
    emulator.advance(6)
    assert answers(emulator) == [{"from": "store"}, {"from": "Python"}]


@pytest.mark.parametrize("broken", ["match", "answer"])
def test_a_function_that_raises_is_told_of(
    emulator: Emulator, add: Callable[[Rule], None], broken: str
) -> None:
    def fails(_task: ScriptedTask) -> Any:
        raise KeyError("no such field")

    made = rule({}, match=fails) if broken == "match" else rule(fails)
    add(made)
    emulator.start_loop(emulator.make_flow())
    emulator.advance(0)
    assert emulator.describe_loop()["HumanLoopStatus"] == "InProgress"
    (problem,) = emulator.control("GET", "workers")[1]["problems"]
    assert problem["message"] == "KeyError: 'no such field'"
    assert "fails" in problem["rule"]


@pytest.mark.parametrize("content", [None, [], {"a": float("nan")}, {"a": object()}, {"a": {1, 2}}])
def test_what_is_no_json_object_is_no_answer(
    emulator: Emulator, add: Callable[[Rule], None], content: Any
) -> None:
    add(rule(lambda _: content))
    emulator.start_loop(emulator.make_flow())
    emulator.advance(0)
    assert emulator.describe_loop()["HumanLoopStatus"] == "InProgress"
    (problem,) = emulator.control("GET", "workers")[1]["problems"]
    assert "the answer is no JSON object" in problem["message"]


def test_reset_forgets_python_rules(emulator: Emulator, add: Callable[[Rule], None]) -> None:
    add(rule({"a": 1}))
    emulator.server.service.reset()
    emulator.start_loop(emulator.make_flow())
    emulator.advance(0)
    assert emulator.describe_loop()["HumanLoopStatus"] == "InProgress"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (rule, "exactly one of"),
        (lambda: rule({}, action=ScriptedAction.EXPIRE), "exactly one of"),
        (lambda: rule(action=ScriptedAction.DECLINE), "names the worker"),
        (lambda: rule({}, action="decline", workers="ann"), "exactly one of"),  # type: ignore[arg-type] # the name
        (lambda: rule("text"), "answer: no JSON object but str"),  # type: ignore[arg-type] # wrong
        (lambda: rule([{}, 1]), r"answer\[1\]: no JSON object but int"),  # type: ignore[list-item] # wrong
        (lambda: rule({}, after_seconds=-1), "afterSeconds"),
        (lambda: rule({}, match={"title": "x"}), "'title' was unexpected"),
    ],
)
def test_parts_that_do_not_go_together(make: Callable[[], Rule], message: str) -> None:
    with pytest.raises(BadRuleError, match=message):
        make()
