"""Every constraint of every operation's input: broken alone, sent raw, and told in AWS's words.

The constraints are read from the model files and the messages are built here anew, so that this
shares nothing with the validator but the model.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import regex
from tests.support.wire import signed, target_prefix

from a2i_emulator.formats import specs_path
from a2i_emulator.protocol import Exchange, Operation, handle, load
from a2i_emulator.protocol.model import SERVICES

OPERATIONS = [operation for name in SERVICES for operation in load(name).operations.values()]
SHAPES: Mapping[str, Mapping[str, Any]] = {
    name: json.loads((specs_path() / "models" / f"{name}.json").read_text("utf-8"))["shapes"]
    for name in SERVICES
}
ACCOUNT = "arn:aws:sagemaker:eu-west-1:123456789012:"
STRINGS = (
    *("a", "1", "ab", "abcdef", "1.2.3.4/32", "123456789012", "eu-west-1_a1", "sg-1", "subnet-1"),
    *("vpc-1", "s3://bucket/key", "https://example.com", '{"Conditions": []}', "a" * 24),
    *(ACCOUNT + kind for kind in ("flow-definition/f", "human-task-ui/u", "workteam/t")),
    "arn:aws:iam::123456789012:role/r",
    "arn:aws:sns:eu-west-1:123456789012:topic",
    "arn:aws:rekognition:eu-west-1:123456789012:project/p/version/v/1",
)
STRANGE = ("?", "!", "\n", "\u20ac", " ", "_", "\x00", "-", "\U0001f600", "a", "/")
ONE = "1 validation error detected: "
TWO = "2 validation errors detected: "


NEVER_ALONE = {
    ("FlowDefinitionName", "max"),
    ("ProjectVersionId", "min"),
    ("RoleArn", "min"),
    ("SNSTopicArn", "min"),
    ("TaskInput", "pattern"),
    ("TemplateContent", "pattern"),
    ("WorkforceName", "max"),
    ("WorkteamName", "max"),
}
"""Constraints that cannot be broken but together with the same shape's pattern or length.

Besides, a minimum of 1 is never broken alone where the pattern does not match an empty string.
"""


@dataclass(frozen=True)
class Constraint:
    """One constraint: where it is, which it is, and what the service would say."""

    path: tuple[str | int, ...]
    shape: str
    kind: str
    told_at: str
    sentence: str


def sentence_of(shape: Mapping[str, Any], kind: str) -> str:
    limit = shape.get(kind)
    what = "value" if shape["type"] in {"integer", "float"} else "length"
    return {
        "min": f"Member must have {what} greater than or equal to {limit}",
        "max": f"Member must have {what} less than or equal to {limit}",
        "pattern": f"Member must satisfy regular expression pattern: {shape.get('pattern')}",
        "enum": f"Member must satisfy enum value set: [{', '.join(shape.get('enum', ()))}]",
    }[kind]


def kinds_of(shape: Mapping[str, Any]) -> list[str]:
    kinds = [kind for kind in ("max", "min", "pattern", "enum") if kind in shape]
    unbreakable = shape.get("min") == 0 and shape["type"] not in {"integer", "float"}
    return [kind for kind in kinds if not (kind == "min" and unbreakable)]


def camel(name: str) -> str:
    return name[0].lower() + name[1:]


def constraints(
    service: str, name: str, path: tuple[str | int, ...] = (), told_at: str = ""
) -> Iterator[Constraint]:
    """Find what can be violated in a shape and below it."""
    shape = SHAPES[service][name]
    for kind in kinds_of(shape):
        yield Constraint(path, name, kind, told_at, sentence_of(shape, kind))
    if shape["type"] == "structure":
        for member, reference in shape["members"].items():
            below = f"{told_at}.{camel(member)}" if told_at else camel(member)
            if member in shape.get("required", ()) and reference.get("location") != "uri":
                yield Constraint(
                    (*path, member), name, "required", below, "Member must not be null"
                )
            yield from constraints(service, reference["shape"], (*path, member), below)
    elif shape["type"] == "list":
        element = shape["member"]["shape"]
        if SHAPES[service][element]["type"] == "structure":
            yield from constraints(service, element, (*path, 0), f"{told_at}.1.member")
        else:
            yield from nested(service, element, "Member", (*path, 0), told_at)
    elif shape["type"] == "map":
        yield from nested(service, shape["key"]["shape"], "Map keys", (*path, "key"), told_at)
        yield from nested(service, shape["value"]["shape"], "Map value", (*path, "value"), told_at)


def nested(
    service: str, name: str, subject: str, path: tuple[str | int, ...], told_at: str
) -> Iterator[Constraint]:
    shape = SHAPES[service][name]
    all_of_them = [kind for kind in ("max", "min", "pattern", "enum") if kind in shape]
    sentences = ", ".join(sentence_of(shape, kind) for kind in all_of_them)
    for kind in kinds_of(shape):
        sentence = f"{subject} must satisfy constraint: [{sentences}]"
        yield Constraint(path, name, f"nested {kind}", told_at, sentence)


def fits(shape: Mapping[str, Any], text: str) -> bool:
    return (
        shape.get("min", 0) <= len(text) <= shape.get("max", len(text))
        and ("pattern" not in shape or regex.fullmatch(shape["pattern"], text) is not None)
        and ("enum" not in shape or text in shape["enum"])
    )


def valid(service: str, name: str) -> Any:
    """Make a value of a shape that violates nothing, with every member set."""
    shape = SHAPES[service][name]
    if shape["type"] == "structure":
        return {
            member: valid(service, reference["shape"])
            for member, reference in shape["members"].items()
        }
    if shape["type"] == "list":
        return [valid(service, shape["member"]["shape"])] * max(1, shape.get("min", 1))
    if shape["type"] == "map":
        return {valid(service, shape["key"]["shape"]): valid(service, shape["value"]["shape"])}
    if shape["type"] == "string":
        candidates = (*STRINGS, *shape.get("enum", ()))
        return next(text for text in candidates if fits(shape, text))
    return {
        "integer": shape.get("min", 1),
        "float": shape.get("min", 1.0),
        "timestamp": 1_700_000_000,
        "blob": b"bytes",
    }[shape["type"]]


def broken(constraint: Constraint, shape: Mapping[str, Any], value: Any) -> Iterator[Any]:
    """Propose values that break a constraint, and if possible no other."""
    kind = constraint.kind.removeprefix("nested ")
    if kind == "enum":
        yield "Bogus"
    elif shape["type"] in {"integer", "float"}:
        yield shape["min"] - 1 if kind == "min" else shape["max"] + 1
    elif shape["type"] == "list":
        yield value[: shape["min"] - 1] if kind == "min" else value[:1] * (shape["max"] + 1)
    elif shape["type"] == "map":
        yield {f"{key}{n}": item for key, item in value.items() for n in range(shape["max"] + 1)}
    elif shape["type"] == "blob":
        yield b"" if kind == "min" else bytes(shape["max"] + 1)
    elif kind == "min":
        yield from (value[: shape["min"] - 1], value[-(shape["min"] - 1) :], "")
    elif kind == "max":
        missing = shape["max"] + 1 - len(value)
        yield from (value + value[-1] * missing, value + "a" * missing, value + "/a" * missing)
        yield value[:-1] + "a" * missing + value[-1]
    else:
        for strange in STRANGE:
            yield from (value + strange, strange, value[:-1] + strange, strange + value[1:])
        yield ""


def replaced(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    """Copy a value with one part of it replaced, or removed if ``new`` is None."""
    if not path:
        return new
    step: Any
    step, *rest = path
    if isinstance(value, dict) and step in {"key", "value"}:
        key, item = next(iter(value.items()))
        return {new: item} if step == "key" else {key: new}
    copy = deepcopy(value) if not isinstance(value, list) else list(value)
    copy[step] = replaced(value[step], tuple(rest), new)
    if copy[step] is None:
        del copy[step]
    return copy


def part(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        if isinstance(value, dict) and step in {"key", "value"} and step not in value:
            value = next(iter(value)) if step == "key" else next(iter(value.values()))
        else:
            value = value[step]
    return value


def printed(service: str, name: str, value: Any) -> str:
    shape = SHAPES[service][name]
    if shape["type"] == "structure":
        parts = (
            f"{camel(member)}={printed(service, reference['shape'], value[member])}"
            for member, reference in shape["members"].items()
            if member in value
        )
        return f"{name}({', '.join(parts)})"
    if shape["type"] == "list":
        element = shape["member"]["shape"]
        return f"[{', '.join(printed(service, element, item) for item in value)}]"
    if shape["type"] == "map":
        return "{" + ", ".join(f"{key}={item}" for key, item in value.items()) + "}"
    if shape["type"] == "blob":
        return f"java.nio.HeapByteBuffer[pos=0 lim={len(value)} cap={len(value)}]"
    if shape["type"] == "float":
        return str(float(value))
    return str(value)


def told(service: str, constraint: Constraint, shape_name: str, value: Any) -> str:
    """Write the violation as the service would."""
    if constraint.kind == "required":
        what = "Value null"
    elif SHAPES[service][shape_name].get("sensitive"):
        what = "Value"
    else:
        what = f"Value '{printed(service, shape_name, value)}'"
    return f"{what} at '{constraint.told_at}' failed to satisfy constraint: {constraint.sentence}"


def shape_at(service: str, name: str, path: tuple[str | int, ...]) -> str:
    for step in path:
        shape = SHAPES[service][name]
        if shape["type"] == "structure":
            name = shape["members"][step]["shape"]
        elif shape["type"] == "list":
            name = shape["member"]["shape"]
        else:
            name = shape[str(step)]["shape"]
    return name


def sent(operation: Operation, given: Mapping[str, Any]) -> Exchange:
    """Send members around every client's own checks."""
    path, query, body = operation.uri, {}, {}
    for name, member in operation.input.members.items():
        if name not in given:
            continue
        if member.location == "uri":
            path = path.replace(f"{{{member.wire_name}}}", quote(given[name], safe=""))
        elif member.location == "querystring":
            query[member.wire_name] = given[name]
        else:
            body[name] = given[name]
    times = {"CreationTimeAfter", "CreationTimeBefore"} & query.keys()
    query |= dict.fromkeys(times, "2026-01-01T00:00:00Z")
    headers = {"content-type": "application/json"}
    if operation.protocol == "json":
        target = f"{target_prefix(operation.service)}.{operation.name}"
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
    request = signed(
        "sagemaker" if operation.protocol == "rest-json" else operation.service,
        operation.method,
        path,
        query=urlencode(query),
        headers=headers,
        body=json.dumps(body, default=lambda blob: base64.b64encode(blob).decode()).encode(),
    )
    return handle(request, lambda *_: {})


def message_of(exchange: Exchange) -> str:
    """Return the listed violations; Textract keeps them to itself, the history tells them."""
    assert exchange.response.status == 400
    if exchange.service == "textract":
        assert exchange.error_code == "InvalidParameterException"
        assert exchange.error_message == "Request has invalid parameters"
        assert exchange.reason is not None
        return exchange.reason
    assert exchange.error_code == "ValidationException"
    assert exchange.error_message is not None
    body = json.loads(exchange.response.body)
    assert body.get("Message", body.get("message")) == exchange.error_message
    return exchange.error_message


def expect(operation: Operation, whole: Any, constraint: Constraint) -> list[tuple[str, str]]:
    """Break a constraint in every way we know; return what was answered and what was due."""
    service = operation.service
    root = operation.input.name
    if constraint.kind == "required":
        exchange = sent(operation, replaced(whole, constraint.path, None))
        return [(message_of(exchange), told(service, constraint, root, None))]
    outcomes = []
    shape = SHAPES[service][constraint.shape]
    depth = len(constraint.path) - constraint.kind.startswith("nested")
    for value in broken(constraint, shape, part(whole, constraint.path)):
        given = replaced(whole, constraint.path, value)
        exchange = sent(operation, given)
        if exchange.error_code is None:
            continue
        teller = constraint.path[:depth]
        due = told(service, constraint, shape_at(service, root, teller), part(given, teller))
        outcomes.append((message_of(exchange), due))
    return outcomes


def never_alone(service: str, constraint: Constraint) -> bool:
    shape = SHAPES[service][constraint.shape]
    if constraint.kind == "min" and shape["min"] == 1 and "pattern" in shape:
        return not regex.fullmatch(shape["pattern"], "")
    return (constraint.shape, constraint.kind) in NEVER_ALONE


def holds(service: str, constraint: Constraint, outcomes: list[tuple[str, str]]) -> bool:
    """Tell whether the constraint was reported, and alone unless that is impossible."""
    if never_alone(service, constraint):
        shape = SHAPES[service][constraint.shape]
        partner = sentence_of(shape, "min" if constraint.kind == "pattern" else "pattern")
        return any(
            message.startswith(TWO) and due in message and message.count(partner) == 1
            for message, due in outcomes
        ) and not any(message == ONE + due for message, due in outcomes)
    return any(message == ONE + due for message, due in outcomes)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_constraint_is_enforced(operation: Operation) -> None:
    name = operation.input.name
    whole = valid(operation.service, name)
    assert sent(operation, whole).error_code is None

    every = list(constraints(operation.service, name))
    missed = [
        one for one in every if not holds(operation.service, one, expect(operation, whole, one))
    ]

    assert missed == []
    assert len(every) == len(set(every)) > 0


def test_the_constraints_are_as_many_as_the_models_have() -> None:
    """Guards the walk itself: it must reach every constrained shape of every input."""
    for operation in OPERATIONS:
        reached = {one.shape for one in constraints(operation.service, operation.input.name)}
        for name in input_shapes(operation.service, operation.input.name):
            shape = SHAPES[operation.service][name]
            assert name in reached or not kinds_of(shape), name


def test_no_exception_is_made_without_need() -> None:
    reached = {
        (one.shape, one.kind)
        for operation in OPERATIONS
        for one in constraints(operation.service, operation.input.name)
    }
    assert reached >= NEVER_ALONE


def input_shapes(service: str, name: str) -> Iterator[str]:
    yield name
    shape = SHAPES[service][name]
    references = [*shape.get("members", {}).values()]
    references += [shape[part] for part in ("member", "key", "value") if part in shape]
    for reference in references:
        yield from input_shapes(service, reference["shape"])
