"""moto with a journal, served in a process or a thread."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from tests.support.processes import Forked

from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.journal import Journal
from a2i_emulator.web.serving import create_server

Serve = Callable[[Any], AbstractContextManager[int]]
PASSWORD = "Correct-horse-1"
MEBIBYTE = 1024 * 1024


class Server(ABC):
    """moto over a data directory."""

    url: str

    def restart(self) -> None:
        self.stop()
        self.start()

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None: ...

    def client(self, service: str, region: str = "us-east-1", **keys: str) -> Any:
        credentials = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"} | keys
        config = Config(
            retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, read_timeout=40
        )
        return boto3.client(
            service, region_name=region, endpoint_url=self.url, config=config, **credentials
        )

    def account(self, number: str) -> dict[str, str]:
        keys = self.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{number}:role/x", RoleSessionName="tests"
        )["Credentials"]
        return {
            "aws_access_key_id": keys["AccessKeyId"],
            "aws_secret_access_key": keys["SecretAccessKey"],
            "aws_session_token": keys["SessionToken"],
        }


class Process(Server):
    """A process that is killed, not asked to end."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def start(self) -> None:
        self._process = Forked(serve_moto, self._data_dir)
        self.url = f"http://127.0.0.1:{self._process.first()}"

    def stop(self) -> None:
        self._process.kill()


def serve_moto(data_dir: Path) -> None:
    """Serve moto with a journal in a directory, and print the port."""
    moto = MotoApp(Journal(data_dir))
    moto.warm_up()
    server = create_server(moto, host="127.0.0.1", port=0, threads=8)
    print(server.effective_port, flush=True)  # noqa: T201 - the test reads it
    server.run()


class Thread(Server):
    """A thread of this process: quicker, and moto is emptied before its journal is repeated."""

    def __init__(self, data_dir: Path, serve: Serve) -> None:
        self._data_dir = data_dir
        self._serve = serve

    def start(self) -> None:
        self._serving = ExitStack()
        self.journal = Journal(self._data_dir)
        self._serving.callback(self.journal.close)
        self.moto = MotoApp(self.journal)
        self.moto.warm_up().join()
        self.url = f"http://127.0.0.1:{self._serving.enter_context(self._serve(self.moto))}"

    def stop(self) -> None:
        self._serving.close()


def rows(tmp_path: Path) -> int:
    with sqlite3.connect(tmp_path / "moto.sqlite3") as connection:
        count = int(connection.execute("SELECT count(*) FROM request").fetchone()[0])
    connection.close()
    return count


def seen(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def same_after_restart(server: Server, look: Callable[[], Any]) -> Any:
    before = look()
    server.restart()
    assert look() == before
    return before
