"""What was acknowledged survives ``kill -9``, and nothing is there by halves."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

from tests.support.records import SCOPE

from a2i_emulator.storage import open_database
from a2i_emulator.storage.store import SqlStore

ROOT = Path(__file__).parents[2]
ROUNDS = 6
ORDER = ("start", "answer", "remove")


class Witness:
    """Who heard what the killed processes said."""

    def __init__(self) -> None:
        self.done: dict[str, str] = {}
        self.tried: dict[str, str] = {}

    def hear(self, line: str) -> None:
        if line.endswith("\n"):  # else the process was killed while it spoke
            word, step, name = line.split()
            (self.done if word == "done" else self.tried)[name] = step

    def check(self, store: SqlStore) -> None:
        emitted = {record.id for record in store.events.latest(10**6)}
        for name, tried in self.tried.items():
            reached = step_reached(store, name, emitted=name in emitted)
            at_least = self.done.get(name)
            possible = ORDER[ORDER.index(at_least) if at_least else 0 : ORDER.index(tried) + 1]
            assert reached in possible or (reached is None and at_least is None), (name, reached)
        known = {loop.name for loop in store.human_loops.open(limit=10**6).items}
        assert known <= set(self.tried)


def step_reached(store: SqlStore, name: str, *, emitted: bool) -> str | None:
    """Tell which step a loop has reached, and that all parts of the step were taken."""
    loop = store.human_loops.get(SCOPE, name)
    if loop is None:
        return "remove" if emitted else None
    answers = store.human_loops.answers(loop.id)
    assert store.human_loops.input_content(loop.id) == f'"{name}"'
    assert (loop.attempts, len(answers)) == ((1, 1) if emitted else (0, 0))
    return "answer" if emitted else "start"


def killed_writer(prefix: str, where: str, lines: int) -> list[str]:
    """Run a writer, kill it when it has said so many lines, return all it said."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "emulator"), str(ROOT)])}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.writer", prefix, where],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    ) as process:
        assert process.stdout
        heard = list(islice(process.stdout, lines))
        process.kill()
        return heard + list(process.stdout)


def test_nothing_acknowledged_is_lost(where: dict[str, Any]) -> None:
    witness = Witness()
    target = str(where.get("data_dir") or where["database_url"])
    for number in range(ROUNDS):
        for line in killed_writer(f"r{number}", target, random.randint(1, 400)):
            witness.hear(line)
        database = open_database(**where)
        with database.read() as store:
            witness.check(store)
        database.close()
    assert len(witness.done) > ROUNDS
