"""What a scripted worker answers: a fixed content, a template's or a function's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from a2i_emulator import templates
from a2i_emulator.formats import FormatError, json_object
from a2i_emulator.scripted_workers.task import ScriptedTask

Answer = Callable[[ScriptedTask], Mapping[str, Any]]


class NoAnswerError(Exception):
    """A rule whose answer could not be made; the message says why."""


def fixed(content: Mapping[str, Any]) -> Answer:
    """Answer the same each time."""
    return lambda _: content


def in_turn(contents: Sequence[Mapping[str, Any]]) -> Answer:
    """Answer the first content as the first worker and so on, over and over."""
    return lambda task: contents[task.index % len(contents)]


def from_template(template: str) -> Answer:
    """Answer what a Liquid template makes of the task.

    Raises:
        FormatError: the template's syntax is wrong.
    """
    problem = templates.syntax_error(template)
    if problem is not None:
        raise FormatError(("template",), problem.message)
    return lambda task: _rendered(template, task)


def content_of(answer: Answer, task: ScriptedTask) -> Mapping[str, Any]:
    """Ask for an answer.

    Raises:
        NoAnswerError: there is none, or it is no JSON object.
    """
    try:
        content = answer(task)
    except (NoAnswerError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise NoAnswerError(f"{type(error).__name__}: {error}") from error
    try:
        return json_object(content)
    except FormatError as error:
        raise NoAnswerError(f"the answer is {error.problem}") from error


def _rendered(template: str, task: ScriptedTask) -> Mapping[str, Any]:
    result = templates.render_plain(template, _variables(task))
    if result.errors:
        problems = "; ".join(f"{error.code}: {error.message}" for error in result.errors)
        raise NoAnswerError(f"the template failed to render: {problems}")
    try:
        content: Mapping[str, Any] = msgspec.json.decode(result.html)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NoAnswerError(f"the template made no valid JSON: {error}") from error
    return content


def _variables(task: ScriptedTask) -> dict[str, Any]:
    return {
        "task": {
            "input": task.input,
            "humanLoopName": task.human_loop_name,
            "flowDefinitionName": task.flow_definition_name,
            "title": task.title,
        },
        "worker": {"name": task.worker, "index": task.index},
    }
