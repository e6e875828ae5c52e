"""Signing in by choice or by password; at a provider, see `provider_sign_in`."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from a2i_emulator.domain.names import Scope
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.portal import person, provider_sign_in
from a2i_emulator.pages.portal.choices import authenticated, choices, choose, needs_password, typed
from a2i_emulator.pages.portal.errors import RefusalError
from a2i_emulator.pages.portal.person import Person
from a2i_emulator.pages.portal.places import Place, asked_task, chosen, places
from a2i_emulator.pages.portal.teams import Teams
from a2i_emulator.security.audit import HIDDEN
from a2i_emulator.security.guessing import Guessing
from a2i_emulator.service import Service

log = logging.getLogger(__name__)


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
    guessing = Guessing(service.change, service.secret)

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
        if needs_password(service.settings):
            person.remember_for_a_while(service, who)
        else:
            person.remember(who)
        task = asked_task()
        address = url_for("portal.task", task=task) if task else url_for("portal.jobs")
        return redirect(address, 303)

    def show(place: Place | None, refusal: RefusalError, other: Mapping[str, str] | None) -> str:
        return _page(service, teams, refusal, place, other)

    provider_sign_in.add_routes(portal, service, teams, show)


def _tell_of_refusal(service: Service, teams: Teams, refusal: RefusalError) -> None:
    """Let log and audit trail know whose name was tried; what is nobody's may be a password."""
    is_by_password = needs_password(service.settings)
    if service.trail is None and not is_by_password:
        return
    scope = Scope(request.form.get("account", ""), request.form.get("region", ""))
    name = request.form.get("name", "")
    names = {member.name for team in teams.of(scope) for member in teams.members(team)}
    is_known = name in names
    g.tried = name if is_known else HIDDEN
    g.refused_as = refusal.kind
    if is_by_password:
        told = "waits after wrong passwords" if refusal.kind == "guessing" else "was refused"
        who = f"as {name!r}" if is_known else "by a name that no worker has"
        log.warning("a sign-in %s from %s %s", who, request.remote_addr, told)


def _page(
    service: Service,
    teams: Teams,
    refusal: RefusalError | None = None,
    place: Place | None = None,
    other: Mapping[str, str] | None = None,
) -> str:
    found = places(service, teams)
    place = place or chosen(found)
    by_password = needs_password(service.settings)
    return render_template(
        "portal/sign_in.html",
        places=found,
        place=place,
        by_password=by_password,
        choices=choices(teams, place.scope) if place and not by_password else (),
        task=asked_task(),
        refusal=refusal,
        other=other,
        name=request.form.get("name", ""),
    )


def _who(service: Service, teams: Teams, guessing: Guessing) -> Person:
    form = request.form
    scope = Scope(form.get("account", ""), form.get("region", ""))
    if scope not in {place.scope for place in places(service, teams)}:
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
    seconds = guessing.attempt(account, address)
    if seconds:
        raise TooManyGuessesError(seconds)
    who = authenticated(service, teams, scope, name, password)
    guessing.accepted(account, address)
    return who
