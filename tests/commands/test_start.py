"""``a2i-emulator start`` as a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import Emulator
from tests.support.processes import client

COMMAND = [sys.executable, "-m", "a2i_emulator"]
SIGNED = "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/sagemaker/aws4_request"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment},
        check=False,
    )


class Started:
    """A running emulator, its address, and what it prints."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "start", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.banner = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.banner.append(line.rstrip())
            if line.startswith("Ready on "):
                break
        self.url = self.banner[-1].removeprefix("Ready on ")

    def line_with(self, text: str) -> str:
        """Read the log until a line with some text, and return it."""
        assert self.process.stderr is not None
        return next(line for line in self.process.stderr if text in line)

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float, str]:
        """Send a signal; return exit status, seconds until the end, and the log."""
        began = time.monotonic()
        self.process.send_signal(number)
        _, log = self.process.communicate(timeout=30)
        return self.process.returncode, time.monotonic() - began, log


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture
def started() -> Iterator[Started]:
    emulator = Started()
    yield emulator
    if emulator.process.poll() is None:
        emulator.end(signal.SIGKILL)


def test_ready_is_a_line_of_its_own_whoever_else_writes() -> None:
    """It is written at once, with its end, also where Python buffers nothing, as in the image."""
    reading, writing = os.pipe2(os.O_DIRECT)  # Each write is a packet.
    process = subprocess.Popen(
        [*COMMAND, "start", "--port", "0"],
        stdout=writing,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    os.close(writing)
    written = iter(lambda: os.read(reading, 4096), b"")
    try:
        line = next(one for one in written if one.startswith(b"Ready on "))
        assert re.fullmatch(rb"Ready on http://127\.0\.0\.1:\d+\n", line)
    finally:
        process.terminate()
        assert process.wait(30) == 0
        os.close(reading)


def test_ready_means_that_a_request_is_answered(started: Started) -> None:
    with urllib.request.urlopen(f"{started.url}/_a2i/health", timeout=5) as response:
        health = json.load(response)
    assert health["status"] == "ok"
    banner = "\n".join(started.banner)
    assert f"{started.url}/_a2i/portal/" in banner
    assert f"export AWS_ENDPOINT_URL={started.url}" in banner
    assert "export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test" in banner
    assert "warning" not in "".join(banner)
    started.end()


def test_it_says_what_stands_open_to_a_network() -> None:
    started = Started("--host", "0.0.0.0")
    (line,) = [line for line in started.banner if "warning" in line]
    assert f"who reaches {started.url.partition('://')[2]} can read" in line
    assert "the AWS APIs, the control API and the console check no credentials" in line
    started.end()


def test_it_says_by_what_name_it_is_reached() -> None:
    started = Started("--host", "0.0.0.0", "--allowed-hosts", "a2i.example.com")
    port = started.url.rpartition(":")[2]
    banner = "\n".join(started.banner)
    assert f"export AWS_ENDPOINT_URL=http://a2i.example.com:{port}\n" in banner
    assert f"http://a2i.example.com:{port}/_a2i/portal/" in banner
    started.end()


@pytest.mark.usefixtures("credentials")
def test_it_says_what_is_in_the_way_of_output(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--s3-endpoint", started.url, "--data-dir", str(tmp_path))
    here = Started(*options)
    Emulator(here).make_flow(output="s3://none/results", has_s3=False)
    told = f"output cannot be written to the S3 at {started.url}: none: "
    assert f"{told}NoSuchBucket: The specified bucket does not exist" in here.line_with(told)
    here.end()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    here = Started(*options)
    assert f"{told}NoCredentialsError: Unable to locate credentials" in here.line_with(told)
    here.end()


def test_nothing_is_imported_for_nothing() -> None:
    """Most of these take a tenth of the time to the first answer, or more."""
    late = [
        "a2i_emulator.dataset",
        "a2i_emulator.quality",
        "boto3",
        "botocore",
        "cbor2",
        "flask",
        "html",
        "http.client",
        "joserfc",
        "jsonpath",
        "jsonschema",
        "liquid",
        "moto",
        "prometheus_client",
        "psycopg",
        "referencing",
        "regex",
        "urllib.request",
        "werkzeug",
        "yaml",
    ]
    script = (
        "import sys\n"
        "from a2i_emulator.commands import cli\n"
        "from a2i_emulator.commands.start import open_server\n"
        "from a2i_emulator.settings import Settings\n"
        "cli.parser()\n"
        "open_server(Settings(port=0)).close()\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert set(late).isdisjoint(done.stdout.split())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_time_even_with_open_connections(
    started: Started, number: signal.Signals
) -> None:
    host, _, port = started.url.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.request("GET", "/_a2i/health")
    connection.getresponse().read()
    status, seconds, log = started.end(number)
    connection.close()
    assert status == 0
    assert seconds < 5
    assert "Traceback" not in log


def test_the_log_has_a_line_for_each_call_with_the_true_reason() -> None:
    started = Started("--log-format", "json")
    target = {"X-Amz-Target": "SageMaker.DescribeFlowDefinition"}
    request = urllib.request.Request(
        started.url,
        data=b'{"FlowDefinitionName": "nothing"}',
        headers={**target, "Authorization": SIGNED, "Content-Type": "application/x-amz-json-1.1"},
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=5)
    caught.value.close()
    _, _, log = started.end()
    (line,) = [json.loads(text) for text in log.splitlines() if "operation" in text]
    assert line["operation"] == "DescribeFlowDefinition"
    assert (line["status"], line["resource"]) == (400, "nothing")
    assert line["error"]["code"] == "ResourceNotFound"


@pytest.mark.usefixtures("credentials")
def test_the_log_keeps_the_order_of_the_calls_whatever_came_of_them(started: Started) -> None:
    names = [f"{kind}-{number}" for number in range(20) for kind in ("good", "bad")]
    sagemaker = client(started.url, "sagemaker")
    for name in names:
        if name.startswith("good"):
            sagemaker.create_human_task_ui(HumanTaskUiName=name, UiTemplate={"Content": "<p>"})
        else:
            with pytest.raises(ClientError):
                sagemaker.describe_human_task_ui(HumanTaskUiName=name)
    _, _, log = started.end()
    assert re.findall("HumanTaskUi [24]00 .* ms ((?:good|bad)-[0-9]+)", log) == names


@pytest.mark.usefixtures("credentials")
def test_calls_are_answered_though_nobody_reads_the_log(started: Started) -> None:
    assert started.process.stderr is not None
    started.process.stderr.close()
    sagemaker = client(started.url, "sagemaker")
    for _ in range(30):
        assert sagemaker.list_human_task_uis()["HumanTaskUiSummaries"] == []
        with pytest.raises(ClientError, match="ResourceNotFound"):
            sagemaker.describe_human_task_ui(HumanTaskUiName="none")
    started.process.kill()
    started.process.wait()
    assert started.process.stdout is not None
    started.process.stdout.close()


def test_calls_are_answered_while_the_log_is_left_unread(started: Started) -> None:
    host, _, port = started.url.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    for _ in range(100):  # A line of each has the name: three times what a pipe holds.
        connection.request("GET", f"/human-loops/{'n' * 2000}", headers={"Authorization": SIGNED})
        answer = connection.getresponse()
        assert (answer.status, b"humanLoopName" in answer.read()) == (400, True)
    connection.close()
    started.process.send_signal(signal.SIGTERM)
    assert started.process.wait(30) == 0
    started.process.communicate()


def test_what_moto_prints_is_in_the_log_and_is_not_waited_for(started: Started) -> None:
    """For each request to a service that it does not know, with a lock in hand."""
    host, _, port = started.url.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    service = "n" * 1000
    signed = SIGNED.replace("/sagemaker/", f"/{service}/")
    for _ in range(100):  # Their lines are more than a pipe holds.
        connection.request("GET", "/", headers={"Authorization": signed})
        connection.getresponse().read()
    connection.close()
    started.process.send_signal(signal.SIGTERM)
    assert started.process.wait(30) == 0
    printed, log = started.process.communicate()
    assert printed == ""
    assert f"Unable to find appropriate backend for {service}." in log


@pytest.mark.usefixtures("credentials")
def test_a_line_is_there_soon(started: Started) -> None:
    client(started.url, "sagemaker").list_human_task_uis()
    assert started.process.stderr is not None
    assert "sagemaker.ListHumanTaskUis 200" in started.process.stderr.readline()
    started.end()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["start", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["start", "--port", "zebra"], "'zebra' is not a port number"),
        (["start", "--port", "70000"], "'70000' is not a port number"),
        (["start", "--seed", "/does/not/exist.yaml"], "No such file or directory"),
        (
            ["start", "--s3-endpoint", "localhost:9000"],
            "--s3-endpoint: 'localhost:9000' is no addr",
        ),
        (["start", "--events-endpoint", "http://"], "--events-endpoint: 'http://' is no address"),
        (["start", "--cognito-endpoint", "http://a:b"], "--cognito-endpoint: "),
        (["start", "--log-level", "loud"], "'loud' is none of"),
        (["start", "--predictions", "/does/not/exist"], "is not a folder"),
        (["start", "--activation-delay", "soon"], "is not a number of seconds"),
        (["answer", "loop", "/does/not/exist.json"], "No such file or directory"),
        (["tasks", "--endpoint", "http://127.0.0.1:9"], "no emulator answers at"),
        (["tasks", "--endpoint", "ftp://x"], "is not an HTTP address"),
        (["frobnicate"], "invalid choice: 'frobnicate'"),
        ([], "required: COMMAND"),
    ],
)
def test_a_mistake_is_told_in_one_line(arguments: list[str], told: str) -> None:
    ended = run(*arguments)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert told in ended.stderr
    assert ended.stdout == ""


def test_a_mistake_in_the_environment_is_told_too() -> None:
    ended = run("start", A2I_EMULATOR_PORT="zebra")
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run("start", "--port", str(taken.getsockname()[1]))
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "cannot listen on 127.0.0.1" in ended.stderr


def test_a_foreign_data_dir_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a2i.sqlite3").write_bytes(b"certainly no database, but something precious")
    ended = run("start", "--port", "0", "--data-dir", str(tmp_path))
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert (tmp_path / "a2i.sqlite3").read_bytes().startswith(b"certainly")


@pytest.mark.parametrize("arguments", [["--help"], ["start", "--help"], ["demo", "--help"]])
def test_help(arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.returncode == 0
    assert "usage: a2i-emulator" in ended.stdout


def test_version() -> None:
    ended = run("--version")
    assert re.fullmatch(r"a2i-emulator \d+\.\d+\.\d+\n", ended.stdout)


def test_every_setting_has_an_environment_variable() -> None:
    text = run("start", "--help").stdout
    for option in re.findall(r"^  --([a-z0-9-]+)", text, re.MULTILINE):
        assert f"A2I_EMULATOR_{option.upper().replace('-', '_')}" in text, option


def test_demo() -> None:
    ended = run("demo")
    assert ended.returncode == 0, ended.stderr
    assert '"humanLoopStatus": "Completed"' in ended.stdout
    assert '"label": "Invoice"' in ended.stdout
