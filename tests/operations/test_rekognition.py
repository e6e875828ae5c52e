"""DetectModerationLabels: the prediction, its review, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.support.built_in import flow_to_review
from tests.support.calls import make_api_call
from tests.support.records import SCOPE, flow_definition

from a2i_emulator.domain import loop as loops
from a2i_emulator.domain.flow import DELETING, REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.operations import quotas
from a2i_emulator.operations.call import Policy
from a2i_emulator.operations.errors import AwsError
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.rekognition import detect_moderation_labels
from a2i_emulator.predictions.samples import sample

IMAGE = sample("street.png")
ALCOHOL = {
    "ConditionType": "ModerationLabelConfidenceCheck",
    "ConditionParameters": {"ModerationLabelName": "Alcohol", "ConfidenceGreaterThan": 90},
}
WEAPONS = {
    "ConditionType": "ModerationLabelConfidenceCheck",
    "ConditionParameters": {"ModerationLabelName": "Weapons", "ConfidenceGreaterThan": 1},
}


def request(name: str = "loop", **changes: Any) -> dict[str, Any]:
    config = {
        "HumanLoopName": name,
        "FlowDefinitionArn": flow_definition("flow").arn,
        "DataAttributes": {"ContentClassifiers": ["FreeOfAdultContent"]},
    }
    return {"Image": {"Bytes": IMAGE}, "HumanLoopConfig": config, **changes}


def refused(store: Store, asked: dict[str, Any], **changes: Any) -> AwsError:
    with pytest.raises(AwsError) as caught:
        detect_moderation_labels(make_api_call(store, **changes), asked)
    return caught.value


def test_without_human_loop_config_there_is_only_the_prediction(store: Store) -> None:
    response = detect_moderation_labels(make_api_call(store), {"Image": {"Bytes": IMAGE}})

    assert [label["Name"] for label in response["ModerationLabels"]] == [
        "Alcoholic Beverages",
        "Alcohol",
        "Gambling",
    ]
    assert response["ModerationModelVersion"] == "7.0"
    assert "HumanLoopActivationOutput" not in response


def test_an_image_in_s3(store: Store, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="a/street.png", Body=IMAGE)
    place = {"S3Object": {"Bucket": "bucket", "Name": "a/street.png"}}

    response = detect_moderation_labels(make_api_call(store), {"Image": place})

    assert len(response["ModerationLabels"]) == 3


def test_a_version_of_an_image_in_s3(store: Store, s3: Any) -> None:
    s3.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
    old = s3.put_object(Bucket="bucket", Key="street.png", Body=IMAGE)["VersionId"]
    s3.put_object(Bucket="bucket", Key="street.png", Body=b"overwritten")
    place = {"Bucket": "bucket", "Name": "street.png"}

    versioned = {"Image": {"S3Object": {**place, "Version": old}}}

    assert detect_moderation_labels(make_api_call(store), versioned)["ModerationLabels"]
    assert refused(store, {"Image": {"S3Object": place}}).code == "InvalidImageFormatException"


def test_least_confidence_and_adapter(store: Store) -> None:
    asked = {"Image": {"Bytes": IMAGE}, "MinConfidence": 90.0, "ProjectVersion": "arn"}

    response = detect_moderation_labels(make_api_call(store), asked)

    names = [label["Name"] for label in response["ModerationLabels"]]
    assert names == ["Alcoholic Beverages", "Alcohol"]
    assert response["ProjectVersion"] == "arn"


def test_a_met_condition_starts_a_human_loop(store: Store) -> None:
    flow = flow_to_review(store, REKOGNITION_SOURCE, [ALCOHOL, WEAPONS])

    response = detect_moderation_labels(make_api_call(store), request())

    output = response["HumanLoopActivationOutput"]
    loop = store.human_loops.get(SCOPE, "loop")
    assert loop is not None
    assert output["HumanLoopArn"] == loop.arn
    assert output["HumanLoopActivationReasons"] == ["ConditionsEvaluation"]
    results = json.loads(output["HumanLoopActivationConditionsEvaluationResults"])
    assert [node["EvaluationResult"] for node in results["Conditions"]] == [True, False]
    assert loop.flow_definition_arn == flow.arn
    assert loop.data_attributes == {"ContentClassifiers": ["FreeOfAdultContent"]}
    content = json.loads(store.human_loops.input_content(loop.id))
    assert content["humanTaskActivationConditionResults"] == results
    assert content["selectedAiServiceResponse"] == {
        "moderationLabels": [{"confidence": 93.5, "name": "Alcohol", "parentName": ""}],
        "moderationModelVersion": "7.0",
    }
    assert len(content["aiServiceResponse"]["moderationLabels"]) == 3
    assert content["humanLoopContext"] == {"importantFormKeys": []}


def test_unmet_conditions_start_nothing(store: Store) -> None:
    flow_to_review(store, REKOGNITION_SOURCE, [WEAPONS])

    response = detect_moderation_labels(make_api_call(store), request())

    output = response["HumanLoopActivationOutput"]
    assert output["HumanLoopActivationReasons"] == []
    assert "HumanLoopArn" not in output
    results = json.loads(output["HumanLoopActivationConditionsEvaluationResults"])
    assert results == {"Conditions": [{**WEAPONS, "EvaluationResult": False}]}
    assert store.human_loops.get(SCOPE, "loop") is None


def test_without_conditions_every_image_is_reviewed(store: Store) -> None:
    flow_to_review(store, REKOGNITION_SOURCE)

    output = detect_moderation_labels(make_api_call(store), request())["HumanLoopActivationOutput"]

    assert output["HumanLoopArn"].endswith(":human-loop/loop")
    assert output["HumanLoopActivationConditionsEvaluationResults"] == '{"Conditions":[]}'


def test_sampling_is_the_same_for_the_same_image_whatever_the_human_loop_is_called(
    store: Store,
) -> None:
    half = {"ConditionType": "Sampling", "ConditionParameters": {"RandomSamplingPercentage": 50}}
    flow_to_review(store, REKOGNITION_SOURCE, [half])
    images = [IMAGE + bytes([number]) for number in range(40)]

    def sampled(image: bytes, name: str) -> bool:
        asked = request(name, Image={"Bytes": image})
        response = detect_moderation_labels(make_api_call(store), asked)
        return "HumanLoopArn" in response["HumanLoopActivationOutput"]

    first = [sampled(image, f"first-{i}") for i, image in enumerate(images)]

    assert [sampled(image, f"second-{i}") for i, image in enumerate(images)] == first
    assert 5 < sum(first) < 35


def test_a_repeated_request_is_the_same_human_loop(store: Store) -> None:
    flow_to_review(store, REKOGNITION_SOURCE)

    responses = [detect_moderation_labels(make_api_call(store), request()) for _ in range(2)]

    assert responses[0] == responses[1]


def test_a_name_in_use_for_another_image_is_refused(store: Store) -> None:
    flow_to_review(store, REKOGNITION_SOURCE)
    detect_moderation_labels(make_api_call(store), request())

    error = refused(store, request(Image={"Bytes": IMAGE + b"x"}))

    assert error.code == "InvalidParameterException"
    assert "HumanLoop 'loop' already exists" in error.message


def test_the_name_of_a_finished_human_loop_is_refused_in_the_services_words(store: Store) -> None:
    flow_to_review(store, REKOGNITION_SOURCE)
    detect_moderation_labels(make_api_call(store), request())
    loop = store.human_loops.get(SCOPE, "loop")
    assert loop is not None
    store.human_loops.save(loops.render_failed(loop, "reason"))

    error = refused(store, request())

    assert error.code == "InvalidParameterException"
    assert error.message == (
        "HumanLoop 'loop' already exists and is finished. To start a new HumanLoop, you can try "
        "your request again with a different HumanLoopName."
    )


def test_a_name_in_use_does_not_matter_when_no_human_has_to_look(store: Store) -> None:
    flow = flow_to_review(store, REKOGNITION_SOURCE)
    detect_moderation_labels(make_api_call(store), request())
    store.flow_definitions.remove(flow)
    flow_to_review(store, REKOGNITION_SOURCE, [WEAPONS])

    response = detect_moderation_labels(
        make_api_call(store), request(Image={"Bytes": IMAGE + b"x"})
    )

    assert "HumanLoopArn" not in response["HumanLoopActivationOutput"]


def test_too_many_human_loops(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MAX_IN_FLIGHT", 1)
    flow_to_review(store, REKOGNITION_SOURCE)
    limited = {"policy": Policy(quotas=True)}
    detect_moderation_labels(make_api_call(store, **limited), request("first"))

    error = refused(store, request("second"), **limited)

    assert error.code == "HumanLoopQuotaExceededException"
    assert error.members == {"ResourceType": "human-loop", "ServiceCode": "sagemaker"}


@pytest.mark.parametrize(
    ("source", "changes", "reason"),
    [
        (TEXTRACT_SOURCE, {}, "The flow definition flow is for AWS/Textract/"),
        (None, {}, "The flow definition flow is for custom tasks"),
        (REKOGNITION_SOURCE, {"status": DELETING}, "The flow definition flow is Deleting."),
        (REKOGNITION_SOURCE, {"human_loop_config": None}, "has no HumanLoopConfig"),
    ],
)
def test_a_flow_definition_that_cannot_review_is_refused(
    store: Store, source: str | None, changes: dict[str, Any], reason: str
) -> None:
    flow_to_review(store, source, **changes)

    error = refused(store, request())

    assert (error.code, error.message) == (
        "InvalidParameterException",
        "Request has invalid parameters",
    )
    assert reason in (error.reason or "")


@pytest.mark.parametrize(
    "arn",
    [
        "flow",
        "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/other",
        "arn:aws:sagemaker:us-east-1:123456789012:human-task-ui/flow",
        "arn:aws:sagemaker:eu-west-1:123456789012:flow-definition/flow",
    ],
)
def test_an_unknown_flow_definition_is_refused(store: Store, arn: str) -> None:
    flow_to_review(store, REKOGNITION_SOURCE)
    config = {"HumanLoopName": "loop", "FlowDefinitionArn": arn}

    error = refused(store, request(HumanLoopConfig=config))

    assert error.code == "InvalidParameterException"
    assert error.reason == f"There is no flow definition {arn}."


@pytest.mark.parametrize(
    "image",
    [
        {},
        {"S3Object": {"Bucket": "bucket"}},
        {"S3Object": {"Name": "name"}},
        {"Bytes": IMAGE, "S3Object": {"Bucket": "bucket", "Name": "name"}},
    ],
)
def test_an_image_must_be_given_in_one_way(store: Store, image: dict[str, Any]) -> None:
    assert refused(store, {"Image": image}).code == "InvalidParameterException"


@pytest.mark.parametrize("bucket", ["bucket", "gone"])
def test_an_image_that_is_not_there_is_refused(store: Store, s3: Any, bucket: str) -> None:
    error = refused(store, {"Image": {"S3Object": {"Bucket": bucket, "Name": "gone.png"}}})

    assert error.code == "InvalidS3ObjectException"
    assert error.message.startswith("Unable to get object metadata from S3.")
    assert "NoSuch" in (error.reason or "")


@pytest.mark.parametrize("image", [b"GIF89a", b"%PDF-1.7", IMAGE[:20], b"\xff\xd8\xff\xe0\x00\x10"])
def test_an_unreadable_image_is_refused(store: Store, image: bytes) -> None:
    error = refused(store, {"Image": {"Bytes": image}})

    assert (error.code, error.message) == (
        "InvalidImageFormatException",
        "Request has invalid image format",
    )


def test_a_large_image_in_s3_is_refused(store: Store, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="big.png", Body=IMAGE + bytes(15 * 1024 * 1024))

    error = refused(store, {"Image": {"S3Object": {"Bucket": "bucket", "Name": "big.png"}}})

    assert error.code == "ImageTooLargeException"
