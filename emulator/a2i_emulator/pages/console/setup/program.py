"""An account as the calls that make it, for boto3 and for the AWS CLI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from a2i_emulator.pages.console.api import Call
from a2i_emulator.pages.console.code import Kept, Variable
from a2i_emulator.pages.console.setup.account import Account, Pool
from a2i_emulator.pages.console.setup.names import Namer, replaced
from a2i_emulator.pages.console.staff import COGNITO, SAGEMAKER

_NO_PLACE = "us-east-1"
_FLOWS = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def calls_that_make(account: Account) -> Sequence[Call | Kept]:
    """Return the calls that make an account's resources where there are none."""
    return list(_Calls(account))


class _Calls:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._namer = Namer()
        self._known: dict[str, Variable] = {}

    def __iter__(self) -> Iterator[Call | Kept]:
        account = self._account
        for name in account.buckets:
            region = account.scope.region
            place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
            yield Call(
                "s3", "CreateBucket", {"Bucket": name} | (place if region != _NO_PLACE else {})
            )
        yield from self._messages()
        for pool in account.pools:
            yield from self._pool(pool)
        force = account.workforce
        if force is not None:
            yield Call(SAGEMAKER, "CreateWorkforce", self._with(account.create_workforce(force)))
        for team in account.teams:
            given = self._with(account.create_workteam(team))
            call = Call(SAGEMAKER, "CreateWorkteam", given)
            yield self._kept(call, ("workteam", team.name), team.arn, "WorkteamArn")
        for ui in account.uis:
            call = Call(SAGEMAKER, "CreateHumanTaskUi", account.create_human_task_ui(ui))
            yield self._kept(call, ("template", ui.name), ui.arn, "HumanTaskUiArn")
        for flow in account.flows:
            given = self._with(account.create_flow_definition(flow))
            yield Call(SAGEMAKER, "CreateFlowDefinition", given)

    def _messages(self) -> Iterator[Call | Kept]:
        account = self._account
        scope = account.scope
        for name in account.topics:
            arn = f"arn:{scope.partition}:sns:{scope.region}:{scope.account}:{name}"
            yield self._kept(
                Call("sns", "CreateTopic", {"Name": name}), ("topic", name), arn, "TopicArn"
            )
        for name in account.queues:
            fifo = {"Attributes": {"FifoQueue": "true"}} if name.endswith(".fifo") else {}
            yield Call("sqs", "CreateQueue", {"QueueName": name, **fifo})
        for rule in account.events:
            given = {key: value for key, value in rule.items() if key != "Targets"}
            yield Call("events", "PutRule", given)
            if rule["Targets"]:
                targets = {"Rule": rule["Name"], "Targets": self._with(rule["Targets"])}
                yield Call("events", "PutTargets", targets)

    def _pool(self, pool: Pool) -> Iterator[Call | Kept]:
        made = Call(COGNITO, "CreateUserPool", {"PoolName": pool.name})
        yield self._kept(made, ("pool", pool.name), pool.id, "UserPool", "Id")
        where = {"UserPoolId": self._known[pool.id]}
        for key, name in pool.clients.items():
            given = {**where, "ClientName": name, "ExplicitAuthFlows": _FLOWS}
            made = Call(COGNITO, "CreateUserPoolClient", given)
            yield self._kept(made, ("client", name), key, "UserPoolClient", "ClientId")
        for name in pool.groups:
            yield Call(COGNITO, "CreateGroup", {**where, "GroupName": name})
        for user in pool.users:
            who = {**where, "Username": user.name}
            told = [{"Name": key, "Value": value} for key, value in user.attributes.items()]
            more = {"UserAttributes": told} if told else {}
            yield Call(COGNITO, "AdminCreateUser", {**who, **more, "MessageAction": "SUPPRESS"})
            for group in user.groups:
                yield Call(COGNITO, "AdminAddUserToGroup", {**who, "GroupName": group})

    def _kept(self, call: Call, names: tuple[str, str], key: str, *path: str) -> Kept:
        self._known[key] = Variable(self._namer.name(*names))
        return Kept(call, self._known[key], path)

    def _with(self, value: Any) -> Any:
        """Put variables in the place of ids and ARNs, which are others where this is run."""
        made: Mapping[str, Any] = replaced(value, self._known)
        return made
