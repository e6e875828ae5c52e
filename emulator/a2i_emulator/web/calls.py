"""Calls of AWS APIs, each answered by whom it belongs to and told to history, figures and log."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.calls import ErrorText, noted
from a2i_emulator.moto_side.errors import Fault, refusal
from a2i_emulator.moto_side.own_api import let_in
from a2i_emulator.moto_side.presigned import expired
from a2i_emulator.operations.ports import StorageError
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.route import Route
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest, answer_of
from a2i_emulator.security.guard import RefusedError
from a2i_emulator.security.unsigned import service_without_signature
from a2i_emulator.service import Service
from a2i_emulator.settings import Settings
from a2i_emulator.web.entrance import Entrance, refusal_of
from a2i_emulator.web.passwords import Passwords
from a2i_emulator.web.unavailable import unavailable, without_state


def elsewhere(settings: Settings) -> Mapping[str, Mapping[str, str]]:
    """Return what is told of the services that are elsewhere, by the names they are signed for."""
    services = (
        ("s3", "S3", settings.s3_endpoint, "s3"),
        ("events", "EventBridge", settings.events_endpoint, "eventbridge"),
        ("cognito-idp", "Cognito", settings.cognito_endpoint, "cognito_identity_provider"),
    )
    return {
        signed_for: {
            "setting": f"--{signed_for.partition('-')[0]}-endpoint",
            "service": name,
            "address": address,
            "variable": f"AWS_ENDPOINT_URL_{variable.upper()}",
        }
        for signed_for, name, address, variable in services
        if address
    }


class Calls:
    """Answers calls, once their callers have shown who they are, if the settings ask for it.

    Args:
        service: answers for A2I.
        moto: answers for all other services.
    """

    def __init__(self, service: Service, moto: MotoApp) -> None:
        self._service = service
        self._moto = moto
        self._entrance = Entrance(service, moto)
        settings = service.settings
        asks = settings.verify_signatures or settings.enforce_policies
        self._passwords = Passwords(service.database) if asks else None
        self._elsewhere = elsewhere(settings)

    def by_us(self, request: WsgiRequest, found: Route) -> Answer:
        """Answer a call of an operation of ours."""
        try:
            authorize = self._entrance.to_us(request)
        except RefusedError as error:
            refused = refusal_of(request, error)
            return self._told(request, lambda: refused)
        except StorageError as error:
            refused = unavailable(request, error)
            return self._told(request, lambda: refused)
        return answer_of(self._service.handle(request, found, authorize))

    def by_moto(self, request: WsgiRequest, unread: ErrorText = (None, None)) -> Answer:
        """Have moto answer.

        Args:
            request: the call.
            unread: why nobody will be able to read the answer, as error code and message.
        """
        return self._told(request, lambda: self._let_in(request), unread)

    def by_motos_own_api(self, request: WsgiRequest) -> Answer:
        """Have moto's own API answer, whose callers are asked for elsewhere."""
        return self._told(request, lambda: self._moto.answer(let_in(request.environ())))

    @without_state
    def _let_in(self, request: WsgiRequest) -> Answer:
        try:
            self._entrance.to_moto(request)
        except RefusedError as error:
            return refusal_of(request, error)
        if self._elsewhere and (refused := self._refusal_of_another_place(request)):
            return refused
        ended = expired(request, self._service.clock.now())
        if ended:
            return answer_of(ended)
        if self._passwords is None:
            return self._moto.answer(request.environ())
        return self._passwords.answered(request, lambda: self._moto.answer(request.environ()))

    def _refusal_of_another_place(self, request: WsgiRequest) -> Answer | None:
        """Return the answer to a call of a service that the settings have elsewhere.

        Whatever this process made of it, nobody else would find it.
        """
        signed = credential_of(request)
        service = signed.service if signed else service_without_signature(request)
        place = self._elsewhere.get(service or "")
        if place is None or request.is_trusted:
            return None
        return refusal(request, Fault.of(400, "service_elsewhere", **place))

    def _told(
        self, request: WsgiRequest, answer: Callable[[], Answer], unread: ErrorText = (None, None)
    ) -> Answer:
        service = self._service
        with noted(request, service.note, service.clock.now, service.ports.account_of) as call:
            given = answer()
            call.answered(given.code, given.headers, given.body)
            call.error = given.error or (call.error if call.error[0] else unread)
        return given
