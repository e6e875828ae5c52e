"""The audit trail: who did what, when, from where and with which result; never with content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from a2i_emulator.domain.instant import Instant, iso_milliseconds
from a2i_emulator.operations.ids import new_id

AuditPosition = tuple[Instant, int]
"""A place in the trail: the moment and the number of an entry."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever does something.

    Attributes:
        type: ``user`` or ``role`` (a verified signature), ``claimed`` (an access key or a name
            that nobody has verified, or whom a provider has named and nothing gave access),
            ``worker``, ``operator``, ``command`` (who has a shell where the state is),
            ``emulator`` (by itself), ``anonymous``.
        name: of the user, the role's session, the worker.
        id: of an access key, a token or a worker; of who signs in at a provider its issuer and
            the subject there.
        arn: of a user or a role's session.
        account: theirs.
    """

    type: str
    name: str = ""
    id: str = ""
    arn: str = ""
    account: str = ""

    @property
    def known_as(self) -> str:
        """What entries are looked up by beside the id: the name, else the id, else the type."""
        return self.name or self.id or self.type


@dataclass(frozen=True, slots=True)
class AuditedAction:
    """What somebody does, as a verb and what it is done to."""

    action: str
    resource: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did or tried.

    Attributes:
        time: when, in the emulator's time.
        request_id: of the request, as the log, the history and the answer's headers have it.
        kind: ``api``, ``sign-in``, ``work``, ``control``, ``console``, ``keys`` or ``start``.
        action: an operation's name, a verb such as ``SubmitTask``, or method and path.
        resource: the name or ARN of what it is about.
        service: of an API call.
        address: where the request came from.
        agent: the program that sent it, as it says itself.
        status: the HTTP status; 0 where there is none.
        error_code: why it failed or was refused; empty where it was done.
        is_read: whether it can change nothing.
        parameters: what was given, by name; None in place of what may be content.
        number: counts entries up; 0 until it is kept.
    """

    time: Instant
    request_id: str
    kind: str
    who: Who
    action: str
    resource: str = ""
    service: str = ""
    account: str = ""
    region: str = ""
    address: str = ""
    agent: str = ""
    status: int = 0
    error_code: str = ""
    is_read: bool = False
    parameters: Mapping[str, str | None] = field(default_factory=dict)
    event_id: str = field(default_factory=new_id)
    number: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the entry as ``GET /_a2i/audit`` shows it."""
        return {
            "id": self.number,
            "eventId": self.event_id,
            "time": iso_milliseconds(self.time),
            "requestId": self.request_id,
            "kind": self.kind,
            "who": {
                "type": self.who.type,
                "name": self.who.name,
                "id": self.who.id,
                "arn": self.who.arn,
                "account": self.who.account,
            },
            "action": self.action,
            "resource": self.resource,
            "service": self.service,
            "account": self.account,
            "region": self.region,
            "address": self.address,
            "agent": self.agent,
            "status": self.status,
            "errorCode": self.error_code,
            "readOnly": self.is_read,
            "parameters": dict(self.parameters),
        }


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries are wanted, and from where on.

    Attributes:
        limit: how many at most.
        who: only of whom is `Who.known_as` so, or whose id this is.
        action: only this action.
        since: only from this moment on.
        until: only before this moment.
        after: go on behind this position.
        is_oldest_first: the other way around than newest first.
    """

    limit: int
    who: str = ""
    action: str = ""
    since: Instant | None = None
    until: Instant | None = None
    after: AuditPosition | None = None
    is_oldest_first: bool = False
