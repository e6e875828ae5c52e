"""Where calls of AWS APIs show who they are, if the settings ask for it; else all may pass."""

from __future__ import annotations

from datetime import datetime, timezone

from a2i_emulator.domain.instant import Instant, from_datetime
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.buckets import location_of, owner_of_bucket
from a2i_emulator.moto_side.errors import Fault, refusal
from a2i_emulator.moto_side.identities import identity_by_key, trust_policy_of
from a2i_emulator.moto_side.rest_calls import (
    is_signed_for,
    lacking_operation_of_s3,
    one_operation_of_s3,
)
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.ports import Who
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import DEFAULT_REGION
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest
from a2i_emulator.security.guard import Guard, RefusedError
from a2i_emulator.security.identity import Identity
from a2i_emulator.security.operator_provider import OperatorProvider
from a2i_emulator.security.operator_sessions import OperatorSessions
from a2i_emulator.security.operators import Operators
from a2i_emulator.security.refusals import refused
from a2i_emulator.security.sessions import Limits
from a2i_emulator.security.unsigned import service_without_signature
from a2i_emulator.service import Authorize, Service


class Entrance:
    """Lets calls in to our operations and to moto's services.

    Args:
        service: its settings tell what is asked for, its database has the access keys.
        moto: has the users and roles of IAM.
    """

    def __init__(self, service: Service, moto: MotoApp) -> None:
        settings = service.settings
        self._moto = moto
        self._trail = service.trail
        self._guard: Guard | None = None
        if settings.verify_signatures or settings.enforce_policies:
            self._guard = Guard(
                service.database,
                _real_time,
                self._identity_of_moto,
                location_of,
                one_operation_of_s3,
                owner_of_bucket,
                trust_policy_of,
                has_policies=settings.enforce_policies,
            )

    def to_us(self, request: WsgiRequest) -> Authorize | None:
        """Identify the caller of an operation of ours.

        Returns:
            What is to be asked once the call is parsed, if anything.

        Raises:
            RefusedError: nobody known has signed the call.
        """
        guard = self._guard
        if guard is None or request.is_trusted:
            return None
        return guard.authorizing(self._identify(guard, request), request)

    def to_moto(self, request: WsgiRequest) -> None:
        """Identify the caller of another service and see whether that one may call it.

        Raises:
            RefusedError: nobody known has signed the call, or the caller may not.
        """
        guard = self._guard
        if guard is None or request.is_trusted:
            return
        self._moto.load()
        identity = self._identify(guard, request)
        self._see_that_moto_agrees(request)
        if guard.has_policies and (lacking := lacking_operation_of_s3(request)):
            raise RefusedError(501, aws_error("s3_not_implemented", operation=lacking))
        guard.authorize_elsewhere(identity, request)
        arn, account = (identity.arn, identity.account) if identity else (None, None)
        request.hold_to_what_was_checked(arn, account)

    def _see_that_moto_agrees(self, request: WsgiRequest) -> None:
        """See that moto has that service answer which the call is signed for.

        Raises:
            RefusedError: it would have another one answer.
        """
        signed = credential_of(request)
        service = signed.service if signed else service_without_signature(request)
        environ = request.environ()
        scope = f"a/20260101/{DEFAULT_REGION}/{service}/aws4_request"
        plain = environ | {"HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={scope}"}
        found = self._moto.service_of(environ)
        is_so = service is not None and is_signed_for(service, found, request)
        if not is_so or found != self._moto.service_of(plain):
            raise RefusedError(*refused(request, service, "ambiguous", {}))

    def _identify(self, guard: Guard, request: WsgiRequest) -> Identity | None:
        """Find out who has signed a call, and have the audit trail know it, too."""
        found = guard.identify(request)
        act = self._trail.act if self._trail is not None else None
        if act is not None and found is not None:
            kind = "role" if found.token else "user"
            act.who = Who(kind, found.user_name, act.who.id, found.arn, found.account)
        return found

    def _identity_of_moto(self, access_key: str) -> Identity | None:
        self._moto.load()
        return identity_by_key(access_key)


def operators_of(service: Service) -> Operators | None:
    """Return who asks for the roles of operators, if the settings have anybody ask.

    Raises:
        OperatorProviderError: the provider's file cannot be used.
    """
    settings, database = service.settings, service.database
    if settings.operator_oidc is None:
        return Operators(database, _real_time) if settings.operator_keys else None
    limits = Limits(settings.session_end, settings.session_idle)
    return Operators(
        database,
        _real_time,
        OperatorProvider.read(settings.operator_oidc),
        OperatorSessions(database, limits, _real_time),
    )


def refusal_of(request: WsgiRequest, error: RefusedError) -> Answer:
    """Return the answer to a call that is refused."""
    return refusal(request, Fault(error.status, error.error.code, error.error.message))


def _real_time() -> Instant:
    return from_datetime(datetime.now(timezone.utc))
