"""What moto holds survives: a real server process, killed and started again."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.journal import (
    MEBIBYTE,
    PASSWORD,
    Process,
    Server,
    Thread,
    rows,
    same_after_restart,
    seen,
)


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


def test_a_key_that_reads_like_an_operation_is_kept(server: Server) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket="service")
    for key in ("x/operation/GetIt", "operation/ListThem", "ordinary"):
        s3.put_object(Bucket="service", Key=key, Body=b"kept")

    def look() -> list[str]:
        listed = server.client("s3").list_objects_v2(Bucket="service")["Contents"]
        return [found["Key"] for found in listed]

    assert len(same_after_restart(server, look)) == 3


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
