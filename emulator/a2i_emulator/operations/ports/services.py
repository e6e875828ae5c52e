"""The services that A2I calls, and what shows a worker task template: each as it is needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.operations.ports.database import Database
from a2i_emulator.operations.ports.records import EventRecord


class S3RefusedError(Exception):
    """S3 did not do it; the message says why, ``code`` is S3's error code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class WriteObject(Protocol):
    """Writes an object to S3."""

    def __call__(
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


class ExpectOutput(Protocol):
    """Is told where output will go."""

    def __call__(self, paths: Collection[tuple[Scope, str]]) -> None:
        """Warn in the log of what will be in the way; returns at once.

        Args:
            paths: accounts and Regions, and ``S3OutputPath`` of flow definitions; none at all to
                look whether anything can be written.
        """


def nothing_to_expect(paths: Collection[tuple[Scope, str]]) -> None:
    """Warn of nothing: buckets of moto's are made before they are needed, or they are not."""


class ReadObject(Protocol):
    """Reads an object from S3."""

    def __call__(self, scope: Scope, bucket: str, key: str, version: str | None = None) -> bytes:
        """Read an object.

        Raises:
            S3RefusedError: S3 answered with an error or not at all.
        """


class Presign(Protocol):
    """Makes presigned addresses of objects."""

    def __call__(self, scope: Scope, uri: str) -> str:
        """Return an HTTP address that lets a browser read the object for a while.

        Raises:
            S3RefusedError: that is no URI of an object.
        """


class Cognito(Protocol):
    """The user pools of an account."""

    def workers(self, scope: Scope, member: Mapping[str, Any]) -> Sequence[Worker]:
        """Return the users of a CognitoMemberDefinition's group."""

    def authenticate(
        self, scope: Scope, member: Mapping[str, Any], username: str, password: str
    ) -> Worker | None:
        """Return the group's user of that name if the password is theirs."""


class EventRefusedError(Exception):
    """EventBridge did not take an event; its text tells why."""


class RouteEvent(Protocol):
    """Finds the targets of an event."""

    def __call__(self, record: EventRecord) -> EventRecord:
        """Return the event with a delivery for each target, those that it has if there are any.

        One that has no targets is done.

        Raises:
            EventRefusedError: the event is to be tried again.
        """


class DeliverEvent(Protocol):
    """Hands events to the targets of EventBridge's rules."""

    def __call__(self, record: EventRecord) -> EventRecord:
        """Hand an event to the targets that are still due; return what became of it.

        Never raises: a target's refusal is noted in the record's deliveries. The caller
        decides about retries.
        """


class Predict(Protocol):
    """Asks what the machine learning services say of an image or a document."""

    def __call__(
        self,
        database: Database,
        region: str,
        operation: str,
        request: Mapping[str, Any],
        image: bytes,
    ) -> dict[str, Any]:
        """Return the operation's response, without HumanLoopActivationOutput.

        Args:
            database: has the recorded predictions; no transaction is open.
            region: the Region called.
            operation: ``DetectModerationLabels``, ``GetContentModeration``, ``DetectLabels``,
                ``AnalyzeDocument`` or ``DetectDocumentText``.
            request: the operation's request, in the model's member names.
            image: the image or document that the request gives or points to.

        Raises:
            AwsError: the real service, where it was asked, answered with an error.
        """


class TemplateProblem(Protocol):
    """Why a worker task template could not be shown, in A2I's codes and words."""

    @property
    def code(self) -> str:
        """Such as ``UndefinedTemplateVariable``."""

    @property
    def message(self) -> str:
        """What is wrong."""

    @property
    def line(self) -> int | None:
        """Where in the template, counted from 1; None where that is not known."""


class RenderedTemplate(Protocol):
    """A rendered worker task template."""

    @property
    def html(self) -> str:
        """The page."""

    @property
    def errors(self) -> Sequence[TemplateProblem]:
        """What went wrong; none in a good page."""


class Render(Protocol):
    """Renders worker task templates."""

    def __call__(
        self, template: str, task_input: Any, scope: Scope, *, base_url: str | None = None
    ) -> RenderedTemplate:
        """Render a template with a task's input.

        Args:
            template: its source.
            task_input: ``task.input``.
            scope: the account and Region whose objects it may show.
            base_url: where its reader reaches the emulator, if not where that thinks it is.
        """
