"""Presigned links of S3 end, as they do on AWS: moto serves them for ever.

See https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs
from uuid import uuid4

from a2i_emulator.domain.instant import SECOND, Instant, iso_seconds
from a2i_emulator.protocol.exchange import Request, Response

_REASON = "Request has expired"


def expired(request: Request, now: Instant) -> Response | None:
    """Return S3's refusal of a presigned link that has expired; None for anything else.

    Args:
        request: any request.
        now: the emulator's time, by which links end, whoever signed them.
    """
    if "Expires=" not in request.query or "authorization" in request.headers:
        return None
    ends = _end(request.query)
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


def _end(query: str) -> tuple[Instant, int | None] | None:
    """Return when a presigned link ends and, of version 4, for how many seconds it was made."""
    said = {name: values[0] for name, values in parse_qs(query).items()}
    try:
        if {"X-Amz-Signature", "X-Amz-Date", "X-Amz-Expires"} <= said.keys():
            if said.get("X-Amz-Credential", "").split("/")[3:4] != ["s3"]:
                return None
            signed = datetime.strptime(said["X-Amz-Date"] + "+0000", "%Y%m%dT%H%M%SZ%z")
            seconds = int(said["X-Amz-Expires"])
            begin = round(signed.timestamp()) * SECOND
            return begin + seconds * SECOND, seconds
        if {"AWSAccessKeyId", "Signature", "Expires"} <= said.keys():
            return int(said["Expires"]) * SECOND, None
    except ValueError:
        return None
    return None
