"""What moto holds survives: a real server process, killed and started again."""

from __future__ import annotations

import io
import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from a2i_emulator.domain.names import Scope
from a2i_emulator.journal import Journal
from a2i_emulator.moto_app import MotoApp
from a2i_emulator.operations.ports import StorageError

Serve = Callable[[Any], AbstractContextManager[int]]
SERVER = Path(__file__).with_name("journal_server.py")
PASSWORD = "Correct-horse-1"
MEBIBYTE = 1024 * 1024


class Server:
    """moto over a data directory."""

    url: str

    def restart(self) -> None:
        self.stop()
        self.start()

    def start(self) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def client(self, service: str, region: str = "us-east-1", **keys: str) -> Any:
        credentials = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"} | keys
        config = Config(
            retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, read_timeout=40
        )
        return boto3.client(
            service, region_name=region, endpoint_url=self.url, config=config, **credentials
        )

    def account(self, number: str) -> dict[str, str]:
        keys = self.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{number}:role/x", RoleSessionName="tests"
        )["Credentials"]
        return {
            "aws_access_key_id": keys["AccessKeyId"],
            "aws_secret_access_key": keys["SecretAccessKey"],
            "aws_session_token": keys["SessionToken"],
        }


class Process(Server):
    """A process that is killed, not asked to end."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(SERVER), str(self._data_dir)], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def stop(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()


class Thread(Server):
    """A thread of this process: quicker, and moto is emptied before its journal is repeated."""

    def __init__(self, data_dir: Path, serve: Serve) -> None:
        self._data_dir = data_dir
        self._serve = serve

    def start(self) -> None:
        self._serving = ExitStack()
        self.journal = Journal(self._data_dir)
        self._serving.callback(self.journal.close)
        self.moto = MotoApp(self.journal)
        self.moto.warm_up().join()
        self.url = f"http://127.0.0.1:{self._serving.enter_context(self._serve(self.moto))}"

    def stop(self) -> None:
        self._serving.close()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    process = Process(tmp_path)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def server(tmp_path: Path, serve: Serve) -> Iterator[Thread]:
    thread = Thread(tmp_path, serve)
    thread.start()
    yield thread
    thread.stop()


def rows(tmp_path: Path) -> int:
    with sqlite3.connect(tmp_path / "moto.sqlite3") as connection:
        count = int(connection.execute("SELECT count(*) FROM request").fetchone()[0])
    connection.close()
    return count


def seen(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def same_after_restart(server: Server, look: Callable[[], Any]) -> Any:
    before = look()
    server.restart()
    assert look() == before
    return before


def test_objects(process: Process) -> None:
    s3 = process.client("s3")
    s3.create_bucket(Bucket="box")
    s3.put_object(
        Bucket="box", Key="a%2Fb/ü", Body=b"\x00\xff", ContentType="x/y", Metadata={"my_key": "v"}
    )
    s3.put_object(Bucket="box", Key="copied", Body=b"first")
    s3.copy_object(Bucket="box", Key="copy", CopySource="box/copied")
    s3.put_object(Bucket="box", Key="copied", Body=b"second")
    s3.put_object(Bucket="box", Key="deleted", Body=b"x")
    s3.delete_object(Bucket="box", Key="deleted")
    s3.upload_fileobj(io.BytesIO(bytes(12 * MEBIBYTE)), "box", "large")

    def look() -> Any:
        client = process.client("s3")
        listed = client.list_objects_v2(Bucket="box")["Contents"]
        objects = {o["Key"]: seen(client.get_object(Bucket="box", Key=o["Key"])) for o in listed}
        for found in objects.values():
            found["Body"] = found["Body"].read()
        return [b["Name"] for b in client.list_buckets()["Buckets"]], listed, objects

    _, _, objects = same_after_restart(process, look)
    assert sorted(objects) == ["a%2Fb/ü", "copied", "copy", "large"]
    assert objects["a%2Fb/ü"]["Metadata"] == {"my_key": "v"}
    assert (objects["copy"]["Body"], objects["copied"]["Body"]) == (b"first", b"second")


def test_an_upload_in_parts_goes_on(server: Server) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket="box")
    upload = s3.create_multipart_upload(Bucket="box", Key="k")["UploadId"]
    part = s3.upload_part(Bucket="box", Key="k", UploadId=upload, PartNumber=1, Body=b"part")
    server.restart()
    s3 = server.client("s3")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.complete_multipart_upload(Bucket="box", Key="k", UploadId=upload, MultipartUpload=parts)
    assert s3.get_object(Bucket="box", Key="k")["Body"].read() == b"part"


def test_versions_keep_their_ids_and_order(server: Server) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket="box")
    s3.put_object(Bucket="box", Key="k", Body=b"before versions")
    s3.put_bucket_versioning(Bucket="box", VersioningConfiguration={"Status": "Enabled"})
    for body in (b"1", b"2", b"3"):
        s3.put_object(Bucket="box", Key="k", Body=body)
    s3.delete_object(Bucket="box", Key="k")

    def look() -> Any:
        found = server.client("s3").list_object_versions(Bucket="box")
        return found["Versions"], found["DeleteMarkers"]

    versions, markers = same_after_restart(server, look)
    assert (len(versions), len(markers)) == (4, 1)


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


def test_user_pools_and_signing_in(process: Process) -> None:
    cognito = process.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="workers")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="portal", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    cognito.create_group(UserPoolId=pool, GroupName="reviewers")
    cognito.admin_create_user(
        UserPoolId=pool, Username="ann", UserAttributes=[{"Name": "email", "Value": "a@x.org"}]
    )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username="ann", Password=PASSWORD, Permanent=True
    )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName="reviewers")
    tokens = sign_in(process, client)
    found = {"UserPoolId": pool}

    def look() -> Any:
        cognito = process.client("cognito-idp")
        return [
            seen(cognito.describe_user_pool(**found)),
            seen(cognito.describe_user_pool_client(**found, ClientId=client)),
            seen(cognito.admin_get_user(**found, Username="ann")),
            seen(cognito.list_users_in_group(**found, GroupName="reviewers")),
            seen(cognito.list_users(**found)),
        ]

    same_after_restart(process, look)
    assert sign_in(process, client)["AccessToken"]
    user = process.client("cognito-idp").get_user(AccessToken=tokens["AccessToken"])
    assert user["Username"] == "ann"
    with pytest.raises(ClientError, match="NotAuthorized"):
        sign_in(process, client, "wrong")


def sign_in(server: Server, client: str, password: str = PASSWORD) -> Any:
    return server.client("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=client,
        AuthParameters={"USERNAME": "ann", "PASSWORD": password},
    )["AuthenticationResult"]


def test_rules_topics_roles_and_logs(server: Server) -> None:
    events, sns = server.client("events"), server.client("sns")
    events.put_rule(Name="r", EventPattern=json.dumps({"source": ["aws.sagemaker"]}))
    arn = "arn:aws:sqs:us-east-1:123456789012:q"
    server.client("sqs").create_queue(QueueName="q")
    events.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": arn}])
    topic = sns.create_topic(Name="t")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    server.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument="{}")

    def look() -> Any:
        events, sns, iam = (server.client(name) for name in ("events", "sns", "iam"))
        role = iam.get_role(RoleName="role")["Role"]
        return [
            seen(events.describe_rule(Name="r")),
            seen(events.list_targets_by_rule(Rule="r")),
            seen(sns.list_subscriptions()),
            (role["RoleId"], role["Arn"], role["CreateDate"]),
        ]

    same_after_restart(server, look)


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
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=left[0]["ReceiptHandle"])
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


def test_accounts_and_regions(server: Server) -> None:
    keys = server.account("222233334444")
    server.client("sqs", "eu-west-1", **keys).create_queue(QueueName="theirs")
    server.restart()
    identity = server.client("sts", **keys).get_caller_identity()
    assert identity["Account"] == "222233334444"
    assert server.client("sqs", "eu-west-1", **keys).list_queues()["QueueUrls"]
    assert "QueueUrls" not in server.client("sqs", "eu-west-1").list_queues()


def test_encrypted_data_can_be_read_again(server: Server) -> None:
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    sealed = kms.encrypt(KeyId=key, Plaintext=b"secret")["CiphertextBlob"]
    server.restart()
    assert server.client("kms").decrypt(CiphertextBlob=sealed)["Plaintext"] == b"secret"


def test_reads_and_refused_requests_are_not_recorded(server: Server, tmp_path: Path) -> None:
    s3, cognito = server.client("s3"), server.client("cognito-idp")
    s3.list_buckets()
    cognito.list_user_pools(MaxResults=1)
    with pytest.raises(ClientError, match="NoSuchBucket"):
        s3.put_object(Bucket="none", Key="k", Body=b"")
    with pytest.raises(ClientError, match="not been implemented"):
        server.client("sagemaker").stop_labeling_job(LabelingJobName="x")
    assert rows(tmp_path) == 0


def test_superseded_contents_are_dropped(server: Server, tmp_path: Path) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket="box")
    for turn in range(5):
        s3.put_object(Bucket="box", Key="k", Body=bytes([turn]) * 1000)
        s3.put_object(Bucket="box", Key="other", Body=b"x")
    s3.delete_object(Bucket="box", Key="other")
    assert rows(tmp_path) == 3


def test_conditions_that_were_met_need_not_be_met_again(server: Server) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket="box")
    first = s3.put_object(Bucket="box", Key="k", Body=b"1", IfNoneMatch="*")
    s3.put_object(Bucket="box", Key="k", Body=b"2", IfMatch=first["ETag"])
    server.restart()
    assert server.client("s3").get_object(Bucket="box", Key="k")["Body"].read() == b"2"


def test_a_reset_is_for_good(server: Thread) -> None:
    server.client("s3").create_bucket(Bucket="box")
    server.moto.reset()
    assert server.client("s3").list_buckets()["Buckets"] == []
    server.restart()
    assert server.client("s3").list_buckets()["Buckets"] == []


def test_whatever_was_acknowledged_survives_a_kill_in_the_middle(process: Process) -> None:
    s3 = process.client("s3")
    s3.create_bucket(Bucket="box")
    acknowledged: list[str] = []

    def write(worker: int) -> None:
        client = process.client("s3")
        for turn in range(1000):
            key = f"{worker}-{turn}"
            try:
                client.put_object(Bucket="box", Key=key, Body=key.encode() * 50)
            except BotoCoreError:  # the process is gone
                return
            acknowledged.append(key)

    with ThreadPoolExecutor(4) as pool:
        for worker in range(4):
            pool.submit(write, worker)
        while len(acknowledged) < 100:
            time.sleep(0.01)
        process.stop()
    process.start()
    s3 = process.client("s3")
    for key in acknowledged:
        assert s3.get_object(Bucket="box", Key=key)["Body"].read() == key.encode() * 50


def test_our_own_writes_are_repeated_with_the_same_ids(tmp_path: Path) -> None:
    scope = Scope(account="222233334444", region="eu-west-1")
    journal = Journal(tmp_path)
    moto = MotoApp(journal)
    moto.load()
    from moto.backends import get_backend

    def s3() -> Any:
        return get_backend("s3")[scope.account]["aws"]

    def queue() -> Any:
        return get_backend("sqs")[scope.account][scope.region].queues["q"]

    ireland = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    with journal.writing("s3", scope, "CreateBucket", {"Bucket": "box"} | ireland):
        s3().create_bucket("box", "eu-west-1")
    put = {"Bucket": "box", "Key": "a b/ü", "Body": b"body", "ContentType": "text/plain"}
    with journal.writing("s3", scope, "PutObject", put):
        s3().put_object("box", "a b/ü", b"body").set_metadata({"Content-Type": "text/plain"})
    with journal.writing("sqs", scope, "CreateQueue", {"QueueName": "q"}):
        get_backend("sqs")[scope.account][scope.region].create_queue("q", None)
    send = {"QueueUrl": "http://localhost/222233334444/q", "MessageBody": "hello"}
    with journal.writing("sqs", scope, "SendMessage", send) as message_ids:
        sent = get_backend("sqs")[scope.account][scope.region].send_message("q", "hello")
        message_ids.append(sent.id)
    before = s3().get_object("box", "a b/ü")
    journal.close()

    MotoApp(Journal(tmp_path)).load()
    after = s3().get_object("box", "a b/ü")
    assert after is not before
    assert (after.value, after.metadata) == (b"body", before.metadata)
    assert after.last_modified == before.last_modified
    assert [(m.id, m.body) for m in queue().messages] == [(sent.id, "hello")]


def test_a_write_that_failed_is_not_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    scope = Scope(account="123456789012", region="us-east-1")
    with (
        pytest.raises(KeyError),
        journal.writing("s3", scope, "CreateBucket", {"Bucket": "box"}),
    ):
        raise KeyError("box")
    assert journal.is_empty()


def test_what_can_not_be_repeated_keeps_nothing_else_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scope = Scope(account="123456789012", region="us-east-1")
    journal = Journal(tmp_path)
    MotoApp(journal).load()
    for operation, params in (
        ("PutObject", {"Bucket": "none", "Key": "k"}),  # moto refuses it
        ("PutObject", {"Bucket": "none", "Key": "k", "Unknown": 1}),  # boto3 refuses it
        ("CreateBucket", {"Bucket": "box"}),
    ):
        with journal.writing("s3", scope, operation, params):
            """Nothing is done, so that repeating it is the first time."""
    journal.close()
    from moto.backends import get_backend

    MotoApp(Journal(tmp_path)).load()
    assert "box" in get_backend("s3")[scope.account]["aws"].buckets
    assert caplog.text.count("could not be repeated") == 2


def test_what_can_not_be_kept_is_not_acknowledged(server: Thread) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket="box")
    server.journal._file._pragma("max_page_count = 1")  # the least it has: the disk is full
    with pytest.raises(ClientError, match=r"moto\.sqlite3: database or disk is full") as error:
        s3.put_object(Bucket="box", Key="k", Body=b"x" * MEBIBYTE)
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    server.journal._file._pragma("max_page_count = 1000000")
    s3.put_object(Bucket="box", Key="kept", Body=b"x")
    server.restart()
    listed = server.client("s3").list_objects_v2(Bucket="box")["Contents"]
    assert [o["Key"] for o in listed] == ["kept"]


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to look like one" * 40, b"SQLite format 3\x00"]
)
def test_a_damaged_journal_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "moto.sqlite3"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"moto\.sqlite3"):
        Journal(tmp_path)
    assert path.read_bytes() == content


def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "moto.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="is not a journal of moto's state"):
        Journal(tmp_path)
    assert path.read_bytes() == before


def test_a_later_version_is_refused(tmp_path: Path) -> None:
    Journal(tmp_path).close()
    with sqlite3.connect(tmp_path / "moto.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="has version 99"):
        Journal(tmp_path)


def test_the_journal_is_for_its_owner_only(tmp_path: Path) -> None:
    Journal(tmp_path)
    assert (tmp_path / "moto.sqlite3").stat().st_mode & 0o077 == 0
