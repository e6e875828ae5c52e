"""A text to label: the element with it, its entities, and where its words are on the page."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from tests.crowd.conftest import Task

TEXT = "Ada Lovelace wrote her notes in 1843, in London."
ADA = {"endOffset": 12, "label": "person", "startOffset": 0}
YEAR = {"endOffset": 36, "label": "date", "startOffset": 32}
ENTITIES = [ADA, YEAR]
LABELS = "[{'label': 'person', 'shortDisplayName': 'per'}, {'label': 'date'}, {'label': 'place'}]"
ELEMENT = "document.querySelector('crowd-entity-annotation')"


def entity(more: str = "", inside: str = "", text: str = TEXT, initial: Any = None) -> str:
    given = "" if initial is None else f'initial-value="{escape(json.dumps(initial))}"'
    return f"""<crowd-entity-annotation name="myAnnotatedResult" header="Highlight"
      text="{escape(text)}" labels="{LABELS}" {given} {more}>
      <short-instructions>Apply labels.<input name="inside" value="i" aria-label="Inside">
      </short-instructions>{inside}</crowd-entity-annotation>"""


def entities(task: Task) -> list[Any]:
    found = task.frame.evaluate(f"{ELEMENT}.value.entities")
    assert isinstance(found, list)
    return found


def label(words: str, name: str, text: str = TEXT) -> dict[str, Any]:
    """Return the entity of the first place where some words stand, counted as Python counts."""
    start = text.index(words)
    return {"endOffset": start + len(words), "label": name, "startOffset": start}


PLACE_OF = """async (passage, [from, to]) => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame().then(frame);
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let at = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = at + node.length;
    if (from >= at && from <= end) range.setStart(node, from - at);
    if (to > at && to <= end) range.setEnd(node, to - at);
    at = end;
  }
  const [first, ...more] = range.getClientRects();
  const last = more.at(-1) ?? first;
  return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
}"""
"""Where the units of a text stand on the page, once it is painted: its beginning, then its end."""


def drag(task: Task, words: str, text: str = TEXT, *, turns: int = 1) -> None:
    """Drag the mouse over some words, or press it in their middle several times."""
    mouse = task.page.mouse
    start = text.index(words)
    left, top, right, bottom = task.frame.locator(".passage").evaluate(
        PLACE_OF, [start, start + len(words)]
    )
    if turns > 1:
        mouse.click((left + right) / 2, top, click_count=turns)
        return
    mouse.move(left + 0.5, top)
    mouse.down()
    mouse.move((left + right) / 2, bottom, steps=2)
    mouse.move(right - 0.5, bottom)
    mouse.up()
