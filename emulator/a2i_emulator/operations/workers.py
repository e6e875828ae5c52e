"""Who works on the tasks of a workteam.

The users of a private team's Cognito groups are its workers. Where nobody is known by name (an
OIDC workforce, an empty group, a vendor or the public team) stand-ins answer, so that no loop
has to wait for a user pool to be filled.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.names import Scope, parse_arn
from a2i_emulator.domain.workforce import Identity, Worker, Workteam
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.quality_control import is_stopped

WORKER_ID_LENGTH = 16

Users = Callable[[Scope, Mapping[str, Any]], Sequence[Worker]]
"""Returns the users of the group of a CognitoMemberDefinition."""


def workteam_of(store: Store, workteam_arn: str) -> Workteam | None:
    """Return the private workteam of an ARN; None for vendor, public and deleted teams."""
    arn = parse_arn(workteam_arn)
    if arn is None or not arn.name.startswith("private-crowd/"):
        return None
    return store.workteams.get(arn.scope, arn.name.partition("/")[2])


def cognito_groups(team: Workteam) -> Sequence[Mapping[str, Any]]:
    """Return a workteam's CognitoMemberDefinitions."""
    definitions = (member.get("CognitoMemberDefinition") for member in team.member_definitions)
    return [definition for definition in definitions if definition]


def team_workers(team: Workteam | None, users: Users) -> Sequence[Worker]:
    """Return the known workers of a workteam, each once, in the order of its groups.

    Args:
        team: the workteam; None for one that is nobody's here, which has no known workers.
        users: returns the users of a group, as `Cognito.workers` does. They may be far away: no
            transaction is open.
    """
    workers: dict[str, Worker] = {}
    if team is not None:
        for group in cognito_groups(team):
            for worker in users(team.scope, group):
                workers.setdefault(worker.id, worker)
    return tuple(workers.values())


def find_worker(store: Store, known: Sequence[Worker], workteam_arn: str, name: str) -> Worker:
    """Return the one of the known workers who has that name, or a stand-in of that name."""
    for worker in known:
        if worker.name == name:
            return worker
    return stand_in(store, workteam_arn, name)


def next_worker(store: Store, known: Sequence[Worker], loop: HumanLoop) -> Worker:
    """Return a worker who may begin a task of the loop: a known one first, else a stand-in."""
    for worker in known:
        if loop.may_begin(worker) and not is_stopped(store, loop, worker):
            return worker
    stand_ins = _stand_ins(store, loop.review.workteam_arn)
    return next(
        worker
        for worker in stand_ins
        if worker.id not in loop.declined_by
        and loop.task_of(worker) is None
        and not is_stopped(store, loop, worker)
    )


def stand_in(store: Store, workteam_arn: str, name: str) -> Worker:
    """Return the worker who stands in under a name: the same one for the same team each time.

    In a private team they have an identity of the form that the workforce's provider gives, so
    that consumers of ``output.json`` find every member that they find on AWS.
    """
    seed = f"{workteam_arn}/{name}"
    identity = _identity(store, workteam_arn, str(uuid.uuid5(uuid.NAMESPACE_URL, seed)))
    return Worker(worker_id(seed), name, identity)


def stand_in_name(number: int) -> str:
    """Return what the first, second … stand-in of a team is called."""
    return f"worker-{number}"


def worker_id(seed: str) -> str:
    """Return a worker's id: 16 hexadecimal digits, the same for the same seed."""
    return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:WORKER_ID_LENGTH]


def cognito_issuer(scope: Scope, user_pool: str) -> str:
    """Return the issuer URL of a user pool, as the ``iss`` claim of its tokens has it."""
    suffix = "amazonaws.com.cn" if scope.partition == "aws-cn" else "amazonaws.com"
    return f"https://cognito-idp.{scope.region}.{suffix}/{user_pool}"


def _stand_ins(store: Store, workteam_arn: str) -> Iterator[Worker]:
    number = 0
    while True:
        number += 1
        yield stand_in(store, workteam_arn, stand_in_name(number))


def _identity(store: Store, workteam_arn: str, subject: str) -> Identity | None:
    team = workteam_of(store, workteam_arn)
    if team is None:
        return None
    workforce = store.workforces.get(team.scope, team.workforce_name)
    if workforce is not None and workforce.oidc_config is not None:
        return Identity("Oidc", workforce.oidc_config["Issuer"], subject)
    pool = team.member_definitions[0].get("CognitoMemberDefinition", {}).get("UserPool", "")
    return Identity("Cognito", cognito_issuer(team.scope, pool), subject)
