"""The worker portal in Chromium, beside static pages with the same content."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import calls, subjects
from benchmarks.measure import Figure, Goal, Plan, Spread, in_words, interleaved, ratios

_TASKS = 1000
_LARGEST = 250_000
_LIST = "main a, main tr"


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare the list of jobs and one task, each with an empty cache."""
    with ExitStack() as stack:
        emulator = stack.enter_context(subjects.emulator())
        calls.make_flow(emulator.url)
        calls.make_loops(emulator.url, plan.pick(_TASKS, 100) - 1)
        browser = stack.enter_context(_browser())
        context = browser.new_context()
        portal = f"{emulator.url}/_a2i/portal/"
        page = context.new_page()
        _sign_in(page, portal)
        page.wait_for_function(f"document.querySelectorAll('{_LIST}').length > 50")
        listing = page.content()
        page.get_by_role("button", name="Start working").first.click()
        _interactive(page)
        task = page.url
        framed = page.frames[1].content()
        static = stack.enter_context(_static({"/list": listing, "/task": framed}))
        cookies = context.storage_state()
        for what, address, ready, path in (
            (f"list of {plan.pick(_TASKS, 100):,} open tasks", portal, _listed, "/list"),
            ("opening a classifier task", task, _interactive, "/task"),
        ):
            yield _figure(
                plan.rounds, browser, cookies, what, ours=(address, ready), static=static + path
            )


def _figure(
    rounds: int,
    browser: Browser,
    cookies: Any,
    what: str,
    *,
    ours: tuple[str, Callable[[Page], None]],
    static: str,
) -> Figure:
    taken = interleaved(
        {
            "ours": partial(_opened, browser, cookies, *ours),
            "static": partial(_opened, browser, None, static, _loaded),
        },
        rounds,
    )
    seconds = {name: [one[0] for one in found] for name, found in taken.items()}
    size = Spread.of([one[1] for one in taken["ours"]]).median
    return Figure(
        f"Worker portal, {what}: time to interactive",
        "a static page with the same content",
        ratios(seconds["ours"], seconds["static"]),
        Goal(1.5),
        f"{in_words(Spread.of(seconds['ours']).median)}, {size / 1000:.0f} kB"
        f" (goal: under {_LARGEST / 1000:.0f} kB); "
        f"{in_words(Spread.of(seconds['static']).median)}",
        holds=size < _LARGEST,
    )


def _opened(
    browser: Browser, cookies: Any, address: str, ready: Callable[[Page], None]
) -> tuple[float, float]:
    """Open a page with an empty cache; return the time until it is ready, and its bytes."""
    context = browser.new_context(storage_state=cookies)
    try:
        page = context.new_page()
        counted = _count(context, page)
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        ready(page)
        return time.perf_counter() - began, float(sum(counted))
    finally:
        context.close()


def _count(context: BrowserContext, page: Page) -> list[int]:
    sizes: list[int] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes


def _loaded(page: Page) -> None:
    page.wait_for_load_state("load")


def _listed(page: Page) -> None:
    page.wait_for_function(f"document.querySelectorAll('{_LIST}').length > 50")


def _interactive(page: Page) -> None:
    page.locator("main[aria-busy=false]").wait_for()
    page.frame_locator("#frame").get_by_role("button", name="Submit").wait_for()


def _sign_in(page: Page, portal: str) -> None:
    page.goto(portal)
    page.get_by_role("textbox").first.fill("alice")
    page.get_by_role("button").last.click()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@contextmanager
def _static(pages: dict[str, str]) -> Iterator[str]:
    """Serve pages as they are, without their scripts."""

    class Handler(BaseHTTPRequestHandler):
        """Knows the pages, and nothing else."""

        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
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
