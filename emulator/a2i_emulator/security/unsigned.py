"""The operations that SDKs call without a signature, as their service models say.

Whoever signs in to a user pool, or asks STS for credentials by a token, has no access key yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import operation_name

_SERVICES = {
    "AWSCognitoIdentityProviderService": "cognito-idp",
    "AWSCognitoIdentityService": "cognito-identity",
}
_BY_ACTION = "sts"


def needs_no_signature(request: Request) -> bool:
    """Tell whether the service model of the operation that is called asks for no signature."""
    target = request.headers.get("x-amz-target")
    service = _BY_ACTION if target is None else _SERVICES.get(target.partition(".")[0])
    name = operation_name(request)
    return service is not None and name is not None and name in _unsigned(service)


@cache
def _unsigned(service: str) -> frozenset[str]:
    from botocore.loaders import Loader

    model: Mapping[str, Any] = Loader().load_service_model(service, "service-2")
    return frozenset(
        name
        for name, operation in model["operations"].items()
        if operation.get("authtype") == "none" or operation.get("auth") == ["smithy.api#noAuth"]
    )
