"""The check of HumanLoopActivationConditions, by the JSON Schemas in ``specs/``."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from a2i_emulator.domain.flow import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.resources import specs_path

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

_SCHEMAS = {
    REKOGNITION_SOURCE: "activation-conditions-rekognition.schema.json",
    TEXTRACT_SOURCE: "activation-conditions-textract.schema.json",
}
_MAX_PROBLEM = 300


def check_activation_conditions(text: str, source: str) -> None:
    """Refuse conditions that cannot be evaluated.

    Args:
        text: the JSON text of HumanLoopActivationConditions.
        source: AwsManagedHumanLoopRequestSource.

    Raises:
        AwsError: ValidationException that names the place: line and column of a syntax error,
            else the JSON path of the first wrong value.
    """
    document = _parsed(text)
    errors = sorted(_validator(source).iter_errors(document), key=lambda error: list(error.path))
    if errors:
        first = errors[0]
        raise aws_error(
            "activation_conditions_invalid",
            source=source,
            place=first.json_path,
            problem=_problem(first),
        )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
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


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


@cache
def _validator(source: str) -> Draft202012Validator:
    # Only flow definitions with conditions need the library; it is slow to import.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    schema = json.loads((specs_path() / _SCHEMAS[source]).read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def _problem(error: ValidationError) -> str:
    if error.schema is False:
        return "conditions can be nested to two levels only"
    message = str(error.message)
    return message if len(message) <= _MAX_PROBLEM else message[:_MAX_PROBLEM] + " …"
