"""Has a person look at a text, and prints what they say. It knows nothing of the emulator."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import boto3

FLOW = "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/review"


def review(text: str) -> Any:
    """Return the answer to a text, once there is one."""
    runtime = boto3.client("sagemaker-a2i-runtime")
    name = str(uuid.uuid4())
    runtime.start_human_loop(
        HumanLoopName=name,
        FlowDefinitionArn=FLOW,
        HumanLoopInput={"InputContent": json.dumps({"text": text})},
    )
    print(f"The human loop {name} waits for somebody.")
    while (loop := runtime.describe_human_loop(HumanLoopName=name))["HumanLoopStatus"] in (
        "InProgress",
        "Stopping",
    ):
        time.sleep(0.5)
    bucket, _, key = loop["HumanLoopOutput"]["OutputS3Uri"].removeprefix("s3://").partition("/")
    output = json.load(boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"])
    return output["humanAnswers"][0]["answerContent"]


if __name__ == "__main__":
    print(json.dumps(review("Amount due: 129.00 EUR")))
