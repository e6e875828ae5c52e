"""The list of jobs."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator.operations.ports import Position
from a2i_emulator.pages.common import etag_of, fresh_json
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.portal import person
from a2i_emulator.pages.portal.asked import Asked
from a2i_emulator.pages.portal.errors import RefusalError
from a2i_emulator.pages.portal.teams import Teams
from a2i_emulator.pages.portal.worker_tasks import WorkerTasks
from a2i_emulator.service import Service

_MOST_DIGITS = 18
"""Of a moment: what fits 64 bits, and int() reads at all."""


def add_routes(portal: Blueprint, service: Service, teams: Teams) -> None:
    """Add the routes."""

    @portal.get("/")
    def jobs() -> AnyResponse | str:
        me = person.current()
        if me is None:
            return redirect(url_for("portal.sign_in_page"))
        worker_tasks = WorkerTasks(service, teams, me)
        asked, after = Asked.of(request.args), request.args.get("after")
        found = _listing(worker_tasks, asked, after)
        return render_template(
            "portal/jobs.html",
            listing=found,
            asked=asked,
            flows=worker_tasks.flows(),
            is_staffed=worker_tasks.is_staffed,
            is_proven=person.is_proven(),
            source=url_for("portal.jobs_json", after=after, **asked.args()),
            is_first=after is None,
            etag=f'"{etag_of(msgspec.json.encode(found))}"',
        )

    @portal.get("/jobs.json")
    def jobs_json() -> Response:
        me = person.current()
        if me is None:
            raise RefusalError(401, say("You are signed out"), say("Sign in again."))
        worker_tasks = WorkerTasks(service, teams, me)
        asked, after = Asked.of(request.args), request.args.get("after")
        return fresh_json(_listing(worker_tasks, asked, after), service.clock.now())


def _listing(worker_tasks: WorkerTasks, asked: Asked, after: str | None) -> dict[str, object]:
    found, following = worker_tasks.jobs(asked, _position(after))
    return {
        "jobs": [job.row() for job in found],
        "next": following and f"{following[0]}.{following[1]}",
    }


def _position(text: str | None) -> Position | None:
    if not text:
        return None
    at, _, loop_id = text.partition(".")
    if not (at.isascii() and at.isdecimal() and len(at) <= _MOST_DIGITS):
        raise RefusalError(404, say("There is no such page"), say("Begin at the first one."))
    return int(at), loop_id
