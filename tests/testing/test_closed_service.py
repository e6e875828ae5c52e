"""An account that A2I, closed to new customers, refuses: by the server and under the mock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from tests.support.review import REVIEW, start

from a2i_emulator import Emulator, mock_a2i
from a2i_emulator.predictions.samples import sample
from a2i_emulator.testing import A2I

REFUSED = {"HumanLoopName": "loop", "FlowDefinitionArn": (
    "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/review")}  # fmt: skip


@pytest.fixture(params=["server", "mock"])
def closed(request: pytest.FixtureRequest) -> Iterator[A2I]:
    kind = mock_a2i if request.param == "mock" else Emulator
    with kind(new_customer=True) as a2i:
        a2i.seed(REVIEW)
        yield a2i


def test_a_new_customer_has_everything_but_human_loops(closed: A2I) -> None:
    with pytest.raises(ClientError, match="no longer open to new customers") as caught:
        start(closed.client("sagemaker-a2i-runtime"))
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    image = {"Bytes": sample("street.png")}
    textract, rekognition = closed.client("textract"), closed.client("rekognition")
    for call, given in (
        (textract.analyze_document, {"Document": image, "FeatureTypes": ["FORMS"]}),
        (rekognition.detect_moderation_labels, {"Image": image}),
    ):
        with pytest.raises(ClientError) as caught:
            call(**given, HumanLoopConfig=REFUSED)
        assert caught.value.response["Error"]["Code"] == "InvalidParameterException"
        assert any("closed to new customers" in str(one.error) for one in closed.requests())
        assert call(**given)
    flows = closed.client("sagemaker").list_flow_definitions()["FlowDefinitionSummaries"]
    assert [flow["FlowDefinitionStatus"] for flow in flows] == ["Active"]
