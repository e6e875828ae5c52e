"""An account as a CloudFormation template, which the CDK includes, too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from a2i_emulator.pages.console.setup.account import Account
from a2i_emulator.pages.console.setup.names import Namer, replaced

_NAMES = {
    "UserPool": "CognitoUserPool",
    "ClientId": "CognitoClientId",
    "UserGroup": "CognitoUserGroup",
    "Groups": "OidcGroups",
}
"""Members of a workteam's MemberDefinitions, which CloudFormation calls otherwise."""


def cloudformation(account: Account) -> str:
    """Return a template, as JSON, with those of A2I's resources that have a type, and the buckets.

    User pools and their clients are parameters: whoever has workers has them.
    """
    made = _Resources(account)
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "There is no type for flow definitions: make those after the stack.",
        "Parameters": made.parameters,
        "Resources": made.resources,
    }
    return json.dumps(template, indent=2, ensure_ascii=False) + "\n"


class _Resources:
    def __init__(self, account: Account) -> None:
        self.parameters: dict[str, Any] = {}
        self.resources: dict[str, Any] = {}
        self._namer = Namer("")
        self._known: dict[str, Any] = {}
        for name in account.buckets:
            self._add("AWS::S3::Bucket", "Bucket", name, {"BucketName": name})
        for pool in account.pools:
            self._known[pool.id] = self._parameter("Pool", pool.name, "The user pool's id.")
            for key, name in pool.clients.items():
                self._known[key] = self._parameter("Client", name, "The app client's id.")
        force = account.workforce
        if force is not None:
            given = replaced(account.create_workforce(force), self._known)
            made = self._add("AWS::SageMaker::Workforce", "Workforce", force.name, given)
            # Ref is the ARN, which ends in the name.
            self._known[force.name] = {"Fn::Select": [1, {"Fn::Split": ["/", made]}]}
        for team in account.teams:
            given = replaced(account.create_workteam(team), self._known)
            given["MemberDefinitions"] = [_renamed(one) for one in given["MemberDefinitions"]]
            given.pop("WorkerAccessConfiguration", None)
            self._add("AWS::SageMaker::Workteam", "Workteam", team.name, given)
        for ui in account.uis:
            given = account.create_human_task_ui(ui)
            self._add("AWS::SageMaker::HumanTaskUi", "Template", ui.name, given)

    def _add(self, kind: str, what: str, name: str, properties: Any) -> Mapping[str, str]:
        logical_id = self._namer.name(what, name)
        self.resources[logical_id] = {"Type": kind, "Properties": properties}
        return {"Ref": logical_id}

    def _parameter(self, what: str, name: str, description: str) -> Mapping[str, str]:
        """Ask for what other templates make, or programs where there is no type for it."""
        logical_id = self._namer.name(what, name)
        self.parameters[logical_id] = {"Type": "String", "Description": description}
        return {"Ref": logical_id}


def _renamed(definition: Mapping[str, Any]) -> dict[str, Any]:
    return {
        kind: {_NAMES.get(name, name): value for name, value in member.items()}
        for kind, member in definition.items()
    }
