"""Signing in at the OpenID Connect provider of a workforce, and signing out.

See https://docs.aws.amazon.com/sagemaker/latest/dg/sms-workforce-create-private-oidc.html, which
has the address that a provider sends workers back to: at the SubDomain ``/oauth2/idpresponse``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Identity, sub_domain_of
from a2i_emulator.operations.ports import Who
from a2i_emulator.operations.workers import worker_id
from a2i_emulator.pages.common.provider import (
    AS_SOMEBODY_ELSE,
    IdTokens,
    UnderWay,
    is_about_person,
    told_of,
)
from a2i_emulator.pages.portal import person
from a2i_emulator.pages.portal.choices import needs_password
from a2i_emulator.pages.portal.errors import RefusalError
from a2i_emulator.pages.portal.person import Person
from a2i_emulator.pages.portal.places import Place, asked_task, chosen, places
from a2i_emulator.pages.portal.teams import Teams
from a2i_emulator.security.id_tokens import ProviderError
from a2i_emulator.security.oidc import Claims, Provider, ProviderSignIns, SignedIn, logout_address
from a2i_emulator.security.worker_claims import are_enough, provider_of, worker_of
from a2i_emulator.service import Service

log = logging.getLogger(__name__)

_PATH = "/_a2i/portal"

Show = Callable[[Place | None, RefusalError, Mapping[str, str] | None], str]
"""Shows the sign-in page of a place, with why nobody was signed in, and what is to be added to the
address at which somebody else might be."""


def add_routes(portal: Blueprint, service: Service, teams: Teams, show: Show) -> None:
    """Add the routes."""
    id_tokens = IdTokens(service.secret, f"{_PATH}/sign-out")
    _add_sign_in(portal, service, teams, show, id_tokens)
    _add_sign_out(portal, service, teams, id_tokens)


def _add_sign_in(
    portal: Blueprint, service: Service, teams: Teams, show: Show, id_tokens: IdTokens
) -> None:
    sign_ins = ProviderSignIns()
    under_way = UnderWay(service, _PATH)

    def refused(place: Place | None, error: ProviderError, subject: str = "") -> Response:
        who = f" of {subject}" if subject else ""
        log.warning("a sign-in%s from %s did not succeed: %s", who, request.remote_addr, error)
        g.refused_as = error.kind
        refusal = RefusalError(*told_of(error))
        other = {AS_SOMEBODY_ELSE: "yes"} if is_about_person(error) else None
        return make_response(show(place, refusal, other), refusal.status)

    def signed_in(
        place: Place | None, scope: Scope, provider: Provider, found: SignedIn, task: str
    ) -> Response:
        person.end(service)
        try:
            who = _person(scope, provider, found.claims)
        except ProviderError as error:
            subject = f"{provider.issuer} {found.claims['sub']}"
            g.signing_in = Who("claimed", id=subject)
            return refused(place, error, subject)
        person.remember_for_a_while(service, who)
        log.info("worker %s signed in from %s", who.worker_id, request.remote_addr)
        response = redirect(url_for("portal.task", task=task) if task else url_for("portal.jobs"))
        id_tokens.keep(response, found.id_token)
        return response

    @portal.get("/sign-in/provider")
    def sign_in_at_provider() -> Response:
        place = chosen(places(service, teams))
        try:
            scope, provider = _provider(service, place)
            is_anew = AS_SOMEBODY_ELSE in request.args
            address, begun = sign_ins.begin(provider, _way_back(), is_anew=is_anew)
        except ProviderError as error:
            return refused(place, error)
        response = redirect(address)
        task = asked_task() or ""
        under_way.begin(response, begun, account=scope.account, region=scope.region, task=task)
        return response

    @portal.get("/oauth2/idpresponse")
    def provider_response() -> Response:
        place = None
        try:
            begun, what = under_way.asked()
            place = _place_of(service, teams, Scope(what["account"], what["region"]))
            scope, provider = _provider(service, place)
            found = sign_ins.finish(provider, begun, request.args, are_enough)
        except ProviderError as error:
            response = refused(place, error)
        else:
            response = signed_in(place, scope, provider, found, what["task"])
        under_way.end(response)
        return response


def _add_sign_out(portal: Blueprint, service: Service, teams: Teams, id_tokens: IdTokens) -> None:
    @portal.post("/sign-out")
    def sign_out() -> Response:
        me = person.current()
        person.end(service, everywhere="everywhere" in request.form)
        response = _way_out(service, teams, me, id_tokens.kept())
        id_tokens.forget(response)
        return response


def _way_out(service: Service, teams: Teams, me: Person | None, id_token: str) -> Response:
    """Lead out at the provider, too, by a page: from our form no redirect leads elsewhere."""
    back = url_for("portal.sign_in_page", _external=True)
    if me is not None and me.identity is not None:
        try:
            _, provider = _provider(service, _place_of(service, teams, me.scope))
        except ProviderError:
            return redirect(back, 303)
        address = logout_address(provider, id_token, back)
        if address is not None:
            return make_response(render_template("portal/signed_out.html", address=address))
    return redirect(url_for("portal.sign_in_page"), 303)


def _place_of(service: Service, teams: Teams, scope: Scope) -> Place | None:
    return next((place for place in places(service, teams) if place.scope == scope), None)


def _provider(service: Service, place: Place | None) -> tuple[Scope, Provider]:
    config = place.workforce.oidc_config if place and place.workforce else None
    if place is None or config is None or not needs_password(service.settings):
        raise ProviderError("setup", "no provider signs workers in there")
    return place.scope, provider_of(config)


def _way_back() -> str:
    """Return where a provider sends the browser back to, as it has been told to expect."""
    if sub_domain_of(request.host) is not None:
        return f"{request.host_url}oauth2/idpresponse"
    return url_for("portal.provider_response", _external=True)


def _person(scope: Scope, provider: Provider, claims: Claims) -> Person:
    worker = worker_of(claims, provider.client_id)
    identity = Identity("Oidc", provider.issuer, worker.subject)
    return Person(
        scope,
        worker.name,
        worker_id(f"{provider.issuer}/{worker.subject}"),
        identity=identity,
        groups=worker.groups,
    )
