"""The console's way to AWS: the operations that programs call, and what to say when they refuse."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.names import Scope
from a2i_emulator.pages.common.words import say

ANYWHERE = Scope("123456789012", "us-east-1")
"""An account and a Region that there are."""

_ACCOUNT = re.compile("[0-9]{12}")

Clients = Callable[[str, Scope], Any]
"""Returns a boto3 client of a service, for an account and Region.

Its calls go the way of everybody's: through the front door, with AWS's constraints, quotas and
faults, into the request history. It checks nothing beforehand, so that the service's own words
are what a person reads.
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation.

    Attributes:
        service: botocore's name, such as ``sagemaker-a2i-runtime``.
        operation: as in the service's model, ``StartHumanLoop``.
        input: in the model's member names.
    """

    service: str
    operation: str
    input: Mapping[str, Any]


class RefusedCallError(Exception):
    """An operation answered with an error.

    Attributes:
        call: what was asked.
        code: the error's, such as ``ValidationException``.
        message: AWS's.
    """

    def __init__(self, call: Call, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.call = call
        self.code = code
        self.message = message


class Api:
    """Calls operations for one person's action, and remembers those that succeeded.

    Args:
        clients: makes the clients.
        scope: the account and Region to act in.

    Attributes:
        calls: the successful ones, in order.
    """

    def __init__(self, clients: Clients, scope: Scope) -> None:
        self._clients = clients
        self.scope = scope
        self.calls: list[Call] = []

    def call(self, service: str, operation: str, **members: Any) -> Mapping[str, Any]:
        """Call an operation.

        Raises:
            RefusedCallError: it answered with an error.
        """
        from botocore import xform_name
        from botocore.exceptions import BotoCoreError, ClientError

        call = Call(service, operation, members)
        if _ACCOUNT.fullmatch(self.scope.account) is None:
            raise RefusedCallError(call, "InvalidAccount", say("An account has 12 digits."))
        try:
            client = self._clients(service, self.scope)
            answer: Mapping[str, Any] = getattr(client, xform_name(operation))(**members)
        except ClientError as error:
            told = error.response["Error"]
            raise RefusedCallError(call, told["Code"], told["Message"]) from error
        except BotoCoreError as error:
            raise RefusedCallError(call, type(error).__name__, str(error)) from error
        self.calls.append(call)
        return answer

    def shape(self, service: str, operation: str) -> Any:
        """Return botocore's shape of an operation's input."""
        # It is the same everywhere, and what a person has filled in may be no Region.
        model = self._clients(service, ANYWHERE).meta.service_model
        return model.operation_model(operation).input_shape


def member_names(paths: Sequence[str]) -> dict[str, str]:
    """Return form fields by the path that AWS's validator calls them: lower camel, with members."""
    return {_as_told(path): path for path in paths}


def _as_told(path: str) -> str:
    told: list[str] = []
    for part in path.split("."):
        told += (
            [str(int(part) + 1), "member"] if part.isdecimal() else [part[:1].lower() + part[1:]]
        )
    return ".".join(told)
