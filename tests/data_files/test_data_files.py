"""A damaged data directory is refused, untouched; `recover` goes on with what is whole."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from a2i_emulator.assembly import Parts, assemble
from a2i_emulator.operations.ports import StorageError
from a2i_emulator.settings import Settings
from a2i_emulator.storage import open_database

FILES = ("a2i.sqlite3", "moto.sqlite3")
LOOPS, OBJECTS = 40, 60
PAGE = 4096

KILLED = f"""
import os, pathlib, sys
from tests.support.records import SCOPE, human_loop
from a2i_emulator.assembly import assemble
from a2i_emulator.aws.moto_backends import backend
from a2i_emulator.settings import Settings

parts = assemble(Settings(data_dir=pathlib.Path(sys.argv[1])))
journal = parts.moto._journal
parts.moto.load()
with journal.writing("s3", SCOPE, "CreateBucket", {{"Bucket": "box"}}):
    backend("s3", SCOPE).create_bucket("box", "us-east-1")
for number in range({OBJECTS}):
    parts.aws.write_object(SCOPE, f"s3://box/{{number}}", b"x" * 9000, content_type="text/plain")
for number in range({LOOPS}):
    with parts.service.database.write() as store:
        store.human_loops.add(human_loop(f"loop-{{number}}"), "x" * 9000)
if sys.argv[2] == "killed":
    os.kill(os.getpid(), 9)
parts.service.close()
parts.moto.close()
"""


def made(folder: Path, end: str) -> Path:
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(root), str(root / "emulator")])}
    command = [sys.executable, "-c", KILLED, str(folder), end]
    ended = subprocess.run(command, env=environment, check=False, timeout=120)
    assert ended.returncode == (-9 if end == "killed" else 0)
    return folder


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a killed emulator leaves behind: files, logs, and the logs' indexes."""
    return made(tmp_path_factory.mktemp("killed") / "data", "killed")


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one that was told to stop leaves behind: files."""
    return made(tmp_path_factory.mktemp("ended") / "data", "ended")


def cut(path: Path, divisor: int) -> None:
    os.truncate(path, path.stat().st_size // divisor)


def overwrite(path: Path, first: float, last: float) -> None:
    content = bytearray(path.read_bytes())
    begin, end = (int(len(content) * share) for share in (first, last))
    content[begin:end] = random.Random(1).randbytes(end - begin)
    path.write_bytes(content)


def log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def lose_log(path: Path) -> None:
    log(path).unlink()
    path.with_name(f"{path.name}-shm").unlink()


OF_KILLED: dict[str, Callable[[Path], None]] = {
    "emptied": lambda path: os.truncate(path, 0),
    "removed beside its log": lambda path: path.unlink(),
    "halved": lambda path: cut(path, 2),
    "overwritten": lambda path: overwrite(path, 0, 1),
    "log removed": lambda path: log(path).unlink(),
    "log and index removed": lose_log,
    "log emptied": lambda path: os.truncate(log(path), 0),
    "log halved": lambda path: cut(log(path), 2),
    "log overwritten": lambda path: overwrite(log(path), 0, 1),
    "log overwritten in the middle": lambda path: overwrite(log(path), 0.5, 0.51),
}
OF_ENDED: dict[str, Callable[[Path], None]] = {
    "emptied": lambda path: os.truncate(path, 0),
    "removed": lambda path: path.unlink(),
    "halved": lambda path: cut(path, 2),
    "overwritten at its end": lambda path: overwrite(path, 0.5, 1),
}
CASES = [
    (end, damage, file)
    for end, damages in (("killed", OF_KILLED), ("ended", OF_ENDED))
    for damage in damages
    for file in FILES
]


def contents(path: Path) -> list[bytes]:
    """Return what is in a file and its log; the log's index is made anew from it."""
    return [each.read_bytes() if each.exists() else b"" for each in (path, log(path))]


def close(parts: Parts) -> None:
    parts.service.close()
    parts.moto.close()


def open_and_count(folder: Path, *, recover: bool = False) -> tuple[int, int]:
    """Start on a folder; return how many loops and objects there are."""
    parts = assemble(Settings(data_dir=folder, recover=recover))
    try:
        from moto.backends import get_backend

        parts.moto.load()
        with parts.service.database.read() as store:
            loops = len(store.human_loops.open(limit=1000).items)
        buckets = get_backend("s3")["123456789012"]["aws"].buckets
        return loops, len(buckets["box"].keys) if "box" in buckets else 0
    finally:
        close(parts)


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_what_is_damaged_is_refused_and_recovered(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    case: tuple[str, str, str],
) -> None:
    end, damage, file = case
    folder = Path(shutil.copytree(request.getfixturevalue(end), tmp_path / "data"))
    (OF_KILLED if end == "killed" else OF_ENDED)[damage](folder / file)
    before = contents(folder / file)
    for _ in range(2):  # looking at it does not make it pass
        with pytest.raises(StorageError, match="put back a copy of the whole folder") as refused:
            assemble(Settings(data_dir=folder))
        assert str(folder / file) in str(refused.value)
        assert "\n" not in str(refused.value)
        assert contents(folder / file) == before
    loops, objects = open_and_count(folder, recover=True)
    if file == FILES[0]:
        assert (loops <= LOOPS, objects) == (True, OBJECTS)
    else:
        assert (loops, objects <= OBJECTS) == (LOOPS, True)
    if damage != "removed":  # of which nothing is left to tell of
        assert f"{folder / file} is set aside as {file}.damaged-1; " in caplog.text
    assert open_and_count(folder) == (loops, objects)


@pytest.mark.parametrize("end", ["killed", "ended"])
def test_what_is_whole_starts(request: pytest.FixtureRequest, tmp_path: Path, end: str) -> None:
    folder = Path(shutil.copytree(request.getfixturevalue(end), tmp_path / "data"))
    assert open_and_count(folder) == (LOOPS, OBJECTS)
    assert open_and_count(folder, recover=True) == (LOOPS, OBJECTS)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_what_was_killed_while_its_logs_were_written_back_starts(
    killed: Path, tmp_path: Path, share: float
) -> None:
    folder = Path(shutil.copytree(killed, tmp_path / "data"))
    for file in FILES:
        later = Path(shutil.copytree(killed, tmp_path / file)) / file
        with closing(sqlite3.connect(later)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before, after = (folder / file).read_bytes(), later.read_bytes()
        written = int(len(after) * share) // PAGE * PAGE  # in the order of the pages
        (folder / file).write_bytes(after[:written] + before[written:])
    assert open_and_count(folder) == (LOOPS, OBJECTS)


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_another_time_or_place_is_refused(
    ended: Path, killed: Path, tmp_path: Path, file: str
) -> None:
    folder = Path(shutil.copytree(ended, tmp_path / "data"))
    for _ in range(2):
        open_and_count(folder)
    shutil.copy(ended / file, folder)
    with pytest.raises(StorageError, match=f"{file} is older than the other file"):
        assemble(Settings(data_dir=folder))
    close(assemble(Settings(data_dir=Path(shutil.copytree(killed, tmp_path / "other")))))
    shutil.copy(tmp_path / "other" / file, folder)
    with pytest.raises(StorageError, match="are not of one directory"):
        assemble(Settings(data_dir=folder))


def test_a_directory_of_an_older_release_is_taken_over(ended: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ended, tmp_path / "data"))
    for file in FILES:
        connection = sqlite3.connect(folder / file)
        connection.execute("DROP TABLE a2i_file")
        connection.commit()
        connection.close()
    assert open_and_count(folder) == (LOOPS, OBJECTS)


def test_the_lock_holds_though_its_file_is_deleted(tmp_path: Path) -> None:
    owner = open_database(tmp_path)
    (tmp_path / "a2i.lock").unlink()
    with pytest.raises(StorageError, match="in use by another emulator"):
        open_database(tmp_path)
    owner.close()
    open_database(tmp_path).close()


def test_the_command_says_it_in_a_line(ended: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ended, tmp_path / "data"))
    overwrite(folder / "moto.sqlite3", 0, 0.1)
    command = [sys.executable, "-m", "a2i_emulator", "start", "--port=0", f"--data-dir={folder}"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"a2i-emulator: {folder / 'moto.sqlite3'} is not a database.")
    assert refused.stderr.endswith("start with --recover, which goes on with what is left.\n")
    assert refused.stderr.count("\n") == 1
