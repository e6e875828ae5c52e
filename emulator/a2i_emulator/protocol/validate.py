"""The model's constraints, in the words of AWS's validator: each shape compiled once.

The wording is known from recorded errors:

* members and nested members, ``'humanLoopConfig.workteamArn'``:
  aws-samples/amazon-a2i-sample-jupyter-notebooks issue 43;
* structures in lists, ``'tags.1.member.key'``: awslabs/coldsnap pull request 378;
* scalars in lists, ``Member must satisfy constraint: [...]`` with all constraints of the
  element: appleboy/lambda-action issue 72;
* maps, ``Map value must satisfy constraint: [...]``, printed ``{k=v}``: SageMaker
  CreateTrainingJob, aws/sagemaker-python-sdk issue 314;
* sensitive values are not printed, ``Value at 'password'``: aws-amplify/amplify-js issue 869.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from a2i_emulator.protocol.pattern import Matches, matcher
from a2i_emulator.protocol.printed import printed
from a2i_emulator.protocol.shape import Shape

NOT_NULL = "Member must not be null"
_MOST_REPORTED = 10
"""As the dynalite project saw it in DynamoDB, whose validator is the same."""
_PATTERN_SLACK = 4096
"""How far over its maximum a string may be and still be matched: patterns can be quadratic."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken constraint.

    Attributes:
        path: dotted, in lower camel case, relative to what was checked.
        value: as the service prints it, such as ``'x' `` or ``null ``; empty if sensitive.
        constraint: the constraint's sentence.
    """

    path: str
    value: str
    constraint: str

    def __str__(self) -> str:
        return f"Value {self.value}at '{self.path}' failed to satisfy constraint: {self.constraint}"

    def under(self, parent: str) -> Violation:
        """Return the violation as seen from one level up."""
        return replace(self, path=f"{parent}.{self.path}" if self.path else parent)


Check = Callable[[Any], Sequence[Violation]]
"""Finds the violations of a parsed value; empty if there are none."""
Test = Callable[[Any], bool]


def describe(violations: Sequence[Violation]) -> str:
    """Join violations to the message of a ValidationException, which stops at the tenth."""
    count = min(len(violations), _MOST_REPORTED)
    heading = "1 validation error" if count == 1 else f"{count} validation errors"
    return f"{heading} detected: {'; '.join(map(str, violations[:count]))}"


def checker(shape: Shape, *, strict: bool = False) -> Check | None:
    """Compile a shape to a function that finds violations; None if nothing can be violated.

    Args:
        shape: what to check.
        strict: forgive nothing that the service is known to forgive.
    """
    checks: list[Check] = []
    own = _own_constraints(shape, strict)
    if own:
        checks.append(partial(_broken, shape, own))
    if shape.kind == "structure":
        checks.extend(_member_checks(shape, strict))
    elif shape.kind == "list":
        checks.extend(_element_checks(shape, strict))
    elif shape.kind == "map":
        checks.extend(_entry_checks(shape, strict))
    if len(checks) <= 1:
        return checks[0] if checks else None
    return partial(_all, tuple(checks))


def _all(checks: Iterable[Check], value: Any) -> Sequence[Violation]:
    return [violation for check in checks for violation in check(value)]


def _broken(
    shape: Shape, constraints: Iterable[tuple[str, Test]], value: Any
) -> Sequence[Violation]:
    return [
        Violation("", printed(shape, value), sentence)
        for sentence, holds in constraints
        if not holds(value)
    ]


def _own_constraints(shape: Shape, strict: bool) -> tuple[tuple[str, Test], ...]:
    return tuple(_sentences(shape, strict))


def _sentences(shape: Shape, strict: bool) -> Iterable[tuple[str, Test]]:
    """Yield each constraint of a shape's own: its sentence, and what tells whether it holds."""
    low, high = shape.min, shape.max
    if shape.kind in {"integer", "float"}:
        if high is not None:
            yield f"Member must have value less than or equal to {high}", _at_most(high)
        if low is not None:
            yield f"Member must have value greater than or equal to {low}", _at_least(low)
    else:
        if high is not None:
            yield f"Member must have length less than or equal to {high}", _no_longer(high)
        if low is not None:
            yield f"Member must have length greater than or equal to {low}", _no_shorter(low)
    if shape.pattern is not None:
        accepted = shape.pattern if strict else shape.accepted_pattern or shape.pattern
        test = _matching(accepted, None if high is None else int(high) + _PATTERN_SLACK)
        yield f"Member must satisfy regular expression pattern: {shape.pattern}", test
    if shape.enum is not None:
        allowed = frozenset(shape.enum)
        sentence = f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
        yield sentence, allowed.__contains__


def _at_most(limit: float) -> Test:
    return lambda value: bool(value <= limit)


def _at_least(limit: float) -> Test:
    return lambda value: bool(value >= limit)


def _no_longer(limit: float) -> Test:
    return lambda value: len(value) <= limit


def _no_shorter(limit: float) -> Test:
    return lambda value: len(value) >= limit


def _matching(pattern: str, longest: int | None) -> Test:
    compiled: list[Matches] = []

    def test(value: str) -> bool:
        if longest is not None and len(value) > longest:
            return True
        if not compiled:
            compiled.append(matcher(pattern))
        return compiled[0](value) is not None

    return test


def lower_camel(name: str) -> str:
    """Return a member's name as violations print it: ``HumanLoopName`` as ``humanLoopName``."""
    return name[:1].lower() + name[1:]


def _member_checks(shape: Shape, strict: bool) -> Iterable[Check]:
    members = tuple(
        (member.name, lower_camel(member.name), member.required, check)
        for member in shape.members.values()
        if (check := checker(member.shape, strict=strict)) is not None or member.required
    )
    if not members:
        return

    def check_members(value: Any) -> Sequence[Violation]:
        found: list[Violation] = []
        for name, path, required, check in members:
            item = value.get(name)
            if item is None:
                if required:
                    found.append(Violation(path, "null ", NOT_NULL))
            elif check is not None and (broken := check(item)):
                found.extend(violation.under(path) for violation in broken)
        return found

    yield check_members


def _element_checks(shape: Shape, strict: bool) -> Iterable[Check]:
    (element,) = shape.parts
    if element.kind != "structure":
        yield from _nested_constraints(shape, element, "Member", iter, strict)
        return
    check = checker(element, strict=strict)
    if check is None:
        return

    def check_elements(value: Any) -> Sequence[Violation]:
        return [
            violation.under(f"{index}.member")
            for index, item in enumerate(value, start=1)
            for violation in check(item)
        ]

    yield check_elements


def _entry_checks(shape: Shape, strict: bool) -> Iterable[Check]:
    key, part = shape.parts
    yield from _nested_constraints(shape, key, "Map keys", dict.keys, strict)
    yield from _nested_constraints(shape, part, "Map value", dict.values, strict)


def _nested_constraints(
    shape: Shape, part: Shape, subject: str, parts: Callable[[Any], Iterable[Any]], strict: bool
) -> Iterable[Check]:
    """Yield the check of the scalars within a list or a map: the first bad one tells on all."""
    if part.kind in {"structure", "list", "map"}:
        raise ValueError(f"{shape.name} nests {part.name}, which has no known way to be reported")
    constraints = _own_constraints(part, strict)
    if not constraints:
        return
    sentences = ", ".join(sentence for sentence, _ in constraints)
    tests = tuple(test for _, test in constraints)

    def check_parts(value: Any) -> Sequence[Violation]:
        if all(test(item) for item in parts(value) for test in tests):
            return ()
        sentence = f"{subject} must satisfy constraint: [{sentences}]"
        return [Violation("", printed(shape, value), sentence)]

    yield check_parts
