"""Which object a request to S3 is about, read as moto's S3 reads it: by moto's own functions."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import unquote

from a2i_emulator.domain.s3_uri import S3Location
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.wsgi import WsgiRequest


def location_of(request: Request) -> S3Location:
    """Return the bucket and the key that a request names; each is empty if it names none.

    The bucket is in the path or in the host, and a key may begin like the bucket's name.
    """
    url = f"http://{request.headers.get('host', '')}{request.path}"
    path = unquote(request.path)
    if _has_bucket_in_host(request):
        bucket = import_module("moto.s3.utils").bucket_name_from_url(url)
        return S3Location(bucket or "", import_module("moto.s3.responses").parse_key_name(path))
    by_path = import_module("moto.s3bucket_path.utils")
    return S3Location(by_path.bucket_name_from_url(url) or "", by_path.parse_key_name(path))


def owner_of_bucket(bucket: str) -> str | None:
    """Return whose account a bucket is in; None where moto, which is loaded, has none so."""
    found = import_module("moto.s3.models").s3_backends.bucket_accounts.get(bucket)
    return None if found is None else str(found[1])


def _has_bucket_in_host(request: Request) -> bool:
    if isinstance(request, WsgiRequest) and request.has_no_bucket_in_host:
        return False
    s3 = import_module("moto.s3.responses").S3Response
    return bool(s3.subdomain_based_buckets(request))
