"""How long it takes until what lies in moto is back: for each kind of record, and the whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from a2i_emulator.assembly import assemble
from a2i_emulator.aws.s3 import MotoS3
from a2i_emulator.aws.sqs import send_message
from a2i_emulator.domain.names import Scope
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.journal import Journal
from a2i_emulator.settings import Settings
from benchmarks import calls, subjects
from benchmarks.measure import Figure, Goal, Plan, in_words, ratios

_SCOPE = Scope(calls.ACCOUNT, calls.REGION)
_GROWTH = 4
_UNREAD_LIMIT_SECONDS = 5.0

Write = Callable[[int], object]


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare few records of a kind with four times as many; each may cost the same."""
    few = plan.pick(80, 10)
    for kind, prepare in list(_KINDS.items())[: plan.pick(len(_KINDS), 2)]:
        small, large = (
            _seconds_for_kind(plan.folder / f"{kind}-{count}", prepare, count)
            for count in (few, few * _GROWTH)
        )
        yield Figure(
            f"Restart: time for one {kind} among {few * _GROWTH:,}",
            f"among {few:,}",
            ratios([large / _GROWTH], [small]),
            Goal(1.5),
            f"{in_words(large / few / _GROWTH)}; {in_words(small / few)}",
        )
    loops = plan.pick(5_000, 50)
    _write_unread_events(plan.folder / "unread", loops)
    taken = _seconds_to_load(plan.folder / "unread")
    yield Figure(
        f"Restart with the output of {loops:,} loops and as many unread messages",
        f"{_UNREAD_LIMIT_SECONDS:g} s",
        None,
        None,
        in_words(taken),
        holds=taken < _UNREAD_LIMIT_SECONDS,
    )


def _seconds_for_kind(folder: Path, prepare: Callable[[Any], Write], count: int) -> float:
    """Write so many records, and return the time that repeating them adds to a restart."""
    folder.mkdir()
    with subjects.emulator("--data-dir", str(folder)) as server:
        write = prepare(lambda service: calls.client(service, server.url))
        nothing = folder.with_name(f"{folder.name}-empty")
        nothing.mkdir()
        for number in range(count):
            write(number)
    return max(_seconds_to_load(folder) - _seconds_to_load(nothing), 1e-9)


def _seconds_to_load(folder: Path) -> float:
    parts = assemble(Settings(data_dir=folder))
    try:
        began = time.perf_counter()
        parts.moto.load()
        return time.perf_counter() - began
    finally:
        parts.service.close()
        parts.moto.close()


def _write_unread_events(folder: Path, loops: int) -> None:
    """Write what finished loops leave behind: an object, and an event in a queue, for each."""
    folder.mkdir()
    with subjects.emulator("--data-dir", str(folder)) as server:
        calls.client("s3", server.url).create_bucket(Bucket=calls.BUCKET)
        calls.client("sqs", server.url).create_queue(QueueName="events")
    journal = Journal(folder)
    moto = MotoApp(journal)
    s3 = MotoS3(str, journal.writing, moto.load)
    try:
        for number in range(loops):
            uri = f"s3://{calls.BUCKET}/results/{number}/output.json"
            s3.put(_SCOPE, uri, calls.CONTENT.encode(), content_type="application/json")
            send_message(_SCOPE, "events", calls.CONTENT, journal.writing)
    finally:
        moto.close()


def _put_object(client: Callable[[str], Any]) -> Write:
    s3 = client("s3")
    s3.create_bucket(Bucket=calls.BUCKET)
    return lambda n: s3.put_object(Bucket=calls.BUCKET, Key=str(n), Body=b"{}")


def _send(client: Callable[[str], Any]) -> Write:
    sqs = client("sqs")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    return lambda n: sqs.send_message(QueueUrl=queue, MessageBody=str(n))


def _send_fifo(client: Callable[[str], Any]) -> Write:
    sqs = client("sqs")
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    queue = sqs.create_queue(QueueName="q.fifo", Attributes=attributes)["QueueUrl"]
    return lambda n: sqs.send_message(QueueUrl=queue, MessageBody=str(n), MessageGroupId=str(n))


def _receive(client: Callable[[str], Any]) -> Write:
    sqs = client("sqs")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]

    def send_and_receive(n: int) -> None:
        sqs.send_message(QueueUrl=queue, MessageBody=str(n))
        sqs.receive_message(QueueUrl=queue)

    return send_and_receive


def _publish(client: Callable[[str], Any]) -> Write:
    sns, sqs = client("sns"), client("sqs")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    topic = sns.create_topic(Name="t")["TopicArn"]
    arn = asked["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return lambda n: sns.publish(TopicArn=topic, Message=str(n))


def _log(client: Callable[[str], Any]) -> Write:
    logs = client("logs")
    names = {"logGroupName": "g", "logStreamName": "s"}
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(**names)

    def put(n: int) -> None:
        event = {"timestamp": time.time_ns() // 1_000_000, "message": str(n)}
        logs.put_log_events(**names, logEvents=[event])

    return put


def _sign_up(client: Callable[[str], Any]) -> Write:
    cognito = client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    return lambda n: cognito.admin_create_user(UserPoolId=pool, Username=f"u{n}")


_KINDS: Mapping[str, Callable[[Callable[[str], Any]], Write]] = {
    "PutObject": _put_object,
    "SendMessage": _send,
    "SendMessage to a FIFO queue": _send_fifo,
    "ReceiveMessage of what is not deleted": _receive,
    "Publish to a queue": _publish,
    "PutLogEvents": _log,
    "AdminCreateUser": _sign_up,
}
