"""A Lambda function, the target of an EventBridge rule: sends a worker's answer to who waits."""

import json
from typing import Any

import boto3


def handler(event: dict[str, Any], _context: object = None) -> None:
    """Take the event of a human loop that has ended."""
    loop = event["detail"]
    output = read_json(loop["humanLoopOutput"]["outputS3Uri"])
    token = output["inputContent"]["Token"]
    machines = boto3.client("stepfunctions")
    if loop["humanLoopStatus"] == "Completed":
        answer = json.dumps(output["humanAnswers"][0]["answerContent"])
        machines.send_task_success(taskToken=token, output=answer)
    else:
        machines.send_task_failure(taskToken=token, error=loop["humanLoopStatus"])


def read_json(uri: str) -> dict[str, Any]:
    """Read a JSON object from S3."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    document: dict[str, Any] = json.load(
        boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"]
    )
    return document
