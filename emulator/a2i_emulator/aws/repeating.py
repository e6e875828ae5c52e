"""Direct writes done again as they were done: without a request, which takes much longer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from a2i_emulator.aws.moto_backends import record_nothing
from a2i_emulator.aws.s3 import MotoS3
from a2i_emulator.aws.sqs import send_message
from a2i_emulator.domain.names import Scope


def _put_object(scope: Scope, params: Mapping[str, Any]) -> None:
    MotoS3(str).put(
        scope,
        f"s3://{params['Bucket']}/{params['Key']}",
        params["Body"],
        content_type=params["ContentType"],
        kms_key=params.get("SSEKMSKeyId"),
    )


def _send_message(scope: Scope, params: Mapping[str, Any]) -> None:
    typed = params.get("MessageAttributes", {})
    send_message(
        scope,
        params["QueueUrl"].rpartition("/")[2],
        params["MessageBody"],
        record_nothing,
        group_id=params.get("MessageGroupId"),
        attributes={name: value["StringValue"] for name, value in typed.items()},
    )


DIRECTLY: Mapping[tuple[str, str], Callable[[Scope, Mapping[str, Any]], None]] = {
    ("s3", "PutObject"): _put_object,
    ("sqs", "SendMessage"): _send_message,
}
"""By service and operation: the writes of which there is one or more for each human loop.

Each draws what is random in the order in which the first writing drew it.
"""
