"""`mock_a2i` as a context manager: what it reaches, what it leaves behind."""

from __future__ import annotations

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError, NoCredentialsError
from moto import mock_aws
from tests.support.review import FLOW, REVIEW, start, status_of

from a2i_emulator import mock_a2i
from a2i_emulator.predictions.samples import SAMPLES_PATH
from a2i_emulator.testing import UnknownLoopError

PICTURE = SAMPLES_PATH / "street.png"


def runtime(**options: Any) -> Any:
    return boto3.client("sagemaker-a2i-runtime", **options)


def test_a_whole_review() -> None:
    before = set(threading.enumerate())
    with mock_a2i(seed=REVIEW) as a2i:
        client = runtime()
        arn = start(client)
        assert status_of(client) == "InProgress"
        assert [task.status for task in a2i.tasks()] == ["Available"]
        assert a2i.answer("loop", {"answer": "yes"}, worker="alice").status == "Completed"

        # No wait anywhere: what the answer causes has happened.
        loop = client.describe_human_loop(HumanLoopName="loop")
        assert loop["HumanLoopStatus"] == "Completed"
        uri = loop["HumanLoopOutput"]["OutputS3Uri"]
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        body = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        assert json.loads(body)["humanAnswers"][0]["answerContent"] == {"answer": "yes"}
        assert a2i.output("loop") == json.loads(body)
        sqs = boto3.client("sqs")
        queue = sqs.get_queue_url(QueueName="events")["QueueUrl"]
        (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
        assert json.loads(message["Body"])["resources"] == [arn]
        assert set(threading.enumerate()) <= before


def test_rekognition_and_textract_and_the_rest_of_moto() -> None:
    with mock_a2i() as a2i:
        image = {"S3Object": {"Bucket": "images", "Name": "a.png"}}
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="images")
        s3.put_object(Bucket="images", Key="a.png", Body=PICTURE.read_bytes())
        labels = {"ModerationLabels": [{"Name": "Violence", "Confidence": 51.5}]}
        a2i.predictions.add("DetectModerationLabels", labels, bucket="images", name="a.png")
        found = boto3.client("rekognition").detect_moderation_labels(Image=image)
        assert found["ModerationLabels"][0]["Name"] == "Violence"
        sagemaker = boto3.client("sagemaker")
        assert sagemaker.list_flow_definitions()["FlowDefinitionSummaries"] == []
        assert sagemaker.list_models()["Models"] == []
        table = boto3.resource("dynamodb").create_table(
            TableName="t",
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        assert table.table_name == "t"


def test_a_bucket_that_is_called_like_a_path_of_ours() -> None:
    with mock_a2i():
        s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
        s3.create_bucket(Bucket="human-loops")
        s3.put_object(Bucket="human-loops", Key="stop", Body=b"x")
        assert s3.list_objects_v2(Bucket="human-loops")["KeyCount"] == 1


def test_state_is_gone_at_the_end() -> None:
    for _ in range(2):
        with mock_a2i(seed=REVIEW) as a2i:
            start(runtime())
            assert [bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]]
    with mock_a2i() as a2i:
        assert boto3.client("s3").list_buckets()["Buckets"] == []
        assert boto3.client("sagemaker").list_workteams()["Workteams"] == []
        with pytest.raises(UnknownLoopError, match="no human loop loop"):
            a2i.answer("loop", {})


def test_outside_of_the_block_there_is_no_mock() -> None:
    client = runtime()
    with mock_a2i():
        pass
    with pytest.raises(NoCredentialsError):
        client.list_human_loops(FlowDefinitionArn=FLOW)
    assert "AWS_ACCESS_KEY_ID" not in os.environ


def test_clients_made_before_the_block() -> None:
    early = runtime(aws_access_key_id="x", aws_secret_access_key="x")
    with mock_a2i(seed=REVIEW):
        start(early)
        assert status_of(runtime()) == "InProgress"


def test_state_ends_with_an_exception_too() -> None:
    with pytest.raises(KeyError), mock_a2i(seed=REVIEW):
        raise KeyError
    with mock_a2i():
        assert boto3.client("s3").list_buckets()["Buckets"] == []


def test_a_seed_that_cannot_be_applied_leaves_no_mock() -> None:
    with pytest.raises(ValueError, match="no-such-file"), mock_a2i(seed="no-such-file.yaml"):
        pass
    with pytest.raises(NoCredentialsError):
        runtime().list_human_loops(FlowDefinitionArn=FLOW)


def test_settings_and_region() -> None:
    with mock_a2i(activation_delay=60_000, region="eu-west-1", seed=()) as a2i:
        assert runtime().meta.region_name == "eu-west-1"
        assert a2i.client("s3").meta.region_name == "eu-west-1"
    assert os.environ["AWS_DEFAULT_REGION"] == "us-east-1"
    with pytest.raises(TypeError, match="no such setting: port"):
        mock_a2i(port=80)
    with pytest.raises(TypeError, match="no such setting: passthrough"):
        mock_a2i(passthrough=True)


def test_a_delay_on_the_emulators_clock() -> None:
    with mock_a2i(seed=REVIEW) as a2i:
        a2i.workers.add({"answer": "yes"}, after=3600)
        client = runtime()
        start(client)
        a2i.clock.advance(3599)
        assert status_of(client) == "InProgress"
        a2i.clock.advance(1)
        assert status_of(client) == "Completed"


def test_accounts_are_apart() -> None:
    with mock_a2i(seed=REVIEW):
        sts = boto3.client("sts")
        role = "arn:aws:iam::222233334444:role/x"
        given = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        other = boto3.client(
            "sagemaker",
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )
        assert other.list_workteams()["Workteams"] == []
        assert len(boto3.client("sagemaker").list_workteams()["Workteams"]) == 1


def test_errors_are_the_clients_own() -> None:
    with mock_a2i():
        client = runtime()
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.describe_human_loop(HumanLoopName="none")


def test_the_moto_api_resets_both() -> None:
    with mock_a2i(seed=REVIEW):
        start(runtime())
        requests.post("http://motoapi.amazonaws.com/moto-api/reset", timeout=5)
        assert boto3.client("sagemaker").list_workteams()["Workteams"] == []
        assert boto3.client("s3").list_buckets()["Buckets"] == []


def test_plain_requests_reach_it() -> None:
    with mock_a2i(seed=REVIEW):
        start(runtime())
        scope = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/sagemaker/aws4_request, x"
        answer = requests.get(
            "https://a2i-runtime.sagemaker.us-east-1.amazonaws.com/human-loops/loop",
            headers={"Authorization": scope},
            timeout=5,
        )
        assert answer.json()["HumanLoopStatus"] == "InProgress"
        unsigned = requests.post(
            "https://rekognition.us-east-1.amazonaws.com/",
            headers={"X-Amz-Target": "RekognitionService.DetectModerationLabels"},
            timeout=5,
        )
        assert unsigned.status_code == 400


def test_the_address_of_a_template_can_be_read() -> None:
    with mock_a2i(seed=REVIEW):
        sagemaker = boto3.client("sagemaker")
        content = "<p>äöü {{ task.input.text }}</p>"
        sagemaker.create_human_task_ui(HumanTaskUiName="ui", UiTemplate={"Content": content})
        template = sagemaker.describe_human_task_ui(HumanTaskUiName="ui")["UiTemplate"]
        answer = requests.get(template["Url"], timeout=5)
        assert (answer.status_code, answer.text) == (200, content)
        assert sha256(answer.content).hexdigest() == template["ContentSha256"]
        assert requests.get(template["Url"][:-1], timeout=5).status_code == 403
        requests.post("http://motoapi.amazonaws.com/moto-api/reset", timeout=5)
        assert requests.get(template["Url"], timeout=5).status_code == 404


@pytest.mark.parametrize(
    "host",
    [
        "a2i-runtime.sagemaker.cn-north-1.amazonaws.com.cn",
        "a2i-runtime.sagemaker-fips.us-east-1.amazonaws.com",
        "vpce-1.runtime.sagemaker.us-east-1.vpce.amazonaws.com",
        "sagemaker.us-east-1.api.aws",
    ],
)
def test_every_address_of_aws_is_caught(host: str) -> None:
    with mock_a2i(seed=REVIEW):
        client = runtime(endpoint_url=f"https://{host}")
        start(client)
        assert status_of(client) == "InProgress"


@pytest.mark.parametrize("service", ["sagemaker-a2i-runtime", "events"])
def test_real_aws_is_never_reached_on_new_domains(service: str) -> None:
    with mock_a2i():
        client = boto3.client(service, endpoint_url="https://new-service.us-east-1.api.aws")
        with pytest.raises(ClientError):
            client.list_rules() if service == "events" else client.describe_human_loop(
                HumanLoopName="x"
            )


def test_endpoints_elsewhere_are_not_caught() -> None:
    with mock_a2i():
        client = runtime(
            endpoint_url="http://localhost:1", config=Config(retries={"total_max_attempts": 1})
        )
        with pytest.raises(HTTPClientError, match="a connection was opened"):
            client.describe_human_loop(HumanLoopName="x")


def test_what_moto_is_told_to_let_through() -> None:
    config: Any = {"core": {"mock_credentials": False, "passthrough": {"services": ["sagemaker"]}}}
    with mock_a2i(config=config), pytest.raises(NoCredentialsError):
        runtime().describe_human_loop(HumanLoopName="x")


class TestNesting:
    def test_within_motos_mock(self) -> None:
        with mock_aws():
            boto3.client("s3").create_bucket(Bucket="outer")
            with mock_a2i(seed=REVIEW):
                start(runtime())
                names = [b["Name"] for b in boto3.client("s3").list_buckets()["Buckets"]]
                assert names == ["outer", "results"]
            # A2I is gone, moto's state is the outer mock's.
            with pytest.raises(ClientError, match="Not yet implemented"):
                status_of(runtime())
            assert len(boto3.client("s3").list_buckets()["Buckets"]) == 2
            with mock_a2i():
                assert boto3.client("sagemaker").list_workteams()["Workteams"] == []

    def test_around_motos_mock(self) -> None:
        with mock_a2i(seed=REVIEW):
            with mock_aws():
                start(runtime())
            assert status_of(runtime()) == "InProgress"

    def test_within_itself(self) -> None:
        with mock_a2i(seed=REVIEW) as outer:
            with mock_a2i() as inner:
                assert inner is outer
                start(runtime())
            assert status_of(runtime()) == "InProgress"

    def test_other_settings_within(self) -> None:
        with mock_a2i(activation_delay=5), mock_a2i(activation_delay=5):
            with pytest.raises(RuntimeError, match="other settings"):
                mock_a2i(activation_delay=6).start()
            with pytest.raises(RuntimeError, match="other region"):
                mock_a2i(region="eu-west-3").start()
            runtime()

    def test_ends_in_any_order(self) -> None:
        first, second = mock_a2i(), mock_a2i()
        first.start()
        second.start()
        first.stop()
        assert boto3.client("s3").list_buckets()["Buckets"] == []
        second.stop()
        with pytest.raises(RuntimeError, match="before start"):
            first.stop()


class TestThreads:
    def test_each_with_a_client_of_its_own(self) -> None:
        with mock_a2i(seed=REVIEW) as a2i:
            session = boto3.session.Session()
            clients = [session.client("sagemaker-a2i-runtime") for _ in range(8)]

            def review(number: int) -> str:
                client = clients[number % 8]
                start(client, f"loop-{number}")
                a2i.answer(f"loop-{number}", {"n": number})
                return status_of(client, f"loop-{number}")

            with ThreadPoolExecutor(8) as pool:
                assert set(pool.map(review, range(64))) == {"Completed"}
            assert len(a2i.events()) == 64

    def test_a_handler_that_waits_for_a_thread(self) -> None:
        """What due work waits for must not wait for due work."""
        with mock_a2i(seed=REVIEW) as a2i:
            client = runtime()

            def handler(event: Any) -> None:
                if event["detail"]["humanLoopName"] == "loop":
                    worker = threading.Thread(target=start, args=(client, "next"))
                    worker.start()
                    worker.join()

            a2i.on_event(handler)
            a2i.workers.add({"answer": "yes"})
            start(client)
            assert status_of(client, "next") == "Completed"


def test_what_time_brings_is_seen_by_reads() -> None:
    """An inline engine has no thread that would wake up by itself."""
    with mock_a2i(seed=REVIEW) as a2i:
        client = runtime()
        a2i.faults.add("WriteOutput", "SlowDown", times=1)
        start(client)
        a2i.answer("loop", {})
        assert status_of(client) == "InProgress"
        deadline = threading.Event()
        while status_of(client) != "Completed":
            assert not deadline.wait(0.05)
            assert len(a2i.requests()) < 200


def test_dropped_connections_are_tried_again() -> None:
    with mock_a2i(seed=REVIEW) as a2i:
        a2i.faults.add("StartHumanLoop", drop=True, times=1)
        start(runtime())
        assert [call.operation for call in a2i.requests()][-2:] == ["StartHumanLoop"] * 2


def test_the_default_session_is_one_of_this_mock() -> None:
    boto3.setup_default_session()
    before = boto3.DEFAULT_SESSION
    with mock_a2i():
        within = boto3.DEFAULT_SESSION
        boto3.client("s3").create_bucket(Bucket="bucket")
        assert within is not None
        assert boto3.DEFAULT_SESSION is within is not before
    assert boto3.DEFAULT_SESSION is before
