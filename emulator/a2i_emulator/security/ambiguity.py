"""Calls that two readers may take for two: what is checked must be what is then done.

SDKs never send such. Where nobody is asked who they are, they are answered as they come.
"""

from __future__ import annotations

from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import FORM, operation_name, query_of

_READ_BY_US = frozenset({None, "cognito-idp", "sts"})
"""Signing names of the services of whose calls the members decide, too; of unsigned ones always."""


def is_ambiguous(request: Request, service: str | None) -> bool:
    """Tell whether a call names its operation, or its members, in more than one place.

    Args:
        request: the call.
        service: the one that it is signed for; None where it is not signed.
    """
    headers, query = request.headers, query_of(request.query)
    if service == "s3":
        return "x-amz-target" in headers
    if service in _READ_BY_US and "gzip" in headers.get("content-encoding", "").lower():
        return True
    if "x-amz-target" in headers:
        return service == "sts" or "Action" in query  # STS has no JSON
    if "Action" in query:
        return bool(request.body)
    is_form = headers.get("content-type", "").lower().startswith(FORM)
    if not is_form or operation_name(request) is None:
        return False
    return any(not name.startswith("X-Amz-") for name in query)
