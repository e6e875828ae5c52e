"""Nothing hostile is ever markup: on no page of the console, as its routes name them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page
from tests.support.emulator import ACCOUNT, REGION, ROLE, Emulator, until
from tests.support.hostile import CORPUS, EVERYTHING, assert_unharmed, watch
from werkzeug.routing import MapAdapter, Rule

NAME = "hostile"
USER = f"{CORPUS[2]}</b>"
ASKED = (
    *("flow", "status", "name", "seconds", "after", "operation", "loop", "each", "like", "done"),
    *("account", "region", "source", "kind", "search", "tag"),
)
"""What pages read of a query."""

INJECTED = """() => [...document.querySelectorAll(
  'img[src="x"], svg[onload], iframe[srcdoc], form[action="/_a2i/reset"], body script, ' +
  '[onerror], [onload], a[href^="javascript:" i]')].map((node) => node.outerHTML)"""
TEMPLATE = f"<crowd-form>{{% raw %}}{CORPUS[1]}{{% endraw %}}<crowd-input name='x'></crowd-form>"


@pytest.fixture
def values(emulator: Emulator) -> Mapping[str, str]:
    """Hostile resources of every kind; return what the arguments of routes may be."""
    sagemaker, cognito = emulator.client("sagemaker"), emulator.client("cognito-idp")
    runtime = emulator.client("sagemaker-a2i-runtime")
    emulator.make_event_queue()
    emulator.client("s3").create_bucket(Bucket="bucket")
    pool = cognito.create_user_pool(PoolName=CORPUS[0])["UserPool"]["Id"]
    made = cognito.create_user_pool_client(UserPoolId=pool, ClientName=CORPUS[0])
    config = {"UserPool": pool, "ClientId": made["UserPoolClient"]["ClientId"]}
    cognito.create_group(UserPoolId=pool, GroupName=CORPUS[2])
    email = [{"Name": "email", "Value": EVERYTHING}]
    cognito.admin_create_user(UserPoolId=pool, Username=USER, UserAttributes=email)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=USER, GroupName=CORPUS[2])
    sagemaker.create_workforce(WorkforceName=NAME, CognitoConfig=config)
    team = sagemaker.create_workteam(
        WorkteamName=NAME,
        Description=EVERYTHING[:200],
        MemberDefinitions=[{"CognitoMemberDefinition": {**config, "UserGroup": CORPUS[2]}}],
    )["WorkteamArn"]
    ui = sagemaker.create_human_task_ui(HumanTaskUiName=NAME, UiTemplate={"Content": TEMPLATE})
    flow = sagemaker.create_flow_definition(
        FlowDefinitionName=NAME,
        RoleArn=ROLE,
        OutputConfig={"S3OutputPath": "s3://bucket/out"},
        HumanLoopConfig={
            "WorkteamArn": team,
            "HumanTaskUiArn": ui["HumanTaskUiArn"],
            "TaskTitle": EVERYTHING[:128],
            "TaskDescription": EVERYTHING[:255],
            "TaskCount": 1,
        },
    )["FlowDefinitionArn"]
    until(
        lambda: sagemaker.describe_flow_definition(FlowDefinitionName=NAME),
        lambda told: told["FlowDefinitionStatus"] == "Active",
    )
    emulator.start_loop(flow, "answered", {CORPUS[0]: EVERYTHING})
    box = {"left": 1, "top": 1, "width": 5, "height": 5, "label": EVERYTHING}
    answer = {EVERYTHING: EVERYTHING, **{text: {"label": text} for text in CORPUS}}
    emulator.answer("answered", {"drawn": {"boundingBoxes": [box]}, **answer}, worker=USER)
    emulator.wait_for_status("Completed", "answered")
    with pytest.raises(runtime.exceptions.ValidationException):
        runtime.describe_human_loop(HumanLoopName=EVERYTHING)
    fault = {"operation": "GetHumanTaskUi", "error": "ThrottlingException", "message": EVERYTHING}
    emulator.control("PUT", "faults", {"faults": [{**fault, "operation": "DeleteHumanLoop"}]})
    emulator.control("PUT", "workers", {"rules": [{"answerContent": {EVERYTHING: EVERYTHING}}]})
    label = {"Name": EVERYTHING, "Confidence": 99, "ParentName": CORPUS[0]}
    place = {"bucket": "bucket", "name": EVERYTHING}
    recorded = {"operation": "DetectModerationLabels", "match": place,
                "response": {"ModerationLabels": [label]}}  # fmt: skip
    emulator.control("PUT", "predictions", {"predictions": [recorded]})
    with emulator.server.service.view() as store:
        (loop,) = store.human_loops.named("answered")
    return {"account": ACCOUNT, "region": REGION, "name": NAME, "loop_id": loop.id, "user": USER,
            "act": "remove", "number": "0", "kind": "workteams"}  # fmt: skip


def pages(emulator: Emulator) -> Iterator[tuple[Rule, MapAdapter]]:
    routes = emulator.server.app.url_map
    for rule in sorted(routes.iter_rules(), key=str):
        if rule.endpoint.startswith("console.") and "GET" in (rule.methods or ()):
            yield rule, routes.bind("")


def assert_harmless(page: Page, seen: list[str]) -> None:
    assert_unharmed(page, seen)
    assert page.evaluate(INJECTED) == [], page.url


def test_every_page_shows_hostile_texts_as_texts(
    emulator: Emulator, values: Mapping[str, str], console: Page
) -> None:
    seen, visited = watch(console), 0
    asked = urlencode(dict.fromkeys(ASKED, EVERYTHING))
    for rule, adapter in pages(emulator):
        given: dict[str, Any] = {one: values[one] for one in rule.arguments}
        if rule.endpoint == "console.setup_file":
            given["name"] = "main.tf"
        address = emulator.url + adapter.build(rule.endpoint, given)
        for url in (address, f"{address}?{asked}"):
            answer = console.request.get(url)
            assert answer.status < 500, (url, answer.text())
            if not answer.headers["content-type"].startswith("text/html"):
                assert answer.headers["x-content-type-options"] == "nosniff", url
            elif "sandbox" not in answer.headers["content-security-policy"]:
                console.goto(url)
                assert_harmless(console, seen)
                visited += 1
    assert visited > 30


def test_every_form_shows_hostile_texts_as_texts(
    emulator: Emulator, values: Mapping[str, str], console: Page
) -> None:
    seen, sent = watch(console), 0
    fill = f"""form => {{
      for (const field of form.querySelectorAll('input[name]:not([type=hidden]), textarea'))
        field.value = {json.dumps(EVERYTHING)};
      form.noValidate = true;
      form.submit();
    }}"""
    for rule, adapter in pages(emulator):
        if rule.arguments and not ({"account", "name"} <= rule.arguments):
            continue
        if rule.endpoint == "console.setup_file":
            continue
        given = {one: values[one] for one in rule.arguments}
        address = emulator.url + adapter.build(rule.endpoint, given)
        if not console.request.get(address).headers["content-type"].startswith("text/html"):
            continue
        console.goto(address)
        for number in range(console.locator("form.acting").count()):
            console.goto(address)
            with console.expect_navigation() as answered:
                console.locator("form.acting").nth(number).evaluate(fill)
            assert answered.value.status < 500, address
            assert_harmless(console, seen)
            sent += 1
    assert sent > 8
