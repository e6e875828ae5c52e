"""Routes about the emulator itself: health, the API's description, its clock, templates."""

from __future__ import annotations

import re

from flask import Blueprint, Response, jsonify, request

from a2i_emulator.control.reading import bad_request, body_of, not_found
from a2i_emulator.domain.instant import SECOND, iso_milliseconds
from a2i_emulator.formats import specs_path
from a2i_emulator.service import Service
from a2i_emulator.settings import __version__

_NAME = re.compile("[a-z0-9-]+")


def add_routes(control: Blueprint, service: Service) -> None:
    """Add the routes."""
    _add_clock(control, service)

    @control.get("/health")
    def _health() -> Response:
        return jsonify(status="ok", version=__version__)

    @control.get("/openapi.json")
    def _openapi() -> Response:
        body = (specs_path() / "openapi.json").read_bytes()
        return Response(body, content_type="application/json")

    @control.get("/<name>.schema.json")
    def _format(name: str) -> Response:
        path = specs_path() / f"{name}.schema.json"
        if _NAME.fullmatch(name) is None or not path.is_file():
            raise not_found(f"There is no format {name}.")
        return Response(path.read_bytes(), content_type="application/json")

    @control.get("/templates/<sha256>")
    def _template(sha256: str) -> Response:
        given = request.args.get("signature", "")
        status, content_type, text = service.template_page(sha256, given)
        return Response(text, status, content_type=content_type)


def _add_clock(control: Blueprint, service: Service) -> None:
    @control.get("/clock")
    def _time() -> Response:
        return jsonify(time=iso_milliseconds(service.clock.now()), aheadMs=service.clock.offset)

    @control.post("/clock")
    def _advance() -> Response:
        seconds = body_of("Advance")["advanceSeconds"]
        try:
            service.advance(round(seconds * SECOND))
        except ValueError as error:
            raise bad_request(f"advanceSeconds: {error}.") from error
        return _time()
