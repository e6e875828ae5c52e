"""Signing in and out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.task import split_task_id
from a2i_emulator.domain.workforce import sub_domain_of
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.portal import person
from a2i_emulator.pages.portal.choices import authenticated, choices, choose, needs_password, typed
from a2i_emulator.pages.portal.errors import RefusalError
from a2i_emulator.pages.portal.guessing import Guessing
from a2i_emulator.pages.portal.person import Person
from a2i_emulator.pages.portal.teams import Teams
from a2i_emulator.real_time import monotonic
from a2i_emulator.security.audit import HIDDEN
from a2i_emulator.service import Service

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """A portal that one may sign in to: that of a workforce, or of an account without one."""

    scope: Scope
    workforce: str | None
    sub_domain: str | None


class TooManyGuessesError(RefusalError):
    """A password is not looked at for so many seconds, whether it is right or not."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            429,
            say("Too many wrong passwords"),
            say("Wait %(seconds)s seconds, then try again.", seconds=seconds),
            "guessing",
        )
        self.seconds = seconds


def add_routes(portal: Blueprint, service: Service, teams: Teams) -> None:
    """Add the routes."""
    guessing = Guessing()

    @portal.get("/sign-in")
    def sign_in_page() -> str:
        teams.forget()
        return _page(service, teams)

    @portal.post("/sign-in")
    def sign_in() -> Response | tuple[str, int, dict[str, str]]:
        try:
            who = _who(service, teams, guessing)
        except TooManyGuessesError as refusal:
            _tell_of_refusal(service, teams, refusal)
            retry_after = {"Retry-After": str(refusal.seconds)}
            return _page(service, teams, refusal), refusal.status, retry_after
        except RefusalError as refusal:
            _tell_of_refusal(service, teams, refusal)
            return _page(service, teams, refusal), refusal.status, {}
        person.end(service)
        person.remember(who)
        task = _task()
        address = url_for("portal.task", task=task) if task else url_for("portal.jobs")
        return redirect(address, 303)

    @portal.post("/sign-out")
    def sign_out() -> Response:
        person.end(service)
        return redirect(url_for("portal.sign_in_page"), 303)


def _tell_of_refusal(service: Service, teams: Teams, refusal: RefusalError) -> None:
    """Let the audit trail know whose name was tried; what is nobody's may be a password."""
    if service.trail is None:
        return
    scope = Scope(request.form.get("account", ""), request.form.get("region", ""))
    name = request.form.get("name", "")
    names = {member.name for team in teams.of(scope) for member in teams.members(team)}
    g.tried = name if name in names else HIDDEN
    g.refused_as = refusal.kind


def _page(service: Service, teams: Teams, refusal: RefusalError | None = None) -> str:
    places = _places(service, teams)
    chosen = _chosen(places)
    by_password = needs_password(service.settings)
    return render_template(
        "portal/sign_in.html",
        places=places,
        place=chosen,
        by_password=by_password,
        choices=choices(teams, chosen.scope) if chosen and not by_password else (),
        task=_task(),
        refusal=refusal,
        name=request.form.get("name", ""),
    )


def _who(service: Service, teams: Teams, guessing: Guessing) -> Person:
    form = request.form
    scope = Scope(form.get("account", ""), form.get("region", ""))
    if scope not in {place.scope for place in _places(service, teams)}:
        raise RefusalError(
            409, say("That workforce is not there any more"), say("Choose another one.")
        )
    if needs_password(service.settings):
        return _by_password(service, teams, guessing, scope)
    if form.get("choice"):
        return choose(teams, scope, form["choice"])
    return typed(teams, scope, form.get("name", ""))


def _by_password(service: Service, teams: Teams, guessing: Guessing, scope: Scope) -> Person:
    name, password = request.form.get("name", ""), request.form.get("password", "")
    account = f"{scope.account}/{scope.region}/{name.casefold()}"
    address = request.remote_addr or ""
    seconds = guessing.attempt(account, address, monotonic())
    if seconds:
        log.warning("a sign-in as %.128r from %s waits after wrong passwords", name, address)
        raise TooManyGuessesError(seconds)
    try:
        who = authenticated(service, teams, scope, name, password)
    except RefusalError:
        log.warning("a sign-in as %.128r from %s was refused", name, address)
        raise
    guessing.accepted(account, address)
    return who


def _places(service: Service, teams: Teams) -> Sequence[Place]:
    """Return where one may sign in: at a task's, at a SubDomain's, else anywhere."""
    workforces = {workforce.scope: workforce for workforce in teams.workforces()}
    places = []
    for scope in teams.scopes():
        workforce = workforces.get(scope)
        name, sub_domain = (workforce.name, workforce.sub_domain) if workforce else (None, None)
        places.append(Place(scope, name, sub_domain))
    wanted, asked_at = _scope_of_task(service), sub_domain_of(request.host)
    if wanted is not None:
        return [place for place in places if place.scope == wanted]
    if asked_at is not None:
        return [place for place in places if place.sub_domain == asked_at] or places
    return places


def _chosen(places: Sequence[Place]) -> Place | None:
    values = request.values
    if len(places) == 1:
        return places[0]
    asked = Scope(values.get("account", ""), values.get("region", ""))
    return next((place for place in places if place.scope == asked), None)


def _task() -> str | None:
    task = request.values.get("task", "")
    return task if split_task_id(task) else None


def _scope_of_task(service: Service) -> Scope | None:
    parts = split_task_id(_task() or "")
    if parts is None:
        return None
    with service.view() as store:
        loop = store.human_loops.by_id(parts[0])
    return None if loop is None else loop.scope
