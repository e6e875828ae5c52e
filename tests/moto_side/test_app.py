"""moto behind waitress: races won, loaded when it is needed."""

from __future__ import annotations

import http.client
import io
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

import pytest
from tests.support.endpoint import Endpoint, authorization

from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.journal.turns import Turns

MEBIBYTE = 1024 * 1024


def test_one_object_written_and_read_by_many_at_once(s3: Any, endpoint: Endpoint) -> None:
    """Overwritten, deleted, listed and read: no request meets another one's half-done work."""

    def hammer(worker: int) -> list[tuple[str, int]]:
        answers = []
        connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=30)
        for turn in range(60):
            method, path = STEPS[(worker + turn) % len(STEPS)]
            body = bytes([65 + worker]) * 4096 if method == "PUT" else None
            connection.request(method, path, body=body, headers=authorization("s3"))
            response = connection.getresponse()
            content = response.read()
            whole = path != "/box/same" or method != "GET" or content == content[:1] * 4096
            answers.append((f"{method} {path}" if whole else "mixed", response.status))
        connection.close()
        return answers

    s3.put_object(Bucket="box", Key="same", Body=b"x" * 4096)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = {answer for batch in pool.map(hammer, range(8)) for answer in batch}
    finally:
        sys.setswitchinterval(interval)
    fine = {(f"{method} {path}", 204 if method == "DELETE" else 200) for method, path in STEPS}
    assert answers - fine == {("GET /box/gone", 404)} & answers


STEPS = [
    ("PUT", "/box/same"), ("GET", "/box/same"), ("PUT", "/box/gone"), ("GET", "/box/gone"),
    ("GET", "/box?list-type=2"), ("DELETE", "/box/gone"), ("GET", "/box?versions"),
    ("PUT", "/box/same"), ("GET", "/"),
]  # fmt: skip


def test_what_has_been_found_is_read_whole_though_it_is_overwritten(
    s3: Any, endpoint: Endpoint
) -> None:
    s3.put_object(Bucket="box", Key="k", Body=b"before")
    backend = import_module("moto.backends").get_backend("s3")["123456789012"]["aws"]
    found = backend.get_object("box", "k")
    s3.put_object(Bucket="box", Key="k", Body=b"after")
    assert found.value == b"before"
    s3.delete_object(Bucket="box", Key="k")
    contents, value = found._value_buffer, found.value
    assert (value, contents.closed) == (b"before", False)
    del found
    assert contents.closed


def test_a_reading_that_a_change_broke_is_done_again_with_no_change_beside_it() -> None:
    turns, log, begun, may_end = Turns(), list[str](), threading.Event(), threading.Event()

    def change() -> None:
        with turns.taken():
            begun.set()
            may_end.wait(10)
            log.append("changed")

    def read() -> str:
        log.append("read")
        if log == ["read"]:
            changing.start()
            begun.wait(10)
            may_end.set()
            raise RuntimeError("dictionary changed size during iteration")
        return "whole"

    changing = threading.Thread(target=change)
    assert turns.beside(read) == "whole"
    changing.join()
    assert log == ["read", "changed", "read"]


def test_a_reading_that_fails_by_itself_is_done_once() -> None:
    turns, log = Turns(), list[str]()

    def read() -> None:
        log.append("read")
        raise ValueError

    with turns.taken():
        log.append("changed")
    with pytest.raises(ValueError, match=r"^$"):
        turns.beside(read)
    assert log == ["changed", "read"]


def test_the_first_requests_may_come_at_once() -> None:
    """A fresh process, so that moto's lazy parts are created by racing requests."""
    subprocess.run([sys.executable, "-c", RACE], check=True, timeout=120)


RACE = """
import io, threading
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.journal.turns import Turns

moto, statuses, start = MotoApp(), [], threading.Barrier(8)

def ask(number):
    scope = "testing/20260101/us-east-1/%s/aws4_request" % ("s3" if number % 2 else "sqs")
    environ = {
        "REQUEST_METHOD": "PUT" if number % 2 else "POST",
        "PATH_INFO": "/bucket-%d" % number if number % 2 else "/",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(b'{"QueueName": "q%d"}' % number),
        "CONTENT_LENGTH": "0" if number % 2 else "19", "HTTP_X_AMZ_TARGET": "AmazonSQS.CreateQueue",
        "HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=" + scope + ", Signature=0",
        "CONTENT_TYPE": "application/x-amz-json-1.0",
    }
    if number % 2:
        del environ["HTTP_X_AMZ_TARGET"], environ["CONTENT_TYPE"]
    start.wait()
    list(moto(environ, lambda status, headers, exc_info=None: statuses.append(status)))

threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert [status[:3] for status in statuses] == ["200"] * 8, statuses
"""


def test_moto_is_not_imported_before_it_is_needed() -> None:
    script = (
        "import sys, a2i_emulator.web.front, a2i_emulator.moto_side.app as m\n"
        "app = m.MotoApp()\n"
        "assert app.account_of('AKIA') == '123456789012'\n"
        "app.reset()\n"
        "assert 'moto' not in sys.modules and not app.is_loaded\n"
        "app.warm_up().join()\n"
        "assert 'moto' in sys.modules and app.is_loaded\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_loading_twice_at_once_loads_once() -> None:
    moto, loaded = MotoApp(), []
    threads = [threading.Thread(target=lambda: loaded.append(moto.load())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, loaded))) == 1


@pytest.mark.parametrize(
    ("service", "preparation"),
    [
        ("cognito-idp", "remember_keys"),
        ("states", "prepare_step_functions"),
        ("cloudformation", "teach_cloudformation"),
    ],
)
def test_a_service_is_prepared_when_it_is_first_asked(
    monkeypatch: pytest.MonkeyPatch, service: str, preparation: str
) -> None:
    prepared: list[str] = []
    monkeypatch.setattr(
        f"a2i_emulator.moto_side.app.{preparation}", lambda: prepared.append(preparation)
    )
    scope = f"Credential=test/20200101/us-east-1/{service}/aws4_request"
    MotoApp().answer(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "HTTP_HOST": "localhost",
            "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
        }
    )
    assert prepared == [preparation]


def test_a_reset_empties_what_others_in_the_process_have_left(s3: Any) -> None:
    assert s3.list_buckets()["Buckets"] != []
    MotoApp().reset()
    assert s3.list_buckets()["Buckets"] == []
