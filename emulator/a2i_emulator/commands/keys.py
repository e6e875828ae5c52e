"""``a2i-emulator keys``: the access keys and tokens of a deployment that asks who calls."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from a2i_emulator.commands.files import UsageError, read_json
from a2i_emulator.commands.options import variable
from a2i_emulator.domain.instant import SECOND, Instant, from_datetime, iso_seconds
from a2i_emulator.operations.ports import Database, StorageError, Who
from a2i_emulator.security.access_keys import (
    ROLES,
    access_keys,
    create_access_key,
    revoke_access_key,
)
from a2i_emulator.security.policies import ALL, Policy, fault_of
from a2i_emulator.security.tokens import SCOPES, create_token, revoke_token, tokens
from a2i_emulator.storage import open_database

_DAY = 24 * 3600 * SECOND
_MOST_DAYS = 3660


def add_parser(commands: Any) -> None:
    """Declare the command and its parts."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "keys",
        help="make, list and revoke the access keys of a deployment that verifies signatures",
        description="Access keys are kept with the state: in a database, at any time; in a data"
        " directory, while no emulator runs on it.",
    )
    parts = parser.add_subparsers(title="parts", metavar="PART", required=True)
    create = parts.add_parser("create", help="make a key or a token; its secret is shown this once")
    create.add_argument("--user", metavar="NAME", default="admin", help="whose key; admin")
    create.add_argument(
        "--policy",
        metavar="FILE",
        action="append",
        help="an IAM policy, as JSON, of what the key may do; may be repeated; else everything",
    )
    create.add_argument(
        "--role",
        choices=ROLES,
        help="open console and control API with it, too, to look, to work or for everything",
    )
    create.add_argument(
        "--token",
        action="store_true",
        help="make a token for the control API instead of an access key",
    )
    create.add_argument("--scope", choices=SCOPES, help="what the token may; read")
    create.add_argument("--days", type=int, metavar="N", help="how long it is one; 90")
    create.set_defaults(run=_create)
    shown = parts.add_parser("list", help="tell the keys and tokens there are, without secrets")
    shown.set_defaults(run=_list)
    revoke = parts.add_parser("revoke", help="let a key or a token be none any more, at once")
    revoke.add_argument("key", metavar="KEY", help="the access key's id, or how the token begins")
    revoke.set_defaults(run=_revoke)
    for part in (create, shown, revoke):
        _add_place(part)


def _create(options: argparse.Namespace) -> int:
    policies = [_policy(file) for file in options.policy or ()] or [ALL]
    if not options.user or set(options.user) & set(" /:*?\n"):
        raise UsageError(f"--user: {options.user!r} is no user's name")
    if options.token:
        return _create_token(options)
    if options.scope or options.days:
        raise UsageError("--scope and --days are of tokens, which --token makes")
    with _database(options) as database:
        made = create_access_key(
            database, options.user, _now(), policies, options.role, by=_caller()
        )
    print(f"export AWS_ACCESS_KEY_ID={made.id} AWS_SECRET_ACCESS_KEY={made.secret}")
    return 0


def _create_token(options: argparse.Namespace) -> int:
    if options.policy or options.role:
        raise UsageError("--policy and --role are of access keys; a token has a --scope")
    days = 90 if options.days is None else options.days
    if not 1 <= days <= _MOST_DAYS:
        raise UsageError(f"--days: {days} is not a number from 1 to {_MOST_DAYS}")
    scope, now = options.scope or SCOPES[0], _now()
    with _database(options) as database:
        made = create_token(database, options.user, scope, now, now + days * _DAY, by=_caller())
    print(f"export A2I_EMULATOR_KEY={made}")
    return 0


def _list(options: argparse.Namespace) -> int:
    with _database(options) as database:
        for key in access_keys(database):
            may = "everything" if list(key.policies) == [ALL] else "by policy"
            told = (key.id, iso_seconds(key.created_at), f"{may:10}", f"{key.role or '-':9}")
            print(*told, key.user_name, sep="  ")
        for token in tokens(database):
            ends = f"until {iso_seconds(token.ends_at)}"
            told = (token.id, iso_seconds(token.created_at), f"{token.scope:10}", ends)
            print(*told, token.user_name, sep="  ")
    return 0


def _revoke(options: argparse.Namespace) -> int:
    with _database(options) as database:
        key, now, by = options.key, _now(), _caller()
        is_done = revoke_access_key(database, key, now, by) or revoke_token(database, key, now, by)
        if not is_done:
            raise UsageError(f"there is no access key {options.key}")
    return 0


def _now() -> Instant:
    return from_datetime(datetime.now(timezone.utc))


def _caller() -> Who:
    """Return whose shell this is, as the operating system says."""
    import getpass

    try:
        return Who("command", getpass.getuser())
    except (KeyError, OSError):
        return Who("command")


def _policy(file: str) -> Policy:
    policy: Policy = read_json(file)
    fault = fault_of(policy)
    if fault is not None:
        raise UsageError(f"{file}: {fault}")
    return policy


def _add_place(parser: argparse.ArgumentParser) -> None:
    for name, metavar, text in (
        ("data_dir", "DIR", "the folder that the state is in"),
        ("database_url", "URL", "the PostgreSQL database that it is in"),
    ):
        flag = f"--{name.replace('_', '-')}"
        parser.add_argument(flag, metavar=metavar, help=f"{text} [{variable(name)}]")


@contextmanager
def _database(options: argparse.Namespace) -> Iterator[Database]:
    folder, url = _given(options, ("data_dir", "database_url"))
    if not folder and not url:
        raise UsageError("say where the state is: --data-dir or --database-url")
    try:
        database = open_database(Path(folder) if folder else None, url or None)
    except StorageError as error:
        raise UsageError(str(error)) from error
    try:
        yield database
    finally:
        database.close()


def _given(options: argparse.Namespace, names: Sequence[str]) -> Sequence[str | None]:
    return [getattr(options, name) or os.environ.get(variable(name)) for name in names]
