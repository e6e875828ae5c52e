"""State put straight into a database: more loops than anybody would wait for by API."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from a2i_emulator.domain import human_loop as loop_records
from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.flow_definition import ACTIVE, FlowDefinition
from a2i_emulator.domain.human_loop import HumanLoop, LoopStatus, Phase
from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope, private_workteam_arn
from a2i_emulator.operations.ports import Store
from a2i_emulator.storage import open_database
from benchmarks import calls

if TYPE_CHECKING:
    from a2i_emulator.storage.database import SqlDatabase

SCOPE = Scope(calls.ACCOUNT, calls.REGION)
OPEN = 100_000
"""So many of the loops, the newest, wait for a worker; the others are done."""

_AT_ONCE = 10_000


def loop_name(number: int) -> str:
    """Return the name of a loop by its number from the newest."""
    return f"stored-{number:010d}"


def make_flow(database: SqlDatabase, now: Instant) -> None:
    """Store the flow definition of `calls`."""
    sha256 = hashlib.sha256(calls.TEMPLATE.encode()).hexdigest()
    human_task_ui = HumanTaskUi(SCOPE, "ui", sha256, now)
    flow = FlowDefinition(
        SCOPE,
        "bench",
        calls.ROLE,
        {"S3OutputPath": f"s3://{calls.BUCKET}/results"},
        now,
        ACTIVE,
        human_loop_config={
            "WorkteamArn": private_workteam_arn(SCOPE, "team"),
            "HumanTaskUiArn": human_task_ui.arn,
            "TaskTitle": "What is it?",
            "TaskDescription": "Look at the document and say what it is.",
            "TaskCount": 1,
        },
    )

    def work(store: Store) -> None:
        store.keep_template(sha256, calls.TEMPLATE)
        store.human_task_uis.add(human_task_ui)
        store.flow_definitions.add(flow)

    database.transact(work)


def make_database(folder: Path, count: int) -> None:
    """Make a data directory with so many loops of one flow definition."""
    folder.mkdir()
    database = open_database(folder)
    try:
        make_flow(database, _now() - count)
    finally:
        database.close()
    add_loops(folder, count)


def add_loops(folder: Path, count: int) -> None:
    """Add so many loops of the flow definition of `calls`, which is there, to a data directory."""
    database = open_database(folder)
    now = _now()
    numbers = range(count - 1, -1, -1)
    try:
        for first in range(0, count, _AT_ONCE):
            _add(database, list(_loops(numbers[first : first + _AT_ONCE], now)))
    finally:
        database.close()


def _now() -> Instant:
    return time.time_ns() // 1_000_000


def _add(database: SqlDatabase, some: list[HumanLoop]) -> None:
    def work(store: Store) -> None:
        for loop in some:
            store.human_loops.add(loop, calls.CONTENT)

    database.transact(work)


def _loops(numbers: range, now: Instant) -> Iterator[HumanLoop]:
    begun = life_cycle.start(
        loop_id="",
        scope=SCOPE,
        name="",
        flow_definition_arn=calls.FLOW,
        review=_review(),
        input_sha256="0" * 64,
        data_attributes=None,
        now=now,
    )
    waiting = life_cycle.rendered(begun, None)
    done = replace(begun, status=LoopStatus.COMPLETED, phase=Phase.SETTLED, due_at=None)
    for number in numbers:
        loop = replace(
            waiting if number < OPEN else done,
            id=hashlib.sha256(str(number).encode()).hexdigest()[:32],
            name=loop_name(number),
            created_at=now - number,
        )
        yield loop if loop.due_at is None else replace(loop, due_at=loop.expires_at)


def _review() -> loop_records.Review:
    return loop_records.Review(
        workteam_arn=private_workteam_arn(SCOPE, "team"),
        human_task_ui_arn=f"arn:aws:sagemaker:{calls.REGION}:{calls.ACCOUNT}:human-task-ui/ui",
        template_sha256=hashlib.sha256(calls.TEMPLATE.encode()).hexdigest(),
        title="What is it?",
        description="Look at the document and say what it is.",
        keywords=(),
        task_count=1,
        time_limit=3_600_000,
        availability=864_000_000,
        output_uri=f"s3://{calls.BUCKET}/results/bench/output.json",
    )
