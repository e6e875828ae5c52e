"""What the pytest plugin's fixtures are made of."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from a2i_emulator.sessions import default_session
from a2i_emulator.testing.a2i import A2I
from a2i_emulator.testing.emulator import Emulator


@dataclass(frozen=True)
class Wishes:
    """What a test's emulator is to be like, by its markers and the ini file.

    Attributes:
        settings: names and values, sorted.
    """

    region: str
    seed: tuple[Path, ...]
    settings: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, node: pytest.Item) -> Wishes:
        """Read the wishes of a test.

        Raises:
            UsageError: a line of ``a2i_settings`` is none, or a marker names no setting.
        """
        config = node.config
        given: dict[str, Any] = {
            "region": config.getini("a2i_region"),
            "seed": config.getini("a2i_seed"),
            **_ini_settings(config.getini("a2i_settings")),
        }
        for marker in reversed(list(node.iter_markers("a2i"))):
            if marker.args:
                raise pytest.UsageError(f"the marker a2i takes NAME=VALUE, not {marker.args[0]!r}")
            given |= marker.kwargs
        region, seed = given.pop("region"), given.pop("seed")
        files = [seed] if isinstance(seed, str | Path) else seed
        settings = tuple(sorted((name, _constant(value)) for name, value in given.items()))
        return cls(region, tuple(node.path.parent / file for file in files), settings)


class Kit:
    """The emulators of a test run, one for each kind of settings."""

    def __init__(self) -> None:
        self._emulators: dict[tuple[tuple[str, Any], ...], Emulator] = {}

    @contextmanager
    def emulator(self, wishes: Wishes) -> Iterator[Emulator]:
        """Lend an emulator to a test, empty but for the seed."""
        if wishes.settings not in self._emulators:
            self._emulators[wishes.settings] = Emulator(**dict(wishes.settings))
        emulator = self._emulators[wishes.settings]
        emulator.begin(wishes.region, wishes.seed)
        _keep_what_is_loaded()
        try:
            with default_session():
                yield emulator
        finally:
            # Nothing of this test may go on during the next one.
            emulator.reset()

    def close(self) -> None:
        """End the emulators."""
        for emulator in self._emulators.values():
            emulator.close()


@contextmanager
def mocked(wishes: Wishes) -> Iterator[A2I]:
    """Mock A2I for a test."""
    from a2i_emulator.testing.mock.mock_a2i import mock_a2i  # other tests need no moto here

    settings: Mapping[str, Any] = dict(wishes.settings)
    with mock_a2i(region=wishes.region, seed=wishes.seed, **settings) as a2i:
        _keep_what_is_loaded()
        yield a2i


@cache
def _keep_what_is_loaded() -> None:
    """Keep Python from looking for garbage among modules and service models, which stay.

    Once for a test run. It looked at half a million objects time and again, for a fifth of the
    run's time.
    """
    gc.freeze()


def _ini_settings(lines: Sequence[str]) -> dict[str, Any]:
    settings = {}
    for line in lines:
        name, is_there, text = line.partition("=")
        if not is_there:
            raise pytest.UsageError(f"a2i_settings: {line!r} is not like NAME = VALUE")
        settings[name.strip()] = _value(text.strip())
    return settings


def _constant(value: Any) -> Any:
    """Return what is equal and stays so, by which an emulator is found again."""
    return tuple(value) if isinstance(value, list | set) else value


def _value(text: str) -> Any:
    """Read a number or a truth value; anything else is a text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
