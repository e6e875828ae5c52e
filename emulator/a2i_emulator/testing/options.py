"""Settings as keyword arguments."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.settings import Settings
from a2i_emulator.testing.controls import seconds

Paths = Iterable[Path | str] | Path | str
"""One file or several."""

_FIELDS = {"predictions": "predictions_dir", "seed": "seeds"}
"""Settings whose names on the command line are other ones."""

_NAMES = {field.name for field in dataclasses.fields(Settings)} - {*_FIELDS.values()} | {*_FIELDS}


def read_options(options: Mapping[str, Any], useless: Collection[str] = ()) -> Settings:
    """Return the settings that keyword arguments describe.

    Args:
        options: by their names on the command line; spans of time in seconds, of retention in days.
        useless: names that make no sense here.

    Raises:
        TypeError: there is no such setting.
    """
    known = _NAMES - set(useless)
    unknown = set(options) - known
    if unknown:
        wrong, right = ", ".join(sorted(unknown)), ", ".join(sorted(known))
        raise TypeError(f"no such setting: {wrong}; there are: {right}")
    return Settings(**{_FIELDS.get(name, name): _read(name, options[name]) for name in options})


def _read(name: str, value: Any) -> Any:
    if name == "activation_delay":
        return round(seconds(value) * SECOND)
    if name in {"audit_retention", "retention"} and value is not None:
        return round(value * 86_400 * SECOND)
    if name in {"data_dir", "predictions", "tls_cert", "tls_key"} and value is not None:
        return Path(value)
    if name == "trusted_proxies":
        return tuple(ip_network(network) for network in value)
    if name in {"allowed_hosts", "seed"}:
        return (value,) if isinstance(value, str | Path) else tuple(value)
    return value


def paths(files: Paths) -> tuple[Path, ...]:
    """Return one file or several as paths."""
    if isinstance(files, str | Path):
        return (Path(files),)
    return tuple(Path(file) for file in files)
