"""The control API as a Flask blueprint; ``specs/openapi.json`` describes its routes."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import HTTPException

from a2i_emulator.answering import AmbiguousLoopError, UnknownLoopError
from a2i_emulator.control import (
    auditing,
    general,
    operating,
    quality_control,
    records,
    state,
    tasks,
    test_kit,
)
from a2i_emulator.control.reading import ControlError, bad_request, conflict, not_found
from a2i_emulator.domain.life_cycle import RefusedError
from a2i_emulator.formats import FormatError
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.operations.ports import StorageError
from a2i_emulator.service import Service

log = logging.getLogger(__name__)


def control_blueprint(service: Service, moto: MotoApp) -> Blueprint:
    """Return the control API of an emulator."""
    control = Blueprint("control", __name__, url_prefix="/_a2i")
    _add_error_handlers(control)
    for room in (general, operating, tasks, quality_control, records, auditing, test_kit):
        room.add_routes(control, service)
    state.add_routes(control, service, moto)
    return control


def _add_error_handlers(control: Blueprint) -> None:
    @control.errorhandler(ControlError)
    def _explain(error: ControlError) -> tuple[Response, int]:
        return jsonify(error={"code": error.code, "message": error.message}), error.status

    @control.errorhandler(UnknownLoopError)
    def _unknown(error: UnknownLoopError) -> tuple[Response, int]:
        return _explain(not_found(str(error)))

    @control.errorhandler(AmbiguousLoopError)
    def _ambiguous(error: AmbiguousLoopError) -> tuple[Response, int]:
        return _explain(bad_request(f"{error} Choose by ?account= and ?region=."))

    @control.errorhandler(RefusedError)
    def _refused(error: RefusedError) -> tuple[Response, int]:
        return _explain(conflict(str(error)))

    @control.errorhandler(StorageError)
    def _not_kept(error: StorageError) -> tuple[Response, int]:
        log.error("%s", error)
        return jsonify(error={"code": "StateUnavailable", "message": str(error)}), 503

    @control.errorhandler(Exception)
    def _failed(error: Exception) -> tuple[Response, int] | HTTPException:
        if isinstance(error, HTTPException):
            return error
        log.error("a control call failed", exc_info=error)
        message = f"{type(error).__name__}: {error}"
        return jsonify(error={"code": "InternalError", "message": message}), 500

    @control.errorhandler(FormatError)
    def _unlike_format(error: FormatError) -> tuple[Response, int]:
        return _explain(bad_request(f"{error}"))
