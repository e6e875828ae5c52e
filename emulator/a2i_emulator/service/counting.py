"""What is counted for who operates an emulator: work of people, the engine's ways outside."""

from __future__ import annotations

from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import SECOND
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.output import DETAIL_TYPE, SOURCE
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.operations.ports import (
    DeliverEvent,
    EventRecord,
    EventRefusedError,
    RouteEvent,
    WriteObject,
)
from a2i_emulator.record.figures import Figures

OUTPUT, EVENT = "WriteOutput", "PutEvents"


def count_work(figures: Figures, loop: HumanLoop, worker: Worker) -> None:
    """Count the time that somebody has spent on the task that they have submitted."""
    task = loop.task_of(worker)
    if task is not None:
        figures.add_work(loop.flow_definition_arn, task.worked / SECOND)


def counted_write(write_object: WriteObject, figures: Figures) -> WriteObject:
    """Return what writes objects, and counts those that were refused, too."""

    def write(scope: Scope, uri: str, body: bytes, **options: Any) -> None:
        try:
            write_object(scope, uri, body, **options)
        except Exception:
            figures.add_outcome(OUTPUT, is_done=False)
            raise
        figures.add_outcome(OUTPUT, is_done=True)

    return write


def counted_route(route: RouteEvent, figures: Figures) -> RouteEvent:
    """Return what finds events' targets, and counts the human loops that those tell of."""

    def routed(record: EventRecord) -> EventRecord:
        try:
            found = route(record)
        except EventRefusedError:
            figures.add_outcome(EVENT, is_done=False)
            raise
        event = record.event
        is_first = not record.deliveries
        if is_first and (event.get("source"), event.get("detail-type")) == (SOURCE, DETAIL_TYPE):
            detail = event["detail"]
            figures.add_finished(detail["flowDefinitionArn"], detail["humanLoopStatus"])
        return found

    return routed


def counted_delivery(deliver: DeliverEvent, figures: Figures) -> DeliverEvent:
    """Return what hands events over, and counts those that are to be tried again, too."""

    def delivered(record: EventRecord) -> EventRecord:
        made = deliver(record)
        figures.add_outcome(EVENT, is_done=made.state != "pending")
        return made

    return delivered
