"""The whole state as one JSON-able document.

`State` is the definition of the format; ``specs/state.schema.json`` is written from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import msgspec

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.output import Answer
from a2i_emulator.domain.workforce import Workforce, Workteam
from a2i_emulator.operations.ports import PASSING, EventRecord
from a2i_emulator.storage import schema
from a2i_emulator.storage.codec import VALUES, bytes_to_text
from a2i_emulator.storage.loops import ANSWERS, LOOPS
from a2i_emulator.storage.session import Session
from a2i_emulator.storage.store import SqlStore

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LoopState:
    """A human loop with all that hangs on it."""

    loop: HumanLoop
    input_content: str
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is kept, but for the secret and the claims on due work.

    Attributes:
        tags: by ARN.
        templates: worker task templates by their SHA-256.
        documents: scripted workers, predictions and such, by name.
    """

    version: Literal[1] = 1
    flow_definitions: tuple[FlowDefinition, ...] = ()
    human_task_uis: tuple[HumanTaskUi, ...] = ()
    workforces: tuple[Workforce, ...] = ()
    workteams: tuple[Workteam, ...] = ()
    human_loops: tuple[LoopState, ...] = ()
    events: tuple[EventRecord, ...] = ()
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)


def dump(store: SqlStore) -> dict[str, Any]:
    """Return the document."""
    session = store.session
    state = State(
        flow_definitions=tuple(store.flow_definitions.every()),
        human_task_uis=tuple(store.human_task_uis.every()),
        workforces=tuple(store.workforces.every()),
        workteams=tuple(store.workteams.every()),
        human_loops=_loops(session),
        events=tuple(store.events.every()),
        tags=_values(session, "SELECT arn, body FROM tags ORDER BY arn"),
        templates={
            sha256: bytes_to_text(content)
            for sha256, content in session.all(
                "SELECT sha256, content FROM templates ORDER BY sha256"
            )
        },
        documents={
            name: value
            for name, value in _values(
                session, "SELECT name, body FROM documents ORDER BY name"
            ).items()
            if not name.startswith(PASSING)
        },
    )
    # By way of JSON: tuples become lists, as whoever reads the document expects.
    document: dict[str, Any] = VALUES.decode(VALUES.encode(state))
    return document


def json_schema() -> dict[str, Any]:
    """Return the document's JSON Schema; what the records mean is told where they are defined."""
    schema_: dict[str, Any] = VALUES.decode(VALUES.encode(msgspec.json.schema(State)))
    for definition in schema_["$defs"].values():
        definition.pop("description", None)
        for name, member in definition.get("properties", {}).items():
            # msgspec tells the default of an empty mapping since 0.23 only.
            if member.get("type") == "object" and name not in definition["required"]:
                member.setdefault("default", {})
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://a2i-emulator.github.io/specs/state.schema.json",
    }
    return head | schema_


def parse(document: Mapping[str, Any]) -> State:
    """Read a document.

    Raises:
        ValueError: it is not a dump of a known version.
    """
    if document.get("version") != 1:
        raise ValueError("The state is not a document of version 1.")
    return msgspec.convert(document, State)


def load(store: SqlStore, state: State) -> None:
    """Replace everything.

    Raises:
        ValueError: a name or id occurs twice.
    """
    schema.empty(store.session)
    _add_all(store.flow_definitions.add, state.flow_definitions)
    _add_all(store.human_task_uis.add, state.human_task_uis)
    _add_all(store.workforces.add, state.workforces)
    _add_all(store.workteams.add, state.workteams)
    for item in state.human_loops:
        _must(store.human_loops.add(item.loop, item.input_content), item.loop)
        for answer in item.answers:
            store.human_loops.add_answer(item.loop.id, answer)
    for event in state.events:
        store.events.add(event)
    for arn, tags in state.tags.items():
        store.set_tags(arn, tags)
    for sha256, content in state.templates.items():
        store.keep_template(sha256, content)
    for name, value in state.documents.items():
        store.save_document(name, value)


def _loops(session: Session) -> tuple[LoopState, ...]:
    answers: dict[int, list[Answer]] = defaultdict(list)
    for number, body in session.all("SELECT loop, body FROM answers ORDER BY number"):
        answers[number].append(ANSWERS.decode(body))
    rows = session.all(
        """SELECT number, body, content FROM human_loops JOIN loop_inputs ON loop = number
        ORDER BY number"""
    )
    return tuple(
        LoopState(LOOPS.decode(body), bytes_to_text(content), tuple(answers[number]))
        for number, body, content in rows
    )


def _values(session: Session, sql: str) -> dict[str, Any]:
    return {key: VALUES.decode(body) for key, body in session.all(sql)}


def _add_all(add: Callable[[T], bool], records: Iterable[T]) -> None:
    for record in records:
        _must(add(record), record)


def _must(added: bool, record: object) -> None:
    if not added:
        raise ValueError(f"The state holds {record} twice.")
