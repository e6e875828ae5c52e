"""What a target gets of an event: all of it, a part, a constant, or a text made from it.

See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from a2i_emulator.aws.events.jsonpath import ABSENT, find

Event = Mapping[str, Any]

_STRING_OR_PLACEHOLDER = re.compile(r'"(?:[^"\\]|\\.)*"|<(?P<name>[^<>"\s]+)>', re.DOTALL)
_PLACEHOLDER = re.compile(r"<(?P<name>[^<>\s]+)>")


class TransformError(Exception):
    """The target's input settings give no JSON for this event; AWS calls it INVALID_JSON."""


def as_json(value: Any) -> str:
    """Write JSON as EventBridge does: no blanks, all characters as they are."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def input_for(target: Mapping[str, Any], event: Event, *, rule_arn: str, ingested_at: str) -> str:
    """Return the text that a target gets of an event.

    Args:
        target: the target as PutTargets was given it.
        event: the event that the rule matches.
        rule_arn: the rule's ARN.
        ingested_at: when the event came in, ISO 8601.

    Raises:
        TransformError: ``InputPath`` leads nowhere, or the template's outcome is no JSON.
    """
    if target.get("Input") is not None:
        return str(target["Input"])
    if target.get("InputPath"):
        part = find(event, target["InputPath"])
        if part is ABSENT:
            raise TransformError(f"InputPath {target['InputPath']} leads to nothing in the event")
        return as_json(part)
    transformer = target.get("InputTransformer")
    if not transformer:
        return as_json(event)
    variables = _variables(transformer.get("InputPathsMap") or {}, event)
    variables |= _predefined(event, rule_arn, ingested_at)
    return _filled_in(str(transformer["InputTemplate"]), variables)


def _variables(paths: Mapping[str, str], event: Event) -> dict[str, Any]:
    found = {name: find(event, path) for name, path in paths.items()}
    return {name: value for name, value in found.items() if value is not ABSENT}


def _predefined(event: Event, rule_arn: str, ingested_at: str) -> dict[str, Any]:
    return {
        "aws.events.rule-arn": rule_arn,
        "aws.events.rule-name": rule_arn.rpartition("/")[2],
        "aws.events.event.ingestion-time": ingested_at,
        "aws.events.event": {name: value for name, value in event.items() if name != "detail"},
        "aws.events.event.json": event,
    }


def _filled_in(template: str, variables: Mapping[str, Any]) -> str:
    """Fill a template in; a variable that the event does not give becomes an empty text."""

    def replaced(match: re.Match[str]) -> str:
        if match["name"]:
            return as_json(variables.get(match["name"], ""))
        return _PLACEHOLDER.sub(lambda m: _inline(variables.get(m["name"], "")), match[0])

    text = _STRING_OR_PLACEHOLDER.sub(replaced, template)
    if text.lstrip().startswith('"'):
        # One or more quoted lines are a plain text, and keep their quotes.
        return text
    try:
        return as_json(json.loads(text))
    except ValueError as error:
        raise TransformError(f"InputTemplate gives no valid JSON: {error}") from error


def _inline(value: Any) -> str:
    """Write a value inside a string: as it is, and JSON without its quotes, as AWS does."""
    return value if isinstance(value, str) else as_json(value).replace('"', "")
