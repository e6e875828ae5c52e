"""A filled-in form in place of Textract's reading of a document.

It is made up, but always the same for the same bytes: a title, six fields, a small table and a
signature, each word with geometry and a confidence. It does not depend on what the image shows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from a2i_emulator.predictions.chance import Chance
from a2i_emulator.predictions.page import Box, Page, Word

_TITLES = ("Employment Application", "Membership Form", "Expense Report", "Delivery Note")
_FIELDS: Mapping[str, Sequence[str]] = {
    "Full Name": ("Jane Doe", "Ana Carolina Silva", "Li Juan", "Mateo Jackson", "Akua Mansa"),
    "Phone Number": ("555-0100", "555-0101", "555-0142", "555-0199"),
    "Mail Address": ("123 Any Street", "100 Main Street", "42 Sample Road", "7 Example Lane"),
    "City": ("Anytown", "Springfield", "Example City", "Riverside"),
    "Date": ("2020-04-01", "2021-11-23", "2022-05-26", "2024-02-29"),
    "Total": ("$12.50", "$199.00", "$1,024.00", "$86.75"),
}
_ITEMS = ("Paper", "Pencils", "Folders", "Stapler", "Envelopes")
_LEFT, _VALUE_LEFT, _TOP, _ROW = 0.1, 0.4, 0.08, 0.06
_LETTER, _HEIGHT = 0.012, 0.02
_TABLE_TOP, _COLUMNS = 0.6, (0.1, 0.45, 0.7)
_SIGNATURE = Box(0.55, 0.88, 0.3, 0.06)


def stand_in_form(image: bytes, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a made-up AnalyzeDocument response, with the blocks of every feature.

    Args:
        image: the document; decides about every detail.
        request: AnalyzeDocument's request; its queries are answered from the fields.
    """
    seed = hashlib.sha256(image).digest()
    chance, page = Chance(seed + b"form"), Page(seed)
    title = _line(page, chance, [(chance.choice(_TITLES), _LEFT)], _TOP)[0]
    page.layout("LAYOUT_TITLE", title, chance.between(80, 99.9))
    fields = _fields(page, chance)
    _table(page, chance)
    page.signature(_SIGNATURE, chance.between(60, 99.9))
    for query in request.get("QueriesConfig", {}).get("Queries", ()):
        page.query(query, _answer(query["Text"], fields))
    return page.response()


def _fields(page: Page, chance: Chance) -> list[tuple[list[Word], list[Word]]]:
    fields = []
    for row, (key, values) in enumerate(_FIELDS.items(), start=1):
        texts = [(f"{key}:", _LEFT), (chance.choice(values), _VALUE_LEFT)]
        key_words, value_words = _line(page, chance, texts, _TOP + row * _ROW)
        page.pair(key_words, value_words, chance.between(30, 99.9))
        fields.append((key_words, value_words))
    words = [word for field in fields for part in field for word in part]
    page.layout("LAYOUT_KEY_VALUE", words, chance.between(70, 99.9))
    return fields


def _table(page: Page, chance: Chance) -> None:
    rows = [("Item", "Quantity", "Price")]
    for _ in range(2):
        quantity = str(chance.choice(range(1, 10)))
        rows.append((chance.choice(_ITEMS), quantity, f"${chance.choice(range(1, 50))}.00"))
    cells = [
        _line(page, chance, list(zip(row, _COLUMNS, strict=True)), _TABLE_TOP + index * _ROW)
        for index, row in enumerate(rows)
    ]
    page.table(cells, chance.between(80, 99.9))
    words = [word for row in cells for cell in row for word in cell]
    page.layout("LAYOUT_TABLE", words, chance.between(70, 99.9))


def _line(
    page: Page, chance: Chance, texts: Sequence[tuple[str, float]], top: float
) -> list[list[Word]]:
    """Add a line of texts, each starting at its place, and return the words of each."""
    placed = []
    for text, left in texts:
        start = left
        for word in text.split():
            box = Box(start, top, len(word) * _LETTER, _HEIGHT)
            placed.append((word, box, chance.between(55, 99.9)))
            start += (len(word) + 1) * _LETTER
    added = iter(page.line(placed))
    return [[next(added) for _ in text.split()] for text, _ in texts]


def _answer(question: str, fields: Sequence[tuple[list[Word], list[Word]]]) -> list[Word]:
    """Return the value whose key has most words in common with the question."""
    asked = _letters(question)
    common, value = max(
        ((len(asked & _letters(" ".join(w.text for w in key))), value) for key, value in fields),
        key=lambda scored: scored[0],
    )
    return value if common else []


def _letters(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))
