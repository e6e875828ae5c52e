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

from a2i_emulator.protocol.java import Matches, matcher, quoted
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

    Raises:
        ValueError: the shape has constraints in a place of which no answer of AWS is known.
    """
    return _Checkers(strict).of(shape)


class _Checkers:
    """Compiles shapes, and keeps the checks of structures for shapes that contain themselves."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self._structures: dict[Shape, Check] = {}

    def of(self, shape: Shape) -> Check | None:
        """Return the function that finds a shape's violations, if it can have any."""
        if not _is_constrained(shape, set()):
            return None
        if shape.kind == "structure":
            return self._structures.get(shape) or self._members(shape)
        own = _own_constraints(shape, self._strict)
        checks: list[Check] = [partial(_broken, shape, own)] if own else []
        if shape.kind == "list":
            checks.extend(self._elements(shape))
        elif shape.kind == "map":
            checks.extend(self._entries(shape))
        return checks[0] if len(checks) == 1 else partial(_all, tuple(checks))

    def _members(self, shape: Shape) -> Check:
        members: list[tuple[str, str, bool, Check | None]] = []

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

        self._structures[shape] = check_members
        members.extend(
            (member.name, lower_camel(member.name), member.required, check)
            for member in shape.members.values()
            if (check := self.of(member.shape)) is not None or member.required
        )
        return check_members

    def _elements(self, shape: Shape) -> Iterable[Check]:
        (element,) = shape.parts
        if element.kind != "structure":
            yield from _nested_constraints(shape, element, "Member", iter, self._strict)
        elif (check := self.of(element)) is not None:
            yield lambda value: [
                violation.under(f"{index}.member")
                for index, item in enumerate(value, start=1)
                for violation in check(item)
            ]

    def _entries(self, shape: Shape) -> Iterable[Check]:
        key, part = shape.parts
        yield from _nested_constraints(shape, key, "Map keys", dict.keys, self._strict)
        yield from _nested_constraints(shape, part, "Map value", dict.values, self._strict)


def _is_constrained(shape: Shape, seen: set[Shape]) -> bool:
    """Tell whether there is anything in a shape that a value can violate."""
    if shape in seen:
        return False
    seen.add(shape)
    limits = (shape.min, shape.max, shape.pattern, shape.enum)
    return (
        any(limit is not None for limit in limits)
        or bool(shape.required)
        or any(_is_constrained(part, seen) for part in shape.parts)
        or any(_is_constrained(member.shape, seen) for member in shape.members.values())
    )


def _all(checks: Iterable[Check], value: Any) -> Sequence[Violation]:
    return [violation for check in checks for violation in check(value)]


def _broken(
    shape: Shape, constraints: Iterable[tuple[str, Test]], value: Any
) -> Sequence[Violation]:
    return [
        Violation("", quoted(shape, value), sentence)
        for sentence, holds in constraints
        if not holds(value)
    ]


def _own_constraints(shape: Shape, strict: bool) -> tuple[tuple[str, Test], ...]:
    return tuple(_sentences(shape, strict))


def _sentences(shape: Shape, strict: bool) -> Iterable[tuple[str, Test]]:
    """Yield each constraint of a shape's own: its sentence, and what tells whether it holds."""
    low, high = shape.min, shape.max
    if shape.kind in {"integer", "long", "float", "double"}:
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


def _nested_constraints(
    shape: Shape, part: Shape, subject: str, parts: Callable[[Any], Iterable[Any]], strict: bool
) -> Iterable[Check]:
    """Yield the check of the scalars within a list or a map: the first bad one tells on all."""
    if not _is_constrained(part, set()):
        return
    if part.kind in {"structure", "list", "map"}:
        raise ValueError(f"{shape.name} nests {part.name}, which has no known way to be reported")
    constraints = _own_constraints(part, strict)
    sentences = ", ".join(sentence for sentence, _ in constraints)
    tests = tuple(test for _, test in constraints)

    def check_parts(value: Any) -> Sequence[Violation]:
        if all(test(item) for item in parts(value) for test in tests):
            return ()
        sentence = f"{subject} must satisfy constraint: [{sentences}]"
        return [Violation("", quoted(shape, value), sentence)]

    yield check_parts
