"""The operations that SDKs call without a signature, as their service models say.

Whoever signs in to a user pool has no access key yet.
"""

from __future__ import annotations

from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import operation_name, query_of
from a2i_emulator.security.models import unsigned_operations

_SERVICES = {
    "AWSCognitoIdentityProviderService": "cognito-idp",
    "AWSCognitoIdentityService": "cognito-identity",
}
_OF_SIGNATURES = frozenset({"X-Amz-Credential", "X-Amz-Signature", "AWSAccessKeyId"})


def service_without_signature(request: Request) -> str | None:
    """Return the service of an operation whose model asks for no signature.

    Returns:
        The service's name in boto3; None where a signature is needed, or there is a part of one.
    """
    if "authorization" in request.headers or not _OF_SIGNATURES.isdisjoint(query_of(request.query)):
        return None
    target = request.headers.get("x-amz-target")
    service = None if target is None else _SERVICES.get(target.partition(".")[0])
    name = operation_name(request)
    is_known = service is not None and name is not None and name in unsigned_operations(service)
    return service if is_known else None
