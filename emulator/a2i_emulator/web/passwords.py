"""Signing in to a user pool by API calls that need no signature: no way around the delays.

The portal's sign-in makes who guesses wait; so do these, where calls are asked who they are. Of
Amazon's own delays tells
https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow-things-to-know.html.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from a2i_emulator.moto_side.errors import Fault, refusal
from a2i_emulator.operations.ports import Database
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import operation_name
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest
from a2i_emulator.security.guessing import Guessing

_NAMED_IN = {
    "InitiateAuth": "AuthParameters",
    "RespondToAuthChallenge": "ChallengeResponses",
    "ConfirmForgotPassword": "",
    "ConfirmSignUp": "",
}
"""The operations that take a secret, and the member of their input that has the user's name."""

_PASSWORD_FLOW = "USER_PASSWORD_AUTH"  # noqa: S105 - the name of a flow


class Passwords:
    """Has moto look at a password unless whoever shows it has to wait.

    Args:
        database: keeps the refusals.
    """

    def __init__(self, database: Database) -> None:
        self._guessing = Guessing(database.transact, database.secret)

    def answered(self, request: WsgiRequest, answer: Callable[[], Answer]) -> Answer:
        """Answer a call; one that shows no secret of a user's goes by."""
        account = _account_of(request)
        if account is None:
            return answer()
        if self._guessing.attempt(account, request.address):
            return refusal(request, Fault.of(400, "password_attempts_exceeded"))
        given = answer()
        if given.code < HTTPStatus.BAD_REQUEST:
            self._guessing.accepted(account, request.address)
        return given


def _account_of(request: Request) -> str | None:
    """Return whose password a call shows; None if it shows none."""
    operation = operation_name(request)
    if operation is None or operation not in _NAMED_IN:
        return None
    parameters = _NAMED_IN[operation]
    try:
        body = json.loads(request.body)
        name = body[parameters].get("USERNAME") if parameters else body.get("Username")
        flow = body.get("AuthFlow")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if operation == "InitiateAuth" and flow != _PASSWORD_FLOW:
        return None  # What else begins like this shows its secret in a later call.
    return f"cognito/{body.get('ClientId')}/{str(name).casefold()}"
