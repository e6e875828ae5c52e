"""A quality report as JSON, its members in camelCase, fields below their flow definitions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from a2i_emulator.quality.intervals import Share
from a2i_emulator.quality.report import QualityReport


def as_json(report: QualityReport) -> dict[str, Any]:
    """Return what ``json.dumps`` takes; shares of nothing and unknown figures are None."""
    return {
        "loops": report.loops,
        "answers": report.answers,
        "agreement": _by_flow(report.agreement),
        "worstLoops": [
            {"agreement": agreement, "flowDefinitionName": flow, "humanLoopName": loop}
            for agreement, flow, loop in report.worst
        ],
        "workers": _plain(report.workers),
        "model": _by_flow(report.model),
        "weeks": _plain(report.weeks),
    }


def _by_flow(table: Mapping[tuple[str, str], Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for (flow, name), figures in table.items():
        found.setdefault(flow, {})[name] = _plain(figures)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Share):
        return {"value": value.value, "low": value.low, "high": value.high, "of": value.of}
    if is_dataclass(value):
        members = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {_camel(name): _plain(member) for name, member in members}
    if isinstance(value, Mapping):
        if any(isinstance(key, tuple) for key in value):
            return [{"true": a, "predicted": b, "count": n} for (a, b), n in value.items()]
        return {_key(key): _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return round(value, 6) if isinstance(value, float) else value


def _key(key: Any) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)


def _camel(name: str) -> str:
    return re.sub("_([a-z])", lambda found: found[1].upper(), name)
