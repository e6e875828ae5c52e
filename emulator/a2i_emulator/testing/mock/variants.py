"""The addresses of AWS's FIPS and dual-stack endpoints, which moto's table of addresses lacks.

See https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html. Most are regular: a
``-fips`` behind the service's name, another domain. What is not is listed.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from moto.backend_index import backend_url_patterns
from moto.core.utils import get_equivalent_url_in_aws_domain

_VARIANT = re.compile(r"fips|dualstack|\.api\.")
_S3 = re.compile(r"^((?:.+\.)?)s3(?:-fips)?(?:\.dualstack)?(\.[a-z]+(?:-[a-z]+)+-\d\.)")
"""Before it stands a bucket's name, which may look like anything."""

_FIPS = re.compile(r"(?:(?<=\.)|^)fips[.-]|-fips(?=\.)")
_DUAL_STACK = re.compile(
    r"\.api\.(?:aws|amazonwebservices\.com\.cn|amazonwebservices\.eu|aws\.ic\.gov|aws\.scloud"
    r"|cloud-aws\.adc-e\.uk|aws\.hci\.ic\.gov)(?=:|$)"
)
_DOMAIN = ".amazonaws.com"
"""Where moto looks for every partition's services."""

_OTHERWISE = {
    "aos": "es",
    "efs": "elasticfilesystem",
    "kafka-api": "kafka",
    "metering-marketplace": "metering.marketplace",
    "streams-dynamodb": "streams.dynamodb",
    "timestream-ingest": "ingest.timestream",
    "timestream-query": "query.timestream",
}
"""Services that have another name at their dual-stack endpoints."""


def with_plain_address(request: Any) -> Any:
    """Return a request as it would be without FIPS and dual-stack.

    Args:
        request: botocore's; it stays as it is.
    """
    host = urlsplit(request.url).netloc
    plain = plain_host(host)
    if plain == host:
        return request
    changed = copy.copy(request)
    changed.url = request.url.replace(host, plain, 1)
    return changed


@lru_cache(maxsize=1000)
def plain_host(host: str) -> str:
    """Return the host that moto knows a service by; the same where it knows none."""
    if not _VARIANT.search(host):
        return host
    return next((name for name in _spellings(host) if _is_known(name)), host)


def _spellings(host: str) -> Iterator[str]:
    """Yield the ways to write a host, nearest first: some services have one domain only."""
    yield _S3.sub(r"\1s3\2", host)
    without_fips = _FIPS.sub("", host)
    yield without_fips
    domain = _DUAL_STACK.sub(_DOMAIN, without_fips)
    yield domain
    service, _, rest = domain.partition(".")
    yield f"{_OTHERWISE.get(service, service)}.{rest}"
    yield f"{service}{_DOMAIN}"  # A service of no Region, such as AWS Budgets.


def _is_known(host: str) -> bool:
    url = get_equivalent_url_in_aws_domain(f"https://{host}/")[0].geturl()
    return any(pattern.match(url) for _, pattern in backend_url_patterns)
