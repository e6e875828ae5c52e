"""The frame in which a worker has a task: its template, rendered."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator.domain.workforce import sub_domain_of
from a2i_emulator.operations.task_input import rendered_task
from a2i_emulator.pages.common.frames import Frames, Subject
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.portal import person
from a2i_emulator.pages.portal.errors import RefusalError
from a2i_emulator.pages.portal.job import Job
from a2i_emulator.pages.portal.teams import Teams
from a2i_emulator.pages.portal.worker_tasks import WorkerTasks, gone
from a2i_emulator.service import Service

_KIND = "task"


def add_routes(portal: Blueprint, service: Service, teams: Teams, frames: Frames) -> None:
    """Add the route."""

    @portal.get("/work/<task>/frame")
    def frame(task: str) -> AnyResponse:
        return frames.answer(_KIND, {"task": task, "session": person.kept()})

    def show(subject: Subject, home: str) -> str:
        who = person.of_session(service, subject["session"])
        if who is None:
            raise person.signed_out()
        job = WorkerTasks(service, teams, who).job(subject["task"])
        if not job.is_held:
            raise job.why_not_in_hand()
        return _page(service, job, _endpoint(home))

    frames.add(_KIND, show)
    frames.blueprint.register_error_handler(RefusalError, _refused)


def _page(service: Service, job: Job, base_url: str) -> str:
    """Render a job's template for a worker's browser.

    Raises:
        RefusalError: it cannot be rendered, though it could when the loop began.
    """
    rendered = rendered_task(service.view, job.loop, service.ports.render, base_url=base_url)
    if rendered is None:
        raise gone()
    if rendered.errors:
        reasons = "; ".join(error.message for error in rendered.errors)
        raise RefusalError(
            500,
            say("This task cannot be shown"),
            say("Its template has errors: %(reasons)s", reasons=reasons),
        )
    return rendered.html


def _endpoint(home: str) -> str:
    """Return where a browser that knows the portal by an address finds objects of S3."""
    parts = urlsplit(home)
    if sub_domain_of(parts.netloc) is None:
        return home
    # S3 would take a workforce's host name for that of a bucket.
    _, colon, port = parts.netloc.partition(":")
    return f"{parts.scheme}://localhost{colon}{port}"


def _refused(refusal: RefusalError) -> Response:
    """Tell why a frame at an origin of its own stays empty; the page around it knows as well."""
    text = f"{refusal.title}. {refusal.message}"
    return Response(text, refusal.status, content_type="text/plain; charset=utf-8")
