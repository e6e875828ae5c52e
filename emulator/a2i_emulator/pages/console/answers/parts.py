"""An answer's parts, each by what it is: a drawing, a labelled text, a choice, pairs, a value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.pages.console.answers.drawing import drawing_of
from a2i_emulator.pages.console.answers.task_page import Widget
from a2i_emulator.pages.console.answers.texts import entities_of, pieces_of

_MOST_PARTS = 500
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Part:
    """What was answered under one name.

    Attributes:
        name: the element's.
        kind: ``drawing``, ``entities``, ``chosen``, ``ticks``, ``pairs``, ``ranks``, ``value``.
        value: for ``drawing`` a `Drawing`; ``entities``: pairs of label and text; ``chosen``: the
            labels; ``ticks``: pairs of an option and whether it is ticked; ``pairs``: two texts
            each; ``ranks``: pairs of a dimension and the responses' ranks; ``value``: a text.
        widget: the element of the page, if it is known; its image is the one that was seen.
        pieces: of ``entities`` the text in `Piece`s; empty if it is not known.
        comment: what the worker remarked.
    """

    name: str
    kind: str
    value: Any
    widget: Widget | None = None
    pieces: Sequence[Any] = ()
    comment: str = ""


def parts_of(content: Any, widgets: Mapping[str, Widget]) -> Sequence[Part]:
    """Return the parts of an answer, in its order.

    Args:
        content: answerContent; of any shape, as a worker's browser may have sent anything.
        widgets: the elements of the page by name, as `widgets_of` returns them.
    """
    if not isinstance(content, Mapping):
        return ()
    named = list(content.items())[:_MOST_PARTS]
    return tuple(_part(name, value, widgets.get(name)) for name, value in named)


def _part(name: str, value: Any, widget: Widget | None) -> Part:
    if isinstance(value, list):
        value = {name: value}  # Two of the tools for texts answer beside the other keys.
    if not isinstance(value, Mapping):
        return Part(name, "value", _text(value), widget)
    entities = entities_of(value)
    if entities is not None:
        text = widget.text if widget else ""
        pairs = tuple((one.label, text[one.start : one.end]) for one in entities)
        return Part(name, "entities", pairs, widget, pieces_of(text, entities) if text else ())
    drawing = drawing_of(value)
    if drawing is not None:
        return Part(name, "drawing", drawing, widget)
    for kind, read in _READERS:
        found = read(value)
        if found is not None:
            comment = value.get("workerComment")
            said = comment if isinstance(comment, str) else ""
            return Part(name, kind, found, widget, comment=said)
    return Part(name, "value", _text(value.get(name, value)), widget)


def _chosen(value: Mapping[str, Any]) -> tuple[str, ...] | None:
    if "label" in value and not isinstance(value["label"], Mapping | list):
        return (_text(value["label"]),)
    if isinstance(value.get("labels"), list):
        return tuple(map(_text, value["labels"][:_MOST_PARTS]))
    return None


def _moderated(value: Mapping[str, Any]) -> tuple[str, ...] | None:
    listed = value.get("moderationLabels")
    if not isinstance(listed, list):
        return None
    named = (one for one in listed[:_MOST_PARTS] if isinstance(one, Mapping))
    return tuple(
        f"{_text(one['parentName'])} / {_text(one.get('name', ''))}"
        if one.get("parentName")
        else _text(one.get("name", ""))
        for one in named
    )


def _ticks(value: Mapping[str, Any]) -> tuple[tuple[str, bool], ...] | None:
    is_so = value and all(isinstance(ticked, bool) for ticked in value.values())
    return tuple(value.items())[:_MOST_PARTS] if is_so else None


def _key_values(value: Mapping[str, Any]) -> tuple[tuple[str, str], ...] | None:
    """Read Textract's blocks: the text of each key, and that of its value."""
    blocks = value.get("blocks")
    if not isinstance(blocks, list):
        return None
    known = [one for one in blocks if isinstance(one, Mapping)]
    by_id = {one["id"]: one for one in known if isinstance(one.get("id"), str)}
    return tuple(
        (_block_text(key, by_id), " ".join(_block_text(one, by_id) for one in values))
        for key in known
        if isinstance(key.get("entityTypes"), list) and "KEY" in key["entityTypes"]
        for values in [list(_related(key, "VALUE", by_id))]
    )[:_MOST_PARTS]


def _block_text(block: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> str:
    text = block.get("text")
    if isinstance(text, str) and text:
        return text
    words = (one.get("text") for one in _related(block, "CHILD", by_id))
    return " ".join(word for word in words if isinstance(word, str))


def _related(
    block: Mapping[str, Any], kind: str, by_id: Mapping[str, Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    relationships = block.get("relationships")
    for one in relationships if isinstance(relationships, list) else ():
        if (
            isinstance(one, Mapping)
            and one.get("type") == kind
            and isinstance(one.get("ids"), list)
        ):
            named = (name for name in one["ids"][:_MOST_PARTS] if isinstance(name, str))
            yield from (by_id[name] for name in named if name in by_id)


def _questions(value: Mapping[str, Any]) -> tuple[tuple[str, str], ...] | None:
    listed = value.get("questionsAndAnswers")
    if not isinstance(listed, list):
        return None
    known = (one for one in listed[:_MOST_PARTS] if isinstance(one, Mapping))
    return tuple((_text(one.get("question", "")), _text(one.get("answer", ""))) for one in known)


def _ranks(value: Mapping[str, Any]) -> tuple[tuple[str, str], ...] | None:
    listed = value.get("ordinalRankingDimensions")
    if not isinstance(listed, list):
        return None
    known = (one for one in listed[:_MOST_PARTS] if isinstance(one, Mapping))
    return tuple(
        (_text(one.get("name", "")), _in_order(one.get("responseRankings"))) for one in known
    )


def _in_order(ranks: Any) -> str:
    listed = ranks[:_MOST_PARTS] if isinstance(ranks, list) else ()
    return ", ".join("-" if rank is None else _text(rank) for rank in listed)


_READERS: Sequence[tuple[str, Callable[[Mapping[str, Any]], Any]]] = (
    ("chosen", _moderated),
    ("pairs", _key_values),
    ("pairs", _questions),
    ("ranks", _ranks),
    ("chosen", _chosen),
    ("ticks", _ticks),
)


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
