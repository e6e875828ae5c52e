"""Rules of scripted workers, from their published format or from Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from a2i_emulator import formats
from a2i_emulator.domain.instant import SECOND
from a2i_emulator.formats import FormatError, json_object
from a2i_emulator.scripted_workers import answers
from a2i_emulator.scripted_workers.answers import Answer
from a2i_emulator.scripted_workers.conditions import Predicate, predicate

BadRuleError = FormatError
"""Rules that cannot be used; the message names the place."""


class ScriptedAction(str, Enum):
    """What a rule's workers do with a task."""

    ANSWER = "answer"
    DECLINE = "decline"
    ABANDON = "abandon"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, ready for use.

    Attributes:
        label: what the rule is called where something goes wrong with it.
        matches: whether it is for a task.
        answer: makes the answer; None where the action is another one.
        workers: who acts, by name and in order; empty for whoever there is.
        after: milliseconds from the loop's start until they act.
        time_spent_seconds: what the answers tell; None for what the clock says.
    """

    label: str
    action: ScriptedAction
    matches: Predicate
    answer: Answer | None = None
    workers: tuple[str, ...] = ()
    after: int = 0
    time_spent_seconds: float | None = None


def read_rules(document: Any) -> tuple[Rule, ...]:
    """Read a document of the format ``specs/worker-rules.schema.json``.

    Raises:
        BadRuleError: it is not of the format, or an expression in it is wrong.
    """
    formats.check("worker-rules", document)
    return compile_rules(document["rules"])


def compile_rules(rules: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Make rules of what `read_rules` has found good."""
    return tuple(_compile(index, item) for index, item in enumerate(rules))


def rule(
    answer: Answer | Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    *,
    match: Predicate | Mapping[str, Any] | None = None,
    workers: str | Sequence[str] = (),
    after_seconds: float = 0,
    time_spent_seconds: float | None = None,
    action: ScriptedAction = ScriptedAction.ANSWER,
) -> Rule:
    """Make a rule in Python.

    Args:
        answer: the answerContent, a list of them for workers who disagree, or a function that
            makes it of a `ScriptedTask`.
        match: a predicate over a `ScriptedTask`, or a ``match`` as in the published format.
        workers: who answers; by default as many of the team as there are tasks.
        after_seconds: when, counted from the human loop's start on the emulator's clock.
        time_spent_seconds: ``timeSpentInSeconds`` of the answers.
        action: what the workers do instead of answering.

    Raises:
        BadRuleError: the parts do not go together.
    """
    document: dict[str, Any] = {"afterSeconds": after_seconds}
    functions: dict[str, Any] = {}
    if time_spent_seconds is not None:
        document["timeSpentInSeconds"] = time_spent_seconds
    if workers:
        document["workers"] = [workers] if isinstance(workers, str) else list(workers)
    if isinstance(match, Mapping):
        document["match"] = match
    elif match is not None:
        functions["match"] = match
    _add_action(document, functions, action, answer)
    formats.check("worker-rules", {"rules": [document]})
    return _compile(0, document, label=_name_of(functions), **functions)


def _add_action(
    document: dict[str, Any],
    functions: dict[str, Any],
    action: ScriptedAction,
    answer: Answer | Mapping[str, Any] | Sequence[Mapping[str, Any]] | None,
) -> None:
    if action != ScriptedAction.ANSWER:
        document[ScriptedAction(action).value] = True
    if callable(answer):
        functions["answer"] = answer
        document["answerContent"] = {}
    elif isinstance(answer, Mapping):
        document["answerContent"] = json_object(answer, ("answer",))
    elif isinstance(answer, list | tuple):
        document["answers"] = [
            json_object(item, ("answer", index)) for index, item in enumerate(answer)
        ]
    elif answer is not None:
        raise FormatError(("answer",), f"no JSON object but {type(answer).__name__}")


def _name_of(functions: Mapping[str, Callable[..., Any]]) -> str:
    function = functions.get("answer") or functions.get("match")
    return getattr(function, "__qualname__", repr(function)) if function else "Python"


def _compile(
    index: int,
    item: Mapping[str, Any],
    *,
    label: str | None = None,
    match: Predicate | None = None,
    answer: Answer | None = None,
) -> Rule:
    try:
        matches = match or predicate(item.get("match", {}))
        action, made = _action_of(item)
    except FormatError as error:
        raise FormatError(("rules", index, *error.path), error.problem) from error
    return Rule(
        label=str(index) if label is None else label,
        action=action,
        matches=matches,
        answer=answer or made,
        workers=_workers(item),
        after=round(item.get("afterSeconds", 0) * SECOND),
        time_spent_seconds=item.get("timeSpentInSeconds"),
    )


def _action_of(item: Mapping[str, Any]) -> tuple[ScriptedAction, Answer | None]:
    for action in (ScriptedAction.DECLINE, ScriptedAction.ABANDON, ScriptedAction.EXPIRE):
        if action.value in item:
            return action, None
    if "template" in item:
        return ScriptedAction.ANSWER, answers.from_template(item["template"])
    if "answers" in item:
        return ScriptedAction.ANSWER, answers.in_turn(item["answers"])
    return ScriptedAction.ANSWER, answers.fixed(item["answerContent"])


def _workers(item: Mapping[str, Any]) -> tuple[str, ...]:
    return (item["worker"],) if "worker" in item else tuple(item.get("workers", ()))
