"""Functions and classes whose calls happen inside a context."""

from __future__ import annotations

import functools
import inspect
import unittest
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import FunctionType
from typing import Any, TypeVar, cast

T = TypeVar("T", bound=Callable[..., Any])
Contexts = Callable[[], AbstractContextManager[Any]]
"""Makes a context for one call."""


def decorated(target: T, context: Contexts) -> T:
    """Return a function or class whose work is done inside a context.

    Of a `unittest.TestCase`, each test has one context, from setUp to the last cleanup. Of any
    other class each test, as pytest calls it, has one around its setup and teardown methods,
    fixtures and all; and so has each call of a public method.
    """
    if isinstance(target, type):
        _decorate_class(target, context)
        return target
    return cast("T", _decorate_function(target, context))


def _decorate_function(function: Any, context: Contexts) -> Any:
    for is_kind, decorate in _KINDS:
        if is_kind(function):
            return decorate(function, context)
    return _decorate_plain(function, context)


def _decorate_plain(function: Any, context: Contexts) -> Any:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with context():
            return function(*args, **kwargs)

    return wrapper


def _decorate_coroutine(function: Any, context: Contexts) -> Any:
    @functools.wraps(function)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        with context():
            return await function(*args, **kwargs)

    return wrapper


def _decorate_generator(function: Any, context: Contexts) -> Any:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with context():
            return (yield from function(*args, **kwargs))

    return wrapper


def _decorate_async_generator(function: Any, context: Contexts) -> Any:
    @functools.wraps(function)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        with context():
            inner = function(*args, **kwargs)
            try:
                value = await anext(inner)
                while True:
                    try:
                        sent = yield value
                    except GeneratorExit:  # noqa: PERF203 - each step may end so
                        # It cleans up inside the context, not whenever it is collected.
                        await inner.aclose()
                        raise
                    except BaseException as error:  # noqa: BLE001 - it is handed on
                        value = await inner.athrow(error)
                    else:
                        value = await inner.asend(sent)
            except StopAsyncIteration:
                return

    return wrapper


_KINDS: tuple[tuple[Callable[[Any], bool], Callable[[Any, Contexts], Any]], ...] = (
    (inspect.iscoroutinefunction, _decorate_coroutine),
    (inspect.isasyncgenfunction, _decorate_async_generator),
    (inspect.isgeneratorfunction, _decorate_generator),
)


def _decorate_class(target: Any, context: Contexts) -> None:
    if issubclass(target, unittest.TestCase):
        target.run = _decorate_plain(target.run, context)
        return
    for name, value in list(vars(target).items()):
        if name.startswith("_"):
            continue
        if isinstance(value, type):
            _decorate_class(value, context)
        elif isinstance(value, FunctionType):
            setattr(target, name, _decorate_function(value, context))
    _surround_tests(target, context)


def _surround_tests(target: Any, context: Contexts) -> None:
    """Enter a context before pytest's setup_method and leave it after teardown_method."""
    set_up = getattr(target, "setup_method", None)
    tear_down = getattr(target, "teardown_method", None)
    contexts: list[AbstractContextManager[Any]] = []

    def setup_method(self: Any, method: Any) -> None:
        entered = context()
        entered.__enter__()
        contexts.append(entered)
        try:
            _call(set_up, self, method)
        except BaseException:
            contexts.pop().__exit__(None, None, None)
            raise

    def teardown_method(self: Any, method: Any) -> None:
        try:
            _call(tear_down, self, method)
        finally:
            contexts.pop().__exit__(None, None, None)

    target.setup_method, target.teardown_method = setup_method, teardown_method


def _call(hook: Any, instance: Any, method: Any) -> None:
    """Call a hook, which may take the test's method or not, as pytest does."""
    if hook is None:
        return
    bound = hook.__get__(instance)
    if inspect.signature(bound).parameters:
        bound(method)
    else:
        bound()
