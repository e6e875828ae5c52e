"""Workforces and workteams: who may answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope, private_workteam_arn, workforce_arn

_SUB_DOMAIN = re.compile(
    r"(?P<name>[a-z0-9]{1,63}\.labeling\.[a-z0-9-]{1,63}\.sagemaker\.aws)"
    r"(?:\.localhost)?(?::[0-9]{1,5})?"
)


@dataclass(frozen=True, slots=True)
class Workforce:
    """The private workforce of an account in a Region; there is at most one.

    ``cognito_config``, ``oidc_config``, ``source_ip_config`` and ``vpc_config`` hold what the
    API was given, in the model's member names.
    """

    scope: Scope
    name: str
    sub_domain: str
    created_at: Instant
    updated_at: Instant
    cognito_config: Mapping[str, Any] | None = None
    oidc_config: Mapping[str, Any] | None = None
    source_ip_config: Mapping[str, Any] | None = None
    vpc_config: Mapping[str, Any] | None = None
    ip_address_type: str | None = None
    status: str = "Active"

    @property
    def arn(self) -> str:
        """The workforce's ARN."""
        return workforce_arn(self.scope, self.name)


@dataclass(frozen=True, slots=True)
class Workteam:
    """A team of a workforce: the groups whose members see its tasks."""

    scope: Scope
    name: str
    workforce_name: str
    member_definitions: tuple[Mapping[str, Any], ...]
    description: str
    sub_domain: str
    created_at: Instant
    updated_at: Instant
    notification_configuration: Mapping[str, Any] | None = None
    worker_access_configuration: Mapping[str, Any] | None = None

    @property
    def arn(self) -> str:
        """The workteam's ARN."""
        return private_workteam_arn(self.scope, self.name)


@dataclass(frozen=True, slots=True)
class Identity:
    """Where a worker's account lives, as ``workerMetadata.identityData`` tells it.

    Attributes:
        provider_type: ``Cognito`` or ``Oidc``.
        issuer: the identity provider's issuer URL.
        subject: the worker's ``sub`` claim there.
    """

    provider_type: str
    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class Worker:
    """A person (or a script standing in for one) who may answer tasks.

    Attributes:
        id: 16 hexadecimal digits, stable for a worker.
        name: what the worker is called in the portal.
        identity: None for a stand-in that no identity provider knows.
    """

    id: str
    name: str
    identity: Identity | None = None


def sub_domain_of(host: str) -> str | None:
    """Return a workforce's SubDomain that a host name is, None where it is none.

    DescribeWorkteam tells it, and it leads to the worker portal.

    With ``.localhost`` behind it browsers find the emulator without any set-up.
    """
    found = _SUB_DOMAIN.fullmatch(host.lower())
    return found["name"] if found else None
