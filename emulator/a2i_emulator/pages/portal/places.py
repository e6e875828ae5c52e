"""The portals that one may sign in to: those of the workforces, and of accounts without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.task import split_task_id
from a2i_emulator.domain.workforce import Workforce, sub_domain_of
from a2i_emulator.pages.portal.teams import Teams
from a2i_emulator.service import Service


@dataclass(frozen=True, slots=True)
class Place:
    """A portal that one may sign in to.

    Attributes:
        scope: its account and Region.
        workforce: whose it is; None where there are jobs for the public or a vendor's alone.
    """

    scope: Scope
    workforce: Workforce | None

    @property
    def provider(self) -> str | None:
        """The host name of the OpenID Connect provider whose workers work there, if any."""
        config = self.workforce and self.workforce.oidc_config
        return urlsplit(config["Issuer"]).netloc if config else None


def places(service: Service, teams: Teams) -> Sequence[Place]:
    """Return where one may sign in: at a task's, at a SubDomain's, else anywhere."""
    workforces = {workforce.scope: workforce for workforce in teams.workforces()}
    found = [Place(scope, workforces.get(scope)) for scope in teams.scopes()]
    wanted, asked_at = _scope_of_task(service), sub_domain_of(request.host)
    if wanted is not None:
        return [place for place in found if place.scope == wanted]
    if asked_at is not None:
        there = [p for p in found if p.workforce and p.workforce.sub_domain == asked_at]
        return there or found
    return found


def chosen(found: Sequence[Place]) -> Place | None:
    """Return the one that is asked for, or the only one; None if that has to be asked first."""
    values = request.values
    if len(found) == 1:
        return found[0]
    asked = Scope(values.get("account", ""), values.get("region", ""))
    return next((place for place in found if place.scope == asked), None)


def asked_task() -> str | None:
    """Return the id of the task that waits behind the sign-in."""
    task = request.values.get("task", "")
    return task if split_task_id(task) else None


def _scope_of_task(service: Service) -> Scope | None:
    parts = split_task_id(asked_task() or "")
    if parts is None:
        return None
    with service.view() as store:
        loop = store.human_loops.by_id(parts[0])
    return None if loop is None else loop.scope
