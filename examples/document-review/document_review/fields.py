"""Form fields in Textract's blocks, and what people make of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Block = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """What a field holds; ``confidence`` is None where the model has no part in it."""

    value: str
    confidence: float | None = None


def fields_of(blocks: Sequence[Block]) -> dict[str, Field]:
    """Return the fields in blocks of AnalyzeDocument, or of A2I's input and answers.

    Textract writes ``BlockType`` and A2I ``blockType``, and so with all names.
    """
    by_id = {block["id"]: block for block in map(_camel_case, blocks)}
    fields = {}
    for key in by_id.values():
        if "KEY" in key.get("entityTypes", ()):
            values = list(_related(by_id, key, "VALUE"))
            text = " ".join(_text(by_id, value) for value in values)
            fields[_text(by_id, key)] = Field(text, key.get("confidence"))
    return fields


def agreed(answers: Iterable[Mapping[str, Field]]) -> dict[str, str]:
    """Return for each field the value that most people gave; of equals the first one."""
    votes: dict[str, Counter[str]] = {}
    for answer in answers:
        for name, field in answer.items():
            votes.setdefault(name, Counter())[field.value] += 1
    return {name: counter.most_common(1)[0][0] for name, counter in votes.items()}


def _related(by_id: Mapping[str, Block], block: Block, kind: str) -> Iterator[Block]:
    for relation in block.get("relationships") or ():
        if relation["type"] == kind:
            yield from (by_id[id_] for id_ in relation["ids"] if id_ in by_id)


def _text(by_id: Mapping[str, Block], block: Block) -> str:
    return " ".join(child.get("text", "") for child in _related(by_id, block, "CHILD"))


def _camel_case(value: Any) -> Any:
    if isinstance(value, list):
        return [_camel_case(item) for item in value]
    if isinstance(value, Mapping):
        return {name[:1].lower() + name[1:]: _camel_case(item) for name, item in value.items()}
    return value
