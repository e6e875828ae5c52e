"""Workforces: who may be in teams at all, and from where they may come."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Workforce
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.console.acting import ConsoleActions, confirmed, sent
from a2i_emulator.pages.console.api import Call, RefusedCallError
from a2i_emulator.pages.console.forms import Form, input_of
from a2i_emulator.pages.console.listing import shown
from a2i_emulator.pages.console.overview import workforce_row
from a2i_emulator.pages.console.staff import SAGEMAKER

_ONE = "/workforces/<account>/<region>/<name>"
_HERE: tuple[str, dict[str, Any]] = ("console.workforce", {})
_CIDRS = "SourceIpConfig.Cidrs"
_OIDC = "OidcConfig."
_MOST_NAMED = 20


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the routes."""

    @console.get("/workforce")
    def workforce() -> str:
        with acting.service.view() as store:
            page = shown(store.workforces, request.args, partial(workforce_row, store))
        return render_template("console/workforce.html", page=page)

    @console.route("/workforces/new", methods=["GET", "POST"])
    def new_workforce() -> Response | str | tuple[str, int]:
        form = sent() if request.method == "POST" else Form({"WorkforceName": "default"})
        scope = acting.scope_of(form)
        values: dict[str, Any] = {"form": form, "scope": scope, "workforce": None}
        return _answered(acting, scope, "CreateWorkforce", form, values)

    @console.route(f"{_ONE}/edit", methods=["GET", "POST"])
    def edit_workforce(account: str, region: str, name: str) -> Response | str | tuple[str, int]:
        scope = Scope(account, region)
        with acting.service.view() as store:
            found = store.workforces.get(scope, name) or abort(404)
        form = sent() if request.method == "POST" else Form(_fields_of(found))
        form.values["WorkforceName"] = found.name
        values: dict[str, Any] = {"form": form, "scope": scope, "workforce": found}
        return _answered(acting, scope, "UpdateWorkforce", form, values)

    @console.route(f"{_ONE}/delete", methods=["GET", "POST"])
    def delete_workforce(account: str, region: str, name: str) -> Response | str | tuple[str, int]:
        scope = Scope(account, region)
        with acting.service.view() as store:
            found = store.workforces.get(scope, name) or abort(404)
            teams = [team.name for team in store.workteams.all(scope)[:_MOST_NAMED]]
        goes = [say("The workforce goes; its user pool and its users stay in Cognito.")]
        if teams:
            listed = ", ".join(teams)
            goes.append(
                say("It has workteams, so AWS refuses to delete it: %(teams)s", teams=listed)
            )
        page: dict[str, Any] = {
            "title": say("Delete this workforce?"),
            "name": found.name,
            "goes": goes,
        }
        page |= {"act": say("Delete it"), "back": _HERE}
        call = Call(SAGEMAKER, "DeleteWorkforce", {"WorkforceName": found.name})
        return confirmed(acting, scope, call, _HERE, lambda: page)


def _answered(
    acting: ConsoleActions, scope: Scope, operation: str, form: Form, values: Mapping[str, Any]
) -> Response | str | tuple[str, int]:
    """Do what a form of a workforce is for, or show it."""
    if request.method == "POST":
        api = acting.api(scope)
        given = _given(api.shape(SAGEMAKER, operation), form, values["workforce"])
        if form.is_fine:
            try:
                api.call(SAGEMAKER, operation, **given)
                return acting.finish(api, _HERE[0])
            except RefusedCallError as refused:
                form.refuse(refused, ("WorkforceName", _CIDRS))
    code = acting.preview(SAGEMAKER, operation, form, scope)
    page = render_template("console/workforce_form.html", code=code, **values)
    return page if request.method == "GET" else (page, 400)


def _given(shape: Any, form: Form, found: Workforce | None) -> dict[str, Any]:
    given = input_of(shape, form)
    if found is not None:
        # An empty field means no limit, and not that the limits stay.
        given.setdefault("SourceIpConfig", {"Cidrs": []})
    if (
        found is not None
        and found.oidc_config is not None
        and not form.values.get(_OIDC + "ClientSecret")
    ):
        # AWS wants all of it, or nothing; without the secret, which it never tells, nothing.
        given.pop("OidcConfig", None)
    return given


def _fields_of(workforce: Workforce) -> dict[str, str]:
    fields = {_CIDRS: "\n".join((workforce.source_ip_config or {}).get("Cidrs", ()))}
    for name, value in (workforce.oidc_config or {}).items():
        if name != "ClientSecret" and isinstance(value, str):
            fields[_OIDC + name] = value
    return fields
