"""Workteams: who answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Workforce, Workteam
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.console import staff
from a2i_emulator.pages.console.acting import ConsoleActions, code_of, confirmed, next_name, sent
from a2i_emulator.pages.console.api import Api, Call, RefusedCallError
from a2i_emulator.pages.console.forms import Form, input_of
from a2i_emulator.pages.console.listing import shown
from a2i_emulator.pages.console.staff import COGNITO, SAGEMAKER
from a2i_emulator.pages.console.team_members import (
    TEAM,
    definitions_with,
    existing_team,
    groups_of,
)

_USERS, _GROUPS = "users", "groups"
_FIELDS = ("WorkteamName", "Description", _USERS, _GROUPS)
_MOST_NAMED = 20
_HERE: tuple[str, dict[str, Any]] = ("console.workteams", {})


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the routes."""

    @console.get("/workteams")
    def workteams() -> str:
        with acting.service.view() as store:
            page = shown(store.workteams, request.args, lambda team: team)
        return render_template("console/workteams.html", page=page)

    @console.route("/workteams/new", methods=["GET", "POST"])
    def new_workteam() -> Response | str | tuple[str, int]:
        if request.method == "GET":
            return _new_page(acting, Form(_suggested(acting)))
        form = sent()
        api = acting.api(acting.scope_of(form))
        try:
            _create(acting, api, form)
        except RefusedCallError as refused:
            _refuse(form, refused)
        if form.is_fine:
            return acting.finish(api, "console.workteams")
        return _new_page(acting, form), 400

    _add_changes(console, acting)


def _add_changes(console: Blueprint, acting: ConsoleActions) -> None:
    @console.route(f"{TEAM}/edit", methods=["GET", "POST"])
    def edit_workteam(account: str, region: str, name: str) -> Response | str | tuple[str, int]:
        scope = Scope(account, region)
        team = existing_team(acting, scope, name)
        if request.method == "GET":
            groups = "\n".join(groups_of(team))
            return _edit_page(team, Form({"Description": team.description, _GROUPS: groups}))
        form, api = sent(), acting.api(scope)
        members = definitions_with(team, _lines(form, _GROUPS))
        given = {"Description": form.values.get("Description", ""), "MemberDefinitions": members}
        try:
            api.call(SAGEMAKER, "UpdateWorkteam", WorkteamName=team.name, **given)
            where = {"account": account, "region": region, "name": team.name}
            return acting.finish(api, "console.workteam", **where)
        except RefusedCallError as refused:
            _refuse(form, refused)
        return _edit_page(team, form), 400

    @console.route(f"{TEAM}/delete", methods=["GET", "POST"])
    def delete_workteam(account: str, region: str, name: str) -> Response | str | tuple[str, int]:
        scope = Scope(account, region)
        team = existing_team(acting, scope, name)
        with acting.service.view() as store:
            flows = [
                flow.name
                for flow in store.flow_definitions.all(scope)
                if (flow.human_loop_config or {}).get("WorkteamArn") == team.arn
            ]
        goes = [say("The team goes; its group and its users stay in Cognito.")]
        if flows:
            listed = ", ".join(flows[:_MOST_NAMED])
            goes.append(say("Flow definitions use it, so AWS refuses: %(flows)s", flows=listed))
        page: dict[str, Any] = {
            "title": say("Delete this workteam?"),
            "name": team.name,
            "goes": goes,
        }
        page |= {"act": say("Delete it"), "back": _HERE}
        call = Call(SAGEMAKER, "DeleteWorkteam", {"WorkteamName": team.name})
        return confirmed(acting, scope, call, _HERE, lambda: page)


def _suggested(acting: ConsoleActions) -> dict[str, str]:
    home = acting.scope_of(Form(dict(request.args)))
    with acting.service.view() as store:
        name = next_name("reviewers", lambda one: store.workteams.get(home, one) is not None)
    return {
        "WorkteamName": name,
        "Description": say("People who review"),
        _USERS: "alice\nbob",
        "account": home.account,
        "region": home.region,
    }


def _workforce(acting: ConsoleActions, scope: Scope) -> Workforce | None:
    with acting.service.view() as store:
        return next(iter(store.workforces.all(scope)), None)


def _create(acting: ConsoleActions, api: Api, form: Form) -> None:
    """Make a team, and whatever it needs.

    Raises:
        RefusedCallError: an operation answered with an error.
    """
    given = input_of(api.shape(SAGEMAKER, "CreateWorkteam"), form)
    force = _workforce(acting, api.scope)
    if force is not None and force.oidc_config is not None:
        of_provider = {"OidcMemberDefinition": {"Groups": _lines(form, _GROUPS)}}
        _create_team(api, given, force, of_provider)
        return
    config = staff.pool_of(api, force)
    pool, name = config["UserPool"], given.get("WorkteamName", "")
    try:
        staff.make_group(api, pool, name, _lines(form, _USERS))
        of_pool = {"CognitoMemberDefinition": {**config, "UserGroup": name}}
        _create_team(api, given, force or _workforce(acting, api.scope), of_pool)
    except RefusedCallError:
        staff.take_group_back(api, pool, name)
        raise


def _create_team(
    api: Api, given: dict[str, Any], force: Workforce | None, definition: dict[str, Any]
) -> None:
    named = {"WorkforceName": force.name} if force else {}
    api.call(SAGEMAKER, "CreateWorkteam", **given, **named, MemberDefinitions=[definition])


def _lines(form: Form, name: str) -> list[str]:
    return [line.strip() for line in form.values.get(name, "").splitlines() if line.strip()]


def _refuse(form: Form, refused: RefusedCallError) -> None:
    if refused.call.service != COGNITO:
        form.refuse(refused, _FIELDS)
    elif "Username" in refused.call.input:
        form.errors[_USERS] = f"{refused.call.input['Username']}: {refused.message}"
    else:
        form.errors["WorkteamName"] = refused.message


def _edit_page(team: Workteam, form: Form) -> str:
    given = {
        "WorkteamName": team.name,
        "Description": form.values.get("Description", ""),
        "MemberDefinitions": definitions_with(team, _lines(form, _GROUPS)),
    }
    code = code_of([Call(SAGEMAKER, "UpdateWorkteam", given)], team.scope)
    return render_template("console/edit_workteam.html", form=form, team=team, code=code)


def _new_page(acting: ConsoleActions, form: Form) -> str:
    scope = acting.scope_of(form)
    force = _workforce(acting, scope)
    is_oidc = force is not None and force.oidc_config is not None
    return render_template(
        "console/new_workteam.html", form=form, scope=scope, is_oidc=is_oidc, is_first=force is None
    )
