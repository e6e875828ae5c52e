"""The people and programs of a busy team: workers in the portal, by HTTP, and who starts loops."""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlencode, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from benchmarks import calls

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_PATIENCE_SECONDS = 30
_PAUSE_SECONDS = 0.2
_LOOKS_AGAIN_SECONDS = 1.0
_FAILED = 500


@dataclass
class Told:
    """What the emulator has acknowledged, and how long that took.

    Attributes:
        started: names of loops.
        answers: what workers have submitted: the loop's mark, and which worker.
        start_seconds: of each StartHumanLoop that was acknowledged.
        submit_seconds: of each answer.
        failures: answers of 500 and more, by their status.
    """

    started: list[str] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    start_seconds: list[float] = field(default_factory=list)
    submit_seconds: list[float] = field(default_factory=list)
    failures: list[int] = field(default_factory=list)


def start_loops(url: str, name: str, told: Told, over: threading.Event) -> None:
    """Start loops until told to stop, as a program does whose client tries again."""
    config = Config(retries={"mode": "standard", "total_max_attempts": 5})
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    runtime = boto3.client(
        "sagemaker-a2i-runtime", endpoint_url=url, region_name=calls.REGION, config=config, **keys
    )
    number = 0
    while not over.is_set():
        number += 1
        loop = f"{name}-{number}"
        content = json.dumps({"text": loop})
        began = time.perf_counter()
        try:
            # Where a process died before it could answer, the loop is there already.
            with suppress(runtime.exceptions.ConflictException):
                runtime.start_human_loop(
                    HumanLoopName=loop,
                    FlowDefinitionArn=calls.FLOW,
                    HumanLoopInput={"InputContent": content},
                )
        except ClientError as error:
            told.failures.append(error.response["ResponseMetadata"]["HTTPStatusCode"])
        except BotoCoreError:
            continue  # Nobody has acknowledged it.
        else:
            told.start_seconds.append(time.perf_counter() - began)
            told.started.append(loop)
        over.wait(_PAUSE_SECONDS)


class Worker:
    """A worker's browser, as far as it sends requests."""

    def __init__(self, url: str, name: str, told: Told) -> None:
        address = urlsplit(url)
        self._place = (address.hostname or "", address.port or 0)
        self._name = name
        self._told = told
        self._cookies: dict[str, str] = {}
        self._token = ""

    def work(self, over: threading.Event) -> None:
        """Take tasks and answer them until told to stop."""
        while not over.is_set():
            if not self._does_something():
                over.wait(_LOOKS_AGAIN_SECONDS)

    def _does_something(self) -> bool:
        try:
            if self._token:
                return self._take_one()
            self._sign_in()
        except (OSError, HTTPException, ValueError):
            return False  # A process has gone; the next request finds another.
        return True

    def _sign_in(self) -> None:
        page = self._ask("GET", "/_a2i/portal/sign-in")[1]
        form = {
            "csrf_token": _found(page),
            "account": calls.ACCOUNT,
            "region": calls.REGION,
            "name": self._name,
        }
        typed = {"Content-Type": "application/x-www-form-urlencoded"}
        self._ask("POST", "/_a2i/portal/sign-in", urlencode(form), typed)
        self._token = _found(self._ask("GET", "/_a2i/portal/")[1])

    def _take_one(self) -> bool:
        """Answer one task; tell whether there was one."""
        status, listed = self._ask("GET", "/_a2i/portal/jobs.json")
        if status != 200:
            self._token = ""
            return False
        jobs = json.loads(listed)["jobs"]
        if not jobs:
            return False
        # If all took the first one, they would be in each other's way.
        task = random.choice(jobs)["id"]
        headers = {"X-CSRF-Token": self._token, "Accept": "application/json"}
        began = time.perf_counter()
        status, _ = self._ask("POST", f"/_a2i/portal/work/{task}/start", "", headers)
        if status >= 400:
            return True
        mark = f"{self._name}-{began}"
        answer = json.dumps({"mark": mark})
        typed = {**headers, "Content-Type": "application/json"}
        began = time.perf_counter()
        status, _ = self._ask("POST", f"/_a2i/portal/work/{task}/submit", answer, typed)
        if status == 200:
            self._told.submit_seconds.append(time.perf_counter() - began)
            self._told.answers.append((mark, self._name))
        return True

    def _ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        connection = HTTPConnection(*self._place, timeout=_PATIENCE_SECONDS)
        try:
            kept = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            connection.request(method, path, body, {"Cookie": kept, **(headers or {})})
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        self._keep_cookies(response)
        if response.status >= _FAILED:
            self._told.failures.append(response.status)
        return response.status, text

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self._cookies[name] = value


def _found(page: str) -> str:
    token = _TOKEN.search(page)
    if token is None:
        raise ValueError("a page without a form")
    return token[1]


@contextmanager
def at_work(*people: Any) -> Iterator[threading.Event]:
    """Let functions run in threads of their own; what is handed out tells them to stop."""
    over = threading.Event()
    threads = [threading.Thread(target=person, args=(over,), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    try:
        yield over
    finally:
        over.set()
        for thread in threads:
            thread.join(_PATIENCE_SECONDS)
