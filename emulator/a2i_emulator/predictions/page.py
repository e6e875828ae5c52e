"""A page of Textract blocks, built word by word.

See https://docs.aws.amazon.com/textract/latest/dg/how-it-works-document-layout.html.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.predictions.chance import Chance, float32

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in fractions of the page's width and height."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def around(cls, boxes: Sequence[Box]) -> Box:
        """Return the smallest box that holds all of the given ones."""
        left, top = min(box.left for box in boxes), min(box.top for box in boxes)
        right = max(box.left + box.width for box in boxes)
        bottom = max(box.top + box.height for box in boxes)
        return cls(left, top, right - left, bottom - top)

    @property
    def geometry(self) -> dict[str, Any]:
        """The box as a Textract Geometry."""
        left, top = float32(self.left), float32(self.top)
        right, bottom = float32(self.left + self.width), float32(self.top + self.height)
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        return {
            "BoundingBox": {
                "Width": float32(self.width),
                "Height": float32(self.height),
                "Left": left,
                "Top": top,
            },
            "Polygon": [{"X": x, "Y": y} for x, y in corners],
        }


@dataclass(frozen=True, slots=True)
class Word:
    """A word that stands on the page."""

    id: str
    text: str
    box: Box
    confidence: float


class Page:
    """Collects the blocks of one page; `response` puts them in Textract's order.

    Args:
        seed: block ids depend on it and on the order of the calls alone.
    """

    def __init__(self, seed: bytes) -> None:
        self._chance = Chance(seed)
        self._lines: list[Block] = []
        self._words: list[Block] = []
        self._others: list[Block] = []
        self._children: list[str] = []

    def line(self, words: Sequence[tuple[str, Box, float]]) -> list[Word]:
        """Add a line of words, each with its text, place and confidence."""
        added = [Word(self._chance.identifier(), *word) for word in words]
        for word in added:
            self._words.append(
                {
                    "BlockType": "WORD",
                    "Confidence": word.confidence,
                    "Text": word.text,
                    "TextType": "PRINTED",
                    "Geometry": word.box.geometry,
                    "Id": word.id,
                }
            )
        line = self._block("LINE", added, confidence=min(word.confidence for word in added))
        line["Text"] = " ".join(word.text for word in added)
        self._children.append(line["Id"])
        self._lines.append(line)
        return added

    def pair(self, key: Sequence[Word], value: Sequence[Word], confidence: float) -> None:
        """Join the words of a key and of its value to a key-value pair."""
        value_block = self._block("KEY_VALUE_SET", value, confidence=confidence)
        key_block = self._block("KEY_VALUE_SET", key, confidence=confidence)
        key_block["Relationships"].insert(0, {"Type": "VALUE", "Ids": [value_block["Id"]]})
        self._add({**key_block, "EntityTypes": ["KEY"]}, {**value_block, "EntityTypes": ["VALUE"]})

    def table(self, rows: Sequence[Sequence[Sequence[Word]]], confidence: float) -> None:
        """Join words to a table of rows of cells."""
        cells = []
        for row_index, row in enumerate(rows, start=1):
            for column_index, words in enumerate(row, start=1):
                cell = self._block("CELL", words, confidence=confidence)
                position = {"RowIndex": row_index, "ColumnIndex": column_index}
                cells.append({**cell, **position, "RowSpan": 1, "ColumnSpan": 1})
        everything = [word for row in rows for words in row for word in words]
        table = self._block("TABLE", everything, confidence=confidence)
        table["Relationships"] = [{"Type": "CHILD", "Ids": [cell["Id"] for cell in cells]}]
        self._add({**table, "EntityTypes": ["STRUCTURED_TABLE"]})
        self._others.extend(cells)

    def signature(self, box: Box, confidence: float) -> None:
        """Note a signature."""
        self._add(self._bare("SIGNATURE", box, confidence))

    def layout(self, kind: str, words: Sequence[Word], confidence: float) -> None:
        """Note a layout element, such as ``LAYOUT_TITLE``, and the lines that it consists of."""
        block = self._block(kind, words, confidence=confidence)
        ids = {word.id for word in words}
        lines = [line["Id"] for line in self._lines if ids & set(_ids(line, "CHILD"))]
        block["Relationships"] = [{"Type": "CHILD", "Ids": lines}]
        self._add(block)

    def query(self, query: Mapping[str, Any], answer: Sequence[Word]) -> None:
        """Answer a query with words of the page; without words there is no answer."""
        block: Block = {"BlockType": "QUERY", "Id": self._chance.identifier(), "Query": dict(query)}
        self._add(block)
        if answer:
            lowest = min(word.confidence for word in answer)
            result = self._block("QUERY_RESULT", answer, confidence=lowest)
            del result["Relationships"]
            result["Text"] = " ".join(word.text for word in answer)
            block["Relationships"] = [{"Type": "ANSWER", "Ids": [result["Id"]]}]
            self._others.append(result)

    def response(self) -> dict[str, Any]:
        """Return the page as AnalyzeDocument does."""
        page = {
            "BlockType": "PAGE",
            "Geometry": Box(0.0, 0.0, 1.0, 1.0).geometry,
            "Id": self._chance.identifier(),
            "Relationships": [{"Type": "CHILD", "Ids": list(self._children)}],
        }
        return {
            "DocumentMetadata": {"Pages": 1},
            "Blocks": [page, *self._lines, *self._words, *self._others],
            "AnalyzeDocumentModelVersion": "1.0",
        }

    def _add(self, *blocks: Block) -> None:
        self._children.extend(block["Id"] for block in blocks)
        self._others.extend(blocks)

    def _block(self, kind: str, words: Sequence[Word], *, confidence: float) -> Block:
        bare = self._bare(kind, Box.around([word.box for word in words]), confidence)
        return {**bare, "Relationships": [{"Type": "CHILD", "Ids": [word.id for word in words]}]}

    def _bare(self, kind: str, box: Box, confidence: float) -> Block:
        return {
            "BlockType": kind,
            "Confidence": confidence,
            "Geometry": box.geometry,
            "Id": self._chance.identifier(),
        }


def _ids(block: Block, kind: str) -> list[str]:
    return [
        i
        for relation in block["Relationships"]
        if relation["Type"] == kind
        for i in relation["Ids"]
    ]
