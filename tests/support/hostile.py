"""Texts that would be markup or scripts where nobody has taken care, and what they would do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Page

CORPUS = (
    "<script>window.xss = 1; alert(1)</script>",
    "\"><img src=x onerror='window.xss = 1; alert(1)'>",
    "'><svg/onload=alert(1)>",
    "</title></textarea></style></template></noscript><script>alert(1)</script>",
    "javascript:alert(1)//",
    "<iframe srcdoc='<script>parent.xss=1</script>'></iframe>",
    "{{ 7 * 7 }}{% raw %}${7*7}<%= 7*7 %>",
    "<a href=javascript:alert(1)>x</a><form action=/_a2i/reset method=post><button>y",
    "--><!--<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\u2028alert(1)\u2029\u202e<b>",
)
EVERYTHING = " ".join(CORPUS)


def packed(longest: int, corpus: Iterable[str] = CORPUS) -> list[str]:
    """Return all of them, cut and put together into as few texts of some length as will do."""
    texts = [""]
    for one in corpus:
        if len(f"{texts[-1]} {one}") > longest:
            texts.append("")
        texts[-1] = f"{texts[-1]} {one[:longest]}".strip(" ")
    return texts


def watch(page: Page) -> list[str]:
    """Collect what an injected script would do."""
    seen: list[str] = []

    def closed(dialog: Any) -> None:
        seen.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", closed)
    return seen


def assert_unharmed(page: Page, seen: list[str], *, shows: str = "") -> None:
    assert seen == []
    assert page.evaluate("window.xss") is None
    assert shows in page.locator("body").inner_text().replace("\n", " ")
