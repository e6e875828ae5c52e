"""The portal as a Flask blueprint."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from a2i_emulator.pages.common import Frames, guarded
from a2i_emulator.pages.portal import figures, jobs, person, sign_in, task_frame, work
from a2i_emulator.pages.portal.errors import RefusalError, wants_json
from a2i_emulator.pages.portal.teams import Teams
from a2i_emulator.service import Service


def portal_blueprint(service: Service, frames: Frames) -> Blueprint:
    """Return the worker portal of an emulator, under ``/_a2i/portal/``.

    The application needs a secret key, and what `a2i_emulator.pages.common` brings.

    Args:
        service: the emulator.
        frames: show worker templates.
    """
    portal = Blueprint("portal", __name__, url_prefix="/_a2i/portal", template_folder="templates")
    teams = Teams(service)
    for room in (sign_in, jobs, work, figures):
        room.add_routes(portal, service, teams)
    task_frame.add_routes(portal, service, teams, frames)
    portal.after_request(guarded)

    @portal.before_request
    def _check() -> None:
        person.check_session(service)
        if request.method == "POST":
            person.check_token()

    @portal.context_processor
    def _everywhere() -> dict[str, object]:
        return {
            "me": person.current(),
            "csrf_token": person.token(),
            "now": service.clock.now(),
        }

    @portal.errorhandler(RefusalError)
    def _refuse(refusal: RefusalError) -> tuple[Response | str, int]:
        if wants_json():
            error = {"kind": refusal.kind, "title": refusal.title, "message": refusal.message}
            return jsonify(error=error), refusal.status
        return render_template("portal/refused.html", refusal=refusal), refusal.status

    return portal
