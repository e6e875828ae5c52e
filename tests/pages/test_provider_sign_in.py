"""Workers sign in at a certified OpenID Connect provider, run for real."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect
from tests.pages.portal.conftest import TEMPLATE, watched
from tests.support import provider as providers
from tests.support.emulator import Emulator
from tests.support.provider import Provider, worker
from tests.support.provider_client import Client

from a2i_emulator.security.oidc import ProviderSignIns, SignedIn
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

TEAM = [{"OidcMemberDefinition": {"Groups": ["reviewers", "others"]}}]
ALICE = worker("reviewers", sub="employee-17", name="Alice Ärmel")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    server = build_server(Settings(port=0, password_required=True, audit=True))
    server.service.strict_output = True
    server.start()
    emulator = Emulator(server)
    yield emulator
    for client in emulator.clients.values():
        client.close()
    server.close()


@pytest.fixture(scope="module")
def running(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    portal = f"{emulator.url}/_a2i/portal"
    with providers.running(
        tmp_path_factory.mktemp("provider"),
        [f"{portal}/oauth2/idpresponse"],
        [f"{portal}/sign-in"],
    ) as provider:
        sagemaker = emulator.client("sagemaker")
        sagemaker.create_workforce(WorkforceName="people", OidcConfig=provider.oidc_config())
        arn = sagemaker.create_workteam(
            WorkteamName="team", MemberDefinitions=TEAM, Description="A team"
        )["WorkteamArn"]
        emulator.start_loop(emulator.make_flow(workteam=arn, template=TEMPLATE))
        yield provider


@pytest.fixture
def provider(running: Provider, emulator: Emulator) -> Provider:
    """A provider that knows Alice and does all right, and a workforce of its workers."""
    running.tell(people={"alice": ALICE})
    sagemaker = emulator.client("sagemaker")
    sagemaker.update_workforce(WorkforceName="people", OidcConfig=running.oidc_config())
    sagemaker.update_workteam(WorkteamName="team", MemberDefinitions=TEAM)
    return running


@pytest.fixture
def client(emulator: Emulator) -> Client:
    return Client(emulator)


def test_claims_decide_who_somebody_is(provider: Provider, client: Client) -> None:
    page = client.sign_in()
    assert page.url == f"{client.portal}/"
    assert "Alice Ärmel" in page.text
    assert len(client.jobs()) == 1


@pytest.mark.parametrize(
    "amiss",
    [
        {"aud": "somebody else"},
        {"aud": ["a2i", "somebody else"]},
        {"azp": "somebody else"},
        {"iss": "https://somebody.example"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": -600},
        {"iat": +600},
    ],
    ids=str,
)
def test_no_other_id_token_will_do(
    provider: Provider, client: Client, amiss: dict[str, Any]
) -> None:
    times = {name: value for name, value in amiss.items() if isinstance(value, int)}
    provider.tell(amiss={**amiss, **{name: int(time.time()) + times[name] for name in times}})
    page = client.sign_in()
    assert (page.status_code, "cannot be trusted" in page.text) == (502, True)
    assert client.jobs() is None


def test_a_clock_may_be_a_little_wrong(provider: Provider, client: Client) -> None:
    now = int(time.time())
    provider.tell(amiss={"iat": now + 30, "exp": now + 3600})
    assert client.sign_in().status_code == 200
    provider.tell(amiss={"iat": now - 3600, "exp": now - 30})
    assert client.sign_in().status_code == 200


def test_an_answer_is_worth_something_once_and_in_one_browser(
    provider: Provider, client: Client, emulator: Emulator
) -> None:
    answer = client.answer()
    elsewhere, copied = Client(emulator), Client(emulator)
    copied.session.cookies.update(client.session.cookies)
    assert elsewhere.get(answer).status_code == 400
    assert client.get(answer).status_code == 200
    for again in (client, copied):
        page = again.get(answer)
        assert (page.status_code, "This sign-in is over" in page.text) == (400, True)
    assert (elsewhere.jobs(), copied.jobs()) == (None, None)
    other = urlsplit(Client(emulator).answer())
    mixed = f"{answer.partition('?')[0]}?{other.query}"
    assert client.get(mixed).status_code == 400


def test_an_answer_counts_once_whatever_the_provider_does(
    provider: Provider, client: Client, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[SignedIn] = []
    finish = partial(ProviderSignIns.finish, ProviderSignIns())

    def lenient(_: ProviderSignIns, *told: Any) -> SignedIn:
        if not found:
            found.append(finish(*told))
        return found[0]

    monkeypatch.setattr(ProviderSignIns, "finish", lenient)
    answer, copied = client.answer(), Client(emulator)
    copied.session.cookies.update(client.session.cookies)
    assert client.get(answer).status_code == 200
    assert (copied.get(answer).status_code, copied.jobs()) == (400, None)


def test_an_answer_without_a_code_is_none(provider: Provider, client: Client) -> None:
    for code in ("", "code=&"):
        answer = re.sub("code=[^&]*&", code, client.answer())
        page = client.get(answer)
        assert (page.status_code, "cannot be trusted" in page.text) == (502, True)


def test_a_claim_of_nothing_hides_none(provider: Provider, client: Client) -> None:
    provider.tell(amiss={"sagemaker:groups": None})
    assert client.sign_in().status_code == 200
    assert len(client.jobs()) == 1


def test_an_answer_of_another_issuer_is_none(provider: Provider, client: Client) -> None:
    answer = re.sub("iss=[^&]*", "iss=https://somebody.example", client.answer())
    assert client.get(answer).status_code == 502


def test_what_the_provider_refuses_is_told(provider: Provider, client: Client) -> None:
    state = parse_qs(urlsplit(client.answer()).query)["state"][0]
    refused = f"{client.portal}/oauth2/idpresponse?error=access_denied%3Cb%3E&state={state}"
    page = client.get(refused)
    assert (page.status_code, "It says: access_denied&lt;b&gt;." in page.text) == (403, True)


def test_new_keys_are_found(provider: Provider, client: Client) -> None:
    assert client.sign_in().status_code == 200
    provider.tell(rotate=True)
    assert client.sign_in().status_code == 200


@pytest.mark.parametrize(
    ("endpoint", "told"),
    [
        ("TokenEndpoint", "cannot be reached"),
        ("JwksUri", "cannot be reached"),
        ("UserInfoEndpoint", "cannot be reached"),
        ("ClientSecret", "not set up"),
    ],
)
def test_a_provider_that_is_down_or_another_one(
    provider: Provider, client: Client, emulator: Emulator, endpoint: str, told: str
) -> None:
    config = provider.oidc_config(**{endpoint: "https://127.0.0.1:9/nobody"})
    emulator.client("sagemaker").update_workforce(WorkforceName="people", OidcConfig=config)
    page = client.sign_in()
    assert (page.status_code, told in page.text) == (502, True)
    assert client.jobs() is None


@pytest.mark.parametrize("missing", ["groups", "sub", "client_id", "name"])
def test_no_claim_may_be_missing(provider: Provider, client: Client, missing: str) -> None:
    less = {name: value for name, value in ALICE.items() if name != f"sagemaker:{missing}"}
    provider.tell(people={"alice": less})
    page = client.sign_in()
    assert (page.status_code, f"sagemaker:{missing}" in page.text) == (403, True)
    dashed = {"alice": {**less, f"sagemaker-{missing}": ALICE[f"sagemaker:{missing}"]}}
    provider.tell(amiss=dashed["alice"])
    assert client.sign_in().status_code == 200, "a dash will do, and an ID token that says all"


@pytest.mark.parametrize("missing", ["groups", "client_id"])
def test_who_is_not_known_by_enough_any_more_is_signed_out(
    provider: Provider, client: Client, emulator: Emulator, missing: str
) -> None:
    client.sign_in()
    copied = Client(emulator)
    copied.session.cookies.update(client.session.cookies)
    provider.tell(amiss={"nonce": "of another sign-in"})
    assert client.sign_in().status_code == 502
    assert len(client.jobs()) == 1, "what is not to be believed signs nobody out"
    less = {name: value for name, value in ALICE.items() if name != f"sagemaker:{missing}"}
    provider.tell(people={"alice": less})
    assert client.sign_in().status_code == 403
    assert (client.jobs(), copied.jobs()) == (None, None)


def test_who_is_refused_signs_in_as_somebody_else(provider: Provider, client: Client) -> None:
    provider.tell(people={"alice": ALICE, "eve": {}})
    refused = client.sign_in("eve")
    assert refused.status_code == 403
    assert client.as_somebody_else(refused, "alice").status_code == 200
    assert len(client.jobs()) == 1


def test_a_group_taken_away(provider: Provider, client: Client, emulator: Emulator) -> None:
    provider.tell(people={"alice": {**ALICE, "sagemaker:groups": "others"}})
    client.sign_in()
    assert len(client.jobs()) == 1, "one group is a text"
    provider.tell(people={"alice": {**ALICE, "sagemaker:groups": ["visitors"]}})
    assert "You are in no workteam any more" in client.sign_in().text
    assert client.jobs() == []
    provider.tell(people={"alice": ALICE})
    client.sign_in()
    member = {"OidcMemberDefinition": {"Groups": ["others"]}}
    emulator.client("sagemaker").update_workteam(WorkteamName="team", MemberDefinitions=[member])
    assert client.jobs() == []


def test_signing_out_here_there_and_everywhere(
    provider: Provider, client: Client, emulator: Emulator
) -> None:
    phone, copied = Client(emulator), Client(emulator)
    phone.sign_in()
    client.sign_in()
    copied.session.cookies.update(client.session.cookies)

    def sign_out(**how: str) -> str:
        token = client.get(f"{client.portal}/").text.partition('name="csrf_token" value="')[2]
        form = {"csrf_token": token.partition('"')[0], **how}
        return client.session.post(f"{client.portal}/sign-out", form, timeout=20).text

    address = unescape(re.findall(r'content="0; url=([^"]*)"', sign_out())[0])
    assert address.startswith(f"{provider.issuer}/session/end?client_id=a2i&")
    assert "id_token_hint=ey" in address
    assert client.get(address).status_code == 200
    assert (client.jobs(), copied.jobs(), len(phone.jobs())) == (None, None, 1)
    client.sign_in()
    sign_out(everywhere="yes")
    assert (client.jobs(), phone.jobs()) == (None, None)
    client.sign_in()
    assert len(client.jobs()) == 1


def test_at_the_sub_domain_the_way_back_is_that_of_the_service(
    provider: Provider, client: Client, emulator: Emulator
) -> None:
    sagemaker = emulator.client("sagemaker")
    host = sagemaker.describe_workforce(WorkforceName="people")["Workforce"]["SubDomain"]
    there = {"Host": host, "Accept": "text/html"}
    portal = f"{emulator.url}/_a2i/portal"
    begun = client.get(f"{portal}/sign-in/provider", headers=there, allow_redirects=False)
    (redirect_uri,) = parse_qs(urlsplit(begun.headers["Location"]).query)["redirect_uri"]
    assert redirect_uri == f"http://{host}/oauth2/idpresponse"
    back = f"{emulator.url}/oauth2/idpresponse?code=a&state=b%2F"
    answer = client.get(back, headers=there, allow_redirects=False)
    assert answer.headers["Location"] == "/_a2i/portal/oauth2/idpresponse?code=a&state=b%2F"
    assert client.get(back, headers={"Accept": "text/html"}).status_code == 404, "an object of S3"


def test_from_sign_in_to_an_answer_and_out(
    provider: Provider, emulator: Emulator, browser: Browser
) -> None:
    """The provider is another site to the browser, as it will be."""
    elsewhere = provider.for_browsers()
    config = provider.oidc_config(
        AuthorizationEndpoint=f"{elsewhere}/auth",
        LogoutEndpoint=f"{elsewhere}/session/end",
        AuthenticationRequestExtraParams={"prompt": "login", "state": "x", "scope": "x"},
    )
    emulator.client("sagemaker").update_workforce(WorkforceName="people", OidcConfig=config)
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(20_000)
    portal = watched(emulator, context.new_page())
    page = portal.open()
    page.get_by_role("link", name=f"Sign in at {urlsplit(provider.issuer).netloc}").click()
    page.get_by_label("Login").fill("alice")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Hello, Alice Ärmel")).to_be_visible()
    cookies = {
        cookie["name"].rpartition("-")[0]: cookie for cookie in context.cookies(emulator.url)
    }
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies.values())
    frame = portal.start()
    frame.get_by_label("Your answer").fill("yes")
    portal.submit(frame)
    loop = emulator.wait_for_status("Completed")
    output = json.loads(emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
    (answer,) = output["humanAnswers"]
    assert answer["workerMetadata"]["identityData"] == {
        "identityProviderType": "Oidc",
        "issuer": provider.issuer,
        "sub": "employee-17",
    }
    page.get_by_role("button", name="Log out", exact=True).click()
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(f"{emulator.url}/_a2i/portal/sign-in*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert portal.problems == []
    context.close()


def test_the_audit_trail_tells_of_sign_ins(
    provider: Provider, client: Client, emulator: Emulator
) -> None:
    answer = client.answer()
    client.get(answer)
    client.get(answer)
    told = emulator.control("GET", "audit?limit=2")[1]["entries"]
    assert [(one["action"], one["errorCode"], one["who"]["type"]) for one in told] == [
        ("SignIn", "used", "worker"),
        ("SignIn", "", "worker"),
    ]
    assert "code=" not in str(told)


def test_who_is_refused_for_claims_is_told(
    provider: Provider, client: Client, emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    provider.tell(people={"alice": {}})
    assert client.sign_in().status_code == 403
    (told,) = emulator.control("GET", "audit?limit=1")[1]["entries"]
    assert (told["who"]["type"], told["who"]["id"]) == ("claimed", f"{provider.issuer} alice")
    assert told["errorCode"] == "claims"
    assert any(f"{provider.issuer} alice" in line for line in caplog.messages)


def test_an_ended_session_is_nobody_known(
    provider: Provider, client: Client, emulator: Emulator
) -> None:
    client.sign_in()
    copied = Client(emulator)
    copied.session.cookies.update(client.session.cookies)
    token = client.get(f"{client.portal}/").text.partition('name="csrf_token" value="')[2]
    form = {"csrf_token": token.partition('"')[0]}
    client.session.post(f"{client.portal}/sign-out", form, timeout=20)
    assert copied.jobs() is None
    refused, signed_out = emulator.control("GET", "audit?limit=2")[1]["entries"]
    assert (refused["who"]["type"], refused["status"]) == ("claimed", 401)
    assert (signed_out["who"]["type"], signed_out["action"]) == ("worker", "SignOut")
    assert refused["who"]["name"] == signed_out["who"]["name"] == "Alice Ärmel"
