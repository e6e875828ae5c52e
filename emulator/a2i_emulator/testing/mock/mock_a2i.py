"""`mock_a2i`: moto's ``mock_aws`` with A2I in it; no socket, no thread.

Importing this module imports moto, so that boto3 clients which are made from then on can be
mocked, as https://docs.getmoto.org/en/latest/docs/getting_started.html says of moto's own.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, overload

from moto import mock_aws
from moto import settings as moto_settings
from moto.core.config import mock_credentials

from a2i_emulator.assembly import Parts, assemble
from a2i_emulator.moto_side.managed_policies import aws_policies
from a2i_emulator.moto_side.patches import keep_loader
from a2i_emulator.protocol.exchange import DEFAULT_REGION
from a2i_emulator.record.calls import History
from a2i_emulator.sessions import default_session, new_session
from a2i_emulator.settings import Settings
from a2i_emulator.testing.a2i import A2I
from a2i_emulator.testing.decorating import decorated
from a2i_emulator.testing.mock.seam import InProcessMoto, intercepting
from a2i_emulator.testing.options import Paths, paths, read_options
from a2i_emulator.testing.surroundings import Elsewhere, changed, towards_aws

T = TypeVar("T", bound=Callable[..., Any])

_S3 = "https://s3.amazonaws.com"
"""Where presigned addresses of objects lead: moto's mock answers there."""

_USELESS = frozenset(
    {
        "allowed_hosts",
        "data_dir",
        "database_url",
        "host",
        "log_format",
        "log_level",
        "open_to_targets",
        "passthrough",
        "password_required",
        "port",
        "secure",
        "seed",
        "template_origin",
        "tls_cert",
        "tls_key",
        "trusted_proxies",
        "session_end",
        "session_idle",
    }
)
"""Settings of a server, of state that outlives it, and of AWS, which the mock is in front of."""


class MockedA2I(A2I):
    """An emulator without a server, and moto's mock around it."""

    def __init__(self, parts: Parts, region: str) -> None:
        super().__init__(parts, region)
        self._boto3: Any = None

    def seed(self, *files: Path | str) -> None:
        """Make what seed files describe. The format is ``specs/seed.schema.json``.

        Raises:
            SeedError: a file cannot be read or applied; names the line.
        """
        from a2i_emulator.seed import MockClients, apply_seeds

        apply_seeds(paths(files), self._service, MockClients())

    def _session(self) -> Any:
        if self._boto3 is None:
            self._boto3 = new_session(is_own=True)
        return self._boto3


@dataclass(frozen=True)
class _Options:
    """What a mock was asked for."""

    config: Any = None
    region: str | None = None
    seed: tuple[Path, ...] = ()
    settings: Settings | None = None


class _Shared:
    """The emulator that all active mocks share, and moto's mock around it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._count = 0
        self._options = _Options()
        self._closing = ExitStack()
        self._a2i: MockedA2I | None = None
        self.history = History()

    def enter(self, options: _Options) -> MockedA2I:
        """Begin a mock, in or without another one."""
        with self.lock:
            if self._a2i is None:
                self._a2i = self._open(options)
            else:
                self._refuse_other(options)
            self._count += 1
            try:
                self._a2i.prepare(options.seed)
            except BaseException:
                self.leave()
                raise
            return self._a2i

    def leave(self) -> None:
        """End a mock; the last one takes all state along.

        Raises:
            RuntimeError: none is active.
        """
        with self.lock:
            if not self._count:
                raise RuntimeError("stop() was called before start()")
            self._count -= 1
            if not self._count:
                self._a2i = None
                self._closing.close()

    def forget(self) -> None:
        """Forget the API calls of a mock that has ended."""
        with self.lock:
            if self._a2i is None:
                self.history = History()

    def _open(self, options: _Options) -> MockedA2I:
        keep_loader()
        elsewhere = Elsewhere()
        with ExitStack() as opening:
            mock = mock_aws(config=options.config)
            mock.start()
            opening.callback(mock.stop)
            away = towards_aws(with_other_keys=mock_credentials())
            opening.enter_context(changed(away))
            opening.enter_context(aws_policies())
            # moto has taken the default one away, with its credentials.
            opening.enter_context(default_session())
            if options.region is not None:
                variables = dict.fromkeys(("AWS_DEFAULT_REGION", "AWS_REGION"), options.region)
                opening.enter_context(changed(variables))
            parts = assemble(options.settings or Settings(), moto_app=InProcessMoto)
            opening.callback(parts.service.close)
            parts.service.base_url = _S3
            parts.moto.load()
            opening.enter_context(intercepting(parts.service, elsewhere))
            self._closing = opening.pop_all()
        self._options = options
        self.history = parts.service.history
        return MockedA2I(parts, options.region or _default_region())

    def _refuse_other(self, options: _Options) -> None:
        for name in ("region", "settings"):
            wanted, have = getattr(options, name), getattr(self._options, name)
            if wanted not in (None, have):
                raise RuntimeError(f"mock_a2i is active with other {name}: {have}")


_shared = _Shared()


def latest_calls() -> History:
    """Return the API calls that the latest mock has received, or had."""
    return _shared.history


def forget_calls() -> None:
    """Forget them, unless the mock is still active."""
    _shared.forget()


class MockA2I(AbstractContextManager[A2I]):
    """A mock: a context manager and a decorator; see `mock_a2i`.

    Any number may be active at a time, within each other and within moto's; they share one
    emulator, which begins and ends, empty, with the outermost.
    """

    def __init__(self, options: _Options) -> None:
        self._options = options
        self._own: list[Any] = []

    def start(self) -> A2I:
        """Begin; return the emulator's handle.

        Raises:
            RuntimeError: one is active with other settings, or moto is set to be a client of a
                server.
            SeedError: a seed file cannot be applied.
        """
        if moto_settings.TEST_SERVER_MODE or moto_settings.is_test_proxy_mode():
            raise RuntimeError("mock_a2i works in this process; moto's server mode is switched on")
        with _shared.lock, ExitStack() as opening:
            a2i = _shared.enter(self._options)
            opening.callback(_shared.leave)
            if self._options.config is not None:
                mock = mock_aws(config=self._options.config)
                mock.start()
                opening.callback(mock.stop)
            self._own.append(opening.pop_all())
            return a2i

    def stop(self) -> None:
        """End.

        Raises:
            RuntimeError: it has not begun.
        """
        if not self._own:
            raise RuntimeError("stop() was called before start()")
        self._own.pop().close()

    def __enter__(self) -> A2I:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __call__(self, target: T) -> T:
        """Decorate a function, a coroutine function, a generator, or a class of tests."""
        return decorated(target, lambda: MockA2I(self._options))


@overload
def mock_a2i(func: T) -> T: ...


@overload
def mock_a2i(
    func: None = None,
    config: Any = None,
    *,
    region: str | None = None,
    seed: Paths = (),
    **settings: Any,
) -> MockA2I: ...


def mock_a2i(
    func: T | None = None,
    config: Any = None,
    *,
    region: str | None = None,
    seed: Paths = (),
    **settings: Any,
) -> MockA2I | T:
    """Let boto3 reach A2I and everything that moto mocks, in this process and without a socket.

    A context manager, whose value is an `A2I`, and a decorator, with and without parentheses.
    It is moto's ``mock_aws`` with A2I in it, may stand beside it, and be nested with it and with
    itself. Real AWS is never reached, but for what ``config`` lets through. Nothing runs in the
    background: what a call causes has happened when it returns.

    Args:
        func: what to decorate.
        config: moto's; see https://docs.getmoto.org/en/latest/docs/configuration/index.html.
        region: the Region for clients that name none; by default the environment's.
        seed: seed files, ``specs/seed.schema.json``, to apply at the beginning.
        settings: as of the command line: ``activation_delay``, ``strict_names``, ``quotas`` ….

    Raises:
        TypeError: there is no such setting, or it is nothing to decorate.
    """
    options = _Options(
        config=config,
        region=region,
        seed=paths(seed),
        settings=read_options(settings, _USELESS) if settings else None,
    )
    if not (func is None or callable(func)):
        raise TypeError(f"mock_a2i decorates a function or a class, not {func!r}; seed=… is a file")
    mock = MockA2I(options)
    return mock if func is None else mock(func)


def _default_region() -> str:
    return os.environ.get("AWS_DEFAULT_REGION", DEFAULT_REGION)
