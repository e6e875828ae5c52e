"""One task: look at it, accept it, work on it, hand it in or give it back."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.task import TaskStatus
from a2i_emulator.operations.tasks import Move
from a2i_emulator.pages.common import fresh_json
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.portal import person
from a2i_emulator.pages.portal.errors import RefusalError, wants_json
from a2i_emulator.pages.portal.teams import Teams
from a2i_emulator.pages.portal.worker_tasks import WorkerTasks
from a2i_emulator.service import Service

MAX_ANSWER_BYTES = 6 * 1024 * 1024
"""Our limit: twice the largest InputContent."""


def add_routes(portal: Blueprint, service: Service, teams: Teams) -> None:
    """Add the routes."""
    _add_pages(portal, service, teams)
    _add_moves(portal, service, teams)

    @portal.post("/work/<task>/submit")
    def submit(task: str) -> Response:
        worker_tasks = tasks_of(service, teams)
        content = _read_answer()
        done = worker_tasks.submit(task, content)
        following = worker_tasks.begin_next(done)
        if following is None:
            flash(say("Submitted. There are no more tasks of this job for you just now."))
            return jsonify(next=url_for("portal.jobs"))
        return jsonify(next=url_for("portal.task", task=following.id))


def _add_pages(portal: Blueprint, service: Service, teams: Teams) -> None:
    @portal.get("/work/<task>")
    def task(task: str) -> AnyResponse | str:
        if person.current() is None:
            return redirect(url_for("portal.sign_in_page", task=task))
        job = tasks_of(service, teams).job(task)
        if not job.is_listed:
            raise job.why_not_yours()
        if job.id != task:
            return redirect(url_for("portal.task", task=job.id))
        if job.task is None or job.task.status is not TaskStatus.ACCEPTED:
            return render_template("portal/offer.html", job=job)
        return render_template("portal/task.html", job=job, max_answer=MAX_ANSWER_BYTES)

    @portal.get("/work/<task>/state")
    def state(task: str) -> Response:
        return fresh_json(_state(tasks_of(service, teams), task), service.clock.now())


def _add_moves(portal: Blueprint, service: Service, teams: Teams) -> None:
    @portal.post("/work/<task>/start")
    def start(task: str) -> AnyResponse:
        job = tasks_of(service, teams).begin(task)
        return redirect(url_for("portal.task", task=job.id), 303)

    def give_back(task: str, how: Move, said: str) -> AnyResponse:
        tasks_of(service, teams).move(task, how)
        flash(said)
        address = url_for("portal.jobs")
        return jsonify(next=address) if wants_json() else redirect(address, 303)

    @portal.post("/work/<task>/stop")
    def stop(task: str) -> AnyResponse:
        return give_back(
            task,
            life_cycle.suspend,
            say("You stopped the task. Resume it before its time is up."),
        )

    @portal.post("/work/<task>/release")
    def release(task: str) -> AnyResponse:
        return give_back(task, life_cycle.release, say("You released the task to your team."))

    @portal.post("/work/<task>/decline")
    def decline(task: str) -> AnyResponse:
        return give_back(task, life_cycle.decline, say("You successfully declined the task"))


def tasks_of(service: Service, teams: Teams) -> WorkerTasks:
    """Return the tasks of who has sent the request.

    Raises:
        RefusalError: nobody is signed in.
    """
    me = person.current()
    if me is None:
        raise person.signed_out()
    return WorkerTasks(service, teams, me)


def _state(worker_tasks: WorkerTasks, task: str) -> dict[str, Any]:
    """Return what an open task page has to know."""
    try:
        job = worker_tasks.job(task)
    except RefusalError as refusal:
        over = refusal
    else:
        if job.is_held:
            return {"held": True, "endsAt": job.ends_at, "stopping": job.is_stopping}
        over = job.why_not_in_hand()
    return {"held": False, "kind": over.kind, "title": over.title, "message": over.message}


def _read_answer() -> dict[str, Any]:
    if (request.content_length or 0) > MAX_ANSWER_BYTES:
        limit = MAX_ANSWER_BYTES // 1024 // 1024
        raise RefusalError(
            413,
            say("The answer is too large"),
            say("It may have %(limit)s MB at most.", limit=limit),
        )
    try:
        content = msgspec.json.decode(request.get_data())
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise RefusalError(
            400,
            say("The answer is not valid"),
            say("It is not JSON: %(error)s.", error=error),
        ) from error
    if not isinstance(content, dict):
        raise RefusalError(400, say("The answer is not valid"), say("It has to be a JSON object."))
    return content
