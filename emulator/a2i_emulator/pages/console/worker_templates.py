"""Worker task templates: their list, the editor, and taking them away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import Store
from a2i_emulator.pages.common.words import mark, say
from a2i_emulator.pages.console.acting import ConsoleActions, confirmed, next_name, sent
from a2i_emulator.pages.console.api import Call, RefusedCallError
from a2i_emulator.pages.console.conditions import first_sample, indented, recorded
from a2i_emulator.pages.console.forms import Form, input_of
from a2i_emulator.pages.console.listing import shown
from a2i_emulator.pages.console.template_replacing import (
    REPLACES,
    STEPS,
    replaced,
    users_of,
    where_of,
)
from a2i_emulator.templates.default import SOURCES, default_template
from a2i_emulator.templates.gallery import KINDS, gallery_template, sample_input

_CREATE = "CreateHumanTaskUi"
_CONTENT = "UiTemplate.Content"
_SAMPLE = "sample"
_FIELDS = ("HumanTaskUiName", _CONTENT, "Tags")
_RECENT_LOOPS = 20
_MOST_NAMED = 20
_TITLES = {
    "classification": mark("Classification of a text"),
    "boxes": mark("Boxes on an image"),
    "segmentation": mark("Areas of an image"),
    "entities": mark("Names in a text"),
    "key-values": mark("Fields of a form"),
    "moderation": mark("Moderation of an image"),
    "comparison": mark("Comparison of two answers"),
    "transcription": mark("Transcription of an image"),
    "ranking": mark("Ranking of responses"),
}
_DEFAULTS = {
    "textract-analyze-document": mark("Amazon Textract: key-value pairs"),
    "rekognition-detect-moderation-labels": mark("Amazon Rekognition: moderation labels"),
}


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the routes."""

    @console.get("/templates")
    def worker_templates() -> str:
        with acting.service.view() as store:
            page = shown(store.human_task_uis, request.args, lambda one: one)
        return render_template("console/worker_templates.html", page=page)

    @console.get("/templates/<account>/<region>/<name>")
    def worker_template(account: str, region: str, name: str) -> str:
        found, uses = _existing(acting, Scope(account, region), name)
        with acting.service.view() as store:
            content, tags = store.template(found.content_sha256), store.tags(found.arn)
        where = {"account": account, "region": region, "name": name}
        return render_template(
            "console/template.html", one=found, uses=uses, content=content, tags=tags, where=where
        )

    @console.get("/templates/gallery")
    def gallery() -> str:
        kinds = [(kind, say(_TITLES[kind])) for kind in KINDS]
        defaults = [(name, say(title)) for name, title in _DEFAULTS.items()]
        return render_template("console/gallery.html", kinds=kinds, defaults=defaults)

    _add_changes(console, acting)


def _add_changes(console: Blueprint, acting: ConsoleActions) -> None:
    @console.route("/templates/new", methods=["GET", "POST"])
    def new_template() -> Response | str | tuple[str, int]:
        if request.method == "GET":
            return _editor(acting, Form(_begun(acting)))
        form = sent()
        step = next((form.values.pop(name) for name in STEPS if name in form.values), "")
        if step == "edit":
            return _editor(acting, form)
        api = acting.api(acting.scope_of(form))
        members = input_of(api.shape("sagemaker", _CREATE), form)
        if form.is_fine and step:
            return replaced(acting, api, form, members, is_confirmed=step == "confirmed")
        if form.is_fine:
            try:
                api.call("sagemaker", _CREATE, **members)
                name = members["HumanTaskUiName"]
                return acting.finish(
                    api, "console.worker_template", name=name, **where_of(api.scope)
                )
            except RefusedCallError as refused:
                form.refuse(refused, _FIELDS)
        return _editor(acting, form), 400

    @console.route("/templates/<account>/<region>/<name>/delete", methods=["GET", "POST"])
    def delete_template(account: str, region: str, name: str) -> Response | str | tuple[str, int]:
        scope = Scope(account, region)
        found, uses = _existing(acting, scope, name)
        call = Call("sagemaker", "DeleteHumanTaskUi", {"HumanTaskUiName": found.name})
        onward = ("console.worker_templates", dict[str, Any]())
        return confirmed(acting, scope, call, onward, lambda: _deleting(found, uses))


def _existing(
    acting: ConsoleActions, scope: Scope, name: str
) -> tuple[HumanTaskUi, list[FlowDefinition]]:
    with acting.service.view() as store:
        found = store.human_task_uis.get(scope, name) or abort(404)
        return found, users_of(store, found)


def _deleting(found: HumanTaskUi, uses: list[FlowDefinition]) -> dict[str, Any]:
    goes = [say("The template goes; human loops that have begun with it go on.")]
    if uses:
        names = ", ".join(flow.name for flow in uses[:_MOST_NAMED])
        goes.append(say("No human loop can be started any more for: %(flows)s", flows=names))
    back = "console.worker_template", {"name": found.name, **where_of(found.scope)}
    title, act = say("Delete this worker template?"), say("Delete it")
    return {"title": title, "name": found.name, "goes": goes, "act": act, "back": back}


def _begun(acting: ConsoleActions) -> dict[str, str]:
    """Return what stands in a new editor: from the gallery, AWS's defaults or a template."""
    kind, name = request.args.get("kind", ""), request.args.get("like", "")
    scope = acting.scope_of(Form(dict(request.args)))
    with acting.service.view() as store:
        like = _of_template(store, scope, name)
    if like:
        (content, sample), replaces = like, name
    elif kind in _DEFAULTS:
        source = next(one for one in SOURCES if kind.split("-")[0] in one.lower())
        content, sample, replaces = (
            default_template(source),
            first_sample(acting.service, source),
            "",
        )
        name = kind
    else:
        name = kind if kind in KINDS else "my-template"
        kind = kind if kind in KINDS else KINDS[0]
        content, sample, replaces = gallery_template(kind), sample_input(kind), ""
    with acting.service.view() as store:
        free = next_name(name, lambda one: store.human_task_uis.get(scope, one) is not None)
    return {"HumanTaskUiName": free, _CONTENT: content, _SAMPLE: sample, REPLACES: replaces,
            "account": scope.account, "region": scope.region}  # fmt: skip


def _of_template(store: Store, scope: Scope, name: str) -> tuple[str, str] | None:
    """Return a template's content, and what the latest human loop gave it to show."""
    found = store.human_task_uis.get(scope, name)
    content = store.template(found.content_sha256) if found else None
    if found is None or content is None:
        return None
    latest = [one.id for one in _recent(store) if one.review.human_task_ui_arn == found.arn][:1]
    given = [indented(json.loads(store.human_loops.input_content(one))) for one in latest]
    return content, given[0] if given else "{}"


def _recent(store: Store) -> Sequence[HumanLoop]:
    return store.human_loops.search(limit=_RECENT_LOOPS, within=_RECENT_LOOPS).items


def _editor(acting: ConsoleActions, form: Form) -> str:
    with acting.service.view() as store:
        recent = _recent(store)
    scope = acting.scope_of(form)
    return render_template(
        "console/editor.html",
        form=form,
        recent=[(loop.id, loop.name) for loop in recent],
        recorded=recorded(acting.service),
        scope=scope,
        code=acting.preview("sagemaker", _CREATE, form, scope),
    )
