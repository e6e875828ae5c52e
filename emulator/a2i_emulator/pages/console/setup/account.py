"""What there is in an account and Region, of which others make files and programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Workforce, Workteam
from a2i_emulator.operations.quality_control import quality_control_of
from a2i_emulator.pages.console.api import Api
from a2i_emulator.pages.console.staff import COGNITO
from a2i_emulator.service import Service

_NO_PLACE = "us-east-1"
"""The Region that S3 does not tell."""

_SECRET = "TO-BE-FILLED-IN"  # noqa: S105 - stands for what nobody is told


@dataclass(frozen=True, slots=True)
class User:
    """A user of a pool; ``attributes`` without those that Cognito sets itself."""

    name: str
    attributes: Mapping[str, str]
    groups: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pool:
    """A user pool; ``clients`` are names by id."""

    id: str
    name: str
    clients: Mapping[str, str]
    groups: Sequence[str]
    users: Sequence[User]


@dataclass(frozen=True, slots=True)
class Account:
    """An account in a Region.

    Attributes:
        templates: by the human task UI's name.
        tags: by ARN.
        events: EventBridge rules of the default bus, as DescribeRule tells of them, with
            ``Targets``.
    """

    scope: Scope
    buckets: Sequence[str] = ()
    topics: Sequence[str] = ()
    queues: Sequence[str] = ()
    events: Sequence[Mapping[str, Any]] = ()
    pools: Sequence[Pool] = ()
    workforce: Workforce | None = None
    teams: Sequence[Workteam] = ()
    uis: Sequence[HumanTaskUi] = ()
    templates: Mapping[str, str] = field(default_factory=dict)
    flows: Sequence[FlowDefinition] = ()
    quality: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    workers: Sequence[Mapping[str, Any]] = ()
    predictions: Sequence[Mapping[str, Any]] = ()
    faults: Sequence[Mapping[str, Any]] = ()

    def create_workforce(self, force: Workforce) -> dict[str, Any]:
        """Return the input of CreateWorkforce that makes a workforce, but for its secret."""
        oidc = force.oidc_config
        given = {
            "WorkforceName": force.name,
            "CognitoConfig": force.cognito_config,
            "OidcConfig": None if oidc is None else {**oidc, "ClientSecret": _SECRET},
            "SourceIpConfig": force.source_ip_config,
            "WorkforceVpcConfig": force.vpc_config,
            "IpAddressType": force.ip_address_type,
        }
        return self._tagged(given, force.arn)

    def create_workteam(self, team: Workteam) -> dict[str, Any]:
        """Return the input of CreateWorkteam that makes a team."""
        given = {
            "WorkteamName": team.name,
            "WorkforceName": team.workforce_name,
            "Description": team.description,
            "MemberDefinitions": list(team.member_definitions),
            "NotificationConfiguration": team.notification_configuration,
            "WorkerAccessConfiguration": team.worker_access_configuration,
        }
        return self._tagged(given, team.arn)

    def create_human_task_ui(self, ui: HumanTaskUi) -> dict[str, Any]:
        """Return the input of CreateHumanTaskUi that makes a human task UI."""
        content = {"Content": self.templates.get(ui.name, "")}
        return self._tagged({"HumanTaskUiName": ui.name, "UiTemplate": content}, ui.arn)

    def create_flow_definition(self, flow: FlowDefinition) -> dict[str, Any]:
        """Return the input of CreateFlowDefinition that makes a flow definition."""
        given = {
            "FlowDefinitionName": flow.name,
            "HumanLoopRequestSource": flow.human_loop_request_source,
            "HumanLoopActivationConfig": flow.human_loop_activation_config,
            "HumanLoopConfig": flow.human_loop_config,
            "OutputConfig": flow.output_config,
            "RoleArn": flow.role_arn,
        }
        return self._tagged(given, flow.arn)

    def _tagged(self, given: Mapping[str, Any], arn: str) -> dict[str, Any]:
        tags = [{"Key": key, "Value": value} for key, value in self.tags.get(arn, {}).items()]
        return {name: value for name, value in given.items() if value} | (
            {"Tags": tags} if tags else {}
        )


def read_account(service: Service, api: Api) -> Account:
    """Read what an account has in a Region.

    Args:
        service: the emulator, for what is A2I's and the test kit's.
        api: the operations, for what is of other services.

    Raises:
        RefusedCallError: one of them answered with an error.
    """
    scope = api.scope
    with service.view() as store:
        uis, flows = store.human_task_uis.all(scope), store.flow_definitions.all(scope)
        teams, forces = store.workteams.all(scope), store.workforces.all(scope)
        arns = [one.arn for kind in (uis, flows, teams, forces) for one in kind]
        account = Account(
            scope,
            workforce=next(iter(forces), None),
            teams=teams,
            uis=uis,
            templates={ui.name: store.template(ui.content_sha256) or "" for ui in uis},
            flows=flows,
            quality={flow.name: quality_control_of(store, flow) for flow in flows if flow.quality},
            tags={arn: store.tags(arn) for arn in arns},
            workers=service.ports.scripted_workers.list(store)["rules"],
            predictions=service.ports.predictions.list(store)["predictions"],
        )
    return _with_others(account, service, api)


def _with_others(account: Account, service: Service, api: Api) -> Account:
    return replace(
        account,
        buckets=_buckets(api),
        topics=[
            one["TopicArn"].rpartition(":")[2] for one in _all(api, "sns", "ListTopics", "Topics")
        ],
        queues=[
            url.rpartition("/")[2] for url in api.call("sqs", "ListQueues").get("QueueUrls", ())
        ],
        events=_events(api),
        pools=[_pool(api, one) for one in _all(api, COGNITO, "ListUserPools", "UserPools", 60)],
        faults=[
            {name: value for name, value in fault.items() if name != "hits"}
            for fault in service.ports.faults.list()["faults"]
        ],
    )


def _all(
    api: Api, service: str, operation: str, member: str, most: int = 0, **given: Any
) -> list[Any]:
    """Return the items of all pages of a listing."""
    found: list[Any] = []
    limit = {"MaxResults": most} if most else {}
    more: dict[str, Any] = {}
    while True:
        page = api.call(service, operation, **given, **limit, **more)
        found += page.get(member, ())
        if not page.get("NextToken"):
            return found
        more = {"NextToken": page["NextToken"]}


def _buckets(api: Api) -> list[str]:
    names = [one["Name"] for one in api.call("s3", "ListBuckets")["Buckets"]]

    def place(name: str) -> str:
        told = api.call("s3", "GetBucketLocation", Bucket=name).get("LocationConstraint")
        return str(told or _NO_PLACE)

    return [name for name in names if place(name) == api.scope.region]


def _events(api: Api) -> list[Mapping[str, Any]]:
    members = ("Name", "EventPattern", "ScheduleExpression", "State", "Description")
    return [
        {
            **{name: rule[name] for name in members if name in rule},
            "Targets": _all(api, "events", "ListTargetsByRule", "Targets", Rule=rule["Name"]),
        }
        for rule in _all(api, "events", "ListRules", "Rules")
    ]


def _pool(api: Api, pool: Mapping[str, Any]) -> Pool:
    where = {"UserPoolId": pool["Id"]}
    listed = _all(api, COGNITO, "ListUserPoolClients", "UserPoolClients", **where)
    groups = [one["GroupName"] for one in _all(api, COGNITO, "ListGroups", "Groups", **where)]
    members = {
        name: {
            user["Username"]
            for user in _all(api, COGNITO, "ListUsersInGroup", "Users", **where, GroupName=name)
        }
        for name in groups
    }
    users = api.call(COGNITO, "ListUsers", **where)["Users"]
    return Pool(
        pool["Id"],
        pool["Name"],
        {one["ClientId"]: one["ClientName"] for one in listed},
        groups,
        [_user(user, members) for user in users],
    )


def _user(user: Mapping[str, Any], members: Mapping[str, set[str]]) -> User:
    attributes = {one["Name"]: one["Value"] for one in user["Attributes"] if one["Name"] != "sub"}
    name = user["Username"]
    return User(name, attributes, [group for group, names in members.items() if name in names])
