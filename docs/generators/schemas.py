"""Tables of what a JSON Schema says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from docs.generators.markdown import code, joined, prose, table

Schema = Mapping[str, Any]
Refer = Callable[[str], tuple[str, Schema | None]]
"""Of a ``$ref``: what to call it, and what it refers to where that is to be shown in its place."""

_TOLD = {"title", "description", "type", "properties", "required", "items", "prefixItems"}
_BOUNDS = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " of them"),
    ("minProperties", "maxProperties", " of its members"),
)
_CHOICES = {"$ref", "anyOf", "oneOf", "const", "enum", "format", "pattern", "default"}
_RULES = {"allOf", "dependentRequired", "propertyNames", "if", "then", "not"}
_PLACES = {"$schema", "$id", "$defs", "additionalProperties", "readOnly", "uniqueItems"}
_LIMITS = {keyword for *limits, _ in _BOUNDS for keyword in limits} | {"exclusiveMinimum"}
_KNOWN = _TOLD | _LIMITS | _CHOICES | _RULES | _PLACES


def describe(schema: Schema, refer: Refer) -> str:
    """Return what a value must be: its meaning, its rules, and a table of its members.

    Raises:
        ValueError: a keyword of JSON Schema that this does not know.
    """
    rows = list(_members(schema, refer, ""))
    parts = [prose(schema["description"])] if "description" in schema else []
    if not rows and schema.get("type") != "object":
        parts.append(f"Type: {kind(schema, refer)}.")
    rules = list(_rules(schema))
    parts += ["\n".join(f"- {rule}" for rule in rules)] if rules else []
    parts += [table(("member", "type", "meaning"), rows)] if rows else []
    return "\n\n".join(parts) + "\n"


def kind(schema: Schema, refer: Refer) -> str:
    """Say of what type and in which bounds a value is.

    Raises:
        ValueError: a keyword of JSON Schema that this does not know.
    """
    if unknown := schema.keys() - _KNOWN:
        raise ValueError(f"The reference cannot tell of {', '.join(sorted(unknown))}: {schema}")
    bounds = "; ".join(_bounds(schema))
    return _choice(schema, refer) + (f" ({bounds})" if bounds else "")


def _choice(schema: Schema, refer: Refer) -> str:
    if "$ref" in schema:
        name, shown = refer(schema["$ref"])
        return name if shown is None else kind(shown, refer)
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema and not _is_rule(schema[keyword]):
            return joined([kind(choice, refer) for choice in schema[keyword]])
    if "const" in schema:
        return _value(schema["const"])
    if "enum" in schema:
        return joined([_value(choice) for choice in schema["enum"]])
    types = schema.get("type", "any JSON value")
    names = [types] if isinstance(types, str) else types
    return joined([_type(name, schema, refer) for name in names])


def _type(name: str, schema: Schema, refer: Refer) -> str:
    if name == "array":
        item = schema.get("items") or next(iter(schema.get("prefixItems", ())), None)
        return f"list of {kind(item, refer)}" if item else "list"
    values = schema.get("additionalProperties")
    if name == "object" and isinstance(values, Mapping):
        return f"object, each of its values {kind(values, refer)}"
    return name


def _bounds(schema: Schema) -> Iterator[str]:
    for least, most, unit in _BOUNDS:
        if least in schema or most in schema:
            yield from _limits(schema.get(least), schema.get(most), unit)
    if "exclusiveMinimum" in schema:
        yield f"more than {schema['exclusiveMinimum']}"
    if schema.get("uniqueItems"):
        yield "all different"
    if "format" in schema:
        yield schema["format"]
    if "pattern" in schema:
        yield f"like {code(schema['pattern'])}"
    if schema.get("default") is not None:
        yield f"by default {_value(schema['default'])}"


def _limits(least: float | None, most: float | None, unit: str) -> Iterator[str]:
    if least == most:
        yield f"exactly {least}{unit}"
    elif least is not None and most is not None:
        yield f"{least:,} to {most:,}{unit}"
    elif most is not None:
        yield f"at most {most:,}{unit}"
    elif (least, unit) != (1, " characters"):
        yield f"{least:,} or more{unit}"


def _members(schema: Schema, refer: Refer, prefix: str) -> Iterator[Sequence[str]]:
    """Return a row for each member, and for those of objects within."""
    for holder in (schema, schema.get("then", {})):
        for name, member in holder.get("properties", {}).items():
            shown = refer(member["$ref"])[1] if "$ref" in member else None
            meaning = member.get("description") or (shown or {}).get("description", "")
            needed = "required; " if name in holder.get("required", ()) else ""
            path = f"{prefix}{name}"
            yield code(path), needed + kind(member, refer), prose(meaning)
            yield from _within(shown or member, refer, path)
        for name in holder.get("required", ()):
            if name not in holder.get("properties", {}):
                yield code(f"{prefix}{name}"), "required", ""


def _within(member: Schema, refer: Refer, path: str) -> Iterator[Sequence[str]]:
    for choice in [member, *member.get("oneOf", ())]:
        yield from _members(choice, refer, f"{path}.")
        if isinstance(choice.get("items"), Mapping):
            yield from _members(choice["items"], refer, f"{path}[].")


def _rules(schema: Schema) -> Iterator[str]:
    yield from (prose(rule["description"]) for rule in schema.get("allOf", ()))
    for name, others in schema.get("dependentRequired", {}).items():
        yield f"{code(name)} needs {joined([code(other) for other in others])}."


def _is_rule(choices: Sequence[Schema]) -> bool:
    """Tell whether choices only say which members go together; their parent says it in words."""
    return all(choice.keys() <= {"required", "not"} for choice in choices)


def _value(value: Any) -> str:
    return code(value if isinstance(value, str) else json.dumps(value))
