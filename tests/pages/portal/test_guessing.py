"""Guessing a worker's password."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.emulator import REGION, Emulator

from a2i_emulator.pages.portal.guessing import ACCOUNT, ADDRESS, Guessing

RIGHT = "Correct-horse-1"


def test_a_patience_doubles_up_to_its_bound() -> None:
    assert [ACCOUNT.delay(n) for n in (0, 5, 6, 7, 8, 11, 12, 999)] == [0, 0, 1, 2, 4, 32, 60, 60]


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_more_than_the_delays_allow(pauses: list[float]) -> None:
    guessing, now, looked_at = Guessing(), 0.0, 0
    for pause in pauses:
        now += pause
        looked_at += guessing.attempt("alice", "10.0.0.1", now) == 0
    least = sum(ACCOUNT.delay(refusals) for refusals in range(looked_at))
    assert least <= now + 1e-6


def test_an_hour_or_a_success_forgets() -> None:
    guessing = Guessing()
    while guessing.attempt("alice", "10.0.0.1", 0) == 0:
        pass
    assert guessing.attempt("alice", "10.0.0.2", 0) == 1
    assert guessing.attempt("alice", "10.0.0.2", 4000) == 0
    guessing.accepted("alice", "10.0.0.2")
    assert all(guessing.attempt("alice", "10.0.0.2", 4000) == 0 for _ in range(ACCOUNT.free + 1))


def test_an_address_that_tries_many_accounts_waits_too() -> None:
    guessing = Guessing()
    tries = [guessing.attempt(f"worker-{n}", "10.0.0.1", 0) for n in range(ADDRESS.free + 2)]
    assert tries == [0] * (ADDRESS.free + 1) + [1]
    assert guessing.attempt("worker-0", "10.0.0.2", 0) == 0


def test_an_account_of_one_s_own_does_not_pay_for_guessing_at_others() -> None:
    guessing = Guessing()
    for number in range(ADDRESS.free + 1):
        assert guessing.attempt(f"worker-{number}", "10.0.0.1", 0) == 0
        if number < ADDRESS.free:
            assert guessing.attempt("mallory", "10.0.0.1", 0) == 0
            guessing.accepted("mallory", "10.0.0.1")
    assert guessing.attempt("another", "10.0.0.1", 0) > 0


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
