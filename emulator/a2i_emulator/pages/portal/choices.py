"""Signing in: by choosing who one is, or by a Cognito user's name and password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.operations.workers import cognito_groups, stand_in_name
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.portal.errors import RefusalError
from a2i_emulator.pages.portal.person import Person
from a2i_emulator.pages.portal.teams import Teams, oidc_groups
from a2i_emulator.service import Service
from a2i_emulator.settings import Settings

MAX_NAME = 100
"""Characters in a typed name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody whom one may sign in as.

    Attributes:
        key: names the choice in the form.
        teams: the names of the workteams that see them as a member.
        note: what kind of worker this is, where it is not a user of a group.
    """

    key: str
    name: str
    teams: tuple[str, ...]
    note: str
    person: Person


def needs_password(settings: Settings) -> bool:
    """Whether workers show who they are: when told so, or where others can reach the portal.

    They do so by a Cognito user's password, or at the provider of an OIDC workforce.
    """
    return settings.password_required or not settings.is_loopback


def choices(teams: Teams, scope: Scope) -> Sequence[Choice]:
    """Return whom one may sign in as: users first, then stand-ins where nobody is known."""
    known: dict[str, Choice] = {}
    others: dict[str, Choice] = {}
    for team in teams.of(scope):
        members, groups = teams.members(team), oidc_groups(team)
        for worker in members:
            _add(known, _user(scope, worker, team.name))
        for group in groups:
            _add(others, _group_member(scope, group, team.name))
        if not members and not groups:
            _add(others, _stand_in(scope, team.arn, team.name))
    for arn in teams.foreign(scope):
        _add(others, _stand_in(scope, arn, arn.partition(":workteam/")[2] or arn))
    return (*known.values(), *others.values())


def choose(teams: Teams, scope: Scope, key: str) -> Person:
    """Return the person behind a choice.

    Raises:
        RefusalError: there is no such choice any more.
    """
    for choice in choices(teams, scope):
        if choice.key == key:
            return choice.person
    raise RefusalError(409, say("That worker is not there any more"), say("Choose another one."))


def typed(teams: Teams, scope: Scope, name: str) -> Person:
    """Return the user of that name, or else somebody new who stands in for every team.

    Raises:
        RefusalError: that is no name.
    """
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise RefusalError(
            400,
            say("That is not a name"),
            say("A name has 1 to %(most)s characters. Try another one.", most=MAX_NAME),
        )
    for choice in choices(teams, scope):
        if choice.name == name and choice.person.worker_id is not None:
            return choice.person
    return Person(scope, name)


def authenticated(service: Service, teams: Teams, scope: Scope, name: str, password: str) -> Person:
    """Return the user whose name and password these are.

    Raises:
        RefusalError: they are nobody's.
    """
    asked = []
    for team in teams.of(scope):
        for member in cognito_groups(team):
            if member in asked:
                continue
            asked.append(member)
            worker = service.ports.cognito.authenticate(scope, member, name, password)
            if worker is not None:
                return Person(scope, worker.name, worker.id)
    raise RefusalError(
        401, say("You are not signed in"), say("The name or the password is wrong."), "credentials"
    )


def _add(found: dict[str, Choice], choice: Choice) -> None:
    same = found.get(choice.key)
    if same is not None:
        choice = replace(choice, teams=tuple(dict.fromkeys((*same.teams, *choice.teams))))
    found[choice.key] = choice


def _user(scope: Scope, worker: Worker, team: str) -> Choice:
    person = Person(scope, worker.name, worker.id)
    return Choice(f"user:{worker.id}", worker.name, (team,), "", person)


def _stand_in(scope: Scope, arn: str, team: str) -> Choice:
    name = stand_in_name(1)
    person = Person(scope, name, team=arn)
    return Choice(f"team:{arn}", name, (team,), say("stands in, as the team has no users"), person)


def _group_member(scope: Scope, group: str, team: str) -> Choice:
    name = stand_in_name(1)
    note = say("stands in for a member of the group %(group)s", group=group)
    return Choice(f"group:{group}", name, (team,), note, Person(scope, name, group=group))
