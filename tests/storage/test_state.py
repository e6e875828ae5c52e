from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.support.records import (
    ELSEWHERE,
    NOW,
    SCOPE,
    answer,
    event,
    flow_definition,
    human_loop,
    settled,
    workteam,
)

from a2i_emulator.formats import specs_path
from a2i_emulator.storage import open_database
from a2i_emulator.storage.database import SqlDatabase
from a2i_emulator.storage.state import State, json_schema

# The pool's thread gives connections to PostgreSQL random ends while an example is made.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")

TEXT = st.text(st.characters(codec=None), max_size=8)
NAMES = st.lists(st.from_regex(r"[a-z0-9]{1,4}", fullmatch=True), unique=True, max_size=4)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | TEXT
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)

VALIDATOR = Draft202012Validator(json_schema())


@st.composite
def fillings(draw: st.DrawFn) -> Callable[[SqlDatabase], None]:
    """What to put into an empty database: a bit of everything."""
    moment = st.none() | st.integers(0, 2**53)
    loops = [
        (
            human_loop(name, due_at=draw(moment), data_attributes=draw(st.none() | st.just({}))),
            draw(TEXT),
        )
        for name in draw(NAMES)
    ]
    answers = [draw(st.lists(JSON, max_size=2)) for _ in loops]
    events = [event(name, error=draw(TEXT), due_at=draw(moment)) for name in draw(NAMES)]
    flows = [
        flow_definition(name, output_config=draw(st.dictionaries(TEXT, JSON)))
        for name in draw(NAMES)
    ]
    documents = draw(st.dictionaries(st.sampled_from(["workers", "faults"]), JSON))
    templates = draw(st.dictionaries(st.sampled_from(["a", "b"]), TEXT))
    tags = draw(st.dictionaries(st.sampled_from(["arn:a", "arn:b"]), st.dictionaries(TEXT, TEXT)))

    def fill(database: SqlDatabase) -> None:
        with database.write() as store:
            for (loop, text), contents in zip(loops, answers, strict=True):
                store.human_loops.add(loop, text)
                for content in contents:
                    store.human_loops.add_answer(loop.id, answer(content=content))
            for record in events:
                store.events.add(record)
            for flow in flows:
                store.flow_definitions.add(flow)
            for name, value in documents.items():
                store.save_document(name, value)
            for sha256, content in templates.items():
                store.keep_template(sha256, content)
            for arn, values in tags.items():
                store.set_tags(arn, values)

    return fill


@pytest.fixture(scope="module", params=["memory", "postgres"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[SqlDatabase, SqlDatabase]]:
    """Two databases of the kind, to be emptied before each use."""
    if request.param == "memory":
        both = open_database(), open_database()
    else:
        new = request.getfixturevalue("new_postgres_database")
        both = open_database(database_url=new()), open_database(database_url=new())
    yield both
    for database in both:
        database.close()


@settings(deadline=None, max_examples=30)
@given(fill=fillings())
def test_what_is_loaded_is_what_was_dumped(
    pair: tuple[SqlDatabase, SqlDatabase], fill: Callable[[SqlDatabase], None]
) -> None:
    source, target = pair
    source.reset()
    fill(source)
    document = source.dump()
    target.load(json.loads(json.dumps(document)))
    assert target.dump() == document
    VALIDATOR.validate(document)


def filled(database: SqlDatabase) -> dict[str, Any]:
    """Fill a database by hand; return its dump."""
    with database.write() as store:
        store.human_loops.add(human_loop("one"), "{}")
        store.human_loops.add(settled(human_loop("two", scope=ELSEWHERE)), '{"a": 1}')
        store.human_loops.add_answer(human_loop("one").id, answer(text="x"))
        store.human_loops.claim_due(NOW, 1)
        store.workteams.add(workteam("team"))
        store.events.add(event("e"))
        store.set_tags("arn", {"k": "v"})
        store.keep_template("0", "<p>")
        store.save_document("faults", [1])
    return database.dump()


def test_everything_is_in_the_document_but_claims(database: SqlDatabase) -> None:
    document = filled(database)
    assert [item["loop"]["name"] for item in document["human_loops"]] == ["one", "two"]
    assert document["human_loops"][0]["answers"][0]["content"] == {"text": "x"}
    assert document["human_loops"][1]["input_content"] == '{"a": 1}'
    assert [team["name"] for team in document["workteams"]] == ["team"]
    assert [record["id"] for record in document["events"]] == ["e"]
    assert document["tags"] == {"arn": {"k": "v"}}
    assert document["templates"] == {"0": "<p>"}
    assert document["documents"] == {"faults": [1]}
    database.load(document)
    with database.write() as store:
        assert [loop.name for loop in store.human_loops.claim_due(NOW, 9)] == ["one"]
        assert store.human_loops.get(SCOPE, "one") == human_loop("one")


def test_reset_keeps_only_the_secret(database: SqlDatabase) -> None:
    secret = database.secret
    filled(database)
    database.reset()
    empty = database.dump()
    assert empty.pop("version") == 1
    assert not any(empty.values())
    assert database.secret == secret


def _twice(document: dict[str, Any]) -> None:
    document["human_loops"] *= 2


def _wrong_type(document: dict[str, Any]) -> None:
    document["human_loops"][0]["loop"]["tasks"] = "none"


def _newer(document: dict[str, Any]) -> None:
    document["version"] = 2


@pytest.mark.parametrize("spoil", [_twice, _wrong_type, _newer, dict.clear])
def test_what_is_no_dump_is_refused_and_nothing_done(
    database: SqlDatabase, spoil: Callable[[dict[str, Any]], None]
) -> None:
    document = filled(database)
    spoiled = copy.deepcopy(document)
    spoil(spoiled)
    with pytest.raises(ValueError, match=r"version|twice|Expected"):
        database.load(spoiled)
    assert database.dump() == document


def test_the_published_schema_is_that_of_the_type() -> None:
    published = Path(specs_path() / "state.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == json_schema(), "run: make specs"
    assert State().version == 1
