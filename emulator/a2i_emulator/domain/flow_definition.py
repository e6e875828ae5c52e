"""Flow definitions: who is asked what, when, and where the answers go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.names import Scope, flow_definition_arn
from a2i_emulator.domain.quality_control import QualityControl

INITIALIZING = "Initializing"
ACTIVE = "Active"
FAILED = "Failed"
DELETING = "Deleting"

DEFAULT_TASK_TIME_LIMIT_SECONDS = 3600
DEFAULT_TASK_AVAILABILITY_SECONDS = 864_000

REKOGNITION_SOURCE = "AWS/Rekognition/DetectModerationLabels/Image/V3"
TEXTRACT_SOURCE = "AWS/Textract/AnalyzeDocument/Forms/V1"


@dataclass(frozen=True, slots=True)
class FlowDefinition:
    """A human review workflow.

    The four configurations are kept exactly as CreateFlowDefinition was given them, in the
    model's member names, since Describe must give them back unchanged.

    Attributes:
        quality: what the requester asks for beside AWS's configurations; None if nothing.
        due_at: when the engine has to act (become Active, finish deleting); None if never.
    """

    scope: Scope
    name: str
    role_arn: str
    output_config: Mapping[str, Any]
    created_at: Instant
    status: str = INITIALIZING
    human_loop_config: Mapping[str, Any] | None = None
    human_loop_request_source: Mapping[str, Any] | None = None
    human_loop_activation_config: Mapping[str, Any] | None = None
    failure_reason: str | None = None
    due_at: Instant | None = None
    quality: QualityControl | None = None

    @property
    def arn(self) -> str:
        """The flow definition's ARN."""
        return flow_definition_arn(self.scope, self.name)

    def status_told_at(self, now: Instant) -> str:
        """Return the status for a refusal: while Initializing with how long that still lasts."""
        if self.status != INITIALIZING or self.due_at is None:
            return self.status
        seconds = max(0, self.due_at - now) / SECOND
        return f"{self.status}, which lasts {seconds:.3f} more seconds"

    @property
    def source(self) -> str | None:
        """The built-in task type (``AwsManagedHumanLoopRequestSource``), None for a custom one."""
        if self.human_loop_request_source is None:
            return None
        return str(self.human_loop_request_source["AwsManagedHumanLoopRequestSource"])

    @property
    def activation_conditions(self) -> str | None:
        """The JSON text of the activation conditions; None when every request is reviewed."""
        if self.human_loop_activation_config is None:
            return None
        config = self.human_loop_activation_config["HumanLoopActivationConditionsConfig"]
        return str(config["HumanLoopActivationConditions"])


_TENTHS_OF_A_CENT = frozenset(
    (1200, 1080, 960, 840, 720, 600, 480, 360, 240, 120, 72, 60, 48, 36, 24, 12)
)
_TEXTRACT_TENTHS_OF_A_CENT = frozenset((2400, 2280, 2160, 2040, 1920, 1800, 1680, 1560, 1440, 1320))


def is_public_price(amount_in_usd: Mapping[str, int], source: str | None) -> bool:
    """Tell whether a USD structure is one of the prices on offer; missing members count 0."""
    tenths = (
        amount_in_usd.get("Dollars", 0) * 1000
        + amount_in_usd.get("Cents", 0) * 10
        + amount_in_usd.get("TenthFractionsOfACent", 0)
    )
    if source == TEXTRACT_SOURCE and tenths in _TEXTRACT_TENTHS_OF_A_CENT:
        return True
    return tenths in _TENTHS_OF_A_CENT
