"""The workteams of a place, and the workers that a person is in them.

Cognito may be a real one far away: it is never asked within a transaction, and what it said is
believed for a few seconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Identity, Worker, Workforce, Workteam
from a2i_emulator.operations import workers
from a2i_emulator.pages.portal.person import Person
from a2i_emulator.service import Service

_BELIEVED_FOR = 5 * SECOND
_KEPT = 1000


class Teams:
    """Looks workteams and their members up."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._known: dict[tuple[Scope, str], tuple[Instant, Sequence[Worker]]] = {}

    def workforces(self) -> Sequence[Workforce]:
        """Return the workforces of all accounts and Regions."""
        with self._service.view() as store:
            return store.workforces.every()

    def scopes(self) -> Sequence[Scope]:
        """Return where there is a workforce, or a job for the public or a vendor's."""
        with self._service.view() as store:
            scopes = {workforce.scope for workforce in store.workforces.every()}
            return sorted(scopes | {scope for _, scope in store.human_loops.open_for()})

    def of(self, scope: Scope) -> Sequence[Workteam]:
        """Return the private workteams of a scope, by name."""
        with self._service.view() as store:
            return store.workteams.all(scope)

    def foreign(self, scope: Scope) -> Sequence[str]:
        """Return the ARNs of the other teams that have jobs there: public, vendors', deleted."""
        own = {team.arn for team in self.of(scope)}
        with self._service.view() as store:
            arns = {arn for arn, place in store.human_loops.open_for() if place == scope}
        return sorted(arns - own)

    def members(self, team: Workteam) -> Sequence[Worker]:
        """Return the users of a workteam's Cognito groups, each once."""
        return workers.team_workers(team, self._users)

    def workers_of(self, person: Person) -> Mapping[str, Worker]:
        """Return the worker that a person is in each of their teams, by the team's ARN."""
        if person.identity is not None:
            return self._by_groups(person, person.identity)
        if person.worker_id is not None:
            return self._memberships(person)
        arns = self._stood_in_for(person)
        with self._service.view() as store:
            return {arn: workers.stand_in(store, arn, person.name) for arn in arns}

    def forget(self) -> None:
        """Ask Cognito anew."""
        self._known.clear()

    def _memberships(self, person: Person) -> Mapping[str, Worker]:
        found: dict[str, Worker] = {}
        for team in self.of(person.scope):
            for worker in self.members(team):
                if worker.id == person.worker_id:
                    found[team.arn] = worker
        return found

    def _by_groups(self, person: Person, identity: Identity) -> Mapping[str, Worker]:
        """Return whom a provider's groups make of a person, where the workforce still trusts it."""
        worker = Worker(str(person.worker_id), person.name, identity)
        with self._service.view() as store:
            configs = {one.name: one.oidc_config for one in store.workforces.all(person.scope)}
        return {
            team.arn: worker
            for team in self.of(person.scope)
            if (configs.get(team.workforce_name) or {}).get("Issuer") == identity.issuer
            and not set(person.groups).isdisjoint(oidc_groups(team))
        }

    def _stood_in_for(self, person: Person) -> Sequence[str]:
        if person.team is not None:
            return [person.team]
        teams = self.of(person.scope)
        if person.group is not None:
            return [team.arn for team in teams if person.group in oidc_groups(team)]
        return [*(team.arn for team in teams), *self.foreign(person.scope)]

    def _users(self, scope: Scope, member: Mapping[str, Any]) -> Sequence[Worker]:
        key, now = (scope, json.dumps(dict(member), sort_keys=True)), self._service.clock.now()
        asked_at, users = self._known.get(key, (None, ()))
        if asked_at is None or not 0 <= now - asked_at < _BELIEVED_FOR:
            users = self._service.ports.cognito.workers(scope, member)
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = (now, users)
        return users


def oidc_groups(team: Workteam) -> Sequence[str]:
    """Return the names of a workteam's OIDC groups."""
    definitions = (member.get("OidcMemberDefinition", {}) for member in team.member_definitions)
    return [str(group) for definition in definitions for group in definition.get("Groups", ())]
