"""The SubDomain that DescribeWorkteam tells leads to the portal."""

from __future__ import annotations

import http.client

import pytest
from playwright.sync_api import expect
from tests.pages.portal.conftest import Portal

from a2i_emulator.domain.workforce import sub_domain_of


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("nd0s993s52.labeling.us-east-1.sagemaker.aws", True),
        ("nd0s993s52.labeling.us-east-1.sagemaker.aws:4224", True),
        ("nd0s993s52.labeling.us-gov-west-1.sagemaker.aws.localhost:4224", True),
        ("ND0S993S52.labeling.us-east-1.SageMaker.aws", True),
        ("nd0s993s52.labeling.us-east-1.sagemaker.aws.evil.example", False),
        ("evil.example", False),
        ("labeling.us-east-1.sagemaker.aws", False),
        ("a.b.labeling.us-east-1.sagemaker.aws", False),
        ("nd0s993s52.labeling.us-east-1.sagemaker.aws:4224\n", False),
        ("", False),
    ],
)
def test_which_hosts_are_sub_domains(host: str, expected: bool) -> None:
    name = sub_domain_of(host)
    assert (name is not None) is expected
    assert name is None or name == host.lower().removesuffix(":4224").removesuffix(".localhost")


def sub_domain(portal: Portal) -> str:
    sagemaker = portal.emulator.client("sagemaker")
    name: str = sagemaker.describe_workteam(WorkteamName="team")["Workteam"]["SubDomain"]
    return name


def test_a_browser_finds_the_portal_with_localhost_behind(portal: Portal, flow: str) -> None:
    emulator = portal.emulator
    emulator.client("sagemaker", "eu-west-1").create_workforce(
        WorkforceName="elsewhere", CognitoConfig={"UserPool": "eu-west-1_a", "ClientId": "b"}
    )
    emulator.start_loop(flow, content={"text": "found"})
    port = emulator.url.rpartition(":")[2]
    page = portal.page
    page.goto(f"http://{sub_domain(portal)}.localhost:{port}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_role("button", name="alice").click()
    expect(portal.start().locator("#text")).to_have_text("found")


def test_the_name_itself_does_where_it_is_resolved(portal: Portal, team: str) -> None:
    host, port = portal.emulator.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    headers = {"Host": sub_domain(portal), "Accept": "text/html"}
    connection.request("GET", "/", headers=headers)
    answer = connection.getresponse()
    answer.read()
    assert (answer.status, answer.headers["Location"]) == (302, "/_a2i/portal/")
    connection.request("GET", "/_a2i/portal/sign-in", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200
    connection.close()
