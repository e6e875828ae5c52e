"""Browsers at an endpoint that is for programs: which requests are theirs, and what they get.

moto serves what its users have stored, web pages among it, from the very origin of our own
pages. A browser that opens one gets it with an opaque origin, so that its scripts cannot act as
the worker or the requester who is at work in another tab.
"""

from __future__ import annotations

from dataclasses import replace

from a2i_emulator.domain.workforce import sub_domain_of
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest

CONSOLE = "/_a2i/console/"
PORTAL = "/_a2i/portal/"
_FROM_PROVIDER = "/oauth2/idpresponse"
"""Where the service's documentation has providers send workers back to."""

_HOMES = frozenset({"/", _FROM_PROVIDER})
_PAGES = frozenset({"document", "iframe", "frame", "embed", "object"})
_SANDBOX = "sandbox allow-scripts allow-forms allow-modals allow-downloads allow-popups"
_VIEWED_BY_PLUGIN = "application/pdf"
"""No script of such a document gets at the page's origin, and in a sandbox it is not shown."""


def home_of_browser(request: WsgiRequest) -> str | None:
    """Return where a person's visit leads that is to no page: the console, a workforce's portal.

    To the root, that is, or from the provider of an OIDC workforce back to its SubDomain. None for
    anything else, such as S3's ListBuckets, which is signed.
    """
    if request.place not in _HOMES or request.method not in {"GET", "HEAD"}:
        return None
    headers = request.headers
    if request.place == _FROM_PROVIDER:
        is_ours = sub_domain_of(headers.get("host", "")) is not None
        return f"{PORTAL}oauth2/idpresponse?{request.query}" if is_ours else None
    if request.query:
        return None
    is_signed = "authorization" in headers or any(name.startswith("x-amz-") for name in headers)
    if is_signed or "text/html" not in headers.get("accept", ""):
        return None
    return PORTAL if sub_domain_of(headers.get("host", "")) else CONSOLE


def opens_a_page(request: WsgiRequest) -> bool:
    """Tell a browser that is to show a page, in a tab or a frame, from programs."""
    return request.method in {"GET", "POST"} and (
        "text/html" in request.headers.get("accept", "")
        or request.headers.get("sec-fetch-dest", "") in _PAGES
    )


def sandboxed(answer: Answer) -> Answer:
    """Return an answer whose page has an opaque origin."""
    if answer.header("Content-Type").startswith(_VIEWED_BY_PLUGIN):
        return answer
    policy = ("Content-Security-Policy", _SANDBOX)
    return replace(answer, headers=[*answer.headers, policy])
