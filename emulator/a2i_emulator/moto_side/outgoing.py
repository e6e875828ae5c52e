"""Requests that the emulator sends to addresses which users of the AWS APIs choose.

API destinations, SNS subscriptions by HTTP, integrations of API Gateway and the like may name any
address, that of the emulator among them, by any of its names or by way of a redirect. Who may
call AWS APIs is not therefore to answer a human loop or to reset the state: each such request
carries a mark by which the front door knows it, wherever it has come through.
"""

from __future__ import annotations

import importlib.machinery
import sys
from collections.abc import Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from types import ModuleType
from typing import Any

from a2i_emulator.moto_side.patches import SENDERS, put
from a2i_emulator.protocol.exchange import SENT_BY_US

_FRAMING = frozenset(
    {"transfer-encoding", "content-length", "connection", "te", "trailer", "upgrade"}
)
"""Headers that say where a request ends: chosen by users, they could hide a second in its body."""

SENDING = frozenset({"delete", "get", "head", "options", "patch", "post", "put", "request"})


def marked(headers: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the headers of a request with the mark, and without what would undo it."""
    left_out = _FRAMING | {SENT_BY_US.lower()}
    kept = {name: value for name, value in (headers or {}).items() if name.lower() not in left_out}
    return kept | {SENT_BY_US: "1"}


class MarkedRequests:
    """The library ``requests``, whose functions mark what they send, redirects included."""

    def __getattr__(self, name: str) -> Any:
        """Return what the library has by a name."""
        found = getattr(import_module("requests"), name)
        return partial(_send, found) if name in SENDING else found


def _send(send: Any, *args: Any, headers: Mapping[str, Any] | None = None, **rest: Any) -> Any:
    return send(*args, headers=marked(headers), **rest)


@cache
def mark_motos_requests() -> None:
    """Have the modules of moto that send requests mark them, now or when they are imported."""
    for name in SENDERS:
        if name in sys.modules:
            put(name, "requests", MarkedRequests())
    sys.meta_path.insert(0, _Finder())


class _Finder:
    """Finds the modules that send requests, most of which are never imported, as Python does."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return how a module is loaded, with the patch at the end; None for other modules."""
        if name not in SENDERS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            loader: Any = spec.loader
            loader.exec_module = partial(_load, loader.exec_module)
        return spec


def _load(execute: Any, module: ModuleType) -> None:
    execute(module)
    put(module.__name__, "requests", MarkedRequests())
