"""Pages in Chromium, beside static pages with the same content.

A static page is what a page of ours has become when a person can use it: its markup, what its
elements have drawn as declarative shadow trees, its style sheets, its pictures, its frames alike,
and no script. The browser's own clock runs from the start of the navigation, with an empty cache,
until a page is ready.

Who opens a page comes from a small one of the same server. Out of an empty tab a page of ours alone
would have to wait for a new process, since it has its opener policy to keep other sites' pages
from having a hold on it; from one of ours to the next none is needed.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright
from tests.support.browser import installed

from benchmarks.measure import Figure, Goal, Plan, Spread, in_words, interleaved, ratios

LOADED = "addEventListener('load', note)"
"""A page is ready when its own scripts, its pictures and its frames have loaded."""

_READY = """if (window === top) globalThis.ready = new Promise((resolve) => {
  const note = () => resolve(performance.now());
  %s
});"""

_FROM = "/_a2i/portal/jobs.json"
"""A small page of ours; a static server has nothing there."""

_GOAL = Goal(1.5)
_KEPT = ("stylesheet", "image", "font")
_SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)
_DRAWN = """() => {
  const roots = [];
  const styled = (root, place) => {
    const style = document.createElement('style');
    const rules = root.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]);
    style.textContent = rules.map((rule) => rule.cssText).join('\\n');
    place.prepend(style);
    for (const {shadowRoot} of root.querySelectorAll('*')) {
      if (!shadowRoot) continue;
      roots.push(shadowRoot);
      styled(shadowRoot, shadowRoot);
    }
  };
  styled(document, document.head);
  return document.documentElement.getHTML({shadowRoots: roots});
}"""

StaticFiles = dict[str, tuple[str, bytes]]
"""By their paths, the media types and contents of what a static server has."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A page to open.

    Attributes:
        noting: the script that calls ``note`` when it is ready.
        cookies: of who opens it.
    """

    address: str
    noting: str = LOADED
    cookies: Any = None

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        yield browser
        browser.close()


class Compared:
    """Compares pages with static ones, which a server of its own has.

    Args:
        browser: opens them.
        files: the server's.
        url: where it is.
    """

    def __init__(self, browser: Browser, files: StaticFiles, url: str) -> None:
        self._browser = browser
        self._files = files
        self._url = url

    def figure(self, plan: Plan, what: str, opening: Opening, largest: int | None = None) -> Figure:
        """Open a page and its static counterpart in turns.

        Args:
            plan: how often.
            what: the page, in words.
            opening: the page.
            largest: how many bytes it may have, if that is a goal.
        """
        self._files.update(_as_static(self._browser, opening))
        static = Opening(f"{self._url}{urlsplit(opening.address).path}")
        openings = {"ours": opening, "static": static}
        found = interleaved(
            {name: partial(self._opened, one) for name, one in openings.items()}, plan.rounds
        )
        limit = f" (goal: under {largest / 1000:.0f} kB)" if largest else ""
        sizes = {name: Spread.of([one[1] for one in taken]).median for name, taken in found.items()}
        seconds = {name: [one[0] for one in taken] for name, taken in found.items()}
        ours, theirs = (Spread.of(taken).median for taken in seconds.values())
        return Figure(
            f"{what}: time to interactive",
            "a static page with the same content, from page to page",
            ratios(seconds["ours"], seconds["static"]),
            _GOAL,
            f"{in_words(ours)}, {sizes['ours'] / 1000:.0f} kB{limit}; "
            f"{in_words(theirs)}, {sizes['static'] / 1000:.0f} kB",
            holds=None if largest is None else sizes["ours"] < largest,
        )

    def _opened(self, opening: Opening) -> tuple[float, float]:
        """Return the seconds until a page is ready, and its bytes, those of its frames included."""
        with _ready(self._browser, opening) as (page, finished):
            milliseconds = page.evaluate("ready")
            return milliseconds / 1000, float(sum(map(_size, finished)))


@contextmanager
def compared(browser: Browser) -> Iterator[Compared]:
    """Serve static pages as they are needed."""
    files: StaticFiles = {}

    class Handler(BaseHTTPRequestHandler):
        """Knows the files, and nothing else."""

        def do_GET(self) -> None:
            kind, body = files.get(urlsplit(self.path).path, ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Compared(browser, files, f"http://127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()


def _as_static(browser: Browser, opening: Opening) -> StaticFiles:
    origin = opening.origin
    with _ready(browser, opening) as (page, finished):
        kept = [one for one in finished if one.resource_type in _KEPT]
        found = [one.response() for one in kept if one.url.startswith(origin)]
        files = {
            urlsplit(one.url).path: (one.headers["content-type"], one.body())
            for one in found
            if one
        }
        for frame in page.frames:
            html = _SCRIPTS.sub("", frame.evaluate(_DRAWN)).replace(origin, "")
            body = f"<!doctype html><html>{html}</html>".encode()
            files[urlsplit(frame.url).path] = ("text/html; charset=utf-8", body)
    return files


@contextmanager
def _ready(browser: Browser, opening: Opening) -> Iterator[tuple[Page, list[Request]]]:
    """Open a page in a profile of its own; yield it when it is ready, with its requests."""
    context = browser.new_context(storage_state=opening.cookies)
    finished: list[Request] = []
    try:
        page = context.new_page()
        page.goto(f"{opening.origin}{_FROM}")
        page.add_init_script(_READY % opening.noting)
        page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108
        page.goto(opening.address)
        page.evaluate("ready")
        yield page, finished
    finally:
        context.close()


def _size(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
