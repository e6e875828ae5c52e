"""Flow definitions: made from what is there, tried, and taken away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.names import PUBLIC_CROWD_ACCOUNT, Scope, parse_arn
from a2i_emulator.domain.s3_uri import parse_s3_uri
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.console.acting import ConsoleActions, confirmed, next_name, sent
from a2i_emulator.pages.console.api import Api, Call, RefusedCallError
from a2i_emulator.pages.console.conditions import (
    CONDITIONS,
    SOURCE,
    SOURCES,
    Trial,
    known_types,
    recorded,
    tried,
)
from a2i_emulator.pages.console.forms import Form, input_of
from a2i_emulator.pages.console.listing import offered

_SERVICE = "sagemaker"
_CREATE = "CreateFlowDefinition"
_BUCKET, _TRY = "bucket", "try"
_OUTPUT = "OutputConfig.S3OutputPath"
_NO_PLACE = "us-east-1"
"""The Region that S3 does not want to be told."""

_PRICE = "HumanLoopConfig.PublicWorkforceTaskPrice.AmountInUsd"
_FIELDS = (
    "FlowDefinitionName",
    SOURCE,
    CONDITIONS,
    "HumanLoopConfig.WorkteamArn",
    "HumanLoopConfig.HumanTaskUiArn",
    "HumanLoopConfig.TaskTitle",
    "HumanLoopConfig.TaskDescription",
    "HumanLoopConfig.TaskCount",
    _OUTPUT,
    "RoleArn",
)
_LINES = ("HumanLoopConfig.TaskKeywords",)
"""Members that are lists, with one element in each line of their field."""


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the routes."""

    @console.route("/flow-definitions/new", methods=["GET", "POST"])
    def new_flow_definition() -> Response | str | tuple[str, int]:
        if request.method == "GET":
            return _page(acting, Form(_suggested(acting)))
        form = sent()
        if form.values.pop(_TRY, None):
            return _page(acting, form, tried(acting.service, form))
        api = acting.api(acting.scope_of(form))
        members = input_of(api.shape(_SERVICE, _CREATE), form)
        if form.is_fine:
            try:
                create_with_bucket(api, form.values, members)
                name = members.get("FlowDefinitionName", "")
                return acting.finish(api, "console.flow_definition", **_where(api.scope, name))
            except RefusedCallError as refused:
                if refused.call.service == "s3":
                    form.errors[_OUTPUT] = refused.message
                else:
                    form.refuse(refused, _FIELDS)
        return _page(acting, form), 400

    @console.route("/flow-definitions/<account>/<region>/<name>/delete", methods=["GET", "POST"])
    def delete_flow_definition(
        account: str, region: str, name: str
    ) -> Response | str | tuple[str, int]:
        scope = Scope(account, region)
        with acting.service.view() as store:
            flow = store.flow_definitions.get(scope, name) or abort(404)
            in_flight = store.human_loops.count_in_flight(flow.arn)
        call = Call(_SERVICE, "DeleteFlowDefinition", {"FlowDefinitionName": flow.name})
        goes = [
            say("No human loop can be started with it any more; its name becomes free."),
            say(
                "Human loops that are open: %(number)s. They are stopped, and all of its human "
                "loops are deleted; where a worker is at work, when that is done.",
                number=in_flight,
            ),
            say("What is in S3 stays: its bucket and every output.json."),
        ]
        page: dict[str, Any] = {
            "title": say("Delete this flow definition?"),
            "name": flow.name,
            "goes": goes,
            "act": say("Delete it"),
            "back": ("console.flow_definition", _where(scope, flow.name)),
        }
        return confirmed(acting, scope, call, ("console.flow_definitions", {}), lambda: page)


def _where(scope: Scope, name: str) -> dict[str, str]:
    return {"account": scope.account, "region": scope.region, "name": name}


def create_with_bucket(api: Api, values: Mapping[str, str], members: Mapping[str, Any]) -> None:
    """Make a flow definition, and its bucket before; where it is refused, nothing stays.

    Raises:
        RefusedCallError: an operation answered with an error.
    """
    location = parse_s3_uri(values.get(_OUTPUT, ""))
    is_wanted = _BUCKET in values and location is not None
    made = location.bucket if location and is_wanted and _make_bucket(api, location.bucket) else ""
    try:
        api.call(_SERVICE, _CREATE, **members)
    except RefusedCallError:
        if made:
            api.call("s3", "DeleteBucket", Bucket=made)
        raise


def _make_bucket(api: Api, bucket: str) -> bool:
    """Make a bucket, and tell whether it was not there."""
    listed = api.call("s3", "ListBuckets")["Buckets"]
    api.calls.pop()  # nothing that a program would have to do
    if bucket in {one["Name"] for one in listed}:
        return False
    region = api.scope.region
    place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    api.call("s3", "CreateBucket", Bucket=bucket, **({} if region == _NO_PLACE else place))
    return True


def _suggested(acting: ConsoleActions) -> dict[str, str]:
    """Return what stands in a new form: another one's values if it is to be like that."""
    home = acting.home
    like = parse_arn(request.args.get("like", ""))
    with acting.service.view() as store:
        uis = store.human_task_uis.search(name_contains="", after=None, limit=1)
        teams = store.workteams.search(name_contains="", after=None, limit=1)
        scope = like.scope if like else uis[0].scope if uis else home
        flow = store.flow_definitions.get(scope, like.name) if like else None
        name = next_name(
            flow.name if flow else "reviews",
            lambda one: store.flow_definitions.get(scope, one) is not None,
        )
        tags = store.tags(flow.arn) if flow else {}
    values = {
        "HumanLoopConfig.WorkteamArn": teams[0].arn if teams else "",
        "HumanLoopConfig.HumanTaskUiArn": uis[0].arn if uis else "",
        "HumanLoopConfig.TaskTitle": "",
        "HumanLoopConfig.TaskCount": "1",
        _OUTPUT: f"s3://a2i-{scope.account}-{scope.region}/reviews",
        "RoleArn": f"arn:{scope.partition}:iam::{scope.account}:role/a2i",
        _BUCKET: "on",
    }
    own = dict(_fields_of(flow, tags)) if flow else {}
    return {**values, **own, "FlowDefinitionName": name}


def _fields_of(flow: FlowDefinition, tags: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields of a form that would make such a flow definition."""
    parts: Mapping[str, Any] = {
        "HumanLoopConfig": flow.human_loop_config,
        "HumanLoopRequestSource": flow.human_loop_request_source,
        "HumanLoopActivationConfig": flow.human_loop_activation_config,
        "OutputConfig": flow.output_config,
        "RoleArn": flow.role_arn,
    }
    yield from _flat(parts, "")
    yield "Tags", "\n".join(f"{key}={value}" for key, value in tags.items())


def _flat(members: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for key, value in members.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        elif name in _LINES:
            yield name, "\n".join(value)
        elif value is not None:
            yield name, value if isinstance(value, str) else json.dumps(value)


def _page(acting: ConsoleActions, form: Form, trial: Trial | None = None) -> str:
    scope = acting.scope_of(form)
    team, ui = (
        form.values.get(f"HumanLoopConfig.{name}Arn", "") for name in ("Workteam", "HumanTaskUi")
    )
    public = (
        f"arn:{scope.partition}:sagemaker:{scope.region}:{PUBLIC_CROWD_ACCOUNT}"
        ":workteam/public-crowd/default"
    )
    with acting.service.view() as store:
        teams, more_teams = offered(store.workteams, "" if team == public else team)
        uis, more_uis = offered(store.human_task_uis, ui)
    return render_template(
        "console/new_flow_definition.html",
        form=form,
        teams=teams,
        public=public,
        uis=uis,
        has_more={
            "HumanLoopConfig.WorkteamArn": more_teams,
            "HumanLoopConfig.HumanTaskUiArn": more_uis,
        },
        sources=SOURCES,
        conditions=CONDITIONS,
        price=_PRICE,
        types=known_types(),
        recorded=recorded(acting.service),
        trial=trial,
        code=acting.preview(_SERVICE, _CREATE, form, scope),
    )
