"""Who has signed a request, and what that one may do."""

from __future__ import annotations

from dataclasses import dataclass

from a2i_emulator.domain.instant import Instant
from a2i_emulator.security.policies import Policy


@dataclass(frozen=True, slots=True)
class Identity:
    """A principal, by one of its access keys.

    Attributes:
        arn: of the user or of the role's session.
        account: its account.
        user_name: of a user; of a role's session its name.
        secret: what it signs with.
        policies: its identity policies.
        token: the session token, of temporary credentials.
        ends: when temporary credentials do, in real time.
        role: of a role's session the role's ARN.
        session_policy: what it may do at most, as whoever assumed the role has said.
    """

    arn: str
    account: str
    user_name: str
    secret: str
    policies: tuple[Policy, ...]
    token: str | None = None
    ends: Instant | None = None
    session_policy: Policy | None = None
    role: str | None = None
