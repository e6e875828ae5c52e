"""The operations that SDKs call without a signature, as their service models say.

Whoever signs in to a user pool, or asks STS for credentials by a token, has no access key yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import operation_name, query_of

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
    is_known = service is not None and name is not None and name in _unsigned(service)
    return service if is_known else None


@cache
def _unsigned(service: str) -> frozenset[str]:
    from botocore.loaders import Loader

    model: Mapping[str, Any] = Loader().load_service_model(service, "service-2")
    return frozenset(
        name
        for name, operation in model["operations"].items()
        if operation.get("authtype") == "none" or operation.get("auth") == ["smithy.api#noAuth"]
    )
