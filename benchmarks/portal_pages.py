"""The worker portal in Chromium: a list of many jobs, and tasks of three kinds.

A task is ready when the portal shows it and all that it shows has loaded, its picture included.
The limit on bytes is for the simplest task, its frame included.
"""

from __future__ import annotations

import json
import random
import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Page
from tests.support.blocks import pair
from tests.support.pictures import picture

from benchmarks import calls, state, subjects
from benchmarks.browsing import Opening, chromium, compared
from benchmarks.measure import Figure, Plan

_LARGEST = 210_000
_PAIRS = 200
"""Of five Textract blocks each: two words, one word, KEY and VALUE."""

_PIXELS = (4000, 3000)
_PHOTO = "photo.png"
_SHOWN = """new MutationObserver((_, observer) => {
  if (!document.querySelector('main[aria-busy=false]')) return;
  document.readyState === 'complete' ? note() : addEventListener('load', note);
  observer.disconnect();
}).observe(document, {subtree: true, childList: true, attributeFilter: ['aria-busy']})"""
_SCRIPT = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>'
_TEXTRACT = f"""\
{_SCRIPT}<crowd-form>
  <crowd-textract-analyze-document name="document" src="{{{{ task.input.image }}}}"
    initial-value="{{{{ task.input.blocks }}}}" header="Compare the fields with the document."
    keys="[{{importantFormKey: '*'}}]" no-key-edit no-geometry-edit block-types="['KEY_VALUE_SET']">
    <short-instructions>Compare.</short-instructions>
    <full-instructions header="Fields">Go through all fields.</full-instructions>
  </crowd-textract-analyze-document>
</crowd-form>
"""
_BOXES = f"""\
{_SCRIPT}<crowd-form>
  <crowd-bounding-box name="boxes" src="{{{{ task.input.image | grant_read_access }}}}"
    labels="['Stamp', 'Signature']" header="Draw a box around each stamp and each signature.">
    <short-instructions>Draw.</short-instructions>
    <full-instructions header="Boxes">Leave no margin.</full-instructions>
  </crowd-bounding-box>
</crowd-form>
"""


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare the list of jobs, and one task of each kind."""
    count = plan.pick(10_000, 100)
    folder = plan.folder / "portal"
    folder.mkdir()
    with subjects.emulator("--data-dir", str(folder)) as emulator:
        calls.make_flow(emulator.url)
        _make_tasks(emulator.url)
    state.add_loops(folder, count)
    with ExitStack() as stack:
        emulator = stack.enter_context(subjects.emulator("--data-dir", str(folder)))
        browser = stack.enter_context(chromium())
        pages = stack.enter_context(compared(browser))
        page = browser.new_page()
        portal = f"{emulator.url}/_a2i/portal/"
        _sign_in(page, portal)
        tasks = {flow: _begun(page, portal, flow) for flow in ("bench", "textract", "boxes")}
        cookies: Any = page.context.storage_state()
        listing = Opening(portal, cookies=cookies)
        yield pages.figure(
            plan, f"Worker portal, list of {count:,} open tasks, a page of 50", listing
        )
        for flow, what, largest in (
            ("bench", "opening a classifier task", _LARGEST),
            ("textract", f"opening a task with {5 * _PAIRS:,} Textract blocks", None),
            ("boxes", "opening a bounding-box task with an image of 12 megapixels", None),
        ):
            opening = Opening(tasks[flow], _SHOWN, cookies)
            yield pages.figure(plan, f"Worker portal, {what}", opening, largest)


def _make_tasks(url: str) -> None:
    """Start a loop with many blocks, and one with a large image."""
    blocks = [
        block
        for number in range(_PAIRS)
        for block in pair(str(number), f"No. {number}", "value", (number % 80) / 100)
    ]
    calls.client("s3", url).put_object(
        Bucket=calls.BUCKET, Key=_PHOTO, Body=_photo(), ContentType="image/png"
    )
    for name, template, task_input in (
        ("textract", _TEXTRACT, {"image": picture(), "blocks": blocks}),
        ("boxes", _BOXES, {"image": f"s3://{calls.BUCKET}/{_PHOTO}"}),
    ):
        calls.client("sagemaker-a2i-runtime", url).start_human_loop(
            HumanLoopName=name,
            FlowDefinitionArn=calls.add_flow(url, name, template),
            HumanLoopInput={"InputContent": json.dumps(task_input)},
        )


def _photo() -> bytes:
    """Return an image with as much in it as a photograph has: four shades, without a pattern."""
    width, height = _PIXELS
    shades = bytes(64 * (value % 4) + 32 for value in range(256))
    chance = random.Random(12)
    rows = (b"\0" + chance.randbytes(width).translate(shades) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _sign_in(page: Page, portal: str) -> None:
    page.goto(portal)
    page.get_by_role("textbox").first.fill("alice")
    page.get_by_role("button").last.click()
    page.locator("main tr").nth(50).wait_for()


def _begun(page: Page, portal: str, flow: str) -> str:
    """Have a task of a flow definition begun; return its address."""
    arn = calls.FLOW.replace("/bench", f"/{flow}")
    page.goto(f"{portal}?flow={arn}")
    page.get_by_role("button", name="Start working").first.click()
    page.locator("main[aria-busy=false]").wait_for()
    return page.url
