"""Who calls, and may they: asked of each call of an AWS API where a deployment is told to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from a2i_emulator.domain.instant import SECOND, Instant, iso_seconds
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.s3_uri import S3Location
from a2i_emulator.operations.errors import AwsError
from a2i_emulator.operations.ports import Database
from a2i_emulator.protocol.credential import Credential, credential_of
from a2i_emulator.protocol.exchange import DEFAULT_ACCOUNT, Caller
from a2i_emulator.protocol.model import Operation
from a2i_emulator.protocol.wsgi import WsgiRequest
from a2i_emulator.security import signature_v2, trust
from a2i_emulator.security.access_keys import find_access_key
from a2i_emulator.security.actions import (
    keys_of,
    permissions_elsewhere,
    permissions_of,
)
from a2i_emulator.security.ambiguity import is_ambiguous
from a2i_emulator.security.chunks import STATED, verify_chunks
from a2i_emulator.security.identity import Identity
from a2i_emulator.security.policies import Permission, Policy
from a2i_emulator.security.policy_texts import Context
from a2i_emulator.security.refusals import refused
from a2i_emulator.security.s3_actions import permissions_of_s3
from a2i_emulator.security.signature import (
    SIGNED_CHUNKS_AND_TRAILER,
    SignatureError,
    signature_of,
    verify,
)
from a2i_emulator.security.unsigned import service_without_signature
from a2i_emulator.security.verdicts import check_token, refusal_of, values_of


class RefusedError(Exception):
    """A call is refused.

    Attributes:
        status: the HTTP status code.
        error: as the caller is to see it.
    """

    def __init__(self, status: int, error: AwsError) -> None:
        super().__init__(error.message)
        self.status = status
        self.error = error


_BY_TOKENS = frozenset({"sts:assumerolewithsaml", "sts:assumerolewithwebidentity"})
"""Nobody looks at their tokens here, nor at what a role says of them."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Checks signatures and, where asked for, permissions.

    Attributes:
        database: keeps the access keys and the tags of resources.
        now: tells real time, in which clients sign.
        identity_elsewhere: finds whose another access key is.
        location_of: tells the bucket and the object that a request of S3's is about.
        operation_of_s3: tells the one operation that a request of S3's can be of.
        owner_of_bucket: tells the account whose a bucket is; None where there is no such bucket.
        trust_policy_of: finds whom a role trusts; None where there is no such role.
        has_policies: whether permissions are checked.
    """

    database: Database
    now: Callable[[], Instant]
    identity_elsewhere: Callable[[str], Identity | None]
    location_of: Callable[[WsgiRequest], S3Location]
    operation_of_s3: Callable[[WsgiRequest], str | None]
    owner_of_bucket: Callable[[str], str | None]
    trust_policy_of: Callable[[str], Policy | None]
    has_policies: bool

    def identify(self, request: WsgiRequest) -> Identity | None:
        """Return who has signed a call; None for one that nobody needs to sign.

        Raises:
            RefusedError: nobody has whom we know, or not as it came.
        """
        signed = credential_of(request)
        service = signed.service if signed else None
        if is_ambiguous(request, service):
            raise RefusedError(*refused(request, service, "ambiguous", {}))
        if service_without_signature(request):
            return None
        try:
            return self._identify(request)
        except SignatureError as error:
            service = signed.service if signed else "s3" if request.method != "POST" else None
            raise RefusedError(*refused(request, service, error.kind, error.values)) from error

    def authorizing(
        self, identity: Identity | None, request: WsgiRequest
    ) -> Callable[[Operation, Caller, Mapping[str, Any]], None]:
        """Return what checks the permissions of a call of ours, once it is parsed.

        That raises an AwsError where the caller may not.
        """
        return partial(self._authorize, identity, request)

    def authorize_elsewhere(self, identity: Identity | None, request: WsgiRequest) -> None:
        """Check the permissions of a call that is moto's to answer.

        Raises:
            RefusedError: the caller may not.
        """
        signed = credential_of(request)
        if not self.has_policies or identity is None or signed is None:
            return
        needed = self._permissions(identity, request, signed)
        context = self._context(identity, request, signed.region)
        for permission in needed:
            if permission.action.lower() in _BY_TOKENS:
                values = values_of(identity, permission)
                raise RefusedError(*refused(request, signed.service, "trust_none", values))
            if permission.action == trust.ACTION and permission.resource is not None:
                if trust.has_managed_limits(request):
                    raise RefusedError(*refused(request, signed.service, "session_policies", {}))
                known = {**context, **trust.keys_of_assuming(request)}
                kind, values = self._refusal_of_role(identity, permission, known)
            else:
                kind, values = refusal_of(identity, permission, context)
            if kind is not None:
                raise RefusedError(*refused(request, signed.service, kind, values))

    def _permissions(
        self, identity: Identity, request: WsgiRequest, signed: Credential
    ) -> Sequence[Permission]:
        if signed.service != "s3":
            scope = Scope(identity.account, signed.region)
            name = identity.user_name if identity.token is None else None
            return permissions_elsewhere(request, signed.service, scope, name)
        location, operation = self.location_of(request), self.operation_of_s3(request)
        needed = permissions_of_s3(request, location, operation)
        if needed is None:
            raise RefusedError(*refused(request, signed.service, "ambiguous", {}))
        if operation == "CreateBucket":
            return needed
        return [replace(each, is_theirs=self._is_theirs(identity, each)) for each in needed]

    def _is_theirs(self, identity: Identity, permission: Permission) -> bool:
        bucket = str(permission.resource).removeprefix("arn:aws:s3:::").partition("/")[0]
        return self.owner_of_bucket(bucket) in {None, identity.account}

    def _refusal_of_role(
        self, identity: Identity, permission: Permission, context: Context
    ) -> tuple[str | None, Mapping[str, str]]:
        """Return why somebody may not assume a role; None where they may."""
        role = str(permission.resource)
        kind, values = refusal_of(identity, permission, context)
        policy = self.trust_policy_of(role)
        if policy is None:
            return kind or "role_unknown", values_of(identity, permission)
        found = trust.trust_in(identity, policy, context)
        if kind == "denied" or found in (trust.Trust.DENIED, trust.Trust.NONE):
            kind = kind if kind == "denied" else f"trust_{found.value}"
            return kind, values_of(identity, permission)
        is_at_home = role.split(":")[4] == identity.account
        if found is trust.Trust.NAMED and is_at_home and identity.session_policy is None:
            return None, {}
        return kind, values

    def _identify(self, request: WsgiRequest) -> Identity:
        old_key = signature_v2.access_key_of(request)
        if old_key is not None:
            identity = self._known(old_key)
            check_token(identity, signature_v2.token_of(request), self.now())
            host = request.headers.get("host", "").partition(":")[0]
            bucket = self.location_of(request).bucket
            in_host = bucket if bucket and host.startswith(f"{bucket}.") else None
            signature_v2.verify(request, identity.secret, in_host)
            return identity
        signature = signature_of(request)
        identity = self._known(signature.access_key)
        check_token(identity, signature.token, self.now())
        verify(request, signature, identity.secret, self.now())
        stated = request.headers.get("x-amz-content-sha256", "")
        if stated in STATED:
            has_trailer = stated == SIGNED_CHUNKS_AND_TRAILER
            verify_chunks(request.body, signature, identity.secret, has_trailer=has_trailer)
        return identity

    def _known(self, access_key: str) -> Identity:
        own = find_access_key(self.database, access_key)
        if own is not None:
            arn = f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/{own.user_name}"
            return Identity(arn, DEFAULT_ACCOUNT, own.user_name, own.secret, own.policies)
        found = self.identity_elsewhere(access_key)
        if found is None:
            raise SignatureError("unknown_key")
        return found

    def _authorize(
        self,
        identity: Identity | None,
        request: WsgiRequest,
        operation: Operation,
        caller: Caller,
        call: Mapping[str, Any],
    ) -> None:
        if not self.has_policies or identity is None:
            return
        context = {**self._context(identity, request, caller.region), **keys_of(call)}
        for permission in permissions_of(operation, Scope(caller.account, caller.region), call):
            known = {**context, **self._tags(permission.resource)}
            kind, values = refusal_of(identity, permission, known)
            if kind is not None:
                raise refused(request, caller.service, kind, values)[1]

    def _tags(self, resource: str | None) -> Context:
        if not resource or resource == "*":
            return {}
        with self.database.read() as store:
            tags = store.tags(resource)
        return {
            f"{prefix}:resourcetag/{key}".lower(): [value]
            for key, value in tags.items()
            for prefix in ("aws", "sagemaker")
        }

    def _context(self, identity: Identity, request: WsgiRequest, region: str) -> Context:
        now = self.now()
        found: dict[str, Sequence[str]] = {
            "aws:currenttime": [iso_seconds(now)],
            "aws:epochtime": [str(now // SECOND)],
            "aws:principalaccount": [identity.account],
            "aws:principalarn": [identity.arn],
            "aws:principaltype": ["AssumedRole" if identity.token else "User"],
            "aws:requestedregion": [region],
            "aws:securetransport": [str(request.is_secure).lower()],
            "aws:useragent": [request.headers.get("user-agent", "")],
        }
        if identity.token is None:
            found["aws:username"] = [identity.user_name]
        if request.address:
            found["aws:sourceip"] = [request.address]
        return found
