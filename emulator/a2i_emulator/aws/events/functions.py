"""Python functions as targets: the handlers of a pipeline under test, without a container."""

from __future__ import annotations

import inspect
import itertools
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from a2i_emulator.aws.events.failures import ERROR_FROM_TARGET, NO_RESOURCE, DeliveryError
from a2i_emulator.aws.events.pattern import Test, compile_pattern
from a2i_emulator.domain.instant import SECOND
from a2i_emulator.domain.names import Scope

Handler = Callable[..., Any]
"""Takes the event, or, as a Lambda handler does, the event and a context object."""

OUTPUTS = "s3:ObjectCreated:Put"
"""Stands in the place of an event bus for the notifications of objects that A2I writes."""

RETRIES = 2
"""How often Lambda runs a function again that was invoked asynchronously and failed."""

FIRST_RETRY_AFTER = 60 * SECOND
"""And when, in milliseconds: it waits twice as long before the next time.

See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html.
"""


@dataclass(frozen=True, slots=True)
class CognitoIdentity:
    """Who called from a mobile app: nobody."""

    cognito_identity_id: None = None
    cognito_identity_pool_id: None = None


@dataclass
class LambdaContext:
    """What Lambda tells a handler about its invocation; a handler may add to it, as in Lambda.

    See https://docs.aws.amazon.com/lambda/latest/dg/python-context.html.
    """

    function_name: str
    invoked_function_arn: str
    aws_request_id: str
    function_version: str = "$LATEST"
    memory_limit_in_mb: str = "128"
    identity: CognitoIdentity = field(default_factory=CognitoIdentity)
    client_context: None = None
    tenant_id: None = None

    @property
    def log_group_name(self) -> str:
        """The function's log group."""
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        """A log stream for this invocation."""
        return f"[{self.function_version}]{self.aws_request_id.replace('-', '')}"

    def get_remaining_time_in_millis(self) -> int:
        """Return Lambda's longest time limit: nothing ends a function here."""
        return 900_000

    def log(self, message: object) -> None:
        """Write to the function's log: to the standard output."""
        sys.stdout.write(str(message))


@dataclass(frozen=True, slots=True)
class Subscription:
    """A function that wants events.

    Attributes:
        id: names the function in a record of deliveries.
        bus: the event bus it listens to.
    """

    id: str
    function: Handler
    bus: str
    wants: Test

    @property
    def name(self) -> str:
        """The function's name."""
        return str(getattr(self.function, "__qualname__", type(self.function).__qualname__))


class Functions:
    """The Python functions that take part as targets, by subscription; safe for threads.

    Attributes:
        hosting: gives the context in which functions run.
    """

    def __init__(self) -> None:
        self.hosting: Callable[[], AbstractContextManager[object]] = nullcontext
        self._subscriptions: dict[str, Subscription] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    local_buses = frozenset({OUTPUTS})
    """Buses on which there are functions only, no rules."""

    def subscribe(
        self, function: Handler, pattern: Mapping[str, Any] | None = None, *, bus: str = "default"
    ) -> Callable[[], None]:
        """Let a function take events as a rule's Lambda target would.

        Args:
            function: takes the event, and a context object if it has room for one.
            pattern: an event pattern, as PutRule takes it; None for every event.
            bus: the name of the event bus.

        Returns:
            What ends the subscription.

        Raises:
            TypeError: the function is none, is a coroutine function, or wants other arguments.
            ValueError: the pattern is none.
        """
        _check(function)
        wants = compile_pattern(pattern or {})
        with self._lock:
            subscription = Subscription(f"function-{next(self._numbers)}", function, bus, wants)
            self._subscriptions[subscription.id] = subscription
        return lambda: self._remove(subscription.id)

    def clear(self) -> None:
        """End all subscriptions."""
        with self._lock:
            self._subscriptions.clear()

    def listen_on(self, bus: str) -> bool:
        """Tell whether any function listens to an event bus."""
        with self._lock:
            return any(s.bus == bus for s in self._subscriptions.values())

    def wanting(self, event: Mapping[str, Any], bus: str) -> Iterator[Subscription]:
        """Find the functions that want an event."""
        with self._lock:
            subscriptions = list(self._subscriptions.values())
        return (s for s in subscriptions if s.bus == bus and s.wants(event))

    def invoke(self, subscription_id: str, event: Any, scope: Scope) -> None:
        """Call a function.

        Raises:
            DeliveryError: it raised, or is subscribed no more.
        """
        subscription = self._subscriptions.get(subscription_id)
        if subscription is None:
            raise DeliveryError(NO_RESOURCE, "The function is not subscribed any more")
        arguments = (event, _context(subscription, scope))
        try:
            with self.hosting():
                subscription.function(*arguments[: _room(subscription.function)])
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # Lambda tries again after sys.exit() as well.
            reason = "".join(traceback.format_exception_only(error)).strip()
            raise DeliveryError(ERROR_FROM_TARGET, reason, lasting=False) from error

    def _remove(self, subscription_id: str) -> None:
        with self._lock:
            self._subscriptions.pop(subscription_id, None)


def _check(function: Handler) -> None:
    """Refuse what could never be called, before an event is waited for in vain."""
    if not callable(function):
        raise TypeError(f"a handler is a function, not {function!r}")
    if inspect.iscoroutinefunction(function):
        raise TypeError(f"a handler is no coroutine function, in Lambda neither: {function!r}")
    try:
        inspect.signature(function).bind(*[None] * _room(function))
    except TypeError as error:
        raise TypeError(f"a handler takes an event and a context, unlike {function!r}") from error
    except ValueError:
        return


def _room(function: Handler) -> int:
    """Return with how many arguments to call a function: 1, or 2 if it takes a context."""
    try:
        inspect.signature(function).bind(None, None)
    except TypeError:
        return 1
    except ValueError:  # A builtin such as list.append tells nothing about itself.
        return 1
    return 2


def _context(subscription: Subscription, scope: Scope) -> LambdaContext:
    name = subscription.name.replace("<", "").replace(">", "").replace(".", "-")
    return LambdaContext(
        function_name=name,
        invoked_function_arn=(
            f"arn:{scope.partition}:lambda:{scope.region}:{scope.account}:function:{name}"
        ),
        aws_request_id=str(uuid4()),
    )
