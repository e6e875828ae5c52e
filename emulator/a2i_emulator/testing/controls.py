"""The parts of `A2I` that have parts of their own: clock, workers, faults, predictions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

from a2i_emulator.domain.instant import SECOND, to_datetime
from a2i_emulator.scripted_workers import ScriptedAction, ScriptedTask, rule
from a2i_emulator.service import Service
from a2i_emulator.testing.results import Problem

Seconds = float | timedelta
"""A span of time: a number of seconds, or a timedelta."""

Answer = Callable[[ScriptedTask], Mapping[str, Any]]
"""Makes an answerContent of a task."""

Match = Mapping[str, Any] | Callable[[ScriptedTask], bool]
"""Chooses tasks: as in the format of worker rules, or by a function."""

Part = TypeVar("Part")


def seconds(span: Seconds) -> float:
    """Return a span of time in seconds."""
    return span.total_seconds() if isinstance(span, timedelta) else span


class Clock:
    """The emulator's time: real time, ahead by what it was advanced."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def now(self) -> datetime:
        """Return the emulator's time, in UTC."""
        return to_datetime(self._service.clock.now())

    def advance(self, by: Seconds) -> datetime:
        """Move time forward, let all that falls due on the way happen, return the new time.

        Args:
            by: seconds, or a timedelta.

        Raises:
            ValueError: time does not go backwards.
        """
        return to_datetime(self._service.advance(round(seconds(by) * SECOND)))


class Workers:
    """The scripted workers: rules that answer human loops in people's stead.

    The first rule that matches a task is followed; rules that were added come before those of
    `put`.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._scripts = service.ports.scripted_workers

    def add(
        self,
        answer: Answer | Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        *,
        match: Match | None = None,
        workers: str | Sequence[str] = (),
        after: Seconds = 0,
        time_spent: Seconds | None = None,
        action: ScriptedAction = ScriptedAction.ANSWER,
    ) -> None:
        """Add a rule.

        Args:
            answer: the answerContent, a list of them for workers who disagree, or a function
                that makes it of a `ScriptedTask`.
            match: which tasks; by default all.
            workers: who answers; by default as many of the team as there are tasks.
            after: when, counted from the human loop's start on the emulator's clock.
            time_spent: ``timeSpentInSeconds`` of the answers.
            action: what the workers do instead of answering.

        Raises:
            FormatError: the parts do not go together.
            TypeError: a function is a coroutine function.
        """
        self._scripts.add(
            rule(
                self._hosted(answer),
                match=self._hosted(match),
                workers=workers,
                after_seconds=seconds(after),
                time_spent_seconds=None if time_spent is None else seconds(time_spent),
                action=action,
            )
        )
        self._service.change_scripted_workers()

    def _hosted(self, part: Part) -> Part:
        if not callable(part):
            return part
        if iscoroutinefunction(part):
            raise TypeError(f"a rule's function is no coroutine function: {part!r}")

        @wraps(part)
        def function(task: ScriptedTask) -> Any:
            with self._service.hosting():
                return part(task)

        return cast("Part", function)

    def put(self, document: Mapping[str, Any]) -> None:
        """Replace the rules of this kind by those of a document, ``{"rules": […]}``.

        The format is ``specs/worker-rules.schema.json``.

        Raises:
            FormatError: a rule cannot be used; nothing has changed.
        """
        self._service.change_scripted_workers(self._scripts.putting(document))

    def clear(self) -> None:
        """Forget all rules and problems."""
        self._scripts.reset()
        self._service.change_scripted_workers(self._scripts.clear)

    def problems(self) -> list[Problem]:
        """Return the answers that could not be given, oldest first."""
        self._service.settle()
        return self.problems_so_far()

    def problems_so_far(self) -> list[Problem]:
        """Return them without letting anything happen."""
        return [
            Problem(to_datetime(p.time), p.rule, p.human_loop_name, p.message)
            for p in self._scripts.problems()
        ]


class Faults:
    """Faults to inject into API calls and into the engine's own."""

    def __init__(self, service: Service) -> None:
        self._faults = service.ports.faults

    def add(
        self,
        operation: str,
        error: str | None = None,
        *,
        message: str | None = None,
        delay: Seconds | None = None,
        drop: bool = False,
        times: int | None = None,
        probability: float | None = None,
        seed: int | None = None,
    ) -> None:
        """Add a fault behind those that are there.

        Args:
            operation: the API operation, ``WriteOutput`` for the write of ``output.json``,
                ``PutEvents`` for the event, ``*`` for every operation of A2I.
            error: the error's code, such as ``ThrottlingException``.
            message: the error's message; by default AWS's.
            delay: real time to wait first.
            drop: close the connection without an answer.
            times: how often it strikes; by default always.
            probability: from 0 to 1; by default it strikes each time.
            seed: makes chance repeatable.

        Raises:
            FormatError: there is no such operation or error, or the parts do not go together.
        """
        given = {
            "operation": operation,
            "error": error,
            "message": message,
            "delaySeconds": None if delay is None else seconds(delay),
            "drop": drop or None,
            "times": times,
            "probability": probability,
            "seed": seed,
        }
        self._faults.add({name: value for name, value in given.items() if value is not None})

    def put(self, document: Mapping[str, Any]) -> None:
        """Replace all faults by those of a document, ``{"faults": […]}``.

        The format is ``specs/faults.schema.json``.

        Raises:
            FormatError: a fault cannot be used; nothing has changed.
        """
        self._faults.put(document)

    def clear(self) -> None:
        """Let everything go well."""
        self._faults.clear()

    def list(self) -> Sequence[Mapping[str, Any]]:
        """Return the faults in the format of `put`, each with its ``hits`` so far."""
        faults: Sequence[Mapping[str, Any]] = self._faults.list()["faults"]
        return faults


class Predictions:
    """Recorded responses of Rekognition and Textract."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._predictions = service.ports.predictions

    def add(
        self,
        operation: str,
        response: Mapping[str, Any],
        *,
        bucket: str | None = None,
        name: str | None = None,
        sha256: str | None = None,
    ) -> None:
        """Record a response, in the place of one for the same requests.

        Args:
            operation: ``DetectModerationLabels``, ``GetContentModeration``, ``DetectLabels``,
                ``AnalyzeDocument`` or ``DetectDocumentText``.
            response: what boto3, or another SDK, returns, or would.
            bucket: answer only for an image in this bucket; goes together with ``name``.
            name: and of this key.
            sha256: answer only for the image of this digest.

        Raises:
            FormatError: the response is none of the operation's.
        """
        match = {"bucket": bucket, "name": name, "sha256": sha256}
        item = {
            "operation": operation,
            "match": {part: value for part, value in match.items() if value is not None},
            "response": response,
        }
        self.put({"predictions": [item]})

    def put(self, document: Mapping[str, Any]) -> None:
        """Add or replace the recordings of a document, ``{"predictions": […]}``.

        The format is ``specs/predictions.schema.json``.

        Raises:
            FormatError: a recording cannot be used; none has been added.
        """
        self._service.change(self._predictions.putting(document))

    def clear(self) -> None:
        """Forget what was added."""
        self._service.change(self._predictions.clear)

    def list(self) -> Sequence[Mapping[str, Any]]:
        """Return the recordings in the format of `put`."""
        with self._service.view() as store:
            predictions: Sequence[Mapping[str, Any]] = self._predictions.list(store)["predictions"]
        return predictions
