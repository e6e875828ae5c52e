"""On which resources a call of a service of moto's is, as far as that can be told from it.

It is where operations name what they are on by one member, which moto takes as it stands. As the
service authorization reference has them:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from a2i_emulator.domain.names import Scope
from a2i_emulator.security import iam_resources
from a2i_emulator.security.members import Members
from a2i_emulator.security.models import required_members
from a2i_emulator.security.policies import Permission

Resource = Callable[[str, Scope], "str | None"]
"""Returns the ARN of what a member names; None where it may be another one."""

_NAME = re.compile(r"[A-Za-z0-9_.+=,@-]+")
_SECRET = re.compile(r"[A-Za-z0-9/_+=.@-]+")
_SUFFIX = "-" + "\uf8ff" * 6
"""What AWS puts after a secret's name, and nobody knows before."""

_MAKES_IT_ANOTHER = frozenset({"IndexName", "PhoneNumber", "QueueOwnerAWSAccountId", "TargetArn"})


def permissions_on(
    action: str, members: Members | None, scope: Scope, user_name: str | None
) -> Sequence[Permission]:
    """Return what a call needs by its action, on the resources that it is on.

    Args:
        action: such as ``sqs:SendMessage``.
        members: what the call has; None where that cannot be told for certain.
        scope: the account and the Region that it is made in.
        user_name: of who calls, if that is a user.
    """
    service, _, operation = action.partition(":")
    if members is None or operation == "*":
        return (Permission(action, None),)
    if service == "iam":
        on = iam_resources.resource_of(operation, members, scope, user_name)
        return (Permission(action, on, is_exact=False),)
    if action == "events:PutEvents":
        return [Permission(action, on) for on in _buses(members, scope)]
    for name, resource in _members_of(service, operation):
        value = members.get(name)
        if isinstance(value, str) and _MAKES_IT_ANOTHER.isdisjoint(members):
            return (Permission(action, resource(value, scope), is_exact=name != "SecretId"),)
    return (Permission(action, None),)


def _members_of(service: str, operation: str) -> Sequence[tuple[str, Resource]]:
    """Return the members of which one names what an operation is on, and what it names by it."""
    action = f"{service}:{operation}"
    if action in _BY_ACTION:
        return (_BY_ACTION[action],)
    if service not in _BY_MEMBER:
        return ()
    required = required_members(service, operation)
    return [item for item in _BY_MEMBER[service].items() if item[0] in required]


def _named(service: str, before: str) -> Resource:
    def arn(name: str, scope: Scope) -> str | None:
        if not _NAME.fullmatch(name):
            return None
        begin = f"arn:{scope.partition}:{service}:{scope.region}:{scope.account}"
        return f"{begin}:{before}{name}"

    return arn


def _of_url(url: str, scope: Scope) -> str | None:
    is_url = url.startswith(("http://", "https://"))
    return _named("sqs", "")(url.rpartition("/")[2] if is_url else url, scope)


def _itself(service: str) -> Resource:
    def arn(text: str, scope: Scope) -> str | None:
        begin = f"arn:{scope.partition}:{service}:{scope.region}:{scope.account}:"
        return text if text.startswith(begin) else None

    return arn


def _parameter(name: str, scope: Scope) -> str | None:
    begin = f"arn:{scope.partition}:ssm:{scope.region}:{scope.account}:parameter/"
    return None if ":" in name else begin + name.removeprefix("/")


def _secret(name: str, scope: Scope) -> str | None:
    begin = f"arn:{scope.partition}:secretsmanager:{scope.region}:{scope.account}:secret:"
    return begin + name + _SUFFIX if _SECRET.fullmatch(name) else None


def _buses(members: Members, scope: Scope) -> Sequence[str | None]:
    entries = members.get("Entries")
    if not isinstance(entries, list) or not entries:
        return (None,)
    names = [each.get("EventBusName") if isinstance(each, dict) else "" for each in entries]
    return [_bus("default" if name is None else str(name), scope) for name in names]


def _bus(name: str, scope: Scope) -> str | None:
    is_arn = name.startswith("arn:")
    return (_itself("events") if is_arn else _named("events", "event-bus/"))(name, scope)


_BY_MEMBER: Mapping[str, Mapping[str, Resource]] = {
    "sqs": {"QueueUrl": _of_url, "QueueName": _named("sqs", "")},
    "sns": {"TopicArn": _itself("sns")},
    "cognito-idp": {"UserPoolId": _named("cognito-idp", "userpool/")},
    "dynamodb": {"TableName": _named("dynamodb", "table/")},
    "secretsmanager": {"SecretId": _secret},
    "states": {"stateMachineArn": _itself("states"), "executionArn": _itself("states")},
}
"""By members that an operation requires."""

_BY_ACTION: Mapping[str, tuple[str, Resource]] = {
    "secretsmanager:CreateSecret": ("Name", _secret),
    "sns:CreateTopic": ("Name", _named("sns", "")),
    "sns:Publish": ("TopicArn", _itself("sns")),
    "ssm:DeleteParameter": ("Name", _parameter),
    "ssm:GetParameter": ("Name", _parameter),
    "ssm:GetParameterHistory": ("Name", _parameter),
    "ssm:PutParameter": ("Name", _parameter),
}
"""By operations that are on what another member names."""
