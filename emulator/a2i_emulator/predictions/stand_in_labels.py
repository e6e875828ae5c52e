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
