"""Where worker templates are shown: in frames at our own address, or at an origin of theirs.

At an origin of theirs no cookie of ours arrives. What a frame there may show stands in its
address, signed, and only our own pages, which have asked who looks, hand such addresses out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator.crowd import frame_policy, framed, script_address
from a2i_emulator.service import Service

FRAMES_PATH = "/_a2i/frames/"
_LASTS_SECONDS = 12 * 3600
"""A task may be long, and its page be loaded again; who has signed out is out before."""

Subject = Mapping[str, Any]
"""What is shown, in JSON's terms."""

Show = Callable[[Subject, str], str]
"""Renders it, for who reaches our own pages at an address."""


class Frames:
    """The frames of worker templates.

    Args:
        service: the emulator, whose settings tell the origin.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._origin = service.settings.template_origin
        self._shows: dict[str, Show] = {}
        self.blueprint = Blueprint("frames", __name__)
        self.blueprint.add_url_rule(f"{FRAMES_PATH}<ticket>", "frame", self._at_their_origin)

    def add(self, kind: str, show: Show) -> None:
        """Say how subjects of a kind are rendered; refuses, by an exception, what is over."""
        self._shows[kind] = show

    def answer(self, kind: str, subject: Subject) -> AnyResponse:
        """Answer a frame of a page of ours, by the template's page or by where that is."""
        home = request.host_url.rstrip("/")
        if self._origin is None:
            return self._page(kind, subject, home, ancestors="'self'")
        ticket = self._tickets.dumps([kind, subject, home])
        return redirect(f"{self._origin}{FRAMES_PATH}{ticket}")

    def _at_their_origin(self, ticket: str) -> Response:
        try:
            kind, subject, home = self._tickets.loads(ticket, max_age=_LASTS_SECONDS)
        except BadData:
            abort(403)
        return self._page(kind, subject, home, ancestors=home)

    def _page(self, kind: str, subject: Subject, home: str, *, ancestors: str) -> Response:
        html = self._shows[kind](subject, home)
        origin = request.host_url.rstrip("/")
        page = framed(html, script_url=script_address(html), origin=origin)
        return Response(page, headers=frame_policy(ancestors=ancestors))

    @property
    def _tickets(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._service.secret, salt="a2i-frames")
