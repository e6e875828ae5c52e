"""What JSON may hold and not every reader of it takes."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from tests.support.review import FLOW

from a2i_emulator.operations.written_json import read_written, write_json
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


@given(
    st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)
)
def test_numbers_come_back_as_they_were_written(number: str) -> None:
    text = write_json({"n": [read_written(f'{{"n": {number}}}')], "half": "\ud800"})
    (found,) = json.loads(text, parse_float=Decimal, parse_int=Decimal)["n"]
    assert found == {"n": Decimal(number)}


def test_decimals_of_the_content_are_not_rounded(kit: A2I) -> None:
    content = '{"half":"\\ud800","price":0.12345678901234567890123,"text":19.990}'
    kit.client(RUNTIME).start_human_loop(
        HumanLoopName="loop", FlowDefinitionArn=FLOW, HumanLoopInput={"InputContent": content}
    )
    loop = kit.answer("loop", {"answer": "yes"})
    bucket, _, key = loop.output_uri.removeprefix("s3://").partition("/")
    written = kit.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    assert f'"inputContent":{content.replace("19.990", "19.99")}' in written


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
