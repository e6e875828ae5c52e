"""Flow definitions: made from what is there, and taken away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.s3_uri import parse_s3_uri
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.console.acting import Desk, confirmed, next_name, sent
from a2i_emulator.pages.console.api import Api, Call, RefusedCallError
from a2i_emulator.pages.console.forms import Form, input_of

_SERVICE = "sagemaker"
_CREATE = "CreateFlowDefinition"
_BUCKET = "bucket"
_OUTPUT = "OutputConfig.S3OutputPath"
_NO_PLACE = "us-east-1"
"""The Region that S3 does not want to be told."""

_CONDITIONS = (
    "HumanLoopActivationConfig.HumanLoopActivationConditionsConfig.HumanLoopActivationConditions"
)
_FIELDS = (
    "FlowDefinitionName",
    "HumanLoopRequestSource.AwsManagedHumanLoopRequestSource",
    _CONDITIONS,
    "HumanLoopConfig.WorkteamArn",
    "HumanLoopConfig.HumanTaskUiArn",
    "HumanLoopConfig.TaskTitle",
    "HumanLoopConfig.TaskDescription",
    "HumanLoopConfig.TaskCount",
    _OUTPUT,
    "RoleArn",
)


def add_routes(console: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @console.route("/flow-definitions/new", methods=["GET", "POST"])
    def new_flow_definition() -> Response | str | tuple[str, int]:
        if request.method == "GET":
            return _page(desk, Form(_suggested(desk)))
        form = sent()
        api = desk.api(desk.scope_of(form))
        members = input_of(api.shape(_SERVICE, _CREATE), form)
        if form.is_fine:
            try:
                _create(api, form, members)
                return desk.finish(api, "console.flow_definitions")
            except RefusedCallError as refused:
                if refused.call.service == "s3":
                    form.errors[_OUTPUT] = refused.message
                else:
                    form.refuse(refused, _FIELDS)
        return _page(desk, form), 400

    @console.route("/flow-definitions/<account>/<region>/<name>/delete", methods=["GET", "POST"])
    def delete_flow_definition(
        account: str, region: str, name: str
    ) -> Response | str | tuple[str, int]:
        scope = Scope(account, region)
        with desk.service.view() as store:
            flow = store.flow_definitions.get(scope, name) or abort(404)
            in_flight = store.human_loops.count_in_flight(flow.arn)
        call = Call(_SERVICE, "DeleteFlowDefinition", {"FlowDefinitionName": flow.name})
        onward: tuple[str, dict[str, Any]] = ("console.flow_definitions", {})
        goes = [
            say("No human loop can be started with it any more; its name becomes free."),
            say("Human loops that are open: %(number)s. They go on.", number=in_flight),
        ]
        page: dict[str, Any] = {
            "title": say("Delete this flow definition?"),
            "name": flow.name,
            "goes": goes,
        }
        page |= {"act": say("Delete it"), "back": onward}
        return confirmed(desk, scope, call, onward, lambda: page)


def _create(api: Api, form: Form, members: dict[str, Any]) -> None:
    """Make a flow definition, and its bucket before; where it is refused, nothing stays.

    Raises:
        RefusedCallError: an operation answered with an error.
    """
    location = parse_s3_uri(form.values.get(_OUTPUT, ""))
    is_wanted = _BUCKET in form.values and location is not None
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


def _suggested(desk: Desk) -> dict[str, str]:
    home = desk.home
    with desk.service.view() as store:
        uis, teams = store.human_task_uis.every(), store.workteams.every()
        scope = uis[0].scope if uis else home
        name = next_name("reviews", lambda one: store.flow_definitions.get(scope, one) is not None)
    return {
        "FlowDefinitionName": name,
        "HumanLoopConfig.WorkteamArn": teams[0].arn if teams else "",
        "HumanLoopConfig.HumanTaskUiArn": uis[0].arn if uis else "",
        "HumanLoopConfig.TaskTitle": "",
        "HumanLoopConfig.TaskCount": "1",
        _OUTPUT: f"s3://a2i-{scope.account}-{scope.region}/reviews",
        "RoleArn": f"arn:{scope.partition}:iam::{scope.account}:role/a2i",
        _BUCKET: "on",
    }


def _page(desk: Desk, form: Form) -> str:
    with desk.service.view() as store:
        teams = [team.arn for team in store.workteams.every()]
        uis = [one.arn for one in store.human_task_uis.every()]
    return render_template(
        "console/new_flow_definition.html",
        form=form,
        teams=teams,
        uis=uis,
        sources=(TEXTRACT_SOURCE, REKOGNITION_SOURCE),
        conditions=_CONDITIONS,
        code=desk.preview(_SERVICE, _CREATE, form, desk.scope_of(form)),
    )
