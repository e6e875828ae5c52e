"""The audit trail of a real server: who did what, and never with what."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from tests.support.emulator import ACCOUNT, REGION, Emulator
from tests.support.processes import Process

from a2i_emulator.commands.cli import main
from a2i_emulator.domain.instant import iso_milliseconds
from a2i_emulator.operations.ports import AuditEntry, AuditQuery, StorageError, Who
from a2i_emulator.security.access_keys import AccessKey, create_access_key, revoke_access_key
from a2i_emulator.security.audit import HIDDEN, settings_told
from a2i_emulator.settings import Settings
from a2i_emulator.storage import open_database
from a2i_emulator.storage.audit import AuditTable
from a2i_emulator.web.server import build_server

PASSWORD = "Correct-horse-1"
SECRETS = ("a-typed-secret", "the-content", "the-answer", PASSWORD, "wrong-guess", "mispasted-word")


@pytest.fixture(params=["memory", "postgres"], scope="module")
def audited(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """A server with its trail in each kind of database, for which one operator has a key."""
    url = None
    if request.param == "postgres":
        url = request.getfixturevalue("new_postgres_database")()
    settings = Settings(
        port=0, database_url=url, audit=True, operator_keys=True, password_required=True
    )
    server = build_server(settings)
    server.start()
    yield Emulator(server)
    server.close()


@pytest.fixture
def admin(audited: Emulator) -> AccessKey:
    audited.server.service.reset()
    audited.server.parts.moto.reset()
    service = audited.server.service
    return create_access_key(service.database, "olga", service.clock.now(), role="admin")


def entries(emulator: Emulator, **query: Any) -> list[AuditEntry]:
    """Return the trail, newest first."""
    with emulator.server.service.view() as store:
        return list(store.audit.page(AuditQuery(10_000, **query))[0])


def basic(key: AccessKey, secret: str | None = None) -> dict[str, str]:
    shown = f"{key.id}:{secret or key.secret}".encode()
    return {"Authorization": f"Basic {b64encode(shown).decode()}"}


class Worker:
    """A worker at the portal, by HTTP."""

    def __init__(self, emulator: Emulator) -> None:
        self._portal = f"{emulator.url}/_a2i/portal"
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def token(self, path: str) -> str:
        with self._opener.open(f"{self._portal}/{path}") as answer:
            page: str = answer.read().decode()
        return page.partition('csrf_token" value="')[2].partition('"')[0]

    def post(self, path: str, token: str, body: Any) -> int:
        data = json.dumps(body) if path.endswith("/submit") else urllib.parse.urlencode(body)
        request = urllib.request.Request(
            f"{self._portal}/{path}", data.encode(), {"X-CSRF-Token": token}
        )
        try:
            with self._opener.open(request) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def sign_in(self, name: str, password: str) -> int:
        form = {"account": ACCOUNT, "region": REGION, "name": name, "password": password}
        return self.post("sign-in", self.token("sign-in"), form)


def set_password(emulator: Emulator) -> None:
    cognito = emulator.client("cognito-idp")
    (pool,) = cognito.list_user_pools(MaxResults=9)["UserPools"]
    cognito.admin_set_user_password(
        UserPoolId=pool["Id"], Username="alice", Password=PASSWORD, Permanent=True
    )


def test_a_whole_walk(
    audited: Emulator, admin: AccessKey, caplog: pytest.LogCaptureFixture
) -> None:
    """From the key of an operator to the worker's sign-out; no secret and no answer is told."""
    flow = audited.make_flow(workteam=audited.make_workteam(workers=("alice",)), TaskCount=2)
    set_password(audited)
    arn = audited.start_loop(flow, content={"text": "the-content"})
    with pytest.raises(ClientError):
        audited.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="none")
    worker = Worker(audited)
    assert worker.sign_in("alice", "wrong-guess") == 401
    assert worker.sign_in("mispasted-word", "wrong-guess") == 401
    assert worker.sign_in("alice", PASSWORD) == 200
    with audited.server.service.view() as store:
        (loop,) = store.human_loops.named("loop")
    audited.server.service.begin_loop(loop.id)
    task = f"{loop.id}-0"
    token = worker.token(f"work/{task}")
    for verb in ("start", "stop", "start", "release", "start"):
        assert worker.post(f"work/{task}/{verb}", token, {}) == 200
    assert worker.post(f"work/{task}/submit", token, {"word": "the-answer"}) == 200
    assert worker.post("work/none-0/decline", token, {}) == 404
    assert worker.post("sign-out", token, {}) == 200
    answer = {"answerContent": {"word": "the-answer"}}
    path = "human-loops/loop/answers"
    assert audited.control("POST", path, answer, headers=basic(admin))[0] == 200
    assert audited.control("POST", "clock", {"advanceSeconds": 1}, headers=basic(admin))[0] == 200
    assert audited.control("POST", "reset", headers=basic(admin, "a-typed-secret"))[0] == 401
    assert audited.control("GET", "health")[0] == 200
    service = audited.server.service
    revoke_access_key(service.database, admin.id, service.clock.now())

    told = entries(audited)
    found = [(e.kind, e.who.type, e.who.known_as, e.action, e.error_code) for e in told[::-1]]
    started = found.index(("api", "claimed", "test", "StartHumanLoop", ""))
    alice, olga = ("worker", "alice"), ("operator", "olga")
    assert found[started + 1 :] == [
        ("api", "claimed", "test", "StopHumanLoop", "ResourceNotFoundException"),
        ("sign-in", "claimed", "alice", "SignIn", "credentials"),
        ("sign-in", "claimed", HIDDEN, "SignIn", "credentials"),
        ("sign-in", *alice, "SignIn", ""),
        ("work", *alice, "BeginTask", ""),
        ("work", *alice, "SuspendTask", ""),
        ("work", *alice, "BeginTask", ""),
        ("work", *alice, "ReleaseTask", ""),
        ("work", *alice, "BeginTask", ""),
        ("work", *alice, "SubmitTask", ""),
        ("work", *alice, "DeclineTask", "NotFound"),
        ("sign-in", *alice, "SignOut", ""),
        ("control", *olga, "AnswerHumanLoop", ""),
        ("control", *olga, "POST /_a2i/clock", ""),
        ("control", "claimed", admin.id, "POST /_a2i/reset", "Unauthorized"),
        ("keys", "command", "command", "RevokeAccessKey", ""),
    ]
    assert [e.resource for e in told if e.action in ("SubmitTask", "AnswerHumanLoop")] == [arn] * 2
    assert {e.address for e in told if e.kind not in ("keys", "start")} == {"127.0.0.1"}
    assert [e.number for e in told] == sorted((e.number for e in told), reverse=True)
    text = json.dumps([e.to_json() for e in told])
    for secret in (*SECRETS, admin.secret):
        assert secret not in text
        assert secret not in caplog.text
    refused = [line for line in caplog.messages if line.startswith("a sign-in")]
    assert refused == [
        "a sign-in as 'alice' from 127.0.0.1 was refused",
        "a sign-in by a name that no worker has from 127.0.0.1 was refused",
    ]


@pytest.fixture(scope="module")
def signed() -> Iterator[Emulator]:
    """A server that knows who has signed."""
    settings = Settings(port=0, audit=True, verify_signatures=True)
    server = build_server(settings)
    server.start()
    yield Emulator(server)
    server.close()


def client(emulator: Emulator, service: str, key: AccessKey) -> Any:
    return caller(emulator.url, service, key.id, key.secret)


def caller(url: str, service: str, key: str, secret: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_calls_are_told_with_the_signer_and_the_request_id_of_the_answer(signed: Emulator) -> None:
    service = signed.server.service
    key = create_access_key(service.database, "ann", service.clock.now())
    answers = [
        client(signed, "sagemaker", key).list_workteams(),
        client(signed, "sagemaker", key).create_human_task_ui(
            HumanTaskUiName="ui", UiTemplate={"Content": "the-content"}
        ),
        client(signed, "sqs", key).create_queue(QueueName="queue"),
    ]
    with pytest.raises(ClientError, match=r"InvalidClientTokenId|UnrecognizedClient"):
        signed.client("sqs").list_queues()
    turned_away, *told = entries(signed)[:4]
    assert [e.request_id for e in told[::-1]] == [
        answer["ResponseMetadata"]["RequestId"] for answer in answers
    ]
    assert {e.who for e in told} == {
        Who("user", "ann", key.id, f"arn:aws:iam::{ACCOUNT}:user/ann", ACCOUNT)
    }
    assert [(e.action, e.is_read) for e in told[::-1]] == [
        ("ListWorkteams", True),
        ("CreateHumanTaskUi", False),
        ("CreateQueue", False),
    ]
    assert told[1].parameters == {"HumanTaskUiName": "ui", "UiTemplate": None}
    assert (turned_away.who, turned_away.action) == (Who("claimed", id="test"), "ListQueues")
    assert turned_away.error_code
    assert all("Botocore" in e.agent for e in told)


def test_neither_reset_nor_another_state_empties_it(signed: Emulator) -> None:
    numbers = [entry.number for entry in entries(signed)]
    state = signed.server.service.database.dump()
    signed.server.service.reset()
    signed.server.service.database.load(state)
    assert [entry.number for entry in entries(signed)][-len(numbers) :] == numbers
    assert "audit" not in json.dumps(state)


def refused(url: str, method: str, path: str, body: bytes | None = None) -> int:
    request = urllib.request.Request(f"{url}/_a2i/{path}", body, method=method)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=20)
    caught.value.close()
    return caught.value.code


def test_nothing_is_answered_that_the_trail_cannot_tell_of(
    signed: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = signed.server.service
    key = create_access_key(service.database, "ann", service.clock.now())
    sagemaker = client(signed, "sagemaker", key)
    sagemaker.create_human_task_ui(HumanTaskUiName="kept", UiTemplate={"Content": "x"})

    def fail(_table: AuditTable, _entry: AuditEntry) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(AuditTable, "add", fail)
    assert refused(signed.url, "GET", "tasks") == 503
    assert refused(signed.url, "POST", "clock", b'{"advanceSeconds": 1}') == 503
    with pytest.raises(ClientError):
        sagemaker.delete_human_task_ui(HumanTaskUiName="kept")
    monkeypatch.undo()
    assert sagemaker.describe_human_task_ui(HumanTaskUiName="kept")["HumanTaskUiName"] == "kept"


REQUIRED = {
    *("eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion"),
    *("sourceIPAddress", "userAgent", "requestParameters", "requestID", "eventID", "readOnly"),
    *("eventType", "recipientAccountId", "eventCategory", "managementEvent"),
}
"""Of each record, by CloudTrail's page on their contents."""


def exported(emulator: Emulator, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["audit", "export", "--endpoint", emulator.url, *options]) == 0
    return capsys.readouterr().out


def test_it_is_taken_out_as_json_lines_and_as_records_of_cloudtrail(
    signed: Emulator, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("a2i_emulator.commands.audit._A_PAGE", 2)
    service = signed.server.service
    began = iso_milliseconds(service.clock.now())
    key = create_access_key(service.database, "bob", service.clock.now(), role="viewer")
    client(signed, "sagemaker", key).create_human_task_ui(
        HumanTaskUiName="bobs", UiTemplate={"Content": "the-content"}
    )
    with pytest.raises(ClientError):
        signed.client("sagemaker").list_workteams()
    lines = exported(signed, capsys, "--since", began, "--until", "2999-01-01")
    told = [json.loads(line) for line in lines.splitlines()]
    wanted = [e.to_json() for e in entries(signed) if iso_milliseconds(e.time) >= began][::-1]
    assert told[:3] == wanted[:3]
    by_who = exported(signed, capsys, "--who", "bob", "--action", "CreateHumanTaskUi")
    assert [json.loads(line) for line in by_who.splitlines()] == [told[1]]
    document = json.loads(exported(signed, capsys, "--format", "cloudtrail", "--since", began))
    made, created, failed, *_ = document["Records"]
    assert all(record.keys() >= REQUIRED for record in document["Records"])
    assert created["userIdentity"] == {
        "type": "IAMUser",
        "principalId": key.id,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/bob",
        "accountId": ACCOUNT,
        "accessKeyId": key.id,
        "userName": "bob",
    }
    assert created["requestParameters"] == {"humanTaskUiName": "bobs", "uiTemplate": HIDDEN}
    assert (created["eventSource"], created["eventType"]) == (
        "sagemaker.amazonaws.com",
        "AwsApiCall",
    )
    assert (failed["errorCode"], failed["readOnly"]) == ("UnrecognizedClientException", True)
    assert made["eventName"] == "CreateAccessKey"
    nothing = exported(signed, capsys, "--format", "cloudtrail", "--who", "nobody")
    assert json.loads(nothing) == {"Records": []}


@pytest.mark.parametrize("query", ["since=x", "until=9e99", "after=x", "order=x", "limit=0"])
def test_what_cannot_be_asked_for_is_refused(signed: Emulator, query: str) -> None:
    assert signed.control("GET", f"audit?{query}")[0] == 400


def test_without_the_setting_there_is_none(emulator: Emulator) -> None:
    assert emulator.control("GET", "audit")[0] == 404
    with urllib.request.urlopen(f"{emulator.url}/_a2i/console/") as page:
        assert b"console/audit" not in page.read()
    assert entries(emulator) == []


def test_every_start_is_told_with_its_settings_but_no_password() -> None:
    url = "postgresql://user:the-answer@host:5432/a2i?sslpassword=x"
    settings = Settings(audit=True, database_url=url, workers=3)
    assert settings_told(settings, Settings()) == {
        "audit": "True",
        "database_url": "postgresql://host:5432/a2i",
        "workers": "3",
    }


def test_a_killed_process_has_told_of_all_that_it_has_done(tmp_path: Path) -> None:
    process = Process("--audit", "--data-dir", str(tmp_path))
    sagemaker = caller(process.url, "sagemaker", "test", "test")
    acknowledged: list[str] = []
    done = threading.Event()

    def work() -> None:
        for number in count():
            name = f"ui-{number}"
            try:
                sagemaker.create_human_task_ui(HumanTaskUiName=name, UiTemplate={"Content": "x"})
            except (BotoCoreError, ClientError):
                return
            acknowledged.append(name)
            if number == 30:
                done.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert done.wait(60)
    process.kill()
    thread.join()
    database = open_database(tmp_path)
    with database.read() as store:
        told = [e.resource for e in store.audit.page(AuditQuery(10_000))[0] if e.kind == "api"]
        there = [ui.name for ui in store.human_task_uis.every()]
    database.close()
    assert sorted(told) == sorted(there)
    assert set(acknowledged) <= set(told)


def test_who_calls_motos_own_api_is_told_even_if_that_takes_the_key_away(
    audited: Emulator, admin: AccessKey
) -> None:
    for method, path in (("GET", "/moto-api/data.json"), ("POST", "/moto-api/reset")):
        request = urllib.request.Request(audited.url + path, headers=basic(admin), method=method)
        with urllib.request.urlopen(request, timeout=20):
            told = max(entries(audited), key=lambda entry: entry.number)
        assert (told.kind, told.action) == ("control", f"{method} {path}")
        assert told.who == Who("operator", "olga", admin.id)
        assert told.is_read is (method == "GET")


def test_a_refused_call_has_its_operations_name(signed: Emulator) -> None:
    runtime = caller(signed.url, "sagemaker-a2i-runtime", "AKIAUNKNOWN", "x")
    with pytest.raises(ClientError):
        runtime.describe_human_loop(HumanLoopName="x")
    told = max(entries(signed), key=lambda entry: entry.number)
    assert (told.action, told.is_read) == ("DescribeHumanLoop", True)
