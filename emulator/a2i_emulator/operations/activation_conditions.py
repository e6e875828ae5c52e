"""The check of HumanLoopActivationConditions, by the JSON Schemas in ``specs/``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.formats import FormatError, check, place, schema
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.task_input import strict_json

_FORMATS = {
    REKOGNITION_SOURCE: "activation-conditions-rekognition",
    TEXTRACT_SOURCE: "activation-conditions-textract",
}


def check_activation_conditions(text: str, source: str) -> None:
    """Refuse conditions that cannot be evaluated.

    Args:
        text: the JSON text of HumanLoopActivationConditions.
        source: AwsManagedHumanLoopRequestSource.

    Raises:
        AwsError: ValidationException that names the place: line and column of a syntax error,
            else the path of the first wrong value.
    """
    try:
        check(_FORMATS[source], _parsed(text))
    except FormatError as error:
        raise aws_error(
            "activation_conditions_invalid",
            source=source,
            place=place(error.path),
            problem=error.problem,
        ) from error


def condition_types(source: str) -> dict[str, dict[str, str]]:
    """Return what conditions of a built-in task type can be.

    Args:
        source: AwsManagedHumanLoopRequestSource.

    Returns:
        by ConditionType the ConditionParameters, each with the type of its value in JSON:
        ``string``, ``number``, or ``array`` for a list of strings.
    """
    defined = schema(_FORMATS[source])["$defs"]
    found = {}
    for rule in defined["simple"]["allOf"]:
        parameters = _resolved(defined, rule["then"]["properties"]["ConditionParameters"])
        name = rule["if"]["properties"]["ConditionType"]["const"]
        found[name] = {
            parameter: _resolved(defined, value)["type"]
            for parameter, value in parameters["properties"].items()
        }
    return found


def _resolved(defined: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = str(value.get("$ref", ""))
    return defined[reference.rpartition("/")[2]] if reference else value


def _parsed(text: str) -> Any:
    try:
        return strict_json(text)
    except json.JSONDecodeError as error:
        raise aws_error(
            "activation_conditions_not_json",
            problem=error.msg,
            line=error.lineno,
            column=error.colno,
        ) from error
    except (RecursionError, ValueError) as error:
        raise aws_error(
            "activation_conditions_not_json", problem=str(error), line=1, column=1
        ) from error
