"""What a test does to an emulator and sees of it."""

from __future__ import annotations

import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from a2i_emulator import snapshot
from a2i_emulator.answering import Where, answer_loop, find_loop
from a2i_emulator.assembly import Parts
from a2i_emulator.aws.events.functions import OUTPUTS, Handler
from a2i_emulator.domain.human_loop import FINAL, Phase
from a2i_emulator.domain.human_loop import HumanLoop as LoopRecord
from a2i_emulator.domain.s3_uri import parse_s3_uri
from a2i_emulator.formats import json_object
from a2i_emulator.operations.ports import S3RefusedError
from a2i_emulator.real_time import monotonic, sleep
from a2i_emulator.record.calls import History
from a2i_emulator.testing.controls import Clock, Faults, Predictions, Seconds, Workers, seconds
from a2i_emulator.testing.results import (
    ApiCall,
    Event,
    HumanLoop,
    NoOutputError,
    Task,
    UnexpectedStatusError,
    WaitTimeoutError,
    api_call,
    event,
    human_loop,
    tasks_of,
)

# A library's log is its user's to show.
logging.getLogger("a2i_emulator").addHandler(logging.NullHandler())

_MANY = 100_000
_FIRST_PAUSE = 0.0005
_LONGEST_PAUSE = 0.02


class A2I(ABC):
    """An emulator in the hands of a test.

    Whatever is asked of it, it first does all that is due on its clock. Human loops are named;
    where a name stands for loops in several accounts or Regions, pass ``account`` or
    ``region``.

    Attributes:
        region: the Region of `client` and `resource` where none is named.
        clock: its time.
        workers: scripted workers.
        faults: faults to inject.
        predictions: recorded responses of Rekognition and Textract.
    """

    def __init__(self, parts: Parts, region: str) -> None:
        self._parts = parts
        self._service = parts.service
        self.region = region
        self.clock = Clock(parts.service)
        self.workers = Workers(parts.service)
        self.faults = Faults(parts.service)
        self.predictions = Predictions(parts.service)

    @property
    def history(self) -> History:
        """The API calls received, as `requests` tells of them."""
        return self._service.history

    def client(self, service: str, region_name: str | None = None, **options: Any) -> Any:
        """Return a new boto3 client of a service, connected to this emulator.

        Args:
            service: boto3's name of it, such as ``sagemaker-a2i-runtime`` or ``s3``.
            region_name: by default the emulator's `region`.
            options: further ones of ``boto3.client``.
        """
        return self._session().client(service, **self._connection(region_name, options))

    def resource(self, service: str, region_name: str | None = None, **options: Any) -> Any:
        """Return a new boto3 resource of a service; see `client`."""
        return self._session().resource(service, **self._connection(region_name, options))

    def human_loop(
        self, loop: str, *, account: str | None = None, region: str | None = None
    ) -> HumanLoop:
        """Return a human loop.

        Raises:
            UnknownLoopError: there is none of that name.
            AmbiguousLoopError: there are several.
        """
        self._catch_up()
        return human_loop(self._loop(loop, Where(account, region)))

    def tasks(
        self,
        loop: str | None = None,
        *,
        status: str | None = None,
        account: str | None = None,
        region: str | None = None,
    ) -> list[Task]:
        """Return the workers' tasks, oldest first.

        Args:
            loop: only those of this human loop; by default those of every unfinished one.
            status: only those ``Available``, ``Accepted``, ``Submitted`` ….
            account: the loop's account, if the name alone is not enough.
            region: its Region.

        Raises:
            UnknownLoopError: there is no loop of that name.
            AmbiguousLoopError: there are several.
        """
        self._catch_up()
        with self._service.view() as store:
            found: Sequence[LoopRecord] = (
                store.human_loops.open(limit=_MANY).items
                if loop is None
                else [find_loop(store, loop, Where(account, region))]
            )
        return [task for each in found for task in tasks_of(each) if status in (None, task.status)]

    def answer(
        self,
        loop: str,
        content: Mapping[str, Any],
        *,
        worker: str | None = None,
        time_spent: Seconds | None = None,
        account: str | None = None,
        region: str | None = None,
    ) -> HumanLoop:
        """Answer a human loop as one distinct worker; what follows has happened on return.

        Args:
            loop: the human loop's name.
            content: answerContent.
            worker: the worker's name; by default the next of the team who has not answered.
            time_spent: ``timeSpentInSeconds``.
            account: the loop's account, if the name alone is not enough.
            region: its Region.

        Returns:
            The loop after the answer.

        Raises:
            UnknownLoopError: there is no loop of that name.
            AmbiguousLoopError: there are several.
            RefusedError: the loop takes no more answers, or none from this worker.
            FormatError: the content is no JSON object.
            ValueError: the worker has no name, or spent less than no time or more than ten years.
        """
        spent = None if time_spent is None else seconds(time_spent)
        if worker is not None and not worker.strip():
            raise ValueError("worker is a name, not an empty text")
        answered = answer_loop(
            self._service,
            loop,
            json_object(content, ("content",)),
            worker=worker,
            time_spent_seconds=spent,
            where=Where(account, region),
        )
        return human_loop(answered)

    def wait(
        self,
        loop: str,
        status: str = "Completed",
        *,
        timeout: Seconds = 10,
        account: str | None = None,
        region: str | None = None,
    ) -> HumanLoop:
        """Wait until a human loop has a status, and its events are out.

        Args:
            loop: its name.
            status: HumanLoopStatus.
            timeout: real time to wait; the emulator's clock is `Clock.advance`'s matter.
            account: the loop's account, if the name alone is not enough.
            region: its Region.

        Raises:
            UnknownLoopError: there is no loop of that name.
            AmbiguousLoopError: there are several.
            UnexpectedStatusError: it ended in another status.
            WaitTimeoutError: it did not get there in time.
        """
        where = Where(account, region)
        began, pause = monotonic(), _FIRST_PAUSE
        while True:
            self._catch_up()
            found = self._loop(loop, where)
            if found.status.value == status:
                return human_loop(found)
            if found.status in FINAL:
                raise UnexpectedStatusError(f"{_story(found)}, not {status}.")
            if monotonic() - began >= seconds(timeout):
                raise WaitTimeoutError(f"{_story(found)}, not {status}, after {timeout} s.")
            sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def output(
        self, loop: str, *, account: str | None = None, region: str | None = None
    ) -> dict[str, Any]:
        """Return a human loop's ``output.json``, parsed.

        Raises:
            UnknownLoopError: there is no loop of that name.
            AmbiguousLoopError: there are several.
            NoOutputError: it is not there.
        """
        self._catch_up()
        found = self._loop(loop, Where(account, region))
        location = parse_s3_uri(found.review.output_uri)
        if location is None or found.phase is not Phase.SETTLED:
            raise NoOutputError(f"{_story(found)} and has no output yet.")
        try:
            body = self._service.ports.read_object(found.scope, location.bucket, location.key)
        except S3RefusedError as error:
            raise NoOutputError(
                f"{_story(found)}, but {found.review.output_uri}: {error.code}: {error}"
            ) from error
        document: dict[str, Any] = json.loads(body)
        return document

    def events(self) -> list[Event]:
        """Return the events that were emitted and what became of them, oldest first."""
        self._catch_up()
        return self.events_so_far()

    def events_so_far(self) -> list[Event]:
        """Return the events without letting anything happen."""
        with self._service.view() as store:
            return [event(record) for record in reversed(store.events.latest(_MANY))]

    def requests(self) -> list[ApiCall]:
        """Return the latest thousand API calls received, oldest first."""
        self._catch_up()
        return [api_call(entry) for entry in reversed(self.history.latest())]

    def on_event(
        self, function: Handler, pattern: Mapping[str, Any] | None = None, *, bus: str = "default"
    ) -> Callable[[], None]:
        """Let a function take events as a Lambda function does that is a rule's target.

        It is given the event, and a Lambda context if it has room for a second argument. When
        it raises, it is called again twice, a minute and two minutes later on the emulator's
        clock, as Lambda does; `events` tells of it.

        Args:
            function: the handler.
            pattern: an event pattern as PutRule takes it; by default every event.
            bus: the event bus's name.

        Returns:
            What ends it; `reset` does, too.

        Raises:
            TypeError: the function is none, is a coroutine function, or wants other arguments.
            ValueError: the pattern is none.
        """
        return self._parts.aws.functions.subscribe(function, pattern, bus=bus)

    def on_output(self, function: Handler) -> Callable[[], None]:
        """Let a function take S3's notification of each ``output.json`` that is written.

        It is called and called again as with `on_event`; what it gets is what S3 gives a Lambda
        function for ``s3:ObjectCreated:Put``.
        """
        return self._parts.aws.functions.subscribe(function, bus=OUTPUTS)

    @abstractmethod
    def seed(self, *paths: Path | str) -> None:
        """Make what seed files describe. The format is ``specs/seed.schema.json``.

        Raises:
            SeedError: a file cannot be read or applied; names the line.
        """

    def prepare(self, files: Sequence[Path]) -> None:
        """Apply seed files before the first call that counts."""
        if files:
            with _unlogged():
                self.seed(*files)
            self.history.clear()

    def reset(self) -> None:
        """Empty everything, moto's state included, and end subscriptions, faults and rules."""
        snapshot.reset(self._service, self._parts.moto)
        self._parts.aws.functions.clear()

    @abstractmethod
    def _session(self) -> Any:
        """Return the boto3 session whose clients reach the emulator."""

    def _connection(self, region_name: str | None, options: Mapping[str, Any]) -> dict[str, Any]:
        return {"region_name": region_name or self.region, **options}

    def _catch_up(self) -> None:
        self._service.settle()

    def _loop(self, name: str, where: Where) -> LoopRecord:
        with self._service.view() as store:
            return find_loop(store, name, where)


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep out of a test's log that a seed file's things were not there before."""
    log = logging.getLogger("a2i_emulator.api")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def _story(loop: LoopRecord) -> str:
    """Say where a loop stands and why, to begin a sentence."""
    text = f"The human loop {loop.name} is {loop.standing}"
    if loop.failure_code is not None:
        return text
    answered = sum(task.submitted_at is not None for task in loop.tasks)
    text = f"{text} with {answered} of {len(loop.tasks)} answers"
    if loop.phase is Phase.SETTLING and loop.attempts:
        times = "once" if loop.attempts == 1 else f"{loop.attempts} times"
        return f"{text} (S3 has refused its output {times}; the log says why)"
    return text
