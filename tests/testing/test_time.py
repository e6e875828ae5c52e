"""Tests that freeze, tick and move time: the emulator's own time follows, its limits do not."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from freezegun import freeze_time
from tests.support.review import REVIEW

from a2i_emulator.clock import Clock

Run = Callable[..., pytest.RunResult]

INI = """
[pytest]
a2i_seed = review.yaml
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
"""

SUITE = '''
import asyncio
import contextlib
import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
import time_machine
from freezegun import freeze_time

from a2i_emulator import mock_a2i
from a2i_emulator.testing import Emulator, WaitTimeoutError

FLOW = "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/review"
THEN = datetime.datetime(2031, 5, 6, tzinfo=datetime.timezone.utc)
NOW = datetime.datetime.now(datetime.timezone.utc)
MINUTE = datetime.timedelta(minutes=1)


@contextlib.contextmanager
def moved_back():
    with freeze_time(THEN + 400 * MINUTE) as frozen:
        yield frozen


CLOCKS = {
    "frozen": lambda: freeze_time(THEN),
    "ticking": lambda: freeze_time(THEN, tick=True),
    "auto-ticking": lambda: freeze_time(THEN, auto_tick_seconds=60),
    "moved back": moved_back,
    "time-machine": lambda: time_machine.travel(THEN, tick=False),
    "time-machine, ticking": lambda: time_machine.travel(THEN, tick=True),
}


def start(name):
    return boto3.client("sagemaker-a2i-runtime").start_human_loop(
        HumanLoopName=name, FlowDefinitionArn=FLOW, HumanLoopInput={"InputContent": '{"text": "t"}'}
    )


def began(name):
    loop = boto3.client("sagemaker-a2i-runtime").describe_human_loop(HumanLoopName=name)
    return loop["CreationTime"]


def review(kit, clock):
    """What a user's test does: a template of many steps, waits, answers, an event."""
    start("early")
    if hasattr(clock, "move_to"):
        clock.move_to(THEN)
    start("loop")
    since = began("loop") - THEN
    assert datetime.timedelta(0) <= since < 600 * MINUTE
    with pytest.raises(WaitTimeoutError, match="after 0.05 s"):
        kit.wait("loop", timeout=0.05)
    late = threading.Timer(0.1, kit.answer, ("loop", {"answer": "yes"}))
    late.start()
    assert kit.wait("loop", timeout=30).status == "Completed"
    late.join()
    assert kit.output("loop")["humanAnswers"][0]["answerContent"] == {"answer": "yes"}
    sqs = boto3.client("sqs")
    queue = sqs.get_queue_url(QueueName="events")["QueueUrl"]
    assert len(sqs.receive_message(QueueUrl=queue)["Messages"]) == 1
    kit.clock.advance(datetime.timedelta(days=30))
    assert kit.human_loop("early").status == "Failed"


@pytest.mark.parametrize("name", CLOCKS)
def test_a_mock_inside(name):
    with CLOCKS[name]() as clock, mock_a2i(seed="review.yaml", region="us-east-1") as kit:
        review(kit, clock)


@pytest.mark.parametrize("name", CLOCKS)
def test_a_server_around(a2i, name):
    with CLOCKS[name]() as clock:
        review(a2i, clock)


def test_a_server_inside():
    with freeze_time(THEN, auto_tick_seconds=3600), Emulator() as kit:
        for _ in range(20):
            kit.client("sagemaker").list_workteams()


def test_threads(mock_a2i):
    with freeze_time(THEN, auto_tick_seconds=60), ThreadPoolExecutor(8) as pool:
        list(pool.map(start, [f"loop-{number}" for number in range(16)]))
        list(pool.map(lambda task: mock_a2i.answer(task.human_loop_name, {}), mock_a2i.tasks()))
        for number in range(16):
            assert mock_a2i.wait(f"loop-{number}").status == "Completed"


async def test_coroutines(a2i):
    await asyncio.gather(*(asyncio.to_thread(start, f"loop-{n}") for n in range(4)))
    with freeze_time(THEN, auto_tick_seconds=60, real_asyncio=True):
        await asyncio.to_thread(start, "loop")
        waiting = asyncio.create_task(asyncio.to_thread(a2i.wait, "loop"))
        a2i.answer("loop", {})
        assert (await waiting).status == "Completed"


@mock_a2i(seed="review.yaml", region="us-east-1")
async def test_a_decorated_coroutine():
    await asyncio.sleep(0)
    start("loop")
    assert abs(began("loop") - NOW) < 60 * MINUTE
'''


def test_a_suite_that_moves_time(pytester: pytest.Pytester, run_tests: Run) -> None:
    """The template takes so many steps that its limit is looked at time and again."""
    review = REVIEW.read_text().replace(
        "<crowd-form>", "<crowd-form>{% for i in (1..500) %}{{ i }}{% endfor %}"
    )
    (pytester.path / "review.yaml").write_text(review)
    pytester.makeini(INI)
    pytester.makepyfile(SUITE)
    run_tests(beside="").assert_outcomes(passed=16)


def test_a_thread_that_does_little_has_the_time_of_the_others() -> None:
    """freezegun gives real time to who is called by `threading` within a few frames."""
    clock, seen = Clock(), []
    with freeze_time("2031-05-06"):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
        assert seen == [clock.now()]
