"""Operators sign in to the console at a certified OpenID Connect provider, run for real."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.support.emulator import Emulator
from tests.support.provider import Provider
from tests.support.provider_client import Client


def test_a_claim_decides_what_somebody_may_do(operators: Emulator) -> None:
    ann, bob, eve = (Client(operators, pages="console") for _ in range(3))
    refused = eve.get(eve.answer("eve"))
    assert (refused.status_code, "You have no role here" in refused.text) == (403, True)
    assert "/console/sign-in" in eve.get(f"{eve.portal}/", headers={"Accept": "text/html"}).url
    for client, name in ((ann, "ann"), (bob, "bob")):
        page = client.get(client.answer(name))
        assert (page.status_code, name in page.text) == (200, True)
    control = f"{operators.url}/_a2i"
    assert ann.session.post(f"{control}/clock", json={"advanceSeconds": 1}).status_code == 200
    denied = bob.session.post(f"{control}/clock", json={"advanceSeconds": 1})
    assert (denied.status_code, "you have viewer" in denied.text) == (403, True)
    assert [one.get(f"{control}/tasks").status_code for one in (ann, bob, eve)] == [200, 200, 401]
    told = ann.get(f"{control}/audit", params={"action": "SignIn"}).json()["entries"]
    assert [(one["who"]["name"], one["errorCode"]) for one in told[:3]] == [
        ("bob", ""),
        ("ann", ""),
        ("", "role"),
    ]


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        ({"a2i-admins": True}, 403),
        ([{"name": "a2i-admins"}], 403),
        ([["a2i-admins"]], 403),
        (True, 403),
        ([{"name": "a2i-admins"}, None, 7, "staff"], 200),
    ],
    ids=str,
)
def test_only_texts_are_roles(
    at_work: Provider, operators: Emulator, roles: object, status: int
) -> None:
    at_work.tell(people={"odd": {"roles": roles}})
    odd = Client(operators, pages="console")
    assert odd.sign_in("odd").status_code == status


def test_the_console_offers_the_clock_and_the_trail_to_admins(operators: Emulator) -> None:
    ann, bob = (Client(operators, pages="console") for _ in range(2))
    for client, name, is_admin in ((ann, "ann", True), (bob, "bob", False)):
        page = client.get(client.answer(name)).text
        assert ("Advance</button>" in page, "/console/audit" in page) == (is_admin, is_admin)


def test_who_has_no_role_signs_in_as_somebody_else(operators: Emulator) -> None:
    """The provider, which knows who they are, would sign the same one in again."""
    client = Client(operators, pages="console")
    refused = client.get(client.answer("eve", "/_a2i/console/human-loops"))
    assert client.get(client.answer("ann")).status_code == 403, "eve again"
    page = client.as_somebody_else(refused, "bob")
    assert (page.status_code, page.url) == (200, f"{client.portal}/human-loops")
    assert client.get(f"{operators.url}/_a2i/tasks").status_code == 200


def test_no_sign_in_leads_elsewhere(operators: Emulator) -> None:
    client = Client(operators, pages="console")
    for elsewhere in (
        "https://somebody.example/",
        "//somebody.example/_a2i/console/",
        "/_a2i/console/../../x",
        "/_a2i/console/%2e%2e/x",
        "/_a2i/console/\\somebody.example",
        "/_a2i/console@somebody.example/",
        "/_a2i/portal/",
        "javascript:alert(1)",
    ):
        page = client.get(client.answer("bob", elsewhere), allow_redirects=False)
        assert page.headers["Location"] == "/_a2i/console/", elsewhere


def test_an_operator_signs_in_works_and_signs_out(
    at_work: Provider, operators: Emulator, browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{operators.url}/_a2i/console/human-loops?status=Completed")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Login").fill("ann")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{operators.url}/_a2i/console/human-loops?status=Completed")
    other = Client(operators, pages="console")
    other.get(other.answer("ann"))
    page.get_by_role("button", name="Advance").click()
    expect(page.locator("#time")).to_be_visible()
    page.get_by_role("button", name="Everywhere").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(f"{operators.url}/_a2i/console/sign-in*")
    assert other.get(f"{operators.url}/_a2i/tasks").status_code == 401
    context.close()
