"""What a built-in task's worker task template sees, and what of it goes into ``output.json``.

A2I shows the service's request and response in camelCase; activation conditions keep the
spelling in which they were given. See
https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-output-data.html.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from a2i_emulator.domain.activation import Activation

TEMPLATE_ONLY = "humanLoopContext"
"""The part of the input that ``output.json`` does not repeat."""

_NOT_PARAMETERS = frozenset({"Image", "Document", "HumanLoopConfig"})


def parameters(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a request asks for, apart from the image and from the human loop."""
    return {name: value for name, value in request.items() if name not in _NOT_PARAMETERS}


def camel_case(value: Any) -> Any:
    """Return a copy with the first letter of every member name in lower case.

    Blobs become base64 text, as they are on the wire.
    """
    if isinstance(value, Mapping):
        return {name[:1].lower() + name[1:]: camel_case(item) for name, item in value.items()}
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [camel_case(item) for item in value]
    return value


def task_input(
    request: Mapping[str, Any],
    response: Mapping[str, Any],
    activation: Activation,
    selected: Mapping[str, Any],
) -> dict[str, Any]:
    """Build the input of a built-in task's human loop.

    Args:
        request: the service's request, in the model's member names.
        response: its response, without HumanLoopActivationOutput.
        activation: what the activation conditions came to.
        selected: the part of the response to review.
    """
    return {
        "aiServiceRequest": camel_case(request),
        "aiServiceResponse": camel_case(response),
        "humanTaskActivationConditionResults": activation.results,
        "selectedAiServiceResponse": selected,
        TEMPLATE_ONLY: {
            "importantFormKeys": [
                {"importantFormKey": key.name, "importantFormKeyAliases": list(key.aliases)}
                for key in activation.form_keys
            ]
        },
    }


def recorded_input(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a built-in task's input as ``output.json`` gives it."""
    return {name: value for name, value in content.items() if name != TEMPLATE_ONLY}
