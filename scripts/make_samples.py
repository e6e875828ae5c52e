"""Draw the package's sample images and write the predictions that belong to them.

Run from the repository's root with Pillow installed: ``python scripts/make_samples.py``. The
geometry of the blocks in ``invoice.png.json`` is that of the words as they are drawn.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from a2i_emulator.predictions.page import Box, Page, Word
from a2i_emulator.predictions.samples import SAMPLES_PATH

SIZE = (850, 1100)
INK, FAINT, PAPER = (25, 30, 45), (170, 175, 185), (255, 255, 255)
CAPITALS = 24

FIELDS = [
    ("Invoice Number:", "INV-2048", 98.5, 99.0),
    ("Invoice Date:", "2024-03-15", 97.25, 98.75),
    ("Customer Name:", "Jane Doe", 88.5, 93.0),
    ("Mail Address:", "123 Any Street, Anytown", 54.25, 71.5),
    ("Phone Number:", "555-0100", 76.0, 82.25),
    ("Due Date:", "2O24-O4-14", 41.5, 58.0),
]
"""Key, value, confidence of the pair, least confidence of its words. The due date is misread."""
ITEMS = [
    ("Item", "Quantity", "Price"),
    ("Paper, A4", "10", "$45.00"),
    ("Pencils", "24", "$18.00"),
    ("Total", "", "$63.00"),
]
READ_AS = {"2O24-O4-14": "2024-04-14"}
"""What is drawn where the recorded reading is wrong."""


class Sheet:
    """A sheet of paper: what is drawn on it is put into the blocks of a page too."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", SIZE, PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.page = Page(b"invoice.png")

    def write(
        self, texts: list[tuple[str, float]], top: float, size: int, least: float
    ) -> list[list[Word]]:
        """Draw a line of texts, each at its left edge, and return the words of each."""
        font = ImageFont.load_default(size)
        placed = []
        for text, left in texts:
            start = left
            for word in text.split():
                drawn = READ_AS.get(word, word)
                self.draw.text((start, top), drawn, INK, font)
                placed.append((word, self._box(start, top, drawn, font), _confidence(word, least)))
                start += font.getlength(f"{drawn} ")
        words = iter(self.page.line(placed))
        return [[next(words) for _ in text.split()] for text, _ in texts]

    def _box(self, left: float, top: float, text: str, font: Any) -> Box:
        x0, y0, x1, y1 = self.draw.textbbox((left, top), text, font)
        width, height = SIZE
        return Box(x0 / width, y0 / height, (x1 - x0) / width, (y1 - y0) / height)


def _confidence(word: str, least: float) -> float:
    """Vary the words' confidences, so that not all of them are alike."""
    return min(least + (sum(map(ord, word)) % 8) / 8, 99.9375)


def invoice() -> Sheet:
    """Draw an invoice with six fields, a table and a signature."""
    sheet = Sheet()
    title = sheet.write([("Example Corp. Invoice", 85)], 80, 40, 99)[0]
    sheet.page.layout("LAYOUT_TITLE", title, 96.5)
    fields = []
    for row, (key, value, pair_confidence, least) in enumerate(FIELDS):
        key_words, value_words = sheet.write([(key, 85), (value, 340)], 200 + row * 52, 24, least)
        sheet.draw.line([(335, 232 + row * 52), (765, 232 + row * 52)], FAINT)
        sheet.page.pair(key_words, value_words, pair_confidence)
        fields += [*key_words, *value_words]
    sheet.page.layout("LAYOUT_KEY_VALUE", fields, 91.25)
    table(sheet)
    signature(sheet)
    return sheet


def table(sheet: Sheet) -> None:
    """Draw the invoice's items."""
    columns, top = (85, 400, 620), 580
    rows = []
    for row, texts in enumerate(ITEMS):
        shown = [(text, columns[i] + 10.0) for i, text in enumerate(texts) if text]
        rows.append(sheet.write(shown, top + 12 + row * 50, CAPITALS, 97))
        sheet.draw.rectangle([85, top + row * 50, 765, top + 50 + row * 50], outline=FAINT)
    # The last row has no quantity; its empty cell is left out with its column.
    sheet.page.table(rows[:-1], 95.5)
    sheet.page.pair(rows[-1][0], rows[-1][1], 93.75)
    sheet.page.layout("LAYOUT_TABLE", [w for row in rows[:-1] for cell in row for w in cell], 94)


def signature(sheet: Sheet) -> None:
    """Draw a line with a scribble on it."""
    sheet.draw.line([(500, 960), (765, 960)], INK, 2)
    scribble = [(520, 950), (545, 900), (560, 950), (590, 915), (605, 945), (650, 910), (700, 940)]
    sheet.draw.line(scribble, (30, 60, 160), 4, joint="curve")
    left, top, right, bottom = 515, 895, 705, 955
    width, height = SIZE
    box = Box(left / width, top / height, (right - left) / width, (bottom - top) / height)
    sheet.page.signature(box, 87.5)


def street() -> Image.Image:
    """Draw a street with a bar that has a bottle and a glass on its sign."""
    image = Image.new("RGB", (800, 500), (190, 220, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 380, 800, 500], fill=(95, 95, 100))
    draw.rectangle([0, 360, 800, 385], fill=(200, 195, 185))
    for left in range(20, 800, 120):
        draw.rectangle([left, 440, left + 60, 448], fill=(240, 240, 230))
    for left, top, color in ((30, 140, (205, 120, 90)), (570, 100, (150, 160, 120))):
        draw.rectangle([left, top, left + 200, 360], fill=color)
        for x in (left + 30, left + 115):
            for y in range(top + 30, 320, 75):
                draw.rectangle([x, y, x + 50, y + 45], fill=(235, 240, 200), outline=(80, 60, 50))
    bar(draw)
    return image


def bar(draw: ImageDraw.ImageDraw) -> None:
    """Draw the bar in the middle of the street."""
    draw.rectangle([250, 190, 550, 360], fill=(120, 70, 60))
    draw.rectangle([380, 260, 425, 360], fill=(60, 35, 30))
    draw.rectangle([270, 60, 530, 190], fill=(250, 235, 190), outline=(90, 50, 30), width=5)
    draw.text((290, 100), "BAR", (120, 30, 30), ImageFont.load_default(52))
    draw.rectangle([425, 110, 450, 180], fill=(40, 110, 60))
    draw.rectangle([433, 75, 442, 112], fill=(40, 110, 60))
    draw.polygon([(470, 110), (515, 110), (507, 180), (478, 180)], fill=(235, 180, 60))
    draw.ellipse([465, 98, 520, 120], fill=(255, 255, 250))


STREET_LABELS = {
    "ModerationLabels": [
        {
            "Confidence": 93.5,
            "Name": "Alcoholic Beverages",
            "ParentName": "Alcohol",
            "TaxonomyLevel": 2,
        },
        {"Confidence": 93.5, "Name": "Alcohol", "ParentName": "", "TaxonomyLevel": 1},
        {"Confidence": 62.25, "Name": "Gambling", "ParentName": "", "TaxonomyLevel": 1},
        {
            "Confidence": 38.125,
            "Name": "Smoking",
            "ParentName": "Drugs & Tobacco Paraphernalia & Use",
            "TaxonomyLevel": 3,
        },
        {
            "Confidence": 38.125,
            "Name": "Drugs & Tobacco Paraphernalia & Use",
            "ParentName": "Drugs & Tobacco",
            "TaxonomyLevel": 2,
        },
        {"Confidence": 38.125, "Name": "Drugs & Tobacco", "ParentName": "", "TaxonomyLevel": 1},
    ],
    "ModerationModelVersion": "7.0",
    "ContentTypes": [{"Confidence": 99.5, "Name": "Illustrated"}],
}


def save(image: Image.Image, name: str, prediction: dict[str, Any], directory: Path) -> None:
    """Write an image, small, and its prediction beside it."""
    image.quantize(64).save(directory / name, optimize=True)
    text = json.dumps(prediction, indent=1, ensure_ascii=False)
    (directory / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    form = invoice()
    save(form.image, "invoice.png", form.page.response(), SAMPLES_PATH)
    save(street(), "street.png", STREET_LABELS, SAMPLES_PATH)
