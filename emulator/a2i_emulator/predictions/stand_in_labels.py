"""Moderation labels in place of Rekognition's view of an image.

They are made up, but always the same for the same bytes, and of the service's own taxonomy. They
do not depend on what the image shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from a2i_emulator.predictions.chance import Chance

_TAXONOMY = Path(__file__).with_name("moderation_labels.json")
_CATEGORIES = (1, 1, 2)
"""How many categories an image has something of; one is likelier than two."""


def stand_in_labels(image: bytes) -> dict[str, Any]:
    """Return a made-up DetectModerationLabels response with at least one label.

    As in the service's responses each label comes with the labels above it, deepest first, and
    all of a branch have one confidence, 60 at least.
    """
    version, taxonomy = _taxonomy()
    chance = Chance(hashlib.sha256(image).digest() + b"labels")
    categories = list(taxonomy)
    labels = []
    for _ in range(chance.choice(_CATEGORIES)):
        category = chance.choice(categories)
        categories.remove(category)
        labels += _branch(chance, category, taxonomy[category])
    return {"ModerationLabels": labels, "ModerationModelVersion": version, "ContentTypes": []}


_THINGS = (
    ("Person", "Person Description"),
    ("Clothing", "Apparel and Accessories"),
    ("Furniture", "Furniture and Furnishings"),
    ("Plant", "Plants and Flowers"),
    ("Car", "Vehicles and Automotive"),
    ("Building", "Buildings and Architecture"),
    ("Text", "Text and Documents"),
    ("Food", "Food and Beverage"),
)
_VIEW_VERSION = "3.0"


def general_labels(image: bytes) -> dict[str, Any]:
    """Return a made-up DetectLabels response of three labels, the surest first."""
    chance = Chance(hashlib.sha256(image).digest() + b"things")
    left, labels = list(_THINGS), []
    for confidence in sorted((chance.between(60, 99.9) for _ in range(3)), reverse=True):
        name, category = chance.choice(left)
        left.remove((name, category))
        labels.append(
            {
                "Name": name,
                "Confidence": confidence,
                "Instances": [],
                "Parents": [],
                "Aliases": [],
                "Categories": [{"Name": category}],
            }
        )
    return {"Labels": labels, "LabelModelVersion": _VIEW_VERSION}


@cache
def _taxonomy() -> tuple[str, Mapping[str, Mapping[str, list[str]]]]:
    document = json.loads(_TAXONOMY.read_text(encoding="utf-8"))
    return document["version"], document["labels"]


def _branch(chance: Chance, category: str, below: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    path = [category]
    if below:
        path.append(chance.choice(list(below)))
        if below[path[1]]:
            path.append(chance.choice(below[path[1]]))
    confidence = chance.between(60, 99.9)
    levels = [
        {"Confidence": confidence, "Name": name, "ParentName": parent, "TaxonomyLevel": level}
        for level, (name, parent) in enumerate(zip(path, ["", *path], strict=False), start=1)
    ]
    return levels[::-1]
