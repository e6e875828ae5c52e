"""The page of one task: the rendered template with our elements in it, and its sandbox."""

from __future__ import annotations

import re
from collections.abc import Iterator

SCRIPT_PATH = "/_a2i/crowd-html-elements.js"
STYLE_PATH = "/_a2i/crowd-html-elements.css"

_ADDRESS = re.compile(
    r"""(?:https?:)?//assets\.crowd\.aws/[^\s"'<>]*?crowd-html-elements[^\s"'<>]*?"""
    r"""\.(?P<kind>js|css)(?:[?#][^\s"'<>]*)?""",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<tag>base|script|link|style|textarea|title)(?=[\s/>])[^>]{0,4000}>",
    re.IGNORECASE | re.DOTALL,
)
_PROLOGUE = re.compile(
    r"(?:\s|<!--.*?-->)*(?:<!doctype[^>]*>)?(?:\s|<!--.*?-->)*"
    r"(?:<html(?:\s[^>]*)?>)?\s*(?:<head(?:\s[^>]*)?>)?",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY = ("base", "link")
_LOADERS = ("script", "link")


def framed(html: str, *, script_url: str = SCRIPT_PATH, origin: str = "") -> str:
    """Return a rendered template as it is to be served in a task's frame.

    What loads Amazon's elements (``<script src="https://assets.crowd.aws/…">``, and the style
    sheet of the second version) loads ours instead; a page that loads none gets our script. All
    else stays as it is, the same address in a text, a comment or a script included. Where the page
    has named a base by then, our addresses begin with the origin: they are not the base's.

    Args:
        html: the page that RenderUiTemplate returns.
        script_url: where ``crowd-html-elements.js`` is served, with a query or without; the style
            sheet lies beside it.
        origin: where that is, such as ``http://localhost:4224``.
    """
    parts: list[str] = []
    position, has_script, address = 0, False, script_url
    for kind, start, end in _tags(html):
        if kind == "base":
            address = f"{origin}{script_url}"
        if kind not in _LOADERS:
            continue
        tag = _rewritten(html[start:end], address)
        has_script = has_script or script_url in tag
        parts += (html[position:start], tag)
        position = end
    page = "".join((*parts, html[position:]))
    return page if has_script else _with_script(page, script_url)


def frame_policy(*, ancestors: str = "'self'") -> dict[str, str]:
    """Return the headers of a task's page, which is hostile until proven otherwise.

    - ``sandbox`` without ``allow-same-origin``: the origin is opaque, so that neither cookies nor
      any page of the emulator can be read, even when the address is opened outside of a frame.
      Scripts, forms, dialogs, downloads and links in new tabs are what real templates use; a tab
      that was opened so is an ordinary page again. The page above cannot be navigated.
    - ``form-action 'none'``: ``submit`` events fire, but no form sends anything anywhere: a plain
      form could otherwise post to any address of the emulator without asking.
    - ``frame-ancestors``: only our own pages may frame a task.
    - Images, scripts, styles and data may come from wherever the template says, as on AWS. So a
      task's page can send requests to the emulator, but unlike a page of ours they carry
      ``Origin: null`` and no cookie, and their answers cannot be read.

    Args:
        ancestors: the sources that may frame the page, as in ``frame-ancestors``.
    """
    allowed = ("scripts", "forms", "modals", "downloads", "popups", "popups-to-escape-sandbox")
    policy = (
        " ".join(("sandbox", *(f"allow-{ability}" for ability in allowed))),
        "default-src http: https: data: blob: 'unsafe-inline' 'unsafe-eval'",
        "connect-src http: https: ws: wss: data: blob:",
        "form-action 'none'",
        f"frame-ancestors {ancestors}",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _rewritten(tag: str, script_url: str) -> str:
    style_url = script_url.replace(".js", ".css")
    return _ADDRESS.sub(lambda m: script_url if m["kind"].lower() == "js" else style_url, tag)


def _with_script(page: str, script_url: str) -> str:
    prologue = _PROLOGUE.match(page)
    place = prologue.end() if prologue else 0
    return f'{page[:place]}<script src="{script_url}"></script>{page[place:]}'


def _tags(html: str) -> Iterator[tuple[str, int, int]]:
    """Yield the name and extent of each tag that matters, but for those in comments and texts.

    Every character is looked at a bounded number of times, whatever the page is made of.
    """
    position = 0
    while match := _MARKUP.search(html, position):
        position = match.end()
        tag = (match["tag"] or "").lower()
        if tag:
            yield tag, *match.span()
        if tag and tag not in _EMPTY:
            position = _end_of_text(html, tag, position)


def _end_of_text(html: str, tag: str, start: int) -> int:
    closing = re.compile(f"</{tag}", re.IGNORECASE).search(html, start)
    return closing.start() if closing else len(html)
