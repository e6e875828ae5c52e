"""Where worker templates are shown: in frames at our own address, or at an origin of theirs.

At an origin of theirs no cookie of ours arrives. What a frame there may show stands in its
address, and only our own pages, which have asked who looks, hand such addresses out. They are
encrypted: the template can read them, and is not to learn from them who the worker is.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator.crowd import frame_policy, framed, script_address
from a2i_emulator.service import Service

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

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
        ticket = self._lock().encrypt(json.dumps([kind, subject, home]).encode()).decode()
        return redirect(f"{self._origin}{FRAMES_PATH}{ticket}")

    def _at_their_origin(self, ticket: str) -> Response:
        from cryptography.fernet import InvalidToken  # few have templates elsewhere

        try:
            opened = self._lock().decrypt(ticket.encode(), ttl=_LASTS_SECONDS)
        except InvalidToken:
            abort(403)
        kind, subject, home = json.loads(opened)
        return self._page(kind, subject, home, ancestors=home)

    def _page(self, kind: str, subject: Subject, home: str, *, ancestors: str) -> Response:
        html = self._shows[kind](subject, home)
        origin = request.host_url.rstrip("/")
        page = framed(html, script_url=script_address(html), origin=origin)
        return Response(page, headers=frame_policy(ancestors=ancestors))

    def _lock(self) -> Fernet:
        from cryptography.fernet import Fernet

        return Fernet(urlsafe_b64encode(sha256(b"frames" + self._service.secret).digest()))
