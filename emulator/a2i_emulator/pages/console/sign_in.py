"""Signing in to the console at the provider of its operators, and out."""

from __future__ import annotations

import logging
import re
from urllib.parse import unquote

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator.operations.ports import Who
from a2i_emulator.pages.common.provider import (
    AS_SOMEBODY_ELSE,
    IdTokens,
    UnderWay,
    is_about_person,
    set_cookie,
    told_of,
)
from a2i_emulator.pages.common.words import say
from a2i_emulator.security.id_tokens import ProviderError
from a2i_emulator.security.oidc import Claims, ProviderSignIns, logout_address
from a2i_emulator.security.operator_provider import OperatorProvider
from a2i_emulator.security.operator_sessions import PATH, OperatorSession, OperatorSessions
from a2i_emulator.security.operators import role_needed
from a2i_emulator.service import Service

log = logging.getLogger(__name__)

_CONSOLE = "/_a2i/console"
_BEHIND = re.compile(rf"{_CONSOLE}/[\w.~%/-]*(?:\?[^\\\s#]*)?", re.ASCII)
"""What may wait behind a sign-in: pages of the console, and nothing elsewhere."""


def add_routes(
    console: Blueprint, service: Service, provider: OperatorProvider, sessions: OperatorSessions
) -> None:
    """Add the routes."""
    id_tokens = IdTokens(service.secret, f"{_CONSOLE}/sign-out")
    _add_session(console, sessions)
    _add_sign_in(console, service, provider, sessions, id_tokens)

    @console.get("/sign-in")
    def sign_in_page() -> AnyResponse:
        return _page(200, _behind())

    @console.post("/sign-out")
    def sign_out() -> AnyResponse:
        _end_session(sessions, everywhere="everywhere" in request.form)
        response = _way_out(provider, id_tokens.kept())
        id_tokens.forget(response)
        response.delete_cookie(sessions.cookie, path=PATH)
        return response


def _add_session(console: Blueprint, sessions: OperatorSessions) -> None:
    @console.before_app_request
    def _begin() -> None:
        if request.blueprint == console.name or _is_work():
            g.operator = sessions.of({"cookie": request.headers.get("Cookie", "")})

    @console.after_app_request
    def _seen(response: Response) -> Response:
        session: OperatorSession | None = g.get("operator")
        if session is not None and _is_work():
            value = sessions.seen(session)
            if value is not None:
                set_cookie(response, sessions.cookie, value, PATH)
        return response

    @console.context_processor
    def _me() -> dict[str, object]:
        return {"operator": g.get("operator")}


def _is_work() -> bool:
    """Whether somebody does something by their session, in the console or by the control API."""
    is_theirs = role_needed(request.method, request.path) is not None
    return is_theirs and "version" not in request.args and "Authorization" not in request.headers


def _add_sign_in(
    console: Blueprint,
    service: Service,
    operators: OperatorProvider,
    sessions: OperatorSessions,
    id_tokens: IdTokens,
) -> None:
    sign_ins = ProviderSignIns()
    under_way = UnderWay(service, _CONSOLE)

    @console.get("/sign-in/provider")
    def sign_in_at_provider() -> AnyResponse:
        way_back = url_for("console.provider_response", _external=True)
        is_anew = AS_SOMEBODY_ELSE in request.args
        try:
            address, begun = sign_ins.begin(operators.provider(), way_back, is_anew=is_anew)
        except ProviderError as error:
            return _refused(error, _behind())
        response = redirect(address)
        under_way.begin(response, begun, behind=_behind())
        return response

    @console.get("/oauth2/idpresponse")
    def provider_response() -> AnyResponse:
        behind = _home()
        try:
            begun, what = under_way.asked()
            behind = what["behind"]
            provider = operators.provider()
            found = sign_ins.finish(provider, begun, request.args, operators.is_told_by)
        except ProviderError as error:
            response = _refused(error, behind)
        else:
            former = _end_session(sessions)
            subject = f"{provider.issuer} {found.claims['sub']}"
            role = operators.role_of(found.claims)
            if role is not None:
                response = _signed_in(sessions, _name(found.claims), subject, role, behind)
                id_tokens.keep(response, found.id_token)
            else:
                response = _without_role(subject, behind)
                if former:
                    response.delete_cookie(sessions.cookie, path=PATH)
        under_way.end(response)
        return response


def _signed_in(
    sessions: OperatorSessions, name: str, subject: str, role: str, behind: str
) -> AnyResponse:
    log.info("%s signed in as %s from %s", subject, role, request.remote_addr)
    g.signing_in = Who("operator", name, subject)
    response = redirect(behind)
    set_cookie(response, sessions.cookie, sessions.begin(name, subject, role), PATH)
    return response


def _end_session(sessions: OperatorSessions, *, everywhere: bool = False) -> bool:
    """End the session of the browser, which is not made to last from now on; tell if it had one."""
    session: OperatorSession | None = g.pop("operator", None)
    if session is not None:
        sessions.end(session, everywhere=everywhere)
        g.is_everywhere = everywhere
    return session is not None


def _refused(error: ProviderError, behind: str) -> AnyResponse:
    log.warning("a sign-in from %s did not succeed: %s", request.remote_addr, error)
    g.refused_as = error.kind
    status, title, message = told_of(error)
    return _page(status, behind, title, message, is_other_offered=is_about_person(error))


def _without_role(subject: str, behind: str) -> AnyResponse:
    log.warning("%s has no role, and was not signed in from %s", subject, request.remote_addr)
    g.refused_as, g.signing_in = "role", Who("claimed", id=subject)
    title = say("You have no role here")
    message = say("Whoever runs this emulator can give you one at the identity provider.")
    return _page(403, behind, title, message, is_other_offered=True)


def _page(
    status: int, behind: str, title: str = "", message: str = "", *, is_other_offered: bool = False
) -> AnyResponse:
    again = {"next": behind}
    other = {**again, AS_SOMEBODY_ELSE: "yes"} if is_other_offered else None
    page = render_template(
        "console/sign_in.html", title=title, message=message, again=again, other=other
    )
    return make_response(page, status)


def _way_out(operators: OperatorProvider, id_token: str) -> AnyResponse:
    """Lead out at the provider, too, by a page: from our form no redirect leads elsewhere."""
    back = url_for("console.sign_in_page", _external=True)
    try:
        address = logout_address(operators.provider(), id_token, back)
    except ProviderError:
        address = None
    if address is None:
        return redirect(back, 303)
    return make_response(render_template("console/signed_out.html", address=address))


def _home() -> str:
    return url_for("console.overview")


def _behind() -> str:
    asked = request.args.get("next", "")
    is_ours = _BEHIND.fullmatch(asked) and ".." not in unquote(asked)
    return asked if is_ours else _home()


def _name(claims: Claims) -> str:
    names = (claims.get(name) for name in ("name", "preferred_username", "email", "sub"))
    return str(next(name for name in names if name))[:100]
