"""The ``match`` of a rule, as a predicate over tasks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from a2i_emulator.formats import FormatError
from a2i_emulator.scripted_workers.patterns import (
    Pattern,
    compile_glob,
    compile_pattern,
    limit_functions,
)
from a2i_emulator.scripted_workers.task import ScriptedTask

if TYPE_CHECKING:
    from jsonpath import JSONPath

Predicate = Callable[[ScriptedTask], bool]
Test = Callable[[Any], bool]

_TEXTS: Mapping[str, Callable[[ScriptedTask], str]] = {
    "flowDefinitionName": attrgetter("flow_definition_name"),
    "flowDefinitionArn": attrgetter("flow_definition_arn"),
    "humanLoopName": attrgetter("human_loop_name"),
    "taskTitle": attrgetter("title"),
}
_CACHED = 1024


def predicate(match: Mapping[str, Any]) -> Predicate:
    """Compile a ``match`` of the right format.

    Raises:
        FormatError: a regular expression or a JSONPath is none; the path begins at ``match``.
    """
    tests: list[Predicate] = []
    for name, wanted in match.items():
        if name == "input":
            tests += [_input_test(path, condition) for path, condition in wanted.items()]
        else:
            tests.append(_text_test(name, wanted))
    return lambda task: all(test(task) for test in tests)


def same(left: Any, right: Any) -> bool:
    """Tell whether two JSON values are equal: 1 is 1.0, and neither is true."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def _text_test(name: str, wanted: str | Mapping[str, str]) -> Predicate:
    get = _TEXTS[name]
    if isinstance(wanted, str):
        whole = compile_glob(wanted)
        return lambda task: whole.fullmatch(get(task))
    part = _regex(wanted["regex"], ("match", name, "regex"))
    return lambda task: part.search(get(task))


def _input_test(path: str, condition: Any) -> Predicate:
    compiled = _json_path(path)
    operators = dict(condition) if isinstance(condition, dict) else {"equals": condition}
    exists = operators.pop("exists", True)
    tests = [_OPERATORS[name](wanted, path) for name, wanted in operators.items()]

    def holds(task: ScriptedTask) -> bool:
        values = _values(compiled, task.input)
        return exists is any(all(test(value) for test in tests) for value in values)

    return holds


def _equals(wanted: Any, _path: str) -> Test:
    return lambda value: same(value, wanted)


def _one_of(wanted: list[Any], _path: str) -> Test:
    return lambda value: any(same(value, choice) for choice in wanted)


def _regex_test(wanted: str, path: str) -> Test:
    part = _regex(wanted, ("match", "input", path, "regex"))
    return lambda value: isinstance(value, str) and part.search(value)


def _less_than(wanted: float, _path: str) -> Test:
    return lambda value: _is_number(value) and value < wanted


def _greater_than(wanted: float, _path: str) -> Test:
    return lambda value: _is_number(value) and value > wanted


_OPERATORS: Mapping[str, Callable[[Any, str], Test]] = {
    "equals": _equals,
    "oneOf": _one_of,
    "regex": _regex_test,
    "lessThan": _less_than,
    "greaterThan": _greater_than,
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _regex(pattern: str, path: tuple[str, ...]) -> Pattern:
    try:
        return compile_pattern(pattern)
    except ValueError as error:
        raise FormatError(path, f"not a regular expression: {error}") from error


@lru_cache(maxsize=_CACHED)
def _json_path(path: str) -> JSONPath:
    # Costs 40 ms, and only rules that look at the input need it.
    from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError

    where = ("match", "input", path)
    environment = JSONPathEnvironment(strict=True)
    limit_functions(environment)
    try:
        compiled = environment.compile(path)
    except JSONPathError as error:
        raise FormatError(where, f"not a JSONPath (RFC 9535): {error.args[0]}") from error
    assert isinstance(compiled, JSONPath)  # noqa: S101 - strict ones are not compound
    return compiled


def _values(path: JSONPath, document: Any) -> list[Any]:
    from jsonpath import JSONPathError

    if isinstance(document, str):
        document = json.dumps(document)  # jsonpath decodes what is a text
    try:
        return path.findall(document)
    except JSONPathError:
        return []  # the input is nested too deeply to be searched
