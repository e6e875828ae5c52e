"""The control API, as its OpenAPI document has it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from docs.generators import formats
from docs.generators.markdown import code, prose, table
from docs.generators.schemas import Schema, describe, kind

_PREFIX = "/_a2i"


def page() -> str:
    """Return a section for each tag of calls, and one for each schema."""
    document = formats.load("openapi.json")
    parts = [prose(document["info"]["description"])]
    for tag in document["tags"]:
        calls = [c for c in _calls(document) if tag["name"] in c[2]["tags"]]
        parts.append(f"## {tag['name'].capitalize()}\n\n{prose(tag['description'])}\n")
        parts += [_call(document, *call) for call in calls]
    parts.append("## Objects\n")
    parts += [_object(name, shape) for name, shape in document["components"]["schemas"].items()]
    return "\n".join(parts)


def title(method: str, path: str) -> str:
    """Return what a call's section is called."""
    return f"{method.upper()} {_PREFIX}{path}"


def _calls(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            yield method, path, call


def _call(document: Mapping[str, Any], method: str, path: str, call: Mapping[str, Any]) -> str:
    parts = [f"### {code(title(method, path))}", prose(call["summary"])]
    parts += [prose(call["description"])] if "description" in call else []
    parameters = [_resolved(document, p) for p in call.get("parameters", ())]
    if parameters:
        parts.append(table(("parameter", "type", "meaning"), map(_parameter, parameters)))
    if "requestBody" in call:
        parts += ["The request's body:", *_content(call["requestBody"])]
    for status, answer in call["responses"].items():
        if status.startswith("2"):
            parts += [f"{status}: {prose(answer['description'])}", *_content(answer)]
    parts.append(table(("other answers", ""), _errors(document, call)))
    return "\n\n".join(parts) + "\n"


def _parameter(parameter: Mapping[str, Any]) -> tuple[str, str, str]:
    needed = "required; " if parameter.get("required") else ""
    meaning = prose(parameter.get("description", f"In the {parameter['in']}."))
    return code(parameter["name"]), needed + kind(parameter["schema"], _refer), meaning


def _content(body: Mapping[str, Any]) -> Iterator[str]:
    for media_type, content in body["content"].items():
        if content["schema"].keys() & {"$ref"}:
            yield f"{code(media_type)}: {kind(content['schema'], _refer)}"
        example = content["example"]
        is_text = isinstance(example, str)
        written = example if is_text else json.dumps(example, indent=2, ensure_ascii=False)
        yield f"```{'html' if is_text else 'json'}\n{written}\n```"


def _errors(document: Mapping[str, Any], call: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for status, answer in call["responses"].items():
        if not status.startswith("2"):
            yield status, prose(_resolved(document, answer)["description"])


def _object(name: str, shape: Schema) -> str:
    return f"(control-{name})=\n\n### {name}\n\n{describe(shape, _refer)}"


def _resolved(document: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in part:
        return part
    found: Any = document
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    resolved: Mapping[str, Any] = found
    return resolved


def _refer(reference: str) -> tuple[str, Schema | None]:
    if reference.startswith("#"):
        name = reference.rpartition("/")[2]
        return f"[{name}](#control-{name})", None
    return formats.link(reference), None
