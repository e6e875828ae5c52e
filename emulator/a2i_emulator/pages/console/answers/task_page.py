"""What a worker saw beside what was answered: the images and texts of the page's elements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

_MOST_WIDGETS = 200
_FIXED_NAMES = {
    "crowd-textract-analyze-document": "AWS/Textract/AnalyzeDocument/Forms/V1",
    "crowd-rekognition-detect-moderation-labels": "AWS/Rekognition/DetectModerationLabels/Image/V3",
}
"""The keys of the answers of elements that need no name."""


@dataclass(frozen=True, slots=True)
class Widget:
    """An element that answers.

    Attributes:
        number: its place among the page's elements that answer, from 0.
        tag: ``crowd-bounding-box``.
        src: the image that it shows, as the page names it; empty if none.
        text: the text that it shows; empty if none.
    """

    number: int
    tag: str
    src: str = ""
    text: str = ""


def widgets_of(html: str) -> Mapping[str, Widget]:
    """Return the elements of a rendered page by the names under which they answer.

    Args:
        html: the page, as a template made it; whatever it holds, it is only read.
    """
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Widget] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not tag.startswith("crowd-") or len(self.found) >= _MOST_WIDGETS:
            return
        given = {name: value or "" for name, value in attrs}
        name = _FIXED_NAMES.get(tag) or given.get("name")
        if name:
            text = given.get("text", "").replace("\r\n", "\n")
            number = self.found[name].number if name in self.found else len(self.found)
            self.found[name] = Widget(number, tag, given.get("src", ""), text)
