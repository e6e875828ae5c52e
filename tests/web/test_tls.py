"""TLS, by which a server speaks that was given a certificate."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from tests.support.certificates import write_certificate
from tests.support.emulator import Emulator, until

from a2i_emulator.commands.cli import main
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

MANY = 40
"""More slow clients than there are workers."""

LARGE = os.urandom(2 << 20)
PENDING = object()
HEALTH = b"GET /_a2i/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and its key, in one file."""
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    write_certificate(path)
    return path


@pytest.fixture(scope="module")
def served(certificate: Path) -> Iterator[Emulator]:
    server = build_server(Settings(port=0, tls_cert=certificate))
    server.start()
    emulator = Emulator(server)
    yield emulator
    for client in emulator.clients.values():
        client.close()
    server.close()


@pytest.fixture
def emulator(served: Emulator, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """An emulator whose certificate the clients of AWS trust."""
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    return served


def connect(emulator: Emulator) -> socket.socket:
    address = urlsplit(emulator.url)
    return socket.create_connection((address.hostname, address.port), timeout=30)


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def test_programs_reach_it_with_large_bodies_and_at_once(emulator: Emulator) -> None:
    assert emulator.url.startswith("https://127.0.0.1:")
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="large")

    def way(number: int) -> bytes:
        s3.put_object(Bucket="large", Key=str(number), Body=LARGE)
        body: bytes = s3.get_object(Bucket="large", Key=str(number))["Body"].read()
        return body

    with ThreadPoolExecutor(4) as pool:
        assert all(body == LARGE for body in pool.map(way, range(4)))
    emulator.make_human_task_ui("ui")
    described = emulator.client("sagemaker").describe_human_task_ui(HumanTaskUiName="ui")
    assert described["UiTemplate"]["Url"].startswith(f"{emulator.url}/_a2i/templates/")


def test_clients_that_are_slow_to_shake_hands_hold_nobody_up(
    emulator: Emulator, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waitress = emulator.server._waitress
    with ExitStack() as open_until:
        slow = [open_until.enter_context(connect(emulator)) for _ in range(MANY)]
        for connection in slow[::2]:
            connection.sendall(b"\x16\x03\x01")  # the beginning of a record
        until(lambda: len(waitress.active_channels), lambda count: count >= MANY)
        assert waitress.task_dispatcher.active_count == 0
        answer = requests.get(f"{emulator.url}/_a2i/health", verify=str(certificate), timeout=20)
        assert answer.ok

        monkeypatch.setattr(waitress.adj, "channel_timeout", -1)
        waitress.next_channel_cleanup = 0
        with closing(connect(emulator)):
            assert {connection.recv(1) for connection in slow} == {b""}


def test_a_handshake_may_come_byte_by_byte(emulator: Emulator, certificate: Path) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = trusting(certificate).wrap_bio(incoming, outgoing, server_hostname="localhost")
    with closing(connect(emulator)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def exchange(step: Callable[[], object]) -> object:
            done: object = PENDING
            while done is PENDING:
                done = attempt(step)
                trickle()
                if done is PENDING:
                    incoming.write(connection.recv(1 << 16))
            return done

        def attempt(step: Callable[[], object]) -> object:
            try:
                return step()
            except ssl.SSLWantReadError:
                return PENDING

        def trickle() -> None:
            for byte in outgoing.read():
                connection.sendall(bytes([byte]))

        exchange(tls.do_handshake)
        assert tls.version() in {"TLSv1.2", "TLSv1.3"}
        exchange(lambda: tls.write(HEALTH))
        assert str(exchange(lambda: tls.read(1 << 16))).startswith("b'HTTP/1.1 200 ")


def test_who_speaks_plain_http_is_told(
    emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = emulator.url.replace("https", "http")
    answer = requests.get(f"{plain}/_a2i/health", timeout=20)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "TlsNeeded")
    assert main(["tasks", "--endpoint", plain]) == 2
    assert capsys.readouterr().err == "a2i-emulator: Here is TLS: use https://.\n"


def test_an_old_version_and_nonsense_are_refused(emulator: Emulator) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.deprecated_call():
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with closing(connect(emulator)) as connection, pytest.raises(ssl.SSLError) as refused:
        context.wrap_socket(connection)
    assert refused.value.reason == "TLSV1_ALERT_PROTOCOL_VERSION"
    with closing(connect(emulator)) as connection:
        connection.sendall(os.urandom(1 << 10))
        with suppress(ConnectionError):
            while connection.recv(1 << 10):
                pass


def test_commands_trust_whom_the_environment_says(
    emulator: Emulator, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["tasks", "--json", "--endpoint", emulator.url]) == 0
    assert json.loads(capsys.readouterr().out) == []
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere.pem")
    assert main(["tasks", "--endpoint", emulator.url]) == 2
    assert "AWS_CA_BUNDLE: /nowhere.pem: no certificates" in capsys.readouterr().err
    monkeypatch.delenv("AWS_CA_BUNDLE")
    assert main(["tasks", "--endpoint", emulator.url]) == 2
    assert "CERTIFICATE_VERIFY_FAILED" in capsys.readouterr().err


def test_a_pair_that_is_none_is_told_in_a_line(
    certificate: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other, locked, empty = (tmp_path / f"{name}.pem" for name in ("other", "locked", "empty"))
    write_certificate(other)
    key = serialization.load_pem_private_key(certificate.read_bytes(), None)
    encrypted = serialization.BestAvailableEncryption(b"secret")
    form = serialization.PrivateFormat.PKCS8
    locked.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, encrypted))
    empty.write_bytes(b"")
    for options, told in (
        (["--tls-cert", certificate, "--tls-key", other], "the key is not the certificate's"),
        (["--tls-cert", certificate, "--tls-key", locked], "no certificate and unencrypted key"),
        (["--tls-cert", empty], f"--tls-cert: {empty}: no certificate"),
        (["--tls-key", certificate], "--tls-key: its certificate is missing, --tls-cert"),
        (["--tls-cert", tmp_path / "none"], "No such file or directory"),
    ):
        for command in ("start", "check"):
            status = main([command, "--port", "0", *map(str, options)])
            written = "".join(capsys.readouterr())
            assert (status != 0, told in written) == (True, True), (options, written)
            assert command == "check" or written.count("\n") == 1


def test_a_certificate_is_renewed_by_a_signal(certificate: Path, tmp_path: Path) -> None:
    now = tmp_path / "now.pem"
    now.write_bytes(certificate.read_bytes())
    command = ["start", "--port", "0", "--tls-cert", str(now)]
    with subprocess.Popen(
        [sys.executable, "-m", "a2i_emulator", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        ready = next(line for line in process.stdout if line.startswith("Ready on "))
        address = urlsplit(ready.removeprefix("Ready on ").strip())
        place = (address.hostname or "", address.port or 0)
        assert address.scheme == "https"
        before = ssl.get_server_certificate(place)
        now.write_bytes(b"nonsense")
        process.send_signal(signal.SIGHUP)
        assert "the certificate from before stays" in process.stderr.readline()
        assert ssl.get_server_certificate(place) == before
        write_certificate(now)
        process.send_signal(signal.SIGHUP)
        after = until(lambda: ssl.get_server_certificate(place), lambda found: found != before)
        assert after in now.read_text()
        process.terminate()
        assert process.wait(20) == 0


def test_services_of_moto_s_reach_one_another_by_tls(emulator: Emulator) -> None:
    """A Task state of Step Functions calls another service at this very address."""
    trusted = os.environ["AWS_CA_BUNDLE"]

    def configure(*, is_executing: bool) -> None:
        config = {"stepfunctions": {"execute_state_machine": is_executing}}
        url = f"{emulator.url}/moto-api/config"
        assert requests.post(url, json=config, verify=trusted, timeout=20).ok

    queue = emulator.client("sqs").create_queue(QueueName="asked")["QueueUrl"]
    task = {
        "Type": "Task",
        "End": True,
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {"QueueUrl": queue, "MessageBody": {"by": "a state"}},
    }
    states = emulator.client("stepfunctions")
    configure(is_executing=True)
    try:
        machine = states.create_state_machine(
            name="m",
            definition=json.dumps({"StartAt": "Ask", "States": {"Ask": task}}),
            roleArn="arn:aws:iam::123456789012:role/states",
        )["stateMachineArn"]
        execution = states.start_execution(stateMachineArn=machine)["executionArn"]
        ended = until(
            lambda: states.describe_execution(executionArn=execution),
            lambda told: told["status"] != "RUNNING",
        )
    finally:
        configure(is_executing=False)
    assert ended["status"] == "SUCCEEDED", ended
    (message,) = emulator.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    assert json.loads(message["Body"]) == {"by": "a state"}
