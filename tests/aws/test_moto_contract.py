"""The names of moto that the adapters lean on, none of which moto documents.

That they do what is wanted the other tests show; this one says at a glance, when moto changes,
which of them is gone or takes other parameters.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from a2i_emulator.aws.moto_backends import backend, refusal, refusals
from a2i_emulator.domain.names import Scope

Client = Callable[[str], Any]

FUNCTIONS = [
    ("moto.backends:get_backend", ["name"]),
    (
        "moto.s3.models:S3Backend.put_object",
        ["bucket_name", "key_name", "value", "encryption", "kms_key_id", "disable_notification"],
    ),
    ("moto.s3.models:S3Backend.get_object", ["bucket_name", "key_name", "version_id"]),
    ("moto.s3.models:S3Backend.get_bucket", ["bucket_name"]),
    ("moto.s3.models:FakeKey.set_metadata", ["metadata"]),
    ("moto.s3.notifications:send_event", ["account_id", "event_name", "bucket", "key"]),
    ("moto.s3.notifications:_detail_type", ["event_name"]),
    (
        "moto.cognitoidp.models:CognitoIdpBackend.list_users_in_group",
        ["user_pool_id", "group_name"],
    ),
    (
        "moto.cognitoidp.models:CognitoIdpBackend.admin_initiate_auth",
        ["user_pool_id", "client_id", "auth_flow", "auth_parameters"],
    ),
    ("moto.events.models:EventPattern.dump", []),
    ("moto.sqs.models:SQSBackend.get_queue", ["queue_name"]),
    (
        "moto.sqs.models:SQSBackend.send_message",
        ["queue_name", "message_body", "message_attributes", "group_id"],
    ),
    ("moto.sqs.models:Message", ["message_id", "body", "system_attributes"]),
    ("moto.sqs.models:Message.mark_sent", ["delay_seconds"]),
    ("moto.sqs.models:Queue.add_message", ["message"]),
    ("moto.sns.models:SNSBackend.get_topic", ["arn"]),
    ("moto.sns.models:SNSBackend.publish", ["message", "arn"]),
    ("moto.sns.models:Subscription.publish", ["message", "message_id"]),
    ("moto.logs.models:LogsBackend.create_log_stream", ["log_group_name", "log_stream_name"]),
    ("moto.logs.models:LogGroup.put_log_events", ["log_stream_name", "log_events"]),
    ("moto.awslambda.utils:get_backend", ["account_id", "region"]),
    ("moto.awslambda.models:LambdaBackend.get_function", ["function_name_or_arn"]),
    (
        "moto.awslambda.models:LambdaBackend.invoke",
        ["function_name", "qualifier", "body", "headers", "response_headers"],
    ),
    ("moto.stepfunctions.responses:get_backend", ["account", "region"]),
    (
        "moto.stepfunctions.models:StepFunctionBackend.start_execution",
        ["state_machine_arn", "name", "execution_input"],
    ),
    ("moto.firehose.models:FirehoseBackend.put_record", ["delivery_stream_name", "record"]),
    (
        "moto.kinesis.models:KinesisBackend.put_record",
        ["stream_arn", "stream_name", "partition_key", "explicit_hash_key", "data"],
    ),
]


@pytest.mark.parametrize(("name", "parameters"), FUNCTIONS)
def test_the_function_is_there_and_takes(name: str, parameters: list[str]) -> None:
    module, _, path = name.partition(":")
    found: Any = import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    taken = list(inspect.signature(found).parameters)
    assert [name for name in taken if name in parameters] == parameters


def test_a_queue_tells(client: Client, scope: Scope) -> None:
    client("sqs").create_queue(QueueName="q", Attributes={"DelaySeconds": "7"})
    queue = backend("sqs", scope).get_queue("q")
    assert (queue.fifo_queue, queue.delay_seconds) == (False, 7)
    assert queue.maximum_message_size >= 262_144
    assert queue.physical_resource_id == client("sqs").get_queue_url(QueueName="q")["QueueUrl"]


def test_rules_tell(client: Client, scope: Scope) -> None:
    events = client("events")
    arn = events.put_rule(Name="r", EventPattern='{"source": ["x"]}')["RuleArn"]
    target = {"Id": "1", "Arn": "arn:aws:sqs:eu-west-1:123456789012:q", "InputPath": "$.id"}
    events.put_targets(Rule="r", Targets=[target])
    rule = backend("events", scope).event_buses["default"].rules["r"]
    assert (rule.name, rule.arn, rule.state) == ("r", arn, "ENABLED")
    assert rule.targets == [target]
    assert (rule.account_id, rule.region_name) == (scope.account, scope.region)
    assert rule.event_bus_name == "default"
    assert rule.event_pattern.dump() == '{"source": ["x"]}'


def test_users_tell(client: Client, scope: Scope) -> None:
    cognito = client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    cognito.create_group(UserPoolId=pool, GroupName="g")
    cognito.admin_create_user(UserPoolId=pool, Username="ann")
    cognito.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName="g")
    (user,), token = backend("cognito-idp", scope).list_users_in_group(pool, "g", limit=1_000_000)
    assert token is None
    assert (user.username, user.enabled) == ("ann", True)
    assert len(user.attribute_lookup["sub"]) == 36


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("s3", lambda s3: s3.get_bucket("none"), "NoSuchBucket"),
        ("sqs", lambda sqs: sqs.get_queue("none"), "AWS.SimpleQueueService.NonExistentQueue"),
        ("sns", lambda sns: sns.get_topic("arn:aws:sns:eu-west-1:1:none"), "NotFound"),
        (
            "logs",
            lambda logs: logs.create_log_stream("none", "s"),
            "ResourceNotFoundException",
        ),
        (
            "events",
            lambda events: events.describe_event_bus("none"),
            "ResourceNotFoundException",
        ),
    ],
)
def test_refusals_tell_their_code(
    client: Client, scope: Scope, service: str, call: Callable[[Any], Any], *, code: str
) -> None:
    with pytest.raises(refusals()) as refused:
        call(backend(service, scope))
    found, message = refusal(refused.value)
    assert found == code
    assert message


def test_s3_is_of_the_partition(client: Client) -> None:
    assert backend("s3", Scope("1" * 12, "eu-west-1")) is backend(
        "s3", Scope("1" * 12, "us-east-1")
    )
    china = backend("s3", Scope("1" * 12, "cn-north-1"))
    assert china is not backend("s3", Scope("1" * 12, "us-east-1"))
