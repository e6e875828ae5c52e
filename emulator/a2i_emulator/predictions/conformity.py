"""What a recorded response breaks of its service's model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.protocol.model import load
from a2i_emulator.protocol.output_check import output_violations

_SERVICES = ("rekognition", "textract")


def violations(operation: str, response: Mapping[str, Any]) -> list[str]:
    """Name all that makes a response impossible for an operation.

    Args:
        operation: ``DetectModerationLabels`` or ``AnalyzeDocument``.
        response: in the model's member names.
    """
    operations = (load(service).operations for service in _SERVICES)
    output = next(served[operation].output for served in operations if operation in served)
    return output_violations(output, response)
