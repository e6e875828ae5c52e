"""What JSON may hold and not every reader of it takes."""

from __future__ import annotations

import sys

import pytest
from tests.support.review import FLOW

from a2i_emulator.testing import A2I

RUNTIME = "sagemaker-a2i-runtime"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('{"text": "\\ud800"}', "\ud800"),
        ('{"text": 12345678901234567890123}', 12345678901234567890123),
        ('{"text": 1e400}', sys.float_info.max),
        ('{"text": -1e400}', -sys.float_info.max),
    ],
)
def test_content_that_only_some_readers_of_json_take(
    kit: A2I, content: str, text: str | float
) -> None:
    kit.client(RUNTIME).start_human_loop(
        HumanLoopName="loop", FlowDefinitionArn=FLOW, HumanLoopInput={"InputContent": content}
    )
    kit.answer("loop", {"half": "\ud800"})
    output = kit.output("loop")
    assert output["inputContent"] == {"text": text}
    assert output["humanAnswers"][0]["answerContent"] == {"half": "\ud800"}


def test_content_with_a_number_beyond_all_reading_fails_the_loop(kit: A2I) -> None:
    runtime = kit.client(RUNTIME)
    content = '{"text": ' + "1" * 5000 + "}"
    runtime.start_human_loop(
        HumanLoopName="loop", FlowDefinitionArn=FLOW, HumanLoopInput={"InputContent": content}
    )
    assert kit.wait("loop", status="Failed").status == "Failed"
    described = runtime.describe_human_loop(HumanLoopName="loop")
    assert described["FailureCode"] == "ValidationError"
    assert "Exceeds the limit (4300 digits)" in described["FailureReason"]
