"""An account as Terraform for the AWS provider."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from a2i_emulator.domain.flow_definition import DEFAULT_TASK_AVAILABILITY_SECONDS
from a2i_emulator.domain.s3_uri import parse_s3_uri
from a2i_emulator.pages.console.setup.account import Account, Pool
from a2i_emulator.pages.console.setup.names import Namer, replaced

_HEAD = """terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
  }
}

provider "aws" {
  s3_use_path_style = true
}
"""
_UNKNOWN = {"workforce": ("tags", "ip_address_type")}
"""Arguments that the provider does not have."""

_LIFETIME = "TaskAvailabilityLifetimeInSeconds"
_MAPS = ("attributes", "tags")


@dataclass(frozen=True, slots=True)
class Expression:
    """What Terraform is to work out; written as it is."""

    text: str


def terraform(account: Account) -> str:
    """Return a Terraform configuration with an account's resources."""
    return "\n".join((_HEAD, *_Blocks(account)))


class _Blocks:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._namer = Namer()
        self._known: dict[str, Expression] = {}
        self._buckets: dict[str, str] = {}

    def __iter__(self) -> Iterator[str]:
        account = self._account
        for name in account.buckets:
            resource = f"aws_s3_bucket.{self._namer.name('', name)}"
            self._buckets[name] = f"${{{resource}.bucket}}"
            yield _block(resource, {"bucket": name})
        yield from self._messages()
        for pool in account.pools:
            yield from self._pool(pool)
        if account.workforce is not None:
            force = account.workforce
            given = account.create_workforce(force)
            yield self._sagemaker("workforce", force.name, given, force.name, "id")
        for team in account.teams:
            given = account.create_workteam(team)
            yield self._sagemaker("workteam", team.name, given, team.arn, "arn")
        for ui in account.uis:
            given = account.create_human_task_ui(ui)
            yield self._sagemaker("human_task_ui", ui.name, given, ui.arn, "arn")
        for flow in account.flows:
            given = account.create_flow_definition(flow)
            given["OutputConfig"] = self._with_bucket(given["OutputConfig"])
            # The provider would say 0 where nothing is said.
            lifetime = {_LIFETIME: DEFAULT_TASK_AVAILABILITY_SECONDS}
            given["HumanLoopConfig"] = {**lifetime, **given.get("HumanLoopConfig", {})}
            yield self._sagemaker("flow_definition", flow.name, given, flow.arn, "arn")

    def _sagemaker(
        self, kind: str, name: str, given: Mapping[str, Any], key: str, attribute: str
    ) -> str:
        """Return a resource's block, and know from then on how others call it."""
        arguments = _arguments(replaced(given, self._known))
        for unknown in _UNKNOWN.get(kind, ()):
            arguments.pop(unknown, None)
        resource = f"aws_sagemaker_{kind}.{self._namer.name(kind, name)}"
        self._known[key] = Expression(f"{resource}.{attribute}")
        return _block(resource, arguments)

    def _messages(self) -> Iterator[str]:
        scope = self._account.scope
        for service, kind, names in (
            ("sns", "aws_sns_topic", self._account.topics),
            ("sqs", "aws_sqs_queue", self._account.queues),
        ):
            for name in names:
                resource = f"{kind}.{self._namer.name(service, name)}"
                arn = f"arn:{scope.partition}:{service}:{scope.region}:{scope.account}:{name}"
                self._known[arn] = Expression(f"{resource}.arn")
                fifo = {"fifo_queue": True} if name.endswith(".fifo") else {}
                yield _block(resource, {"name": name, **fifo})
        for rule in self._account.events:
            resource = f"aws_cloudwatch_event_rule.{self._namer.name('rule', rule['Name'])}"
            yield _block(resource, _arguments({k: v for k, v in rule.items() if k != "Targets"}))
            for target in rule["Targets"]:
                given = {"rule": Expression(f"{resource}.name"), "target_id": target["Id"]}
                given["arn"] = self._known.get(target["Arn"], target["Arn"])
                name = self._namer.name("target", f"{rule['Name']} {target['Id']}")
                yield _block(f"aws_cloudwatch_event_target.{name}", given)

    def _pool(self, pool: Pool) -> Iterator[str]:
        resource = f"aws_cognito_user_pool.{self._namer.name('pool', pool.name)}"
        yield _block(resource, {"name": pool.name})
        here = {"user_pool_id": Expression(f"{resource}.id")}
        domain = f"aws_cognito_user_pool_domain.{self._namer.name('domain', pool.name)}"
        prefix = re.sub("[^a-z0-9]+", "-", pool.name.lower()).strip("-") or "workers"
        yield _block(domain, {"domain": f"{prefix}-{self._account.scope.account}", **here})
        # A workforce wants a pool that has its domain already.
        self._known[pool.id] = Expression(f"{domain}.user_pool_id")
        for key, name in pool.clients.items():
            client = f"aws_cognito_user_pool_client.{self._namer.name('client', name)}"
            self._known[key] = Expression(f"{client}.id")
            yield _block(client, {"name": name, "generate_secret": True, **here})
        groups = dict[str, Expression]()
        for name in pool.groups:
            group = f"aws_cognito_user_group.{self._namer.name('group', name)}"
            groups[name] = Expression(f"{group}.name")
            yield _block(group, {"name": name, **here})
        for user in pool.users:
            one = f"aws_cognito_user.{self._namer.name('user', user.name)}"
            told = {"attributes": dict(user.attributes)} if user.attributes else {}
            given = {"username": user.name, "message_action": "SUPPRESS", **told, **here}
            yield _block(one, given)
            for name in user.groups:
                member = self._namer.name("member", f"{user.name} {name}")
                member_of = {"group_name": groups[name], "username": Expression(f"{one}.username")}
                yield _block(f"aws_cognito_user_in_group.{member}", {**member_of, **here})

    def _with_bucket(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """Have a flow definition wait for its bucket."""
        location = parse_s3_uri(config["S3OutputPath"])
        bucket = self._buckets.get(location.bucket) if location else None
        if location is None or bucket is None:
            return dict(config)
        path = f'"s3://{bucket}/{_escaped(location.key)}"'
        return {**config, "S3OutputPath": Expression(path)}


def _arguments(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return an operation's input as a resource's arguments: blocks are repeated by one name."""
    from botocore import xform_name

    made: dict[str, Any] = {}
    for name, value in given.items():
        if name == "Tags":
            made["tags"] = {tag["Key"]: tag["Value"] for tag in value}
        elif isinstance(value, Mapping):
            made[xform_name(name)] = _arguments(value)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            made[xform_name(name).removesuffix("s")] = [_arguments(one) for one in value]
        else:
            made[xform_name(name)] = value
    return made


def _block(resource: str, arguments: Mapping[str, Any]) -> str:
    kind, _, name = resource.partition(".")
    return f'resource "{kind}" "{name}" {{\n{_body(arguments, 1)}}}\n'


def _body(arguments: Mapping[str, Any], depth: int) -> str:
    indent = "  " * depth
    made = ""
    for is_block, run in groupby(arguments.items(), _is_block):
        found = list(run)
        width = 0 if is_block else max(len(name) for name, _ in found)
        for name, value in found:
            if not is_block:
                made += f"{indent}{name:{width}} = {_value(value)}\n"
                continue
            for one in value if isinstance(value, list) else [value]:
                made += f"{indent}{name} {{\n{_body(one, depth + 1)}{indent}}}\n"
    return made


def _is_block(argument: tuple[str, Any]) -> bool:
    name, value = argument
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, Mapping) and name not in _MAPS


def _value(value: Any) -> str:
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, str):
        return f'"{_escaped(value)}"'
    if isinstance(value, Mapping):
        items = (f"{_value(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {', '.join(items)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value)


def _escaped(text: str) -> str:
    """Return a text as it stands between HCL's quotation marks."""
    quoted = json.dumps(text, ensure_ascii=False)[1:-1].replace("\\b", "\\u0008")
    return quoted.replace("\\f", "\\u000c").replace("${", "$${").replace("%{", "%%{")
