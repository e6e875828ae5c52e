"""Calls that may take for ever, such as a container or somebody's web server, kept to a time."""

from __future__ import annotations

import threading
from collections.abc import Callable


def within(seconds: float, call: Callable[[], None]) -> None:
    """Make a call in a thread of its own and wait for it no longer than some seconds.

    Raises:
        TimeoutError: the call goes on, with nobody waiting for it.
        Exception: what the call raised.
    """
    raised: list[BaseException] = []

    def run() -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - raised again for who waits
            raised.append(error)

    thread = threading.Thread(target=run, name="a2i-target", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError(f"not done within {seconds:g} s")
    if raised:
        raise raised[0]
