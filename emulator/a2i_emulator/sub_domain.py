"""A workforce's SubDomain as a host name: DescribeWorkteam tells it, and it leads to the portal."""

from __future__ import annotations

import re

_SUB_DOMAIN = re.compile(
    r"(?P<name>[a-z0-9]{1,63}\.labeling\.[a-z0-9-]{1,63}\.sagemaker\.aws)"
    r"(?:\.localhost)?(?::[0-9]{1,5})?"
)


def sub_domain_of(host: str) -> str | None:
    """Return the SubDomain that a request's Host names, None where it names none.

    With ``.localhost`` behind it browsers find the emulator without any set-up.
    """
    found = _SUB_DOMAIN.fullmatch(host.lower())
    return found["name"] if found else None
