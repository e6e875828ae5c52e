"""Rekognition and Textract with human review, as boto3 asks for them over HTTP."""

from __future__ import annotations

import json
from typing import Any

from tests.support.emulator import ROLE, Emulator, until

from a2i_emulator.predictions.samples import sample
from a2i_emulator.templates.default import default_template

DUE_DATE = {
    "ConditionType": "ImportantFormKeyConfidenceCheck",
    "ConditionParameters": {
        "ImportantFormKey": "Due Date",
        "ImportantFormKeyAliases": ["Due Date:"],
        "KeyValueBlockConfidenceLessThan": 60,
        "WordBlockConfidenceLessThan": 85,
    },
}
TAX = {
    "ConditionType": "MissingImportantFormKey",
    "ConditionParameters": {"ImportantFormKey": "Tax"},
}
ALCOHOL = {
    "ConditionType": "ModerationLabelConfidenceCheck",
    "ConditionParameters": {"ModerationLabelName": "Alcohol", "ConfidenceGreaterThan": 90},
}
WEAPONS = {
    "ConditionType": "ModerationLabelConfidenceCheck",
    "ConditionParameters": {"ModerationLabelName": "Weapons", "ConfidenceGreaterThan": 50},
}


def make_flow(
    emulator: Emulator, source: str, *conditions: Any, workers: tuple[str, ...] = ()
) -> str:
    """Make a flow definition of a built-in task type, with the default template."""
    emulator.client("s3").create_bucket(Bucket="bucket")
    sagemaker = emulator.client("sagemaker")
    arn: str = sagemaker.create_flow_definition(
        FlowDefinitionName="review",
        RoleArn=ROLE,
        OutputConfig={"S3OutputPath": "s3://bucket/results"},
        HumanLoopRequestSource={"AwsManagedHumanLoopRequestSource": source},
        HumanLoopActivationConfig={
            "HumanLoopActivationConditionsConfig": {
                "HumanLoopActivationConditions": json.dumps({"Conditions": conditions})
            }
        },
        HumanLoopConfig={
            "WorkteamArn": emulator.make_workteam(workers=workers),
            "HumanTaskUiArn": emulator.make_human_task_ui(template=default_template(source)),
            "TaskTitle": "Review",
            "TaskDescription": "Review a prediction",
            "TaskCount": 1,
        },
    )["FlowDefinitionArn"]
    until(
        lambda: sagemaker.describe_flow_definition(FlowDefinitionName="review"),
        lambda flow: flow["FlowDefinitionStatus"] == "Active",
    )
    return arn


def uploaded(emulator: Emulator, name: str) -> dict[str, Any]:
    emulator.client("s3").put_object(Bucket="bucket", Key=f"in/{name}", Body=sample(name))
    return {"S3Object": {"Bucket": "bucket", "Name": f"in/{name}"}}


def analyze(emulator: Emulator, flow: str, document: dict[str, Any], **more: Any) -> dict[str, Any]:
    response: dict[str, Any] = emulator.client("textract").analyze_document(
        Document=document,
        FeatureTypes=["FORMS"],
        HumanLoopConfig={"HumanLoopName": "loop", "FlowDefinitionArn": flow},
        **more,
    )
    return response


def detect(emulator: Emulator, flow: str, image: dict[str, Any]) -> dict[str, Any]:
    response: dict[str, Any] = emulator.client("rekognition").detect_moderation_labels(
        Image=image,
        HumanLoopConfig={
            "HumanLoopName": "loop",
            "FlowDefinitionArn": flow,
            "DataAttributes": {"ContentClassifiers": ["FreeOfAdultContent"]},
        },
    )
    return response


def evaluation(output: dict[str, Any]) -> list[bool]:
    results = json.loads(output["HumanLoopActivationConditionsEvaluationResults"])
    return [node["EvaluationResult"] for node in results["Conditions"]]
