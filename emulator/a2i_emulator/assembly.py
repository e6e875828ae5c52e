"""Puts an emulator together: which adapter, store and script stand behind each port."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from a2i_emulator import templates
from a2i_emulator.aws.connect import Aws, connect
from a2i_emulator.aws.events.user_events import install_event_delivery
from a2i_emulator.aws.moto_backends import record_nothing
from a2i_emulator.aws.reach import unreachable
from a2i_emulator.aws.repeating import DIRECTLY
from a2i_emulator.clock import Clock
from a2i_emulator.data_files import pair
from a2i_emulator.domain.names import Scope
from a2i_emulator.faults import Faults
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.cloudformation import by_requests, making_resources
from a2i_emulator.moto_side.journal import Journal
from a2i_emulator.moto_side.stack_resources import Call
from a2i_emulator.operations.ports import EventRecord, Presign, Render
from a2i_emulator.predictions.passthrough import PassThrough
from a2i_emulator.predictions.recordings import violations
from a2i_emulator.predictions.source import Predictions
from a2i_emulator.protocol.exchange import DEFAULT_ACCOUNT
from a2i_emulator.scripted_workers import ScriptedWorkers
from a2i_emulator.service import Ports, Service
from a2i_emulator.settings import Settings
from a2i_emulator.storage import open_database
from a2i_emulator.templates.turns import Turns
from a2i_emulator.waits import Waits


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an emulator that its owner handles.

    Attributes:
        service: answers the APIs of A2I.
        moto: answers all others.
        aws: the services that A2I calls.
        waits: where requests wait.
    """

    service: Service
    moto: MotoApp
    aws: Aws
    waits: Waits


def assemble(
    settings: Settings, clock: Clock | None = None, *, moto_app: type[MotoApp] = MotoApp
) -> Parts:
    """Build an emulator, ready to be served; its engine is not started yet.

    Args:
        settings: how it is to behave.
        clock: its time; by default real time.
        moto_app: how moto is reached.

    Raises:
        StorageError: the state cannot be opened.
        BadRecordingError: a recorded prediction cannot be used.
    """
    clock = clock or Clock()
    waits = Waits()
    recover = settings.recover
    with ExitStack() as opened:
        database = open_database(settings.data_dir, settings.database_url, recover=recover)
        opened.callback(database.close)
        journal: Journal | None = None
        if moto_app.has_journal:
            journal = Journal(settings.data_dir, waits, DIRECTLY, recover=recover)
            opened.callback(journal.close)
        if database.file and journal and journal.file:
            pair((database.file, journal.file), anew=recover)
        opened.pop_all()
    detours = ExitStack()
    moto = moto_app(
        journal, lambda: _take_over(detours, emit, clock, by_requests(service.handle_for))
    )

    def emit(record: EventRecord) -> None:
        # What happens again while moto's recorded state comes back was told of at its time.
        if moto.is_live:
            service.emit(record)

    aws = connect(
        settings,
        now=clock.now,
        base_url=lambda: service.base_url,
        emit=emit,
        recorder=journal.writing if journal else record_nothing,
        ready=moto.load,
    )
    ports = _ports(settings, aws, moto, waits, lambda: service.base_url)
    service = Service(settings, ports, database, clock)
    service.on_close(detours.close)
    aws.functions.hosting = service.hosting
    return Parts(service, moto, aws, waits)


def _ports(
    settings: Settings, aws: Aws, moto: MotoApp, waits: Waits, own_url: Callable[[], str]
) -> Ports:
    predictions = Predictions(
        violations,
        directory=settings.predictions_dir,
        passthrough=PassThrough() if settings.passthrough else None,
    )
    return Ports(
        read_object=aws.read_object,
        write_object=aws.write_object,
        expect_output=aws.expect_output,
        cognito=aws.cognito,
        route=aws.route,
        deliver=aws.deliver,
        render=_renderer(
            aws.presign, own_url, Turns(waits.wait), lenient=settings.lenient_templates
        ),
        predictions=predictions,
        scripted_workers=ScriptedWorkers(aws.cognito.workers),
        faults=Faults(waits),
        account_of=lambda key: DEFAULT_ACCOUNT if key is None else moto.account_of(key),
        unreachable=partial(unreachable, settings),
    )


def _take_over(
    detours: ExitStack, emit: Callable[[EventRecord], None], clock: Clock, call: Call
) -> None:
    """Let the events that users and moto's services put be delivered as ours are.

    And have the resources of stacks that are ours made as by an API call.
    """
    detours.callback(install_event_delivery(emit, clock.now))
    detours.enter_context(making_resources(call))


def _renderer(
    presign: Presign, own_url: Callable[[], str], turns: Turns, *, lenient: bool
) -> Render:
    def render(
        template: str, task_input: Any, scope: Scope, *, base_url: str | None = None
    ) -> templates.Rendered:
        def shown(uri: str) -> str:
            """Presign; an address of this emulator leads to where the reader reaches it."""
            address = presign(scope, uri)
            own = own_url() + "/"
            if base_url is None or not address.startswith(own):
                return address
            return f"{base_url}/{address.removeprefix(own)}"

        with turns.take() as give_way:
            return templates.render(
                template, task_input, presign=shown, lenient=lenient, give_way=give_way
            )

    return render
