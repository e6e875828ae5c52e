"""The published formats, as their JSON Schemas have them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docs.generators.markdown import code
from docs.generators.schemas import Refer, Schema, describe

_SPECS = Path(__file__).resolve().parents[2] / "specs"
PAGES = {
    "seed": "seed-file",
    "worker-rules": "scripted-workers",
    "predictions": "predictions",
    "faults": "faults",
    "event": "event",
    "output": "output",
    "operator-provider": "operator-provider",
}
"""The page of each format that has one."""


def page(name: str) -> str:
    """Return the reference of a format."""
    schema = load(f"{name}.schema.json")
    source = f"Its JSON Schema is {code(f'specs/{name}.schema.json')}, and "
    source += f"{code(f'GET /_a2i/{name}.schema.json')} of a running emulator.\n"
    parts = [source, describe(schema, _refer_within(name, schema))]
    for definition, shape in schema.get("$defs", {}).items():
        if _has_section(shape):
            told = describe(shape, _refer_within(name, schema))
            parts.append(f"({name}-{definition})=\n\n## {_words(definition)}\n\n{told}")
    return "\n".join(parts)


def load(name: str) -> Mapping[str, Any]:
    """Return a document of ``specs/``."""
    document: Mapping[str, Any] = json.loads((_SPECS / name).read_text("utf-8"))
    return document


def link(reference: str) -> str:
    """Return a link to another format, or to a definition in it."""
    file, _, place = reference.partition("#")
    name = file.removesuffix(".schema.json")
    if name not in PAGES:
        return code(file)
    if not place:
        return f"[{load(file)['title']}](/reference/{PAGES[name]}.md)"
    definition = place.rpartition("/")[2]
    return f"[{_words(definition).lower()}](#{name}-{definition})"


def _refer_within(name: str, schema: Schema) -> Refer:
    def refer(reference: str) -> tuple[str, Schema | None]:
        if not reference.startswith("#"):
            return link(reference), None
        shape = schema["$defs"][reference.rpartition("/")[2]]
        return link(f"{name}.schema.json{reference}"), None if _has_section(shape) else shape

    return refer


def _has_section(shape: Schema) -> bool:
    return "properties" in shape or "if" in shape


def _words(definition: str) -> str:
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in definition)
    return f"{spaced[:1].upper()}{spaced[1:]}".replace(" ui", " UI")
