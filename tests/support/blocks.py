"""Predictions as A2I has them in tasks and output, and Textract's blocks in particular."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
Block = dict[str, Any]


def camel(value: Any) -> Any:
    """The members of a service's message as A2I spells them."""
    if isinstance(value, Mapping):
        return {name[0].lower() + name[1:]: camel(item) for name, item in value.items()}
    return [camel(item) for item in value] if isinstance(value, list) else value


def predicted(response: Mapping[str, Any]) -> Any:
    """The service's response as the output has it."""
    extra = ("ResponseMetadata", "HumanLoopActivationOutput")
    return camel({name: value for name, value in response.items() if name not in extra})


def pair_of(response: Mapping[str, Any], key_text: str) -> tuple[list[Block], Block, Block]:
    """The words of key and value, the KEY and the VALUE of a pair, as they are to be selected."""
    blocks = {block["id"]: block for block in predicted(response)["blocks"]}
    for key in blocks.values():
        if key.get("entityTypes") == ["KEY"] and text_of(key, blocks) == key_text:
            (value,) = (blocks[identifier] for identifier in ids(key, "VALUE"))
            words = [blocks[i] for block in (key, value) for i in ids(block, "CHILD")]
            shown = [{name: word[name] for name in ("blockType", "id", "text")} for word in words]
            return shown, selected(key), selected(value)
    raise AssertionError(f"no key {key_text}")


def selected(block: Block) -> Block:
    names = ("blockType", "confidence", "entityTypes", "id", "relationships")
    polygon = block["geometry"]["polygon"]
    return {**{name: block[name] for name in names}, "geometry": {"polygon": polygon}}


def texts_of(blocks: Sequence[Block]) -> dict[str, str]:
    """The pairs that blocks tell of."""
    by_id = {block["id"]: block for block in blocks}
    return {
        text_of(key, by_id): text_of(by_id[ids(key, "VALUE")[0]], by_id)
        for key in blocks
        if key.get("entityTypes") == ["KEY"]
    }


def text_of(block: Block, blocks: Mapping[str, Block]) -> str:
    return " ".join(blocks[identifier]["text"] for identifier in ids(block, "CHILD"))


def ids(block: Block, kind: str) -> list[str]:
    relations = block.get("relationships", ())
    return [i for relation in relations if relation["type"] == kind for i in relation["ids"]]


def refers(kind: str, *identifiers: str) -> dict[str, Any]:
    return {"ids": list(identifiers), "type": kind}


def related(words: Sequence[Block]) -> dict[str, Any]:
    return refers("CHILD", *(word["id"] for word in words))


def without_geometry(block: Block) -> Block:
    return {name: value for name, value in block.items() if name != "geometry"}


def numbered(blocks: Sequence[Block], former: set[str]) -> Any:
    """Blocks with the worker's own ids, which are UUIDs, in the order of their blocks."""
    added = [block["id"] for block in blocks if block["id"] not in former]
    assert all(UUID.fullmatch(identifier) for identifier in added)
    assert len(set(added)) == len(added)
    text = json.dumps(blocks)
    for number, identifier in enumerate(added, 1):
        text = text.replace(identifier, f"new {number}")
    return json.loads(text)


def word(identifier: str, text: str) -> Block:
    return {"blockType": "WORD", "id": identifier, "text": text}


def key_value_set(identifier: str, kind: str, top: float, **relations: list[str]) -> Block:
    polygon = [{"x": x, "y": y} for x, y in ((0.1, top), (0.4, top), (0.4, top + 0.05))]
    return {
        "blockType": "KEY_VALUE_SET",
        "confidence": 61.5,
        "entityTypes": [kind],
        "geometry": {"polygon": polygon},
        "id": identifier,
        "relationships": [
            {"ids": ids, "type": name.upper()} for name, ids in sorted(relations.items())
        ],
    }


def of(blocks: Sequence[Block]) -> list[str]:
    return [block["id"] for block in blocks]


def pair(name: str, key: str, value: str, top: float = 0.1) -> list[Block]:
    """One pair as A2I sends it: words of the key, words of the value, KEY, VALUE."""
    keys = [word(f"{name}-k{index}", text) for index, text in enumerate(key.split())]
    values = [word(f"{name}-v{index}", text) for index, text in enumerate(value.split())]
    return [
        *keys,
        *values,
        key_value_set(f"{name}-KEY", "KEY", top, child=of(keys), value=[f"{name}-VALUE"]),
        key_value_set(f"{name}-VALUE", "VALUE", top + 0.1, child=of(values)),
    ]


NAME = pair("name", "Full Name:", "Jane Doe")
DATE = pair("date", "Date:", "2024-03-15", 0.4)
WANTED = "[{importantFormKey: 'Tax ID', importantFormKeyAliases: ['VAT']}, {importantFormKey: '*'}]"
