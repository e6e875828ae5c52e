"""The headers of our own pages, which show what others wrote."""

from __future__ import annotations

from flask import Response

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        # Nothing in our scripts makes markup of a text; this keeps it so.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def guarded(response: Response) -> Response:
    """Add the headers to a response, unless it brings a policy of its own.

    A page that opens one of ours has no hold on it (``Cross-Origin-Opener-Policy``), nobody may
    frame it, and should markup of others ever get into it, no script of theirs would run.
    """
    if "Content-Security-Policy" not in response.headers:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
    return response
