"""The console as a Flask blueprint: it looks by itself, and acts by AWS's operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, render_template, request

from a2i_emulator.domain.names import Scope
from a2i_emulator.pages.common import Frames, etag_of, fresh_json, guarded
from a2i_emulator.pages.console import (
    audit,
    code_page,
    flow_actions,
    flows,
    loop_actions,
    loops,
    overview,
    quality_page,
    records,
    seen,
    setup_page,
    sign_in,
    tags,
    team_members,
    template_preview,
    test_kit,
    worker_templates,
    workforces,
    workteams,
)
from a2i_emulator.pages.console.acting import ConsoleActions
from a2i_emulator.pages.console.api import Clients
from a2i_emulator.pages.console.token import guard_forms
from a2i_emulator.security.operators import Operators
from a2i_emulator.service import Service

_ACTIONS = (
    code_page,
    flow_actions,
    loop_actions,
    quality_page,
    setup_page,
    tags,
    team_members,
    test_kit,
    worker_templates,
    workforces,
    workteams,
)
"""Where something is done, or prepared to be done."""

_MOST_CALLS = 30
_Show = Callable[..., "Response | str"]


def console_blueprint(
    service: Service, clients: Clients, frames: Frames, operators: Operators | None = None
) -> Blueprint:
    """Return the console of an emulator, under ``/_a2i/console/``.

    The application needs what `a2i_emulator.pages.common` brings.

    Args:
        service: the emulator.
        clients: reach its operations, and those of the AWS services around it.
        frames: show worker templates.
        operators: asks for the roles of who uses it.
    """
    console = Blueprint(
        "console", __name__, url_prefix="/_a2i/console", template_folder="templates"
    )

    def show(
        name: str, data: Mapping[str, Any], more: Callable[[], Mapping[str, Any]] = dict
    ) -> Response | str:
        """Show a page, or say which version of it there is now to one that is open.

        What is ``more`` is only made for a page, and a change of it alone is no new version.
        """
        version = etag_of(msgspec.json.encode((data, service.clock.offset)))
        if "version" in request.args:
            return fresh_json({"version": version}, service.clock.now())
        return render_template(f"console/{name}.html", version=version, **data, **more())

    acting = ConsoleActions(service, clients)
    if operators and operators.provider and operators.sessions:
        sign_in.add_routes(console, service, operators.provider, operators.sessions)
    guard_forms(console, service)
    for room in _ACTIONS:
        room.add_routes(console, acting)
    template_preview.add_routes(console, acting, frames)
    seen.add_routes(console, service)
    _add_state(console, service, show)
    _add_records(console, service, show)

    @console.context_processor
    def _everywhere() -> dict[str, object]:
        return {
            "now": service.clock.now(),
            "ahead": service.clock.offset,
            "done": acting.done(),
            "has_audit": service.trail is not None,
            "may_administer": _may(operators, "POST", "/_a2i/clock"),
        }

    console.after_request(guarded)
    return console


def _may(operators: Operators | None, method: str, path: str) -> bool:
    """Tell whether who has sent the request may send another one."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return operators is None or operators.refusal(method, path, headers) is None


def _add_state(console: Blueprint, service: Service, show: _Show) -> None:
    @console.get("/", endpoint="overview")
    def start() -> Response | str:
        return show("overview", overview.data(service))

    @console.get("/flow-definitions")
    def flow_definitions() -> Response | str:
        return show("flows", flows.listing(service, request.args))

    @console.get("/flow-definitions/<account>/<region>/<name>")
    def flow_definition(account: str, region: str, name: str) -> Response | str:
        found = flows.details(service, Scope(account, region), name)
        return show("flow", found) if found is not None else abort(404)

    @console.get("/human-loops")
    def human_loops() -> Response | str:
        return show("loops", loops.listing(service, request.args))

    @console.get("/human-loops/<loop_id>")
    def human_loop(loop_id: str) -> Response | str:
        found = loops.details(service, loop_id)
        return show("loop", found, lambda: _beside(loop_id)) if found is not None else abort(404)

    def _beside(loop_id: str) -> Mapping[str, Any]:
        with service.view() as store:
            loop = store.human_loops.by_id(loop_id) or abort(404)
        calls = records.taken_together(seen.calls_about(service, loop), _MOST_CALLS)
        return {**seen.answers_of(service, loop), "calls": calls}

    @console.get("/human-loops/<loop_id>/output.json")
    def output(loop_id: str) -> Response:
        body = loops.output(service, loop_id)
        return Response(body, content_type="application/json") if body else abort(404)


def _add_records(console: Blueprint, service: Service, show: _Show) -> None:
    @console.get("/events")
    def events() -> Response | str:
        return show("events", records.events(service))

    @console.get("/requests")
    def requests() -> Response | str:
        return show("requests", records.requests(service, request.args))

    @console.get("/audit", endpoint="audit")
    def who_did_what() -> Response | str:
        if service.trail is None:
            abort(404)
        return show("audit", audit.listing(service, request.args))
