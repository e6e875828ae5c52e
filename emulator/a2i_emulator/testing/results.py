"""What a test sees of an emulator: plain values, detached from its state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop as LoopRecord
from a2i_emulator.domain.instant import Instant, to_datetime
from a2i_emulator.domain.names import parse_arn
from a2i_emulator.domain.task import Task as TaskRecord
from a2i_emulator.operations.ports import EventRecord
from a2i_emulator.record.calls import HistoryEntry


@dataclass(frozen=True, slots=True)
class Task:
    """One worker's task of a human loop.

    Attributes:
        human_loop_name: the human loop it belongs to.
        flow_definition_name: the flow definition that asked for it.
        title: TaskTitle.
        status: ``Available``, ``Accepted``, ``Suspended``, ``Submitted`` or ``Closed``.
        worker: the name of the worker who holds or has answered it.
        deadline: when the holding worker's time runs out; None while nobody holds it.
    """

    human_loop_name: str
    flow_definition_name: str
    title: str
    description: str
    status: str
    worker: str | None
    accepted_at: datetime | None
    submitted_at: datetime | None
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class HumanLoop:
    """A human loop.

    Attributes:
        status: ``InProgress``, ``Completed``, ``Failed``, ``Stopping`` or ``Stopped``.
        output_uri: where ``output.json`` is or will be.
        expires_at: when it fails for want of answers.
        tasks: TaskCount of them.
    """

    name: str
    arn: str
    flow_definition_arn: str
    status: str
    failure_code: str | None
    failure_reason: str | None
    output_uri: str
    created_at: datetime
    expires_at: datetime
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an event at one target.

    Attributes:
        target: the target's ARN, ``python:NAME`` for a function of the test.
        state: ``delivered``, ``pending`` or ``failed``.
        attempts: how often it was tried.
        error: why the latest attempt failed.
    """

    target: str
    rule: str
    state: str
    attempts: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """An event and what became of it.

    Attributes:
        body: the event as targets get it.
        bus: the event bus's name; for the notifications of `A2I.on_output` S3's name of them.
        state: ``pending`` while a target is still to be tried, then ``done``.
        error: why a delivery failed, if one did.
    """

    body: Mapping[str, Any]
    bus: str
    state: str
    error: str | None
    deliveries: tuple[Delivery, ...]

    @property
    def detail(self) -> Mapping[str, Any]:
        """The event's ``detail``; empty for what is no EventBridge event."""
        detail: Mapping[str, Any] = self.body.get("detail", {})
        return detail


@dataclass(frozen=True, slots=True)
class ApiError:
    """The error that a call was answered with.

    Attributes:
        reason: the true reason, where AWS's message does not tell it.
    """

    code: str
    message: str
    reason: str


@dataclass(frozen=True, slots=True)
class ApiCall:
    """An AWS API call that was received.

    Attributes:
        resource: the name or ARN that the request is about, for people.
        input: the parsed request; None when it could not be parsed.
        output: the answer; None for an error.
    """

    time: datetime
    service: str
    operation: str
    account: str
    region: str
    status: int
    milliseconds: float
    resource: str
    request_id: str
    input: Mapping[str, Any] | None
    output: Mapping[str, Any] | None
    error: ApiError | None


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that a scripted worker could not give; ``rule`` is the rule's label."""

    time: datetime
    rule: str
    human_loop_name: str
    message: str


def human_loop(loop: LoopRecord) -> HumanLoop:
    """Show a human loop."""
    return HumanLoop(
        name=loop.name,
        arn=loop.arn,
        flow_definition_arn=loop.flow_definition_arn,
        status=loop.status.value,
        failure_code=loop.failure_code,
        failure_reason=loop.failure_reason,
        output_uri=loop.review.output_uri,
        created_at=to_datetime(loop.created_at),
        expires_at=to_datetime(loop.expires_at),
        tasks=tuple(tasks_of(loop)),
    )


def tasks_of(loop: LoopRecord) -> Iterator[Task]:
    """Show a loop's tasks."""
    return (_task(loop, task) for task in loop.tasks)


def _task(loop: LoopRecord, task: TaskRecord) -> Task:
    flow = parse_arn(loop.flow_definition_arn)
    return Task(
        human_loop_name=loop.name,
        flow_definition_name=flow.name if flow else "",
        title=loop.review.title,
        description=loop.review.description,
        status=task.status.value,
        worker=task.worker.name if task.worker else None,
        accepted_at=_moment(task.accepted_at),
        submitted_at=_moment(task.submitted_at),
        deadline=_moment(task.deadline),
    )


def event(record: EventRecord) -> Event:
    """Show an event."""
    deliveries = tuple(
        Delivery(
            target=delivery["targetArn"],
            rule=delivery["rule"],
            state=delivery["state"],
            attempts=delivery["attempts"],
            error=delivery["error"],
        )
        for delivery in record.deliveries or ()
    )
    return Event(record.event, record.bus, record.state, record.error, deliveries)


def api_call(entry: HistoryEntry) -> ApiCall:
    """Show a call."""
    message = entry.error_message or ""
    error = (
        None
        if entry.error_code is None
        else ApiError(entry.error_code, message, entry.reason or message)
    )
    return ApiCall(
        time=to_datetime(entry.time),
        service=entry.service,
        operation=entry.operation,
        account=entry.account,
        region=entry.region,
        status=entry.status,
        milliseconds=entry.milliseconds,
        resource=entry.resource,
        request_id=entry.request_id,
        input=entry.input,
        output=deepcopy(entry.output),  # parts of it are the state itself
        error=error,
    )


def _moment(instant: Instant | None) -> datetime | None:
    return None if instant is None else to_datetime(instant)


class UnexpectedStatusError(AssertionError):
    """A human loop ended in another status than the test waited for."""


class WaitTimeoutError(AssertionError, TimeoutError):
    """A human loop did not come to a status in time."""


class NoOutputError(LookupError):
    """A human loop has written no ``output.json`` (yet)."""
