"""ARNs of any service, as far as a delivery needs them."""

from __future__ import annotations

from dataclasses import dataclass

from a2i_emulator.domain.names import Scope, partition_of

_PARTS = 6


@dataclass(frozen=True, slots=True)
class AnyArn:
    """An ARN taken apart.

    Attributes:
        resource: all behind the account, ``rule/NAME`` or ``function:NAME:1``.
    """

    service: str
    scope: Scope
    resource: str

    @property
    def kind(self) -> str:
        """The resource type, empty for services that name none."""
        for separator in "/:":
            kind, found, _ = self.resource.partition(separator)
            if found and ":" not in kind:
                return kind
        return ""

    @property
    def name(self) -> str:
        """What stands behind the resource type."""
        kind = self.kind
        return self.resource[len(kind) + 1 :] if kind else self.resource


def parse_any_arn(text: str) -> AnyArn | None:
    """Take an ARN apart; None when the text is none, or of another partition than its Region."""
    parts = text.split(":", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != "arn":
        return None
    if parts[3] and parts[1] != partition_of(parts[3]):
        return None
    return AnyArn(parts[2], Scope(account=parts[4], region=parts[3]), parts[5])
