"""Key-value pairs in the blocks of a Textract response.

See https://docs.aws.amazon.com/textract/latest/dg/how-it-works-kvp.html.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.inferences import Inference

Block = Mapping[str, Any]
"""A Textract Block, in the model's member names."""


@dataclass(frozen=True, slots=True)
class KeyValuePair:
    """A key and what stands beside it in the form.

    Attributes:
        key: the KEY block.
        values: its VALUE blocks; one in all known responses.
        key_parts: the key's words and selection elements.
        value_parts: the values' words and selection elements.
    """

    key: Block
    values: tuple[Block, ...]
    key_parts: tuple[Block, ...]
    value_parts: tuple[Block, ...]

    @property
    def inference(self) -> Inference:
        """The pair as activation conditions see it."""
        words = [part for part in (*self.key_parts, *self.value_parts) if _is_word(part)]
        return Inference(
            name=" ".join(str(part.get("Text", "")) for part in self.key_parts if _is_word(part)),
            confidences=tuple(map(_confidence, (self.key, *self.values))),
            word_confidences=tuple(map(_confidence, words)),
        )


def key_value_pairs(blocks: Sequence[Block]) -> list[KeyValuePair]:
    """Find the key-value pairs, in the order of their KEY blocks."""
    by_id = {block["Id"]: block for block in blocks if "Id" in block}
    pairs = []
    for block in blocks:
        if block.get("BlockType") == "KEY_VALUE_SET" and "KEY" in block.get("EntityTypes", ()):
            values = tuple(_related(block, "VALUE", by_id))
            parts = tuple(part for value in values for part in _related(value, "CHILD", by_id))
            key_parts = tuple(_related(block, "CHILD", by_id))
            pairs.append(KeyValuePair(block, values, key_parts, parts))
    return pairs


def _related(block: Block, kind: str, by_id: Mapping[str, Block]) -> list[Block]:
    """Return the blocks that a block refers to; what is not in the response is left out."""
    return [
        by_id[related]
        for relationship in block.get("Relationships", ())
        if relationship.get("Type") == kind
        for related in relationship.get("Ids", ())
        if related in by_id
    ]


def _is_word(block: Block) -> bool:
    return block.get("BlockType") == "WORD"


def _confidence(block: Block) -> float:
    return float(block.get("Confidence", math.nan))
