"""Requests that the emulator sends to addresses which users of the AWS APIs choose.

API destinations, SNS subscriptions by HTTP, integrations of API Gateway and the like may name any
address, that of the emulator among them, by any of its names or by way of a redirect. Who may
call AWS APIs is not therefore to answer a human loop or to reset the state: each such request
carries a mark by which the front door knows it, wherever it has come through. None is sent
again when the state comes back after a restart, and none is waited for without an end.
"""

from __future__ import annotations

import importlib.machinery
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from types import ModuleType
from typing import Any

from a2i_emulator.moto_side.patches import SENDERS, put
from a2i_emulator.moto_side.repeating import is_repeating
from a2i_emulator.moto_side.subscribers import Subscribers
from a2i_emulator.protocol.exchange import SENT_BY_US

_FRAMING = frozenset(
    {"transfer-encoding", "content-length", "connection", "te", "trailer", "upgrade"}
)
"""Headers that say where a request ends: chosen by users, they could hide a second in its body."""

_TELLING = frozenset({"moto.sns.models", "moto.firehose.models"})
"""Modules that tell subscribers something, on AWS after the call that led to it."""

_PATIENCE_SECONDS = 15
"""How long SNS waits for a subscriber's answer; moto itself waits for ever."""

SENDING = frozenset({"delete", "get", "head", "options", "patch", "post", "put", "request"})


def marked(headers: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the headers of a request with the mark, and without what would undo it."""
    left_out = _FRAMING | {SENT_BY_US.lower()}
    kept = {name: value for name, value in (headers or {}).items() if name.lower() not in left_out}
    return kept | {SENT_BY_US: "1"}


class MarkedRequests:
    """The library ``requests``, whose functions mark what they send, redirects included.

    Args:
        send: sends a marked request by a function of the library, given that and its arguments.
    """

    def __init__(self, send: Callable[..., Any]) -> None:
        self._send = send

    def __getattr__(self, name: str) -> Any:
        """Return what the library has by a name."""
        found = getattr(import_module("requests"), name)
        return partial(self._send, found) if name in SENDING else found


def _send(send: Any, *args: Any, headers: Mapping[str, Any] | None = None, **rest: Any) -> Any:
    """Send a request for whoever waits for the answer, which is empty where it happened before."""
    if is_repeating():
        return import_module("requests").Response()
    limits = {"timeout": _PATIENCE_SECONDS} | rest
    return send(*args, headers=marked(headers), **limits)


def _tell(send: Any, url: str, **rest: Any) -> None:
    """Send a request whose answer nobody waits for, unless it has been sent before."""
    if not is_repeating():
        _SUBSCRIBERS.tell(url, partial(_send, send, url, **rest))


_SUBSCRIBERS = Subscribers()


def _requests_of(name: str) -> MarkedRequests:
    return MarkedRequests(_tell if name in _TELLING else _send)


@cache
def mark_motos_requests() -> None:
    """Have the modules of moto that send requests mark them, now or when they are imported."""
    for name in SENDERS:
        if name in sys.modules:
            put(name, "requests", _requests_of(name))
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
    put(module.__name__, "requests", _requests_of(module.__name__))
