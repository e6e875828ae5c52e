"""What JSON may hold and not every reader of it takes."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from tests.support.review import FLOW

from a2i_emulator.testing import A2I, UnknownLoopError

RUNTIME = "sagemaker-a2i-runtime"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('{"text": "\\ud800"}', "\ud800"),
        ('{"text": 12345678901234567890123}', 12345678901234567890123),
    ],
)
def test_content_that_only_some_readers_of_json_take(
    kit: A2I, content: str, text: str | int
) -> None:
    kit.client(RUNTIME).start_human_loop(
        HumanLoopName="loop", FlowDefinitionArn=FLOW, HumanLoopInput={"InputContent": content}
    )
    kit.answer("loop", {"half": "\ud800"})
    output = kit.output("loop")
    assert output["inputContent"] == {"text": text}
    assert output["humanAnswers"][0]["answerContent"] == {"half": "\ud800"}


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" * 5000])
def test_content_with_a_number_that_cannot_be_kept_is_refused(kit: A2I, number: str) -> None:
    with pytest.raises(ClientError, match="beyond what can be kept as it is written") as refused:
        kit.client(RUNTIME).start_human_loop(
            HumanLoopName="loop",
            FlowDefinitionArn=FLOW,
            HumanLoopInput={"InputContent": f'{{"text": {number}}}'},
        )
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    with pytest.raises(UnknownLoopError):
        kit.human_loop("loop")
