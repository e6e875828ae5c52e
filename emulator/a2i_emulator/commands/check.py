"""``a2i-emulator check``: what a deployment depends on, a line each, before it is started."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from a2i_emulator.aws.asking import refusing
from a2i_emulator.aws.reach import unreachable
from a2i_emulator.commands.files import UsageError
from a2i_emulator.commands.options import add_settings, read_settings
from a2i_emulator.commands.requirements import require
from a2i_emulator.commands.start import open_server
from a2i_emulator.operations.ports import Readable, StorageError
from a2i_emulator.security.id_tokens import ProviderError
from a2i_emulator.security.oidc import require_keys
from a2i_emulator.security.operator_provider import OperatorProvider
from a2i_emulator.settings import DEFAULT_HOST, Settings
from a2i_emulator.storage import inspect_database, inspect_older_data_dir


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check", help="tell whether what these settings of start depend on can be reached"
    )
    add_settings(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a line for each thing; the exit status is 1 if one is missing."""
    is_whole = True
    for name, place, problem in _findings(read_settings(options)):
        is_whole = is_whole and not problem
        print(f"{'no' if problem else 'ok':3} {name:9} {problem or place}")
    return 0 if is_whole else 1


_ELSEWHERE: Mapping[str, Any] = {
    "host": DEFAULT_HOST,
    "port": 0,
    "seeds": (),
    "tls_cert": None,
    "operator_oidc": None,
}
"""What an emulator that is opened to be asked does without: it is looked at by itself."""


def _findings(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Yield what is needed, where it is, and what is the matter with it, if anything."""
    try:
        require(settings)
        lacking = ""
    except UsageError as error:
        lacking = "; ".join(error.args)
    yield "settings", f"{settings.host}:{settings.port}", lacking
    missing = dict(unreachable(settings))
    missing |= refusing(settings, unasked=tuple(missing))
    place, providers = _ask_state(settings, missing)
    yield "database", place, missing.get("database", "")
    for name, address in (
        ("s3", settings.s3_endpoint),
        ("events", settings.events_endpoint),
        ("cognito", settings.cognito_endpoint),
    ):
        yield name, address or "moto, in this process", missing.get(name, "")
    if settings.operator_oidc is not None and not lacking:
        operators = OperatorProvider.read(settings.operator_oidc)
        yield "provider", operators.known.issuer, _why_not(operators.provider)
    for issuer, jwks_uri in providers.items():
        yield "provider", issuer, _why_not(partial(require_keys, issuer, jwks_uri))


def _ask_state(settings: Settings, missing: dict[str, str]) -> tuple[str, Mapping[str, str]]:
    """Look at the state, and add what is the matter with it.

    Returns:
        Where it is, with what the first start will do to it, and the workforces' providers.
    """
    try:
        if settings.database_url is not None:
            found = inspect_database(settings.database_url)
            if found.version == 0:
                return "PostgreSQL (is empty, tables are made by the first start)", {}
            if found.version < found.newest:
                return f"PostgreSQL{_told(found.version, found.newest)}", _providers_of_workforces(
                    found
                )
        elif settings.data_dir and (older := inspect_older_data_dir(settings.data_dir)):
            told = _told(older.version, older.newest)
            return f"{settings.data_dir}{told}", _providers_of_workforces(older)
        return _database(settings), _ask_opened(settings, missing)
    except StorageError as error:
        missing["database"] = str(error)
        return "", {}


def _told(version: int, newest: int) -> str:
    return f" (its schema will be upgraded from {version} to {newest} by the first start)"


def _ask_opened(settings: Settings, missing: dict[str, str]) -> Mapping[str, str]:
    """Open the state, which is this release's, if it is there; return the workforces' providers."""
    if settings.data_dir is not None and _is_to_be_made(settings):
        parent = next(place for place in settings.data_dir.absolute().parents if place.exists())
        if not (parent.is_dir() and os.access(parent, os.W_OK)):
            missing["database"] = f"{settings.data_dir}: {parent} is nothing to write in"
        return {}
    try:
        server = open_server(replace(settings, **_ELSEWHERE))
    except UsageError as error:
        missing["database"] = str(error)
        return {}
    try:
        missing |= server.service.unreachable()
        return {} if "database" in missing else _providers_of_workforces(server.service.database)
    finally:
        server.close()


def _providers_of_workforces(state: Readable) -> Mapping[str, str]:
    """Return where workers sign in: issuers, and the addresses of their keys."""
    with state.read() as store:
        found = [workforce.oidc_config for workforce in store.workforces.every()]
    return {config["Issuer"]: config["JwksUri"] for config in found if config}


def _why_not(ask: Callable[[], object]) -> str:
    try:
        ask()
    except ProviderError as error:
        return str(error)
    return ""


def _database(settings: Settings) -> str:
    if settings.database_url is not None:
        return "PostgreSQL"
    if settings.data_dir is None:
        return "in memory"
    later = " (is made by the first start)" if _is_to_be_made(settings) else ""
    return f"{settings.data_dir}{later}"


def _is_to_be_made(settings: Settings) -> bool:
    """Tell whether there is no state yet, which is not begun only to be asked for."""
    if settings.data_dir is None or settings.database_url is not None:
        return False
    return not settings.data_dir.exists()
