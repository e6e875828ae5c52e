"""Messages, and what is told to queues and subscribers, across a restart."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from tests.support.journal import (
    Process,
    Server,
    Thread,
    rows,
)


def test_what_an_object_told_a_queue_is_told_again(server: Server) -> None:
    s3, sqs = server.client("s3"), server.client("sqs")
    queue = sqs.create_queue(QueueName="told")["QueueUrl"]
    s3.create_bucket(Bucket="box")
    arn = "arn:aws:sqs:us-east-1:123456789012:told"
    s3.put_bucket_notification_configuration(
        Bucket="box",
        NotificationConfiguration={
            "QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]
        },
    )
    s3.put_object(Bucket="box", Key="k", Body=b"1")
    s3.put_object(Bucket="box", Key="k", Body=b"2")
    server.restart()
    name = "ApproximateNumberOfMessages"
    counted = server.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=[name])
    assert counted["Attributes"][name] == "3"  # the test message of S3, and two puts


def test_a_message_costs_the_same_however_many_are_waiting(
    server: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent or sent again at a restart: nothing looks at those that wait."""
    sqs = server.client("sqs")
    queue = sqs.create_queue(QueueName="unread")["QueueUrl"]
    for number in range(30):
        sqs.send_message(QueueUrl=queue, MessageBody=str(number))
    models = import_module("moto.sqs.models")
    looks: list[str] = []

    def visible(message: Any) -> bool:
        looks.append(message.body)
        return True

    monkeypatch.setattr(models.Message, "visible", property(visible))
    server.restart()
    server.client("sqs").send_message(QueueUrl=queue, MessageBody="one more")
    assert looks == []
    name = "ApproximateNumberOfMessages"
    counted = server.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=[name])
    assert (counted["Attributes"][name], len(looks)) == ("31", 31)


def test_messages(process: Process, tmp_path: Path) -> None:
    sqs = process.client("sqs")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    for body in ("gone", "held", "waiting"):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    gone, held = (sqs.receive_message(QueueUrl=queue)["Messages"][0] for _ in range(2))
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=gone["ReceiptHandle"])
    process.restart()
    sqs = process.client("sqs")
    left = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in left] == ["waiting"]
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=held["ReceiptHandle"])
    query = {"Action": "DeleteMessage", "ReceiptHandle": left[0]["ReceiptHandle"]}
    signed = {
        "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260801/us-east-1/sqs/aws4_request"
    }
    asked = Request(f"{process.url}{urlsplit(queue).path}?{urlencode(query)}", headers=signed)
    urlopen(asked).close()
    assert rows(tmp_path) == 1  # the queue; of its messages nothing is left to tell
    process.restart()
    assert_empty(process, queue)


def assert_empty(server: Server, queue: str) -> None:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counted = server.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)
    assert set(counted["Attributes"].values()) == {"0"}


def test_a_batch_is_forgotten_when_its_last_message_is_gone(server: Server, tmp_path: Path) -> None:
    sqs = server.client("sqs")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    entries = [{"Id": str(n), "MessageBody": str(n)} for n in range(3)]
    sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    taken = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=3)["Messages"]
    handles = [message["ReceiptHandle"] for message in taken]
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handles[0], VisibilityTimeout=99)
    batch = [{"Id": str(n), "ReceiptHandle": handle} for n, handle in enumerate(handles[:2])]
    sqs.delete_message_batch(QueueUrl=queue, Entries=batch)
    assert rows(tmp_path) == 5
    server.restart()
    sqs = server.client("sqs")
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=handles[2])
    assert rows(tmp_path) == 1
    assert_empty(server, queue)


def test_messages_moved_to_a_dead_letter_queue_stay_there(server: Server) -> None:
    sqs = server.client("sqs")
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    policy = {
        "deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:dead",
        "maxReceiveCount": "1",
    }
    attributes = {"RedrivePolicy": json.dumps(policy), "VisibilityTimeout": "0"}
    queue = sqs.create_queue(QueueName="q", Attributes=attributes)["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="poison")
    assert "Messages" in sqs.receive_message(QueueUrl=queue)
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    moved = sqs.receive_message(QueueUrl=dead)["Messages"][0]
    assert moved["Body"] == "poison"
    server.restart()
    server.client("sqs").delete_message(QueueUrl=dead, ReceiptHandle=moved["ReceiptHandle"])
    assert_empty(server, dead)
    assert_empty(server, queue)


def test_a_long_poll_does_not_hold_up_who_sends(server: Server) -> None:
    sqs = server.client("sqs")
    waiting = {"ReceiveMessageWaitTimeSeconds": "20"}
    queue = sqs.create_queue(QueueName="q", Attributes=waiting)["QueueUrl"]
    begun = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        received = pool.submit(server.client("sqs").receive_message, QueueUrl=queue)
        sqs.send_message(QueueUrl=queue, MessageBody="at last")
        assert received.result(20)["Messages"][0]["Body"] == "at last"
    assert time.monotonic() - begun < 15


def test_a_subscriber_may_call_back_before_it_answers(server: Server) -> None:
    sqs, sns = server.client("sqs"), server.client("sns")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    topic = sns.create_topic(Name="t")["TopicArn"]

    class Subscriber(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = self.rfile.read(int(self.headers["Content-Length"]))
            sqs.send_message(QueueUrl=queue, MessageBody=json.loads(told).get("Message", ""))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    web = HTTPServer(("127.0.0.1", 0), Subscriber)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    sns.subscribe(
        TopicArn=topic, Protocol="http", Endpoint=f"http://127.0.0.1:{web.server_address[1]}"
    )
    sns.publish(TopicArn=topic, Message="called back")
    web.shutdown()
    web.server_close()
    bodies = []
    while found := sqs.receive_message(QueueUrl=queue).get("Messages"):
        bodies += [message["Body"] for message in found]
    assert "called back" in bodies


def test_a_poll_ends_when_its_time_is_over(server: Server) -> None:
    sqs = server.client("sqs")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    begun = time.monotonic()
    assert "Messages" not in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1)
    assert 0.9 < time.monotonic() - begun < 10
