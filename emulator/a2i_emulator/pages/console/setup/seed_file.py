"""An account as a seed file: what ``a2i-emulator start --seed`` makes again."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from a2i_emulator.pages.console.setup.account import Account, Pool
from a2i_emulator.pages.console.setup.names import replaced

_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
"""What a block of lines cannot hold: YAML would break lines there, or not take it."""

_NUMBER = re.compile(r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$")
"""Numbers of YAML 1.2, of which the library, which is of 1.1, does not know them all."""


def seed_file(account: Account) -> str:
    """Return a seed file, as YAML."""
    import yaml

    heading = "# What was in the account. Objects, passwords and human loops are not among it.\n"
    written = yaml.dump(
        json.loads(json.dumps(seed_document(account))),
        Dumper=_dumper(),
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
    return heading + str(written)


def seed_document(account: Account) -> dict[str, Any]:
    """Return the document of a seed file, of the format ``specs/seed.schema.json``."""
    scope = account.scope
    pools = {pool.name: pool for pool in reversed(account.pools)}
    names = {pool.id: pool.name for pool in account.pools}
    names |= {key: name for pool in account.pools for key, name in pool.clients.items()}
    names |= {team.arn: team.name for team in account.teams}
    names |= {ui.arn: ui.name for ui in account.uis}
    force = account.workforce
    document: dict[str, Any] = {
        "account": scope.account,
        "region": scope.region,
        "buckets": [{"Bucket": name} for name in account.buckets],
        "topics": [{"Name": name} for name in account.topics],
        "queues": [_queue(name) for name in account.queues],
        "eventRules": [dict(rule) for rule in account.events if "EventPattern" in rule],
        "userPools": [_pool(pool) for pool in pools.values()],
        "workforce": replaced(account.create_workforce(force), names) if force else None,
        "workteams": [replaced(account.create_workteam(team), names) for team in account.teams],
        "humanTaskUis": [account.create_human_task_ui(ui) for ui in account.uis],
        "flowDefinitions": [
            replaced(account.create_flow_definition(flow), names)
            | ({"quality": account.quality[flow.name]} if flow.name in account.quality else {})
            for flow in account.flows
        ],
        "workers": list(account.workers),
        "predictions": list(account.predictions),
        "faults": list(account.faults),
    }
    return {name: value for name, value in document.items() if value}


def _queue(name: str) -> dict[str, Any]:
    fifo = {"Attributes": {"FifoQueue": "true"}} if name.endswith(".fifo") else {}
    return {"QueueName": name, **fifo}


def _pool(pool: Pool) -> dict[str, Any]:
    users = [
        {"Username": user.name}
        | ({"Attributes": dict(user.attributes)} if user.attributes else {})
        | ({"Groups": list(user.groups)} if user.groups else {})
        for user in pool.users
    ]
    given = {
        "PoolName": pool.name,
        "Clients": list(dict.fromkeys(pool.clients.values())),
        "Groups": list(pool.groups),
        "Users": users,
    }
    return {name: value for name, value in given.items() if value}


@cache
def _dumper() -> Any:
    """Return a dumper whose texts come back as they were, several lines of one as a block."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            return True

    def text(dumper: Any, value: str) -> Any:
        style = None
        if _ODD.search(value):
            style = '"'
        elif "\n" in value:
            style = "|"
        elif _NUMBER.match(value):
            style = "'"
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return Dumper
