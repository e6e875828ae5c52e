"""Guessing a worker's password."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.emulator import REGION, Emulator

from a2i_emulator.operations.ports import AuditQuery
from a2i_emulator.real_time import monotonic
from a2i_emulator.security.access_keys import create_access_key
from a2i_emulator.security.guessing import ACCOUNT, ADDRESS, Guessing
from a2i_emulator.settings import Settings
from a2i_emulator.storage import open_database
from a2i_emulator.storage.database import SqlDatabase
from a2i_emulator.web.server import build_server

RIGHT = "Correct-horse-1"


def test_a_patience_doubles_up_to_its_bound() -> None:
    assert [ACCOUNT.delay(n) for n in (0, 5, 6, 7, 8, 11, 12, 999)] == [0, 0, 1, 2, 4, 32, 60, 60]


@pytest.fixture(params=["memory", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[SqlDatabase]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    opened = open_database(database_url=url)
    yield opened
    opened.close()


def guessing_at(database: SqlDatabase) -> Guessing:
    return Guessing(database.transact, database.secret)


def pass_time(database: SqlDatabase, seconds: float) -> None:
    with database.write() as store:
        store.session.run("UPDATE guesses SET at = at - ?", round(seconds * 1000))


@settings(max_examples=20)
@given(st.lists(st.floats(0, 30), max_size=40))
def test_no_more_than_the_delays_allow(pauses: list[float]) -> None:
    database = open_database()
    guessing, passed, looked_at = guessing_at(database), 0.0, 0
    began = monotonic()
    for pause in pauses:
        passed += pause
        pass_time(database, pause)
        looked_at += guessing.attempt("alice", "10.0.0.1") == 0
    least = sum(ACCOUNT.delay(refusals) for refusals in range(looked_at))
    assert least <= passed + monotonic() - began + 0.1
    database.close()


def test_an_hour_or_a_success_forgets(database: SqlDatabase) -> None:
    guessing = guessing_at(database)
    while guessing.attempt("alice", "10.0.0.1") == 0:
        pass
    assert guessing.attempt("alice", "10.0.0.2") == 1
    pass_time(database, 3601)
    assert guessing.attempt("alice", "10.0.0.2") == 0
    guessing.accepted("alice", "10.0.0.2")
    assert all(guessing.attempt("alice", "10.0.0.2") == 0 for _ in range(ACCOUNT.free + 1))


def test_an_address_that_tries_many_accounts_waits_too(database: SqlDatabase) -> None:
    guessing = guessing_at(database)
    tries = [guessing.attempt(f"worker-{n}", f"fd00::{n:x}") for n in range(ADDRESS.free + 2)]
    assert tries == [0] * (ADDRESS.free + 1) + [1]
    assert guessing.attempt("worker-0", "fd00:0:0:1::1") == 0


def test_an_account_of_one_s_own_does_not_pay_for_guessing_at_others(
    database: SqlDatabase,
) -> None:
    guessing = guessing_at(database)
    for number in range(ADDRESS.free + 1):
        assert guessing.attempt(f"worker-{number}", "10.0.0.1") == 0
        if number < ADDRESS.free:
            assert guessing.attempt("mallory", "10.0.0.1") == 0
            guessing.accepted("mallory", "10.0.0.1")
    assert guessing.attempt("another", "10.0.0.1") > 0


def test_many_at_once_in_several_processes_get_no_more_than_one(postgres_url: str) -> None:
    """Each has a connection of its own, as machines have that share a database."""
    databases = [open_database(database_url=postgres_url) for _ in range(3)]
    with ThreadPoolExecutor(12) as pool:
        seconds = list(
            pool.map(
                lambda n: guessing_at(databases[n % 3]).attempt("alice", f"10.0.0.{n}"), range(24)
            )
        )
    assert seconds.count(0) == ACCOUNT.free + 1
    for opened in databases:
        opened.close()


def test_a_new_start_forgets_nothing_and_no_name_is_kept(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    while guessing_at(database).attempt("my-Password-1", "10.0.0.1") == 0:
        pass
    database.reset()
    database.close()
    assert b"my-Password-1" not in (tmp_path / "a2i.sqlite3").read_bytes()
    again = open_database(tmp_path)
    assert guessing_at(again).attempt("my-Password-1", "10.0.0.2") > 0
    again.close()


def test_user_pools_own_sign_in_is_no_way_around() -> None:
    server = build_server(Settings(port=0, verify_signatures=True, audit=True))
    server.start()
    emulator = Emulator(server)
    key = create_access_key(server.service.database, "ann", server.service.clock.now())
    emulator.clients.update(
        {
            (service, REGION, "test"): boto3.client(
                service,
                endpoint_url=server.url,
                region_name=REGION,
                aws_access_key_id=key.id,
                aws_secret_access_key=key.secret,
            )
            for service in ("cognito-idp", "sagemaker")
        }
    )
    emulator.make_workteam(workers=("alice",))
    cognito = emulator.client("cognito-idp")
    pool = cognito.list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
    cognito.admin_set_user_password(
        UserPoolId=pool, Username="alice", Password=RIGHT, Permanent=True
    )
    app = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    unsigned = boto3.client(
        "cognito-idp",
        endpoint_url=server.url,
        region_name=REGION,
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )

    def told_directly(target: str, **members: Any) -> str:
        headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
        body = json.dumps({"ClientId": app, **members}).encode()
        with pytest.raises(urllib.error.HTTPError) as raised:
            urllib.request.urlopen(urllib.request.Request(server.url, body, headers))
        with raised.value as answer:
            return str(json.load(answer).get("message"))

    def told(password: str) -> str:
        given = {"USERNAME": "alice", "PASSWORD": password}
        try:
            unsigned.initiate_auth(
                ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given
            )
        except ClientError as error:
            return str(error.response["Error"]["Message"])
        return ""

    assert told(RIGHT) == ""
    wrong = [told(f"guess-{number}") for number in range(ACCOUNT.free + 1)]
    assert "Password attempts exceeded" not in wrong
    assert told(RIGHT) == "Password attempts exceeded"
    right = {"USERNAME": "alice", "PASSWORD": RIGHT}
    flow = {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": right}
    odd = "AWSCognitoIdentityProviderService.odd.InitiateAuth"
    assert told_directly(odd, **flow) == "Password attempts exceeded"
    code = {"ConfirmationCode": "1", "Password": RIGHT, "Username": "bob"}
    confirm = "AWSCognitoIdentityProviderService.ConfirmForgotPassword"
    decoys = [told_directly(confirm, USERNAME=f"u{number}", **code) for number in range(20)]
    assert decoys[-1] == "Password attempts exceeded"
    with server.service.view() as store:
        tries = store.audit.page(AuditQuery(50, action="InitiateAuth"))[0]
    assert [bool(entry.error_code) for entry in tries[::-1]] == [False] + [True] * (len(wrong) + 2)
    server.close()


@pytest.fixture
def locked() -> Iterator[Emulator]:
    """An emulator whose workers need a password."""
    server = build_server(Settings(port=0, password_required=True))
    server.start()
    yield Emulator(server)
    server.close()


def test_the_right_password_waits_as_well(locked: Emulator) -> None:
    locked.make_workteam(workers=("alice",))
    cognito = locked.client("cognito-idp")
    pool = cognito.list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
    (user,) = cognito.list_users(UserPoolId=pool)["Users"]
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=user["Username"], Password=RIGHT, Permanent=True
    )
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    address = f"{locked.url}/_a2i/portal/sign-in"
    page = opener.open(address).read().decode()
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "account": "123456789012", "region": REGION, "name": "alice"}

    def refusal_of(name: str) -> str:
        body = urllib.parse.urlencode({**form, "name": name, "password": "x"}).encode()
        with pytest.raises(urllib.error.HTTPError) as refused:
            opener.open(address, body)
        with refused.value as error:
            page = error.read().decode().partition("<body")[2]
            return f"{error.code} {page.replace(name, 'NAME')}"

    assert refusal_of("alice") == refusal_of("nobody"), "an answer tells who exists"

    def status_of(password: str) -> tuple[int, str | None]:
        body = urllib.parse.urlencode({**form, "password": password}).encode()
        try:
            with opener.open(address, body) as answer:
                return answer.status, None
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["Retry-After"]

    wrong = [status_of(f"guess-{number}") for number in range(ACCOUNT.free)]
    assert wrong == [(401, None)] * ACCOUNT.free
    assert status_of(RIGHT) == (429, "1")
