"""The worker portal in Chromium, beside static pages with the same content.

A static page has the markup and the style sheets of ours, without any script. That of a task is
framed in the same way, and what its elements have drawn stands in it as declarative shadow trees.
The browser's own clock runs, in each page alike, from the start of the navigation: to the load
event, by which the list's scripts have run, or until the portal shows a task that says it is ready.
The limit on bytes is for the task, its frame included: a list is as long as what it lists.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright
from tests.support.browser import installed

from benchmarks import calls, subjects
from benchmarks.measure import Figure, Goal, Plan, Spread, in_words, interleaved, ratios

_TASKS = 1000
_LARGEST = 210_000
_SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)
_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
_LOADED = "addEventListener('load', () => { globalThis.readyAfter = performance.now(); })"
_SHOWN = """new MutationObserver((_, observer) => {
  if (!document.querySelector('main[aria-busy=false]')) return;
  globalThis.readyAfter = performance.now();
  observer.disconnect();
}).observe(document, {subtree: true, childList: true, attributeFilter: ['aria-busy']})"""
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


@dataclass(frozen=True, slots=True)
class _Opening:
    """A page to open, and the script that notes in ``readyAfter`` when it is there."""

    address: str
    noting: str
    cookies: Any = None
    largest: int | None = None


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare the list of jobs and one task, each with an empty cache."""
    with ExitStack() as stack:
        emulator = stack.enter_context(subjects.emulator())
        calls.make_flow(emulator.url)
        calls.make_loops(emulator.url, plan.pick(_TASKS, 100) - 1)
        browser = stack.enter_context(_browser())
        page = browser.new_page()
        portal = f"{emulator.url}/_a2i/portal/"
        _sign_in(page, portal)
        listing = page.content()
        page.get_by_role("button", name="Start working").first.click()
        page.locator("main[aria-busy=false]").wait_for()
        cookies = page.context.storage_state()
        static = stack.enter_context(_static(_pages(page, emulator.url, listing)))
        for what, ours, theirs in (
            (
                f"list of {plan.pick(_TASKS, 100):,} open tasks",
                _Opening(portal, _LOADED, cookies),
                _Opening(f"{static}/list", _LOADED),
            ),
            (
                "opening a classifier task",
                _Opening(page.url, _SHOWN, cookies, _LARGEST),
                _Opening(f"{static}/task", _LOADED),
            ),
        ):
            yield _figure(plan.rounds, browser, what, ours, theirs)


def _figure(rounds: int, browser: Browser, what: str, ours: _Opening, theirs: _Opening) -> Figure:
    taken = interleaved(
        {
            "ours": partial(_opened, browser, ours),
            "static": partial(_opened, browser, theirs),
        },
        rounds,
    )
    seconds = {name: [one[0] for one in found] for name, found in taken.items()}
    size = Spread.of([one[1] for one in taken["ours"]]).median
    limit = f" (goal: under {ours.largest / 1000:.0f} kB)" if ours.largest else ""
    return Figure(
        f"Worker portal, {what}: time to interactive",
        "a static page with the same content",
        ratios(seconds["ours"], seconds["static"]),
        Goal(1.5),
        f"{in_words(Spread.of(seconds['ours']).median)}, {size / 1000:.0f} kB{limit}; "
        f"{in_words(Spread.of(seconds['static']).median)}",
        holds=None if ours.largest is None else size < ours.largest,
    )


def _opened(browser: Browser, opening: _Opening) -> tuple[float, float]:
    """Open a page with an empty cache; return the seconds until it is ready, and its bytes."""
    context = browser.new_context(storage_state=opening.cookies)
    try:
        page = context.new_page()
        page.add_init_script(f"if (window === top) {opening.noting}")
        finished: list[Request] = []
        page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108
        page.goto(opening.address)
        page.wait_for_function("globalThis.readyAfter")
        return page.evaluate("readyAfter") / 1000, float(sum(map(_size, finished)))
    finally:
        context.close()


def _size(request: Request) -> int:
    """Return what came over the wire, the frame's requests being the page's too."""
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def _pages(page: Page, url: str, listing: str) -> Mapping[str, str]:
    """Return what the static server has: the list, the open task, its frame, the style sheets."""
    frame = urlsplit(page.frames[1].url).path
    task = page.content()
    pages = {
        "/list": _SCRIPTS.sub("", listing),
        "/task": _SCRIPTS.sub("", task),
        frame: f"<!doctype html>{_SCRIPTS.sub('', page.frames[1].evaluate(_DRAWN))}",
    }
    styles = {path for found in (listing, task) for path in _STYLE.findall(found)}
    return pages | {path: page.request.get(url + path).text() for path in styles}


def _sign_in(page: Page, portal: str) -> None:
    page.goto(portal)
    page.get_by_role("textbox").first.fill("alice")
    page.get_by_role("button").last.click()
    page.locator("main tr").nth(50).wait_for()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def _static(pages: Mapping[str, str]) -> Iterator[str]:
    """Serve pages and style sheets as they are."""

    class Handler(BaseHTTPRequestHandler):
        """Knows the pages, and nothing else."""

        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            kind = "css" if self.path.endswith(".css") else "html"
            self.send_header("Content-Type", f"text/{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
