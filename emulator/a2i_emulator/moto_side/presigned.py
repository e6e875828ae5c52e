"""Presigned links of S3 end, as they do on AWS: moto serves them for ever.

See https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from a2i_emulator.domain.instant import SECOND, Instant, iso_seconds
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import Request, Response
from a2i_emulator.protocol.route import query_of

_REASON = "Request has expired"


def expired(request: Request, now: Instant) -> Response | None:
    """Return S3's refusal of a presigned link that has expired; None for anything else.

    Args:
        request: any request.
        now: the emulator's time, by which links end, whoever signed them.
    """
    if not request.query or request.headers.get("authorization"):
        return None
    ends = _end(request)
    if ends is None or now <= ends[0]:
        return None
    end, seconds = ends
    stated = "" if seconds is None else f"<X-Amz-Expires>{seconds}</X-Amz-Expires>"
    request_id = uuid4().hex[:16].upper()
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>AccessDenied</Code><Message>{_REASON}</Message>{stated}"
        f"<Expires>{iso_seconds(end)}</Expires><ServerTime>{iso_seconds(now)}</ServerTime>"
        f"<RequestId>{request_id}</RequestId><HostId>{request_id}</HostId></Error>"
    ).encode()
    headers = (("content-type", "application/xml"), ("x-amz-request-id", request_id))
    return Response(403, headers, b"" if request.method == "HEAD" else body)


def _end(request: Request) -> tuple[Instant, int | None] | None:
    """Return when a presigned link ends and, of version 4, for how many seconds it was made."""
    said = {name: values[0] for name, values in query_of(request.query).items()}
    signed = credential_of(request)
    if signed is None or signed.service != "s3":
        return None
    try:
        if {"X-Amz-Signature", "X-Amz-Date", "X-Amz-Expires"} <= said.keys():
            made = datetime.strptime(said["X-Amz-Date"] + "+0000", "%Y%m%dT%H%M%SZ%z")
            seconds = int(said["X-Amz-Expires"])
            begin = round(made.timestamp()) * SECOND
            return begin + seconds * SECOND, seconds
        if {"AWSAccessKeyId", "Signature", "Expires"} <= said.keys():
            return int(said["Expires"]) * SECOND, None
    except ValueError:
        return None
    return None
