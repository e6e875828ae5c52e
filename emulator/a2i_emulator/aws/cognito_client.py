"""Cognito at a real endpoint, by boto3."""

from __future__ import annotations

import hmac
import logging
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from a2i_emulator.aws.clients import Clients, client_error, client_errors
from a2i_emulator.aws.cognito import PASSWORD_FLOW, is_called, worker_of
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Worker

_LOG = logging.getLogger(__name__)


class ClientCognito:
    """The `Cognito` port over a boto3 client.

    Args:
        endpoint: a URL, or ``aws``.
    """

    def __init__(self, endpoint: str) -> None:
        self._clients = Clients("cognito-idp", endpoint)

    def workers(self, scope: Scope, member: Mapping[str, Any]) -> Sequence[Worker]:
        """Return the enabled users of the group; none, and a warning, if Cognito refuses."""
        return [
            worker_of(scope, str(member["UserPool"]), name, attributes)
            for name, attributes in self._users(scope, member)
        ]

    def authenticate(
        self, scope: Scope, member: Mapping[str, Any], username: str, password: str
    ) -> Worker | None:
        """Return the group's user of that name if the password is theirs.

        The app client must allow ``ALLOW_ADMIN_USER_PASSWORD_AUTH``.
        """
        called = (
            (name, attributes)
            for name, attributes in self._users(scope, member)
            if is_called(username, name, attributes)
        )
        user = next(called, None)
        # Who does not exist is asked for, too: how long it takes must not tell.
        knows = self._knows(scope, member, user[0] if user else username, password)
        if user is None or not knows:
            return None
        return worker_of(scope, str(member["UserPool"]), *user)

    def _users(self, scope: Scope, member: Mapping[str, Any]) -> list[tuple[str, dict[str, str]]]:
        pages = self._clients.of_region(scope.region).get_paginator("list_users_in_group")
        try:
            return [
                (user["Username"], {a["Name"]: a["Value"] for a in user["Attributes"]})
                for page in pages.paginate(
                    UserPoolId=member["UserPool"], GroupName=member["UserGroup"]
                )
                for user in page["Users"]
                if user["Enabled"]
            ]
        except client_errors() as error:
            _LOG.warning("Cognito does not list the group's users: %s: %s", *client_error(error))
            return []

    def _knows(self, scope: Scope, member: Mapping[str, Any], username: str, password: str) -> bool:
        cognito = self._clients.of_region(scope.region)
        pool, client = member["UserPool"], member["ClientId"]
        parameters = {"USERNAME": username, "PASSWORD": password}
        try:
            described = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)
            secret = described["UserPoolClient"].get("ClientSecret")
            if secret:
                parameters["SECRET_HASH"] = _secret_hash(secret, username + client)
            cognito.admin_initiate_auth(
                UserPoolId=pool,
                ClientId=client,
                AuthFlow=PASSWORD_FLOW,
                AuthParameters=parameters,
            )
        except client_errors() as error:
            # By which name is not told: what was typed there may be a password.
            _LOG.info("Cognito does not let somebody in: %s: %s", *client_error(error))
            return False
        return True


def _secret_hash(secret: str, message: str) -> str:
    """Return Cognito's SECRET_HASH: what proves that the caller knows the client's secret."""
    return b64encode(hmac.digest(secret.encode(), message.encode(), "sha256")).decode()
