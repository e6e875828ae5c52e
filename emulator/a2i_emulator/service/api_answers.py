"""Carrying out the API operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from a2i_emulator.clock import Clock
from a2i_emulator.domain.names import Scope
from a2i_emulator.engine.thread import PATIENCE_SECONDS, Engine
from a2i_emulator.operations.call import ApiCall, BehindError, Policy
from a2i_emulator.operations.ports import Database
from a2i_emulator.operations.registry import OPERATIONS
from a2i_emulator.protocol.exchange import Caller
from a2i_emulator.protocol.handle import Answer
from a2i_emulator.protocol.model import Operation
from a2i_emulator.record.trail import Trail
from a2i_emulator.service.entries import entry_to_be
from a2i_emulator.service.ports import Ports
from a2i_emulator.settings import Settings

Authorize = Callable[[Operation, Caller, Mapping[str, Any]], None]
"""Raises an AwsError where an operation is not to be carried out for its caller."""

_EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - to be recognized


class ApiAnswers:
    """Carries out operations, each in the emulator's present, and has done what follows.

    Args:
        settings: how the emulator is to behave.
        ports: what it calls.
        database: where its state is.
        clock: its time.
        engine: does the due work.
        trail: is told who did what, if there is one.
        own_address: tells where the emulator is reached.
    """

    def __init__(
        self,
        settings: Settings,
        ports: Ports,
        *,
        database: Database,
        clock: Clock,
        engine: Engine,
        trail: Trail | None,
        own_address: Callable[[], str],
    ) -> None:
        self.ports = ports
        self._database = database
        self._clock = clock
        self._engine = engine
        self._trail = trail
        self._own_address = own_address
        self._is_reached_elsewhere = settings.host in _EVERY_ADDRESS or settings.trusted_proxies
        self._policy = Policy(settings.activation_delay, settings.quotas, settings.new_customer)

    def answer(
        self, operation: Operation, caller: Caller, request: dict[str, Any]
    ) -> Mapping[str, Any]:
        """Return an operation's output.

        Raises:
            AwsError: it is refused.
        """
        self._engine.catch_up()
        self.ports.faults(operation.name)
        entry = OPERATIONS[operation.name]
        api_call = self._api_call(caller)
        if self._trail is not None:
            told = entry_to_be(operation, caller, request, self._clock.now())
            api_call = replace(api_call, transact=self._trail.calling(told))
        try:
            response = entry.function(replace(api_call, done_until=self._clock.now()), request)
        except BehindError as error:
            self._engine.hurry(error.loop_ids)
            response = entry.function(api_call, request)
        if entry.settles:
            self._engine.run_due(PATIENCE_SECONDS)
        elif entry.writes:
            self._engine.wake()
        return response

    def after(self, authorize: Authorize) -> Answer:
        """Return what answers only who may ask."""

        def check_and_answer(
            operation: Operation, caller: Caller, request: dict[str, Any]
        ) -> Mapping[str, Any]:
            authorize(operation, caller, request)
            return self.answer(operation, caller, request)

        return check_and_answer

    def _api_call(self, caller: Caller) -> ApiCall:
        base_url = self._address_for(caller.origin)
        return ApiCall(
            scope=Scope(caller.account, caller.region),
            request_id=caller.request_id,
            base_url=base_url,
            database=self._database,
            now=self._clock.now,
            policy=self._policy,
            read_object=self.ports.read_object,
            render=partial(self.ports.render, base_url=base_url),
            predict=self.ports.predictions.predict,
            expect_output=self.ports.expect_output,
        )

    def _address_for(self, origin: str) -> str:
        """Return where a caller reaches the emulator.

        An address that stands for all of a machine's is nobody's to call; in a container it is
        all that the emulator knows of itself. Behind a proxy it is the proxy's to call.
        """
        return origin if origin and self._is_reached_elsewhere else self._own_address()
