"""The life of a human loop, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.human_loop import HumanLoop, Leaving, LoopStatus, Phase, Review
from a2i_emulator.domain.instant import SECOND
from a2i_emulator.domain.life_cycle import NotOpenError, NotYoursError
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.quality_control import Adjudication, QualityControl
from a2i_emulator.domain.task import TaskStatus
from a2i_emulator.domain.workforce import Worker

BEGAN = 1_600_000_000_000
LIMIT = 60 * SECOND
LIFETIME = 600 * SECOND
ALICE, BOB, CAROL = (Worker(f"{n:016x}", name) for n, name in enumerate(("alice", "bob", "carol")))


def started(task_count: int = 1) -> HumanLoop:
    review = Review(
        workteam_arn="arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/t",
        human_task_ui_arn="arn:aws:sagemaker:us-east-1:123456789012:human-task-ui/u",
        template_sha256="0" * 64,
        title="title",
        description="description",
        keywords=(),
        task_count=task_count,
        time_limit=LIMIT,
        availability=LIFETIME,
        output_uri="s3://bucket/flow/2020/09/13/12/26/40/loop/output.json",
    )
    return life_cycle.start(
        loop_id="id",
        scope=Scope("123456789012", "us-east-1"),
        name="loop",
        flow_definition_arn="arn:aws:sagemaker:us-east-1:123456789012:flow-definition/flow",
        review=review,
        input_sha256="1" * 64,
        data_attributes=None,
        now=BEGAN,
    )


def opened(task_count: int = 1) -> HumanLoop:
    return life_cycle.rendered(started(task_count), None)


def test_a_new_loop_is_due_at_once_and_offered_once_rendered() -> None:
    loop = started()
    assert loop.due_at == BEGAN
    assert not loop.is_offered
    loop = life_cycle.rendered(loop, BEGAN + 5)
    assert loop.is_offered
    assert loop.due_at == BEGAN + 5, "the scripted workers look at it first"
    assert life_cycle.scripted_workers_asked(loop, None).due_at == BEGAN + LIFETIME


def test_the_last_answer_settles_and_the_written_output_completes() -> None:
    loop = opened(task_count=2)
    for number, worker in enumerate((ALICE, BOB)):
        assert loop.phase is Phase.OPEN
        loop = life_cycle.submit(life_cycle.accept(loop, worker, BEGAN + number), worker, BEGAN + 9)
    assert (loop.phase, loop.status) == (Phase.SETTLING, LoopStatus.IN_PROGRESS)
    loop = life_cycle.output_written(loop)
    assert (loop.phase, loop.status) == (Phase.SETTLED, LoopStatus.COMPLETED)
    assert loop.due_at is None


def test_a_worker_gets_one_task_of_a_loop() -> None:
    loop = opened(task_count=2)
    loop = life_cycle.accept(loop, ALICE, BEGAN)
    assert life_cycle.accept(loop, ALICE, BEGAN + 1) == loop, "accepting again changes nothing"
    loop = life_cycle.submit(loop, ALICE, BEGAN + 2)
    with pytest.raises(NotOpenError, match="already answered"):
        life_cycle.accept(loop, ALICE, BEGAN + 3)


def test_no_more_workers_than_tasks() -> None:
    loop = life_cycle.accept(opened(), ALICE, BEGAN)
    with pytest.raises(NotOpenError, match="other workers' hands"):
        life_cycle.accept(loop, BOB, BEGAN)


def test_a_declined_loop_is_not_offered_to_that_worker_again() -> None:
    loop = life_cycle.decline(life_cycle.accept(opened(), ALICE, BEGAN), ALICE, BEGAN + 1)
    assert loop.tasks[0].status is TaskStatus.AVAILABLE
    assert not loop.may_begin(ALICE)
    assert loop.may_begin(BOB)
    with pytest.raises(NotOpenError, match="declined"):
        life_cycle.accept(loop, ALICE, BEGAN + 2)


def test_a_released_task_goes_back_to_everybody() -> None:
    loop = life_cycle.release(life_cycle.accept(opened(), ALICE, BEGAN), ALICE, BEGAN + 1)
    assert loop.may_begin(ALICE)
    assert loop.may_begin(BOB)


def test_pauses_do_not_count_as_work_but_as_time() -> None:
    loop = life_cycle.accept(opened(), ALICE, BEGAN)
    loop = life_cycle.suspend(loop, ALICE, BEGAN + 10 * SECOND)
    assert loop.tasks[0].deadline == BEGAN + LIMIT
    loop = life_cycle.resume(loop, ALICE, BEGAN + 30 * SECOND)
    loop = life_cycle.submit(loop, ALICE, BEGAN + 35 * SECOND)
    assert loop.tasks[0].worked == 15 * SECOND


def test_the_time_limit_frees_an_accepted_task() -> None:
    loop = life_cycle.accept(opened(), ALICE, BEGAN)
    assert loop.due_at == BEGAN + LIMIT
    with pytest.raises(NotYoursError, match="run out"):
        life_cycle.submit(loop, ALICE, BEGAN + LIMIT)
    loop = life_cycle.tick(loop, BEGAN + LIMIT)
    assert loop.tasks[0].status is TaskStatus.AVAILABLE
    assert loop.may_begin(ALICE)


def test_how_a_task_left_its_worker_is_known_until_they_take_it_again() -> None:
    loop = life_cycle.accept(opened(2), ALICE, BEGAN)
    loop = life_cycle.release(life_cycle.accept(loop, BOB, BEGAN), BOB, BEGAN)
    loop = life_cycle.tick(loop, BEGAN + LIMIT)
    assert loop.left_by == {ALICE.id: Leaving.TIMED_OUT, BOB.id: Leaving.RELEASED}
    loop = life_cycle.accept(loop, ALICE, BEGAN + LIMIT)
    assert loop.left_by == {BOB.id: Leaving.RELEASED}


def test_an_unfinished_loop_expires() -> None:
    loop = life_cycle.accept(opened(task_count=2), ALICE, BEGAN + LIFETIME - SECOND)
    loop = life_cycle.tick(loop, BEGAN + LIFETIME - 1)
    assert loop.status is LoopStatus.IN_PROGRESS
    loop = life_cycle.tick(loop, BEGAN + LIFETIME)
    assert (loop.status, loop.phase) == (LoopStatus.IN_PROGRESS, Phase.SETTLING)
    with pytest.raises(NotYoursError):
        life_cycle.submit(loop, ALICE, BEGAN + LIFETIME)
    loop = life_cycle.output_written(loop)
    assert (loop.status, loop.failure_code) == (LoopStatus.FAILED, "Expired")


def test_a_loop_that_cannot_be_shown_fails_with_a_reason_of_limited_length() -> None:
    loop = life_cycle.render_failed(started(), "x" * 5000)
    assert (loop.status, loop.failure_code) == (LoopStatus.FAILED, "ValidationError")
    assert len(loop.failure_reason or "") == 1024
    assert loop.phase is Phase.SETTLED


def test_what_has_expired_and_what_has_output() -> None:
    failed = life_cycle.render_failed(started(), "no such variable")
    assert (failed.has_expired, failed.has_output) == (False, False)
    settling = life_cycle.tick(opened(), BEGAN + LIFETIME)
    assert (settling.has_expired, settling.has_output) == (True, False)
    expired = life_cycle.output_written(settling)
    assert (expired.has_expired, expired.has_output) == (True, True)


def test_stopping_waits_for_the_worker_at_work_and_keeps_the_answer() -> None:
    loop = life_cycle.stop(life_cycle.accept(opened(task_count=2), ALICE, BEGAN), BEGAN + 1)
    assert loop.status is LoopStatus.STOPPING
    with pytest.raises(NotOpenError):
        life_cycle.accept(loop, BOB, BEGAN + 2)
    loop = life_cycle.submit(loop, ALICE, BEGAN + 3)
    assert (loop.status, loop.phase) == (LoopStatus.STOPPING, Phase.SETTLING)
    assert [task.status for task in loop.tasks] == [TaskStatus.SUBMITTED, TaskStatus.CLOSED]
    assert life_cycle.output_written(loop).status is LoopStatus.STOPPED


@pytest.mark.parametrize("loop", [started(), opened()])
def test_stopping_is_immediate_where_nobody_has_begun(loop: HumanLoop) -> None:
    stopped = life_cycle.stop(loop, BEGAN + 1)
    assert (stopped.status, stopped.phase) == (LoopStatus.STOPPED, Phase.SETTLING)
    with pytest.raises(NotOpenError):
        life_cycle.stop(stopped, BEGAN + 2)


def test_a_discarded_loop_is_gone_once_final() -> None:
    loop = life_cycle.discard(life_cycle.accept(opened(), ALICE, BEGAN), BEGAN + 1)
    assert not loop.is_deleted
    loop = life_cycle.submit(loop, ALICE, BEGAN + 2)
    assert life_cycle.output_written(loop).is_deleted


def test_refused_output_is_tried_again() -> None:
    loop = life_cycle.submit(life_cycle.accept(opened(), ALICE, BEGAN), ALICE, BEGAN + 1)
    loop = life_cycle.output_refused(loop, BEGAN + 2000)
    assert (loop.due_at, loop.attempts, loop.status) == (BEGAN + 2000, 1, LoopStatus.IN_PROGRESS)


def disputed(workteam: str | None = None) -> HumanLoop:
    """A loop of two, both of whom have answered, that may be adjudicated."""
    loop = opened(2)
    control = QualityControl(adjudication=Adjudication(0.5, workteam))
    loop = replace(loop, review=replace(loop.review, quality=control))
    for worker in (ALICE, BOB):
        loop = life_cycle.submit(life_cycle.accept(loop, worker, BEGAN), worker, BEGAN)
    assert loop.phase is Phase.SETTLING
    assert loop.may_be_adjudicated(BEGAN)
    return loop


def test_one_more_worker_is_asked_once() -> None:
    loop = life_cycle.adjudicated(disputed("other"), BEGAN)
    assert (loop.phase, len(loop.tasks), loop.review.workteam_arn) == (Phase.OPEN, 3, "other")
    assert loop.due_at == BEGAN, "the scripted workers look at it"
    assert not loop.may_begin(ALICE)
    loop = life_cycle.submit(life_cycle.accept(loop, CAROL, BEGAN), CAROL, BEGAN)
    assert loop.phase is Phase.SETTLING
    assert not loop.may_be_adjudicated(BEGAN)
    assert life_cycle.adjudicated(loop, None).phase is Phase.SETTLING
    assert life_cycle.output_written(loop).status is LoopStatus.COMPLETED


def test_a_loop_that_nobody_adjudicates_completes_when_its_time_is_over() -> None:
    loop = life_cycle.adjudicated(disputed(), None)
    assert loop.review.workteam_arn == opened().review.workteam_arn
    assert loop.due_at == loop.expires_at
    loop = life_cycle.tick(loop, loop.expires_at)
    assert loop.phase is Phase.SETTLING
    assert life_cycle.output_written(loop).status is LoopStatus.COMPLETED
    assert not disputed().may_be_adjudicated(loop.expires_at)


def test_what_was_stopped_or_not_completed_is_not_adjudicated() -> None:
    half = life_cycle.accept(opened(2), ALICE, BEGAN)
    half = life_cycle.tick(life_cycle.submit(half, ALICE, BEGAN), BEGAN + LIFETIME)
    assert not half.may_be_adjudicated(BEGAN)
    stopped = life_cycle.stop(life_cycle.adjudicated(disputed(), None), BEGAN)
    assert life_cycle.output_written(stopped).status is LoopStatus.STOPPED
