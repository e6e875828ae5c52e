"""Create, Describe, List and DeleteHumanTaskUi, and RenderUiTemplate."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request

import pytest
from tests.support.emulator import ROLE, Emulator
from tests.support.refusals import refused

TEMPLATE = "<crowd-form>{{ task.input.é }} 'ß'</crowd-form>"


def test_a_human_task_ui(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    arn = emulator.make_human_task_ui("ui", TEMPLATE)
    assert arn == "arn:aws:sagemaker:us-east-1:123456789012:human-task-ui/ui"
    found = sagemaker.describe_human_task_ui(HumanTaskUiName="ui")
    assert found["HumanTaskUiArn"] == arn
    assert found["HumanTaskUiStatus"] == "Active"
    digest = hashlib.sha256(TEMPLATE.encode()).hexdigest()
    assert found["UiTemplate"]["ContentSha256"] == digest
    (summary,) = sagemaker.list_human_task_uis()["HumanTaskUiSummaries"]
    assert summary == {
        "HumanTaskUiName": "ui",
        "HumanTaskUiArn": arn,
        "CreationTime": found["CreationTime"],
    }
    sagemaker.delete_human_task_ui(HumanTaskUiName="ui")
    assert sagemaker.list_human_task_uis()["HumanTaskUiSummaries"] == []


def test_the_url_serves_the_template_to_those_who_were_given_it(emulator: Emulator) -> None:
    emulator.make_human_task_ui("ui", TEMPLATE)
    found = emulator.client("sagemaker").describe_human_task_ui(HumanTaskUiName="ui")
    url = found["UiTemplate"]["Url"]
    with urllib.request.urlopen(url) as response:
        assert response.read().decode() == TEMPLATE
        assert response.headers["Content-Type"].startswith("text/plain")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(url[:-1])
    caught.value.close()
    assert caught.value.code == 403


def test_a_missing_and_a_duplicate_one(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    for call in (sagemaker.describe_human_task_ui, sagemaker.delete_human_task_ui):
        code, message = refused(call, HumanTaskUiName="nothing")
        assert code == "ResourceNotFound"
        assert "does not exist" in message
    emulator.make_human_task_ui("ui")
    create = sagemaker.create_human_task_ui
    code, _ = refused(create, HumanTaskUiName="ui", UiTemplate={"Content": "x"})
    assert code == "ResourceInUse"


def test_rendering(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    arn = emulator.make_human_task_ui("ui", "<p>{{ task.input.text }}</p>")
    task = {"Input": '{"text": "<b>"}'}
    by_name = sagemaker.render_ui_template(HumanTaskUiArn=arn, Task=task, RoleArn=ROLE)
    assert by_name["RenderedContent"] == "<p>&lt;b&gt;</p>"
    assert by_name["Errors"] == []
    broken = sagemaker.render_ui_template(
        UiTemplate={"Content": "{{ task.input.nothing }}"}, Task=task, RoleArn=ROLE
    )
    assert broken["Errors"] == [
        {"Code": "UndefinedTemplateVariable", "Message": "undefined variable nothing"}
    ]


def test_rendering_what_cannot_be_rendered(emulator: Emulator) -> None:
    render = emulator.client("sagemaker").render_ui_template
    content, task = {"Content": "x"}, {"Input": "{}"}
    arn = "arn:aws:sagemaker:us-east-1:123456789012:human-task-ui/nothing"
    assert refused(render, HumanTaskUiArn=arn, Task=task, RoleArn=ROLE)[0] == "ResourceNotFound"
    assert refused(render, Task=task, RoleArn=ROLE)[0] == "ValidationException"
    both = {"UiTemplate": content, "HumanTaskUiArn": arn}
    assert refused(render, **both, Task=task, RoleArn=ROLE)[0] == "ValidationException"
    code, _ = refused(render, UiTemplate=content, Task={"Input": "{x"}, RoleArn=ROLE)
    assert code == "ValidationException"
