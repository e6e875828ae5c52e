"""How each kind of target takes an event, in moto."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from a2i_emulator.aws.deadline import within
from a2i_emulator.aws.events.api_destinations import call_api_destination
from a2i_emulator.aws.events.failures import (
    ERROR_FROM_TARGET,
    NO_RESOURCE,
    SDK_CLIENT_ERROR,
    TIMEOUT,
    DeliveryError,
)
from a2i_emulator.aws.events.jsonpath import ABSENT, find
from a2i_emulator.aws.events.records import Invocation, Sender
from a2i_emulator.aws.moto_backends import backend, moto
from a2i_emulator.aws.sns import publish
from a2i_emulator.aws.sqs import send_message

_LAMBDA_PATIENCE_SECONDS = 60


def send(invocation: Invocation) -> None:
    """Hand an event to its target.

    Raises:
        DeliveryError: the target did not take it, or is of a kind that nobody serves here.
        Exception: one of moto's refusals.
    """
    arn = invocation.arn
    sender = _SENDERS.get((arn.service, arn.kind))
    if sender is None:
        kind = f"{arn.service} {arn.kind}".strip()
        raise DeliveryError(SDK_CLIENT_ERROR, f"The emulator has no targets of the kind {kind}")
    sender(invocation)


def _sqs(invocation: Invocation) -> None:
    arn = invocation.arn
    group = invocation.target.get("SqsParameters", {}).get("MessageGroupId")
    send_message(arn.scope, arn.resource, invocation.payload, invocation.recorder, group_id=group)


def _sns(invocation: Invocation) -> None:
    publish(invocation.arn.scope, invocation.target["Arn"], invocation.payload, invocation.recorder)


def _log_group(invocation: Invocation) -> None:
    scope, group = invocation.arn.scope, invocation.arn.name.removesuffix(":*")
    logs = backend("logs", scope)
    stream = str(uuid4())
    events = [_log_event(invocation)]
    names = {"logGroupName": group, "logStreamName": stream}
    with invocation.recorder("logs", scope, "CreateLogStream", names):
        logs.create_log_stream(group, stream)
    with invocation.recorder("logs", scope, "PutLogEvents", names | {"logEvents": events}):
        # Not by the backend's own method: that measures times by the real clock.
        logs.groups[group].put_log_events(stream, events)


def _log_event(invocation: Invocation) -> dict[str, Any]:
    """Make a log event; a transformed input may give its timestamp and message itself."""
    own = json.loads(invocation.payload) if "InputTransformer" in invocation.target else None
    if not isinstance(own, dict) or set(own) != {"timestamp", "message"}:
        return {"timestamp": invocation.now, "message": invocation.payload}
    timestamp, message = own["timestamp"], own["message"]
    return {
        "timestamp": timestamp if isinstance(timestamp, int) else invocation.now,
        "message": message if isinstance(message, str) else json.dumps(message),
    }


def _event_bus(invocation: Invocation) -> None:
    """Check that the bus exists: what its rules make of the event is delivered apart."""
    arn = invocation.arn
    if arn.name not in backend("events", arn.scope).event_buses:
        raise DeliveryError(NO_RESOURCE, f"Event bus {arn.name} does not exist.")


def _archive(invocation: Invocation) -> None:
    """Keep the event in the archive that moto's managed rule stands for."""
    scope = invocation.rule_scope
    archives = list(backend("events", scope).archives.values())
    archive = next((a for a in archives if a.rule and a.rule.arn == invocation.rule_arn), None)
    if archive is None:
        raise DeliveryError(NO_RESOURCE, "The archive does not exist")
    archive.events.append(dict(invocation.event))


def _function(invocation: Invocation) -> None:
    """Invoke a Lambda function, which moto runs in a container."""
    scope = invocation.arn.scope
    functions = moto("awslambda.utils").get_backend(scope.account, scope.region)
    functions.get_function(invocation.target["Arn"])
    answered: dict[str, str] = {}
    answers: list[Any] = []

    def invoke() -> None:
        answers.append(
            functions.invoke(invocation.target["Arn"], None, invocation.payload, {}, answered)
        )

    try:
        within(_LAMBDA_PATIENCE_SECONDS, invoke)
    except TimeoutError as error:
        raise DeliveryError(TIMEOUT, f"The function is {error}") from error
    if "x-amz-function-error" in answered:
        answer = answers[0].decode() if isinstance(answers[0], bytes) else str(answers[0])
        # Without Docker moto's answer is its own error text.
        lasting = answer.startswith("error running docker")
        raise DeliveryError(ERROR_FROM_TARGET, answer, lasting=lasting)


def _state_machine(invocation: Invocation) -> None:
    scope, arn = invocation.arn.scope, invocation.target["Arn"]
    machines = moto("stepfunctions.responses").get_backend(scope.account, scope.region)
    params = {"stateMachineArn": arn, "input": invocation.payload}
    with invocation.recorder("stepfunctions", scope, "StartExecution", params):
        machines.start_execution(arn, "", invocation.payload)


def _delivery_stream(invocation: Invocation) -> None:
    scope, name = invocation.arn.scope, invocation.arn.name
    record = {"Data": invocation.payload.encode()}
    params = {"DeliveryStreamName": name, "Record": record}
    with invocation.recorder("firehose", scope, "PutRecord", params):
        backend("firehose", scope).put_record(name, record)


def _stream(invocation: Invocation) -> None:
    scope, arn = invocation.arn.scope, invocation.target["Arn"]
    path = invocation.target.get("KinesisParameters", {}).get("PartitionKeyPath", "$.id")
    found = find(invocation.event, path)
    key = str(invocation.event["id"] if found is ABSENT else found)[:256]
    data = invocation.payload.encode()
    params = {"StreamARN": arn, "PartitionKey": key, "Data": data}
    with invocation.recorder("kinesis", scope, "PutRecord", params):
        backend("kinesis", scope).put_record(arn, None, key, "", b64encode(data).decode())


_SENDERS: Mapping[tuple[str, str], Sender] = MappingProxyType(
    {
        ("sqs", ""): _sqs,
        ("sns", ""): _sns,
        ("logs", "log-group"): _log_group,
        ("events", "event-bus"): _event_bus,
        ("events", ""): _archive,
        ("events", "api-destination"): call_api_destination,
        ("lambda", "function"): _function,
        ("states", "stateMachine"): _state_machine,
        ("firehose", "deliverystream"): _delivery_stream,
        ("kinesis", "stream"): _stream,
    }
)
