"""The code that the console shows does what was done: it is run, whatever the values are."""

from __future__ import annotations

import json
import shlex
import sys
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.emulator import Emulator

from a2i_emulator.pages.console.api import Call
from a2i_emulator.pages.console.code import boto3_code, cli_code

texts = st.text(st.characters(), max_size=40)
values = st.recursive(
    texts | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
inputs = st.dictionaries(st.sampled_from(["Name", "TaskInput", "Tags", "UiTemplate"]), values)


class Recorder:
    """Stands for boto3 and its clients, and notes what is called."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def client(self, service: str, **where: Any) -> Any:
        recorder = self

        class Client:
            def __getattr__(self, name: str) -> Any:
                return lambda **members: recorder.calls.append((service, where, name, members))

        return Client()


@given(st.lists(inputs, min_size=1, max_size=3))
def test_a_program_makes_the_calls_that_it_was_written_for(wanted: list[dict[str, Any]]) -> None:
    calls = [Call("sagemaker", "CreateHumanTaskUi", members) for members in wanted]
    code = boto3_code(calls, endpoint="http://localhost:1", region="eu-west-1")
    boto3, recorder = ModuleType("boto3"), Recorder()
    boto3.client = recorder.client  # type: ignore[attr-defined]
    original = sys.modules["boto3"]
    sys.modules["boto3"] = boto3
    try:
        exec(code, {})
    finally:
        sys.modules["boto3"] = original
    where = {"endpoint_url": "http://localhost:1", "region_name": "eu-west-1"}
    assert recorder.calls == [
        ("sagemaker", where, "create_human_task_ui", members) for members in wanted
    ]


@given(inputs)
def test_a_command_has_each_value_as_one_word(members: dict[str, Any]) -> None:
    call = Call("sagemaker", "CreateHumanTaskUi", members)
    words = shlex.split(cli_code([call], endpoint="http://localhost:1", region="eu-west-1"))
    assert words[:3] == ["aws", "sagemaker", "create-human-task-ui"]
    for name, value in members.items():
        if isinstance(value, str) and value.startswith(("file:", "fileb:", "http:", "https:")):
            return
        option = {"Name": "--name", "TaskInput": "--task-input", "Tags": "--tags"}.get(name)
        option = option or "--ui-template"
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if isinstance(value, bool):
            assert (option if value else option.replace("--", "--no-")) in words
        elif text.startswith("-"):
            assert f"{option}={text}" in words
        else:
            assert words[words.index(option) + 1] == text


@pytest.mark.parametrize("content", ['{"text": "it\'s\\n\\u2028 \\"so\\""}'])
def test_a_program_runs_against_the_emulator(emulator: Emulator, content: str) -> None:
    call = Call(
        "sagemaker-a2i-runtime",
        "StartHumanLoop",
        {
            "HumanLoopName": "by-code",
            "FlowDefinitionArn": emulator.make_flow(),
            "HumanLoopInput": {"InputContent": content},
        },
    )
    credentials = (
        "import os\nos.environ.update(AWS_ACCESS_KEY_ID='test', AWS_SECRET_ACCESS_KEY='test')\n"
    )
    exec(credentials + boto3_code([call], endpoint=emulator.url, region="us-east-1"), {})
    assert emulator.describe_loop("by-code")["HumanLoopName"] == "by-code"
    store = emulator.server.service.view()
    with store as view:
        (loop,) = view.human_loops.named("by-code")
        assert view.human_loops.input_content(loop.id) == content
