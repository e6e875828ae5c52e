"""The people of a workteam: invited, disabled, enabled and removed, in Cognito."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Workteam
from a2i_emulator.pages.common.words import mark, say
from a2i_emulator.pages.console import staff
from a2i_emulator.pages.console.acting import ConsoleActions, confirmed, sent
from a2i_emulator.pages.console.api import Call, RefusedCallError
from a2i_emulator.pages.console.forms import Form

TEAM = "/workteams/<account>/<region>/<name>"
_REMOVE = "AdminRemoveUserFromGroup"
_ACTS = {
    "remove": (
        _REMOVE,
        mark("Remove this person from the team?"),
        mark("Remove them"),
        mark("The person stays a user of the pool, and in other teams."),
    ),
    "disable": (
        "AdminDisableUser",
        mark("Disable this person?"),
        mark("Disable them"),
        mark("They cannot sign in any more, in no team, until they are enabled again."),
    ),
    "enable": (
        "AdminEnableUser",
        mark("Enable this person?"),
        mark("Enable them"),
        mark("They can sign in again, in every team that they are in."),
    ),
}
"""What can be done to a person: the operation, a question, the button, and what comes of it."""


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the routes."""

    @console.get(TEAM)
    def workteam(account: str, region: str, name: str) -> str:
        return _page(acting, Scope(account, region), name, Form())

    @console.get(f"{TEAM}/members")
    def members(account: str, region: str, name: str) -> Response:
        return redirect(url_for("console.workteam", account=account, region=region, name=name))

    @console.post(f"{TEAM}/members")
    def invite(account: str, region: str, name: str) -> Response | tuple[str, int]:
        scope, form = Scope(account, region), sent()
        pool, group = _group_of(existing_team(acting, scope, name)) or abort(404)
        api = acting.api(scope)
        fields = ("Username", "email", "password")
        user, email, password = (form.values.get(field, "").strip() for field in fields)
        try:
            staff.invite(api, pool, group, user, email=email, password=password)
        except RefusedCallError as refused:
            field = "password" if "Password" in refused.call.input else "Username"
            form.errors[field] = refused.message
            return _page(acting, scope, name, form), 400
        return acting.finish(api, "console.workteam", account=account, region=region, name=name)

    @console.route(f"{TEAM}/members/<path:user>/<act>", methods=["GET", "POST"])
    def about_member(
        account: str, region: str, name: str, user: str, act: str
    ) -> Response | str | tuple[str, int]:
        scope = Scope(account, region)
        pool, group = _group_of(existing_team(acting, scope, name)) or abort(404)
        operation, title, button, outcome = _ACTS.get(act) or abort(404)
        given = {"UserPoolId": pool, "Username": user}
        if operation == _REMOVE:
            given["GroupName"] = group
        back = "console.workteam", {"account": account, "region": region, "name": name}
        page = {"title": say(title), "name": user, "goes": [say(outcome)], "act": say(button)}
        call = Call(staff.COGNITO, operation, given)
        return confirmed(acting, scope, call, back, lambda: {**page, "back": back})


def existing_team(acting: ConsoleActions, scope: Scope, name: str) -> Workteam:
    """Return a workteam.

    Raises:
        werkzeug.exceptions.NotFound: there is none of that name.
    """
    with acting.service.view() as store:
        return store.workteams.get(scope, name) or abort(404)


def _group_of(team: Workteam) -> tuple[str, str] | None:
    """Return pool and group of a team whose members are in Cognito."""
    found: list[Mapping[str, Any]] = [
        one["CognitoMemberDefinition"]
        for one in team.member_definitions
        if "CognitoMemberDefinition" in one
    ]
    return (found[0]["UserPool"], found[0]["UserGroup"]) if found else None


def groups_of(team: Workteam) -> list[str]:
    """Return the groups whose members are in a team, of Cognito or of an identity provider."""
    found: list[str] = []
    for one in team.member_definitions:
        if "CognitoMemberDefinition" in one:
            found.append(one["CognitoMemberDefinition"]["UserGroup"])
        found += one.get("OidcMemberDefinition", {}).get("Groups", ())
    return found


def definitions_with(team: Workteam, groups: Sequence[str]) -> list[dict[str, Any]]:
    """Return the MemberDefinitions of a team with other groups."""
    cognito = next(
        (
            one["CognitoMemberDefinition"]
            for one in team.member_definitions
            if "CognitoMemberDefinition" in one
        ),
        None,
    )
    if cognito is None:
        return [{"OidcMemberDefinition": {"Groups": list(groups)}}]
    return [{"CognitoMemberDefinition": {**cognito, "UserGroup": group}} for group in groups]


def _page(acting: ConsoleActions, scope: Scope, name: str, form: Form) -> str:
    team = existing_team(acting, scope, name)
    where = _group_of(team)
    people, refused = list[staff.Member](), None
    try:
        people = staff.members(acting.api(scope), *where) if where else []
    except RefusedCallError as error:
        refused = error
    with acting.service.view() as store:
        tags = store.tags(team.arn)
    return render_template(
        "console/workteam.html",
        team=team,
        people=people,
        groups=groups_of(team),
        tags=tags,
        is_cognito=where is not None,
        refused=refused,
        form=form,
        where={"account": scope.account, "region": scope.region, "name": team.name},
    )
