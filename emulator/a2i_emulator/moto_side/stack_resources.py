"""The resources of a CloudFormation stack that are ours, made by API calls."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any

from a2i_emulator.domain.names import Scope, arn
from a2i_emulator.moto_side.repeating import is_repeating
from a2i_emulator.operations.errors import AwsError

Call = Callable[[Scope, str, Mapping[str, Any]], Mapping[str, Any]]
"""An API call of an account in a Region: operation and request to response."""

_LONGEST_NAME = 63
_API_NAMES = {
    "CognitoUserPool": "UserPool",
    "CognitoClientId": "ClientId",
    "CognitoUserGroup": "UserGroup",
    "OidcGroups": "Groups",
}
"""Members of a workteam's MemberDefinitions, which CloudFormation calls otherwise."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the provider's schema says of a type.

    Attributes:
        noun: what its operations are called after: ``CreateWorkteam``.
        kind: of its ARNs, with all that comes before the name.
        required: properties without which there is no resource.
        replaced: properties whose change replaces the resource.
        updated: properties that an API call changes.
        attributes: for GetAtt, by what Describe calls them.
    """

    noun: str
    kind: str
    required: tuple[str, ...]
    replaced: tuple[str, ...]
    updated: tuple[str, ...]
    attributes: Mapping[str, str]

    @property
    def name(self) -> str:
        """The property that names the resource."""
        return f"{self.noun}Name"

    @property
    def properties(self) -> set[str]:
        """All that a template may say."""
        return {*self.replaced, *self.updated, "Tags"}


TYPES: Mapping[str, Shape] = MappingProxyType(
    {
        "AWS::SageMaker::HumanTaskUi": Shape(
            noun="HumanTaskUi",
            kind="human-task-ui/",
            required=("HumanTaskUiName",),
            replaced=("HumanTaskUiName", "UiTemplate"),
            updated=(),
            attributes={"HumanTaskUiArn": "HumanTaskUiArn", "CreationTime": "CreationTime"},
        ),
        "AWS::SageMaker::Workforce": Shape(
            noun="Workforce",
            kind="workforce/",
            required=("WorkforceName",),
            replaced=("WorkforceName", "CognitoConfig"),
            updated=("IpAddressType", "OidcConfig", "SourceIpConfig", "WorkforceVpcConfig"),
            attributes={"WorkforceArn": "WorkforceArn", "SubDomain": "SubDomain"},
        ),
        "AWS::SageMaker::Workteam": Shape(
            noun="Workteam",
            kind="workteam/private-crowd/",
            required=("Description", "MemberDefinitions"),
            replaced=("WorkteamName", "WorkforceName"),
            updated=("Description", "MemberDefinitions", "NotificationConfiguration"),
            attributes={"WorkteamArn": "WorkteamArn", "WorkteamName": "WorkteamName"},
        ),
    }
)


class Resource:
    """One resource of a stack, as moto wants it.

    Attributes:
        properties: what the template says of it, in CloudFormation's names.
        physical_resource_id: what Ref returns.
    """

    cf_resource_type: str
    logical_resource_id: str

    def __init__(
        self, type_: ResourceType, scope: Scope, name: str, properties: Mapping[str, Any]
    ) -> None:
        self.type = type_.name
        self.name = name
        self.scope = scope
        self.properties = properties
        kind, _, prefix = type_.shape.kind.partition("/")
        self.physical_resource_id = arn(scope, kind, prefix + name)
        self._type = type_

    def is_created(self) -> bool:
        """Tell that it is there: nothing about it takes time."""
        return True

    def get_cfn_attribute(self, attribute: str) -> str:
        """Return what GetAtt does."""
        shape = self._type.shape
        found: Any = self._type.call(self.scope, f"Describe{shape.noun}", {shape.name: self.name})
        value = found.get(shape.noun, found)[shape.attributes[attribute]]
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, timezone.utc).isoformat(timespec="milliseconds")
        return str(value)

    def delete(self, account_id: str, region_name: str) -> None:  # noqa: ARG002 - moto's
        """Delete it; one that is gone already does not matter."""
        self._type.delete(self)


class ResourceType:
    """A type of resources, which moto asks to make, change and delete them.

    Args:
        name: of the type.
        shape: what it has.
        call: makes an API call.
        refuse: makes the error that ends moto's operation with a text.
    """

    def __init__(
        self, name: str, shape: Shape, call: Call, refuse: Callable[[str], Exception]
    ) -> None:
        self.name = name
        self.shape = shape
        self.call = call
        self._refuse = refuse

    def has_cfn_attr(self, attr: str) -> bool:
        """Tell whether GetAtt knows an attribute."""
        return attr in self.shape.attributes

    def create_from_cloudformation_json(
        self,
        resource_name: str,
        cloudformation_json: Mapping[str, Any],
        account_id: str,
        region_name: str,
        **kwargs: Any,
    ) -> Resource:
        """Make a resource."""
        properties = cloudformation_json["Properties"]
        self._check(properties, kwargs.get("LogicalId", ""))
        name = properties.get(self.shape.name) or resource_name[-_LONGEST_NAME:].lstrip("-")
        resource = Resource(self, Scope(account_id, region_name), name, properties)
        self._ask(
            resource.scope, f"Create{self.shape.noun}", _request(properties, self.shape, name)
        )
        return resource

    def update_from_cloudformation_json(
        self,
        original_resource: Resource,
        new_resource_name: str,
        cloudformation_json: Mapping[str, Any],
        account_id: str,
        region_name: str,
    ) -> Resource:
        """Change a resource, or make another in its place."""
        before, after = original_resource.properties, cloudformation_json["Properties"]
        self._check(after, original_resource.logical_resource_id)
        if any(before.get(name) != after.get(name) for name in self.shape.replaced):
            if after.get(self.shape.name) == original_resource.name:
                raise self._refuse(
                    "CloudFormation cannot update a stack when a custom-named resource requires "
                    f"replacing. Rename {original_resource.name} and update the stack again."
                )
            made = self.create_from_cloudformation_json(
                new_resource_name, cloudformation_json, account_id, region_name
            )
            self._clean_up(original_resource)
            return made
        return self._change(original_resource, before, after)

    def delete(self, resource: Resource) -> None:
        """Delete a resource; one that is gone already does not matter."""
        shape = self.shape
        try:
            self.call(resource.scope, f"Describe{shape.noun}", {shape.name: resource.name})
        except AwsError:
            return
        self._ask(resource.scope, f"Delete{shape.noun}", {shape.name: resource.name})

    def _change(
        self, resource: Resource, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Resource:
        shape, scope = self.shape, resource.scope
        changed = [name for name in shape.updated if before.get(name) != after.get(name)]
        if changed:
            request = {shape.name: resource.name} | _members({n: after.get(n) for n in changed})
            self._ask(scope, f"Update{shape.noun}", request)
        tags, gone = _tags(after), _tags(before).keys() - _tags(after).keys()
        about = {"ResourceArn": resource.physical_resource_id}
        if gone:
            self._ask(scope, "DeleteTags", about | {"TagKeys": sorted(gone)})
        if tags != _tags(before) and tags:
            listed = [{"Key": key, "Value": value} for key, value in tags.items()]
            self._ask(scope, "AddTags", about | {"Tags": listed})
        resource.properties = after
        return resource

    def _clean_up(self, resource: Resource) -> None:
        try:
            self.delete(resource)
        except Exception as error:  # noqa: BLE001 - one of moto's: the stack is updated all the same
            log.warning("%s stays after its replacement: %s", resource.physical_resource_id, error)

    def _ask(self, scope: Scope, operation: str, request: Mapping[str, Any]) -> None:
        """Make an API call that changes something, unless that has happened already."""
        if is_repeating():
            return
        try:
            self.call(scope, operation, request)
        except AwsError as error:
            raise self._refuse(f'Resource handler returned message: "{error.message}"') from error

    def _check(self, properties: Mapping[str, Any], logical_id: str) -> None:
        """Refuse properties that the schema does not have, and the lack of those that it wants."""
        wrong = [
            *(
                f"#: required key [{n}] not found"
                for n in self.shape.required
                if n not in properties
            ),
            *(
                f"#: extraneous key [{name}] is not permitted"
                for name in sorted(set(properties) - self.shape.properties)
            ),
        ]
        if wrong:
            about = f"Properties validation failed for resource {logical_id} with message:"
            raise self._refuse("\n".join([about, *wrong]))


def _request(properties: Mapping[str, Any], shape: Shape, name: str) -> dict[str, Any]:
    return _members({**properties, shape.name: name})


def _members(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Turn properties into members of a request, leaving out what is not said any more."""
    members = {name: value for name, value in properties.items() if value is not None}
    if "MemberDefinitions" in members:
        members["MemberDefinitions"] = _renamed(members["MemberDefinitions"])
    return members


def _renamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if isinstance(value, dict):
        return {_API_NAMES.get(name, name): _renamed(item) for name, item in value.items()}
    return value


def _tags(properties: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in properties.get("Tags") or ()}
