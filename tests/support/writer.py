"""A process that writes until it is killed, and says what was acknowledged.

``python -m tests.support.writer PREFIX (DIRECTORY | URL)`` prints ``try STEP NAME`` before each
transaction and ``done STEP NAME`` after it.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

from tests.support.records import SCOPE, answer, event, human_loop

from a2i_emulator.storage import open_database
from a2i_emulator.storage.store import SqlStore

THREADS = 4


def start(store: SqlStore, name: str) -> None:
    assert store.human_loops.add(human_loop(name), f'"{name}"')


def answered(store: SqlStore, name: str) -> None:
    loop = store.human_loops.get(SCOPE, name)
    assert loop
    store.human_loops.add_answer(loop.id, answer(name=name))
    store.human_loops.save(replace(loop, attempts=1))
    store.events.add(event(name))


def remove(store: SqlStore, name: str) -> None:
    store.human_loops.remove(human_loop(name))


STEPS: dict[str, Callable[[SqlStore, str], None]] = {
    "start": start,
    "answer": answered,
    "remove": remove,
}


def main(prefix: str, where: str) -> None:
    """Write for ever."""
    is_url = "://" in where
    database = open_database(None if is_url else Path(where), where if is_url else None)

    def step(step_name: str, name: str) -> None:
        os.write(1, f"try {step_name} {name}\n".encode())
        database.transact(lambda store: STEPS[step_name](store, name))
        os.write(1, f"done {step_name} {name}\n".encode())

    def write(thread: int) -> None:
        for number in count():
            name = f"{prefix}-{thread}-{number}"
            step("start", name)
            step("answer", name)
            if number % 3 == 0:
                step("remove", name)

    for thread in range(THREADS):
        threading.Thread(target=write, args=(thread,)).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
