"""The page inside a task's frame: the rendered worker template."""

from __future__ import annotations

from flask import Response, request

from a2i_emulator.crowd import frame_policy, framed, script_address
from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.workforce import sub_domain_of
from a2i_emulator.operations.task_input import rendered_task
from a2i_emulator.pages.portal.refusal import Refusal
from a2i_emulator.pages.portal.worker_tasks import gone
from a2i_emulator.service import Service


def frame_page(service: Service, loop: HumanLoop) -> Response:
    """Render a loop's template for a worker's browser.

    Raises:
        Refusal: it cannot be rendered, though it could when the loop began.
    """
    rendered = rendered_task(service.view, loop, service.ports.render, base_url=_host_url())
    if rendered is None:
        raise gone()
    if rendered.errors:
        reasons = "; ".join(error.message for error in rendered.errors)
        raise Refusal(500, "This task cannot be shown", f"Its template has errors: {reasons}")
    page = framed(rendered.html, script_url=script_address(), origin=request.host_url.rstrip("/"))
    return Response(page, headers=frame_policy())


def _host_url() -> str:
    """Return the host under which the browser has found this emulator."""
    if sub_domain_of(request.host) is None:
        return request.host_url.rstrip("/")
    # S3 would take a workforce's host name for that of a bucket.
    _, colon, port = request.host.partition(":")
    return f"{request.scheme}://localhost{colon}{port}"
