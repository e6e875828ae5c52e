"""The services of AWS that A2I calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.operations.ports.records import EventRecord

if TYPE_CHECKING:
    from a2i_emulator.operations.errand import Errand


class S3RefusedError(Exception):
    """S3 did not do it; the message says why, ``code`` is S3's error code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class S3(Protocol):
    """The objects of an account."""

    def put(
        self,
        scope: Scope,
        uri: str,
        body: bytes,
        *,
        content_type: str,
        kms_key: str | None = None,
    ) -> None:
        """Write an object.

        Raises:
            S3RefusedError: S3 answered with an error or not at all.
        """

    def get(self, scope: Scope, bucket: str, key: str, version: str | None = None) -> bytes:
        """Read an object.

        Raises:
            S3RefusedError: S3 answered with an error or not at all.
        """

    def presign(self, scope: Scope, uri: str) -> str:
        """Return an HTTP address that lets a browser read the object for a while."""

    def bucket_exists(self, scope: Scope, bucket: str) -> bool:
        """Tell whether there is such a bucket that the account can see."""


class Cognito(Protocol):
    """The user pools of an account."""

    def workers(self, scope: Scope, member: Mapping[str, Any]) -> Sequence[Worker]:
        """Return the users of a CognitoMemberDefinition's group."""

    def authenticate(
        self, scope: Scope, member: Mapping[str, Any], username: str, password: str
    ) -> Worker | None:
        """Return the group's user of that name if the password is theirs."""


class EventBus(Protocol):
    """EventBridge: the rules and their targets."""

    def deliver(self, record: EventRecord) -> EventRecord:
        """Hand an event to the targets that are still due; return what became of it.

        Never raises: a target's refusal is noted in the record's deliveries. The caller
        decides about retries.
        """


class Predictions(Protocol):
    """What the machine learning services say of an image or a document."""

    def predict(
        self, errand: Errand, operation: str, request: Mapping[str, Any], image: bytes
    ) -> dict[str, Any]:
        """Return the operation's response, without HumanLoopActivationOutput.

        Args:
            errand: the API call to answer; no transaction is open.
            operation: ``DetectModerationLabels`` or ``AnalyzeDocument``.
            request: the operation's request, in the model's member names.
            image: the image or document that the request gives or points to.

        Raises:
            AwsError: the real service, where it was asked, answered with an error.
        """
