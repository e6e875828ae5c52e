"""The tags of a resource: shown, and changed as far as they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import Store
from a2i_emulator.pages.console.acting import ConsoleActions, sent
from a2i_emulator.pages.console.api import Api, RefusedCallError
from a2i_emulator.pages.console.forms import Form
from a2i_emulator.pages.console.staff import SAGEMAKER

_TAGS = "Tags"


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the routes."""

    @console.route("/<kind>/<account>/<region>/<name>/tags", methods=["GET", "POST"])
    def tags(kind: str, account: str, region: str, name: str) -> Response | str | tuple[str, int]:
        where = {"kind": kind, "account": account, "region": region, "name": name}
        with acting.service.view() as store:
            arn = _arn(store, kind, Scope(account, region), name)
            kept = store.tags(arn)
        if request.method == "GET":
            lines = "\n".join(f"{key}={value}" for key, value in sorted(kept.items()))
            return render_template("console/tags.html", form=Form({_TAGS: lines}), arn=arn, **where)
        form, api = sent(), acting.api(Scope(account, region))
        try:
            _change(api, arn, kept, _read(form.values.get(_TAGS, "")))
            return acting.finish(api, "console.tags", **where)
        except RefusedCallError as refused:
            form.errors[_TAGS] = refused.message
        return render_template("console/tags.html", form=form, arn=arn, **where), 400


def _arn(store: Store, kind: str, scope: Scope, name: str) -> str:
    found: Any = {
        "flow-definitions": store.flow_definitions,
        "templates": store.human_task_uis,
        "workteams": store.workteams,
    }.get(kind) or abort(404)
    return str((found.get(scope, name) or abort(404)).arn)


def _read(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.splitlines() if line.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _change(api: Api, arn: str, kept: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Take away the tags that are not wanted, and add those that are not there.

    Raises:
        RefusedCallError: an operation answered with an error.
    """
    gone = sorted(kept.keys() - wanted.keys())
    added = [
        {"Key": key, "Value": value} for key, value in wanted.items() if kept.get(key) != value
    ]
    if added:
        api.call(SAGEMAKER, "AddTags", ResourceArn=arn, Tags=added)
    if gone:
        api.call(SAGEMAKER, "DeleteTags", ResourceArn=arn, TagKeys=gone)
