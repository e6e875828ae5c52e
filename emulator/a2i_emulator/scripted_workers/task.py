"""A task as a script sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.names import parse_arn


@dataclass(frozen=True, slots=True)
class ScriptedTask:
    """What a rule's Python functions are given.

    Attributes:
        title: TaskTitle of the flow definition.
        input: the parsed InputContent, ``task.input`` of the worker task template.
        worker: the name of the worker who is to answer; None while rules are being matched.
        index: 0 for the first worker of the rule, 1 for the second …
    """

    human_loop_name: str
    human_loop_arn: str
    flow_definition_name: str
    flow_definition_arn: str
    title: str
    description: str
    keywords: tuple[str, ...]
    account: str
    region: str
    input: Any
    worker: str | None = None
    index: int = 0


def scripted_task(loop: HumanLoop, task_input: Any) -> ScriptedTask:
    """Show a loop to a script."""
    flow = parse_arn(loop.flow_definition_arn)
    return ScriptedTask(
        human_loop_name=loop.name,
        human_loop_arn=loop.arn,
        flow_definition_name=flow.name if flow else "",
        flow_definition_arn=loop.flow_definition_arn,
        title=loop.review.title,
        description=loop.review.description,
        keywords=loop.review.keywords,
        account=loop.scope.account,
        region=loop.scope.region,
        input=task_input,
    )
