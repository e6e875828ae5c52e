"""The console in Chromium: a list of many human loops, and the editor of worker templates.

The editor is ready when one can type in it; the page that its template makes comes later.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks import state, subjects
from benchmarks.browsing import Opening, chromium, compared
from benchmarks.measure import Figure, Plan

_EDITED = """new MutationObserver((_, observer) => {
  if (!document.querySelector('.code-editor')) return;
  note();
  observer.disconnect();
}).observe(document, {subtree: true, childList: true})"""
_PREVIEWED = """new MutationObserver(() => {
  document.querySelector('#preview iframe')?.addEventListener('load', note);
}).observe(document, {subtree: true, childList: true})"""


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare the list, and the editor without and with what its template makes."""
    count = plan.pick(10_000, 100)
    folder = plan.folder / "console"
    state.make_database(folder, count)
    with ExitStack() as stack:
        emulator = stack.enter_context(subjects.emulator("--data-dir", str(folder)))
        pages = stack.enter_context(compared(stack.enter_context(chromium())))
        console = f"{emulator.url}/_a2i/console"
        for what, path, opening in (
            (f"list of {count:,} human loops, a page of 50", "human-loops", None),
            ("the template editor", "templates/new", _EDITED),
            ("the template editor and its preview", "templates/new", _PREVIEWED),
        ):
            address = f"{console}/{path}"
            opened = Opening(address, opening) if opening else Opening(address)
            yield pages.figure(plan, f"Console, {what}", opened)
