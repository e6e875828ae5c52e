"""Workers by rule, faults and predictions, over sockets and under a mock alike."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from tests.support.review import start, status_of

from a2i_emulator.engine.lanes import Group, Job
from a2i_emulator.testing import A2I, FormatError, ScriptedAction, ScriptedTask

RUNTIME = "sagemaker-a2i-runtime"


def test_scripted_workers(kit: A2I) -> None:
    kit.workers.add({"grade": 1}, match={"input": {"$.text": "one"}}, workers="bob")
    kit.workers.add(
        lambda task: {"echo": task.input["text"], "by": task.worker},
        match=lambda task: task.input["text"].startswith("echo"),
        time_spent=timedelta(minutes=2),
    )
    kit.workers.add(
        action=ScriptedAction.DECLINE, match={"humanLoopName": "declined"}, workers=["alice"]
    )
    kit.workers.put({"rules": [{"answerContent": {"late": True}, "afterSeconds": 60}]})
    client = kit.client(RUNTIME)
    for name, text in (("first", "one"), ("second", "echo!"), ("third", "else")):
        start(client, name, text)
    assert kit.output("first")["humanAnswers"][0]["answerContent"] == {"grade": 1}
    (answer,) = kit.output("second")["humanAnswers"]
    assert answer["answerContent"]["echo"] == "echo!"
    assert answer["timeSpentInSeconds"] == 120
    assert status_of(client, "third") == "InProgress"
    kit.clock.advance(60)
    assert kit.output("third")["humanAnswers"][0]["answerContent"] == {"late": True}
    kit.workers.clear()
    start(client, "fourth")
    kit.clock.advance(3600)
    assert status_of(client, "fourth") == "InProgress"


def test_who_asks_waits_for_each_step_that_somebody_else_takes(
    kit: A2I, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, pause = Group.add, threading.Event()

    def add_slowly(group: Group, lane: Hashable, job: Job) -> None:
        def do_slowly() -> None:
            pause.wait(0.02)
            job()

        add(group, lane, do_slowly)

    monkeypatch.setattr(Group, "add", add_slowly)
    kit.workers.put({"rules": [{"answerContent": {"grade": 1}}]})
    client = kit.client(RUNTIME)
    for number in range(20):
        start(client, f"loop-{number}")
        pause.wait(number / 200)
        (answer,) = kit.output(f"loop-{number}")["humanAnswers"]
        assert answer["answerContent"] == {"grade": 1}


def test_an_open_loop_meets_a_new_rule(kit: A2I) -> None:
    client = kit.client(RUNTIME)
    start(client)

    def fail(task: ScriptedTask) -> Any:
        raise LookupError(task.human_loop_name)

    kit.workers.add(fail)
    # A server may have looked at the loop for the start's and for the rule's sake.
    problem = kit.workers.problems()[-1]
    assert (problem.human_loop_name, problem.message) == ("loop", "LookupError: loop")
    assert "fail" in problem.rule
    with pytest.raises(FormatError, match="answers"):
        kit.workers.add([])


def test_faults(kit: A2I) -> None:
    client = kit.client(RUNTIME, config=Config(retries={"total_max_attempts": 2}))
    kit.faults.add("StartHumanLoop", "ThrottlingException", times=2)
    kit.faults.add("DescribeHumanLoop", "InternalServerException", message="no", times=1)
    with pytest.raises(ClientError) as error:
        start(client)
    assert error.value.response["Error"]["Code"] == "ThrottlingException"
    assert [fault["hits"] for fault in kit.faults.list()] == [2, 0]
    assert kit.requests()[-1].error is not None
    start(client)
    kit.faults.add("WriteOutput", "SlowDown", times=1)
    # What was there goes on as it was.
    assert [fault["hits"] for fault in kit.faults.list()] == [2, 0, 0]
    assert kit.answer("loop", {}).status == "InProgress"
    kit.clock.advance(10)
    assert kit.human_loop("loop").status == "Completed"
    kit.faults.clear()
    assert kit.faults.list() == []
    with pytest.raises(FormatError, match="no-operation is not"):
        kit.faults.add("no-operation", drop=True)


def test_predictions(kit: A2I) -> None:
    labels = {"ModerationLabels": [{"Name": "Alcohol", "Confidence": 99.0}]}
    kit.predictions.add("DetectModerationLabels", labels)
    (recorded,) = kit.predictions.list()
    assert recorded["match"] == {}
    kit.predictions.clear()
    assert kit.predictions.list() == []
    with pytest.raises(FormatError, match="this is no response of AnalyzeDocument"):
        kit.predictions.add("AnalyzeDocument", labels)


@pytest.mark.parametrize("ends", [pytest.fail, sys.exit], ids=["fail", "exit"])
def test_a_function_that_would_end_everything(kit: A2I, ends: Callable[[str], NoReturn]) -> None:
    """What is no `Exception` is one to Lambda, and does not end the emulator's own thread."""
    client = kit.client(RUNTIME)
    kit.on_event(lambda _: ends("here"))
    kit.workers.add(lambda _: ends("here"), match={"humanLoopName": "answer"})
    kit.workers.add({}, match=lambda _: ends("here"))
    for name in ("loop", "answer"):
        start(client, name)
    assert {problem.message.rpartition(" ")[2] for problem in kit.workers.problems()} == {"here"}
    kit.answer("loop", {})
    (event,) = kit.events()
    assert event.error is not None
    assert event.error.endswith("here")
    kit.clock.advance(3600)
    assert kit.events()[0].state == "done"
    kit.workers.clear()
    kit.workers.add({"a": 1})
    assert kit.wait("answer", timeout=5).status == "Completed"


async def _coroutine(_: ScriptedTask) -> dict[str, Any]:
    return {}


def test_what_never_runs_is_no_rule(kit: A2I) -> None:
    with pytest.raises(TypeError, match="no coroutine function"):
        kit.workers.add(_coroutine)  # type: ignore[arg-type] # wrong
    with pytest.raises(TypeError, match="no coroutine function"):
        kit.workers.add({}, match=_coroutine)  # type: ignore[arg-type] # wrong
