"""A server that verifies signatures and enforces policies, as SDKs meet it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

import boto3
import pytest
import requests
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from tests.security.conftest import (
    REGION,
    Guarded,
    allowing,
    code_of,
    trusting,
)
from tests.support.emulator import ROLE, TEMPLATE

from a2i_emulator.security.access_keys import access_keys, revoke_access_key


def calls(guarded: Guarded, key: Any = None) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Return a call in each protocol."""
    arn = f"arn:aws:sagemaker:{REGION}:123456789012:flow-definition/f"
    runtime = guarded.client("sagemaker-a2i-runtime", key)
    return {
        "json": (guarded.client("sagemaker", key).list_flow_definitions, {}),
        "rest": (runtime.list_human_loops, {"FlowDefinitionArn": arn}),
        "query": (guarded.client("iam", key).list_users, {}),
        "s3": (guarded.client("s3", key).list_buckets, {}),
        "moto's json": (guarded.client("events", key).list_rules, {}),
    }


WRONG = (
    "The request signature we calculated does not match the signature you provided. Check your"
    " AWS Secret Access Key and signing method. Consult the service documentation for details."
)
UNKNOWN = "The security token included in the request is invalid."
REFUSALS = {
    "json": (("InvalidSignatureException", 400, WRONG), ("UnrecognizedClientException", 400)),
    "rest": (("InvalidSignatureException", 403, WRONG), ("UnrecognizedClientException", 403)),
    "query": (("SignatureDoesNotMatch", 403, WRONG), ("InvalidClientTokenId", 403)),
    "s3": (("SignatureDoesNotMatch", 403), ("InvalidAccessKeyId", 403)),
    "moto's json": (("InvalidSignatureException", 400), ("UnrecognizedClientException", 400)),
}


@pytest.mark.parametrize("protocol", REFUSALS)
def test_who_is_not_known_is_refused_in_each_protocol(guarded: Guarded, protocol: str) -> None:
    wrong, unknown = REFUSALS[protocol]
    operation, members = calls(guarded, (guarded.admin[0], "another secret", None))[protocol]
    assert code_of(operation, **members)[: len(wrong)] == wrong
    operation, members = calls(guarded, ("AKIAUNKNOWN", "secret", None))[protocol]
    assert code_of(operation, **members)[:2] == unknown
    (last, *_) = guarded.server.service.history.latest(1)
    assert (last.status, last.error_code) == (unknown[1], unknown[0])


def test_unsigned_requests_are_refused(guarded: Guarded) -> None:
    for path, body in (("/bucket/key", None), ("/human-loops", b"{}"), ("/", b"Action=ListUsers")):
        with pytest.raises(urllib.error.HTTPError) as raised:
            urllib.request.urlopen(urllib.request.Request(guarded.url + path, body), timeout=20)
        with raised.value as answer:
            assert answer.code == 403, answer.read()


def test_an_unsigned_call_of_ours_is_refused_in_its_protocol(guarded: Guarded) -> None:
    request = urllib.request.Request(
        f"{guarded.url}/human-loops", b"{}", {"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(request, timeout=20)
    with raised.value as answer:
        assert answer.headers["Content-Type"] == "application/json"
        assert json.load(answer)["__type"] == "MissingAuthenticationTokenException"


def test_what_sdks_do_not_sign_needs_no_key(guarded: Guarded) -> None:
    cognito = guarded.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c")["UserPoolClient"]
    wrong = {"USERNAME": "nobody", "PASSWORD": "x"}
    stranger = guarded.client("cognito-idp", ("AKIAUNKNOWN", "x", None))
    code, *_ = code_of(
        stranger.initiate_auth,
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=client["ClientId"],
        AuthParameters=wrong,
    )
    assert code in {"UserNotFoundException", "NotAuthorizedException"}


def test_a_signature_is_good_for_some_minutes(guarded: Guarded) -> None:
    operation, members = calls(guarded)["json"]
    operation(**members)
    guarded.late = timedelta(minutes=6)
    code, status, message = code_of(operation, **members)
    assert (code, status) == ("InvalidSignatureException", 400)
    assert message.startswith("Signature expired: ")
    assert message.endswith(" - 5 min.)")
    guarded.late = timedelta(minutes=-6)
    assert code_of(operation, **members)[2].startswith("Signature not yet current: ")
    guarded.late = timedelta(minutes=16)
    assert code_of(calls(guarded)["s3"][0])[:2] == ("RequestTimeTooSkewed", 403)


def test_a_revoked_key_is_none_at_once(guarded: Guarded) -> None:
    key = guarded.key("ann")
    operation, members = calls(guarded, key)["rest"]
    assert code_of(operation, **members)[0] == "ResourceNotFoundException"
    database = guarded.server.service.database
    assert revoke_access_key(database, key[0])
    assert not revoke_access_key(database, key[0])
    assert [kept.user_name for kept in access_keys(database)] == ["admin"]
    assert code_of(operation, **members)[0] == "UnrecognizedClientException"


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_presigned_addresses(guarded: Guarded, version: str) -> None:
    s3 = guarded.client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="a b/ü", Body=b"content", Metadata={"a_b": "c"})
    signer = boto3.client(
        "s3",
        endpoint_url=guarded.url,
        region_name=REGION,
        aws_access_key_id=guarded.admin[0],
        aws_secret_access_key=guarded.admin[1],
        config=Config(signature_version=version),
    )
    members = {"Bucket": "bucket", "Key": "a b/ü", "ResponseContentType": "text/x"}
    url = signer.generate_presigned_url("get_object", Params=members)
    with urllib.request.urlopen(url, timeout=20) as answer:
        assert answer.read() == b"content"
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(url.replace("a%20b", "a%20c"), timeout=20)
    with raised.value as refused:
        assert b"<Code>SignatureDoesNotMatch</Code>" in refused.read()
    put = signer.generate_presigned_url("put_object", Params={"Bucket": "bucket", "Key": "new"})
    request = urllib.request.Request(put, b"new content", method="PUT")
    request.add_header("Content-Type", "" if version == "s3" else "text/plain")
    with urllib.request.urlopen(request, timeout=20):
        assert s3.get_object(Bucket="bucket", Key="new")["Body"].read() == b"new content"


def test_links_of_version_2_as_boto3_makes_them(guarded: Guarded) -> None:
    guarded.client("s3").create_bucket(Bucket="bucket")
    old = boto3.client(
        "s3",
        endpoint_url=guarded.url,
        region_name=REGION,
        aws_access_key_id=guarded.admin[0],
        aws_secret_access_key=guarded.admin[1],
        config=Config(signature_version="s3"),
    )
    for operation in ("list_objects_v2", "list_object_versions", "get_bucket_acl"):
        link = old.generate_presigned_url(operation, {"Bucket": "bucket"})
        with urllib.request.urlopen(link, timeout=20) as answer:
            assert answer.status == 200, operation
    given = {"Bucket": "bucket", "Key": "k", "Metadata": {"a": "b"}}
    link = old.generate_presigned_url("put_object", given)
    for sent, status in (("b", 200), ("c", 403)):
        headers = {"x-amz-meta-a": sent, "Content-Type": ""}
        assert requests.put(link, b"x", headers=headers, timeout=20).status_code == status


def test_what_s3_lacks_here_is_not_implemented(guarded: Guarded) -> None:
    s3 = guarded.client("s3")
    s3.create_bucket(Bucket="bucket")
    code, status, _ = code_of(s3.get_bucket_request_payment, Bucket="bucket")
    assert (code, status) == ("NotImplemented", 501)


def test_attributes_of_an_object_take_the_right_to_read_it(guarded: Guarded) -> None:
    s3 = guarded.client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="k", Body=b"x")
    asked = {"Bucket": "bucket", "Key": "k", "ObjectAttributes": ["ObjectSize"]}
    few = guarded.client("s3", guarded.key("few", allowing("s3:GetObjectAttributes")))
    assert code_of(few.get_object_attributes, **asked)[:2] == ("AccessDenied", 403)
    both = allowing(["s3:GetObject", "s3:GetObjectAttributes"])
    reader = guarded.client("s3", guarded.key("reader", both))
    assert reader.get_object_attributes(**asked)["ObjectSize"] == 1


def test_batches_are_checked_with_the_action_of_one(guarded: Guarded) -> None:
    queue = guarded.client("sqs").create_queue(QueueName="q")["QueueUrl"]
    batch = {"QueueUrl": queue, "Entries": [{"Id": "1", "MessageBody": "m"}]}
    arn = f"arn:aws:sqs:{REGION}:123456789012:q"
    sender = guarded.key("sender", allowing("sqs:SendMessage", arn))
    assert len(guarded.client("sqs", sender).send_message_batch(**batch)["Successful"]) == 1
    denying = {"Statement": [{"Effect": "Deny", "Action": "sqs:SendMessage", "Resource": arn}]}
    most = guarded.client("sqs", guarded.key("most", allowing("*"), denying))
    assert code_of(most.send_message_batch, **batch)[0] == "AccessDeniedException"


def make_review(guarded: Guarded, name: str, tags: dict[str, str]) -> str:
    """Make a flow definition with all that it needs; return its ARN."""
    sagemaker = guarded.client("sagemaker")
    ui = sagemaker.create_human_task_ui(
        HumanTaskUiName=f"ui-{name}", UiTemplate={"Content": TEMPLATE}
    )["HumanTaskUiArn"]
    arn: str = sagemaker.create_flow_definition(
        FlowDefinitionName=name,
        RoleArn=ROLE,
        HumanLoopConfig={
            "WorkteamArn": f"arn:aws:sagemaker:{REGION}:394669845002:workteam/public-crowd/default",
            "HumanTaskUiArn": ui,
            "TaskTitle": "t",
            "TaskDescription": "d",
            "TaskCount": 1,
            "PublicWorkforceTaskPrice": {"AmountInUsd": {"Cents": 1, "TenthFractionsOfACent": 2}},
        },
        OutputConfig={"S3OutputPath": "s3://bucket/out"},
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )["FlowDefinitionArn"]
    return arn


def start(guarded: Guarded, key: Any, flow: str, name: str) -> Any:
    return guarded.client("sagemaker-a2i-runtime", key).start_human_loop(
        HumanLoopName=name,
        FlowDefinitionArn=flow,
        HumanLoopInput={"InputContent": json.dumps({"text": "x"})},
        DataAttributes={
            "ContentClassifiers": ["FreeOfPersonallyIdentifiableInformation", "FreeOfAdultContent"]
        },
    )


def test_policies_decide_by_resource_tag_and_condition(guarded: Guarded) -> None:
    guarded.client("s3").create_bucket(Bucket="bucket")
    red = make_review(guarded, "red", {"team": "red"})
    blue = make_review(guarded, "blue", {"team": "blue"})
    starter = guarded.key(
        "starter",
        allowing("sagemaker:StartHumanLoop", StringEquals={"aws:ResourceTag/team": "red"}),
        allowing(["sagemaker:Describe*", "sagemaker:Stop*"], "arn:aws:sagemaker:*:*:human-loop/a*"),
    )
    start(guarded, starter, red, "a-loop")
    with pytest.raises(ClientError) as raised:
        start(guarded, starter, blue, "b-loop")
    answer = raised.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert answer["Error"] == {
        "Code": "AccessDeniedException",
        "Message": "User: arn:aws:iam::123456789012:user/starter is not authorized to perform:"
        f" sagemaker:StartHumanLoop on resource: {blue} because no identity-based policy allows"
        " the sagemaker:StartHumanLoop action",
    }
    runtime = guarded.client("sagemaker-a2i-runtime", starter)
    assert runtime.describe_human_loop(HumanLoopName="a-loop")["HumanLoopStatus"] == "InProgress"
    assert code_of(runtime.delete_human_loop, HumanLoopName="a-loop")[0] == "AccessDeniedException"
    assert code_of(calls(guarded, starter)["json"][0])[:2] == ("AccessDeniedException", 400)
    assert code_of(calls(guarded, starter)["s3"][0])[:2] == ("AccessDenied", 403)
    assert code_of(calls(guarded, starter)["query"][0])[:2] == ("AccessDenied", 403)


def test_what_a_built_in_task_type_needs(guarded: Guarded) -> None:
    """Who may not start human loops may not have them started by Rekognition either."""
    looker = guarded.key("looker", allowing("rekognition:*"))
    rekognition = guarded.client("rekognition", looker)
    image = {"Bytes": b"no image"}
    loop = {
        "HumanLoopName": "x",
        "FlowDefinitionArn": f"arn:aws:sagemaker:{REGION}:123456789012:flow-definition/f",
    }
    code, _, message = code_of(
        rekognition.detect_moderation_labels, Image=image, HumanLoopConfig=loop
    )
    assert code == "AccessDeniedException"
    assert "sagemaker:StartHumanLoop" in message
    assert code_of(rekognition.detect_moderation_labels, Image=image)[0] != "AccessDeniedException"


def test_objects_by_policy(guarded: Guarded) -> None:
    guarded.client("s3").create_bucket(Bucket="bucket")
    writer = guarded.client(
        "s3", guarded.key("writer", allowing("s3:PutObject", "arn:aws:s3:::bucket/in/*"))
    )
    writer.put_object(Bucket="bucket", Key="in/a", Body=b"a")
    denied = ("AccessDenied", 403)
    assert code_of(writer.put_object, Bucket="bucket", Key="out/a", Body=b"a")[:2] == denied
    assert code_of(writer.get_object, Bucket="bucket", Key="in/a")[:2] == denied
    source = {"Bucket": "bucket", "Key": "in/a"}
    assert code_of(writer.copy_object, Bucket="bucket", Key="in/b", CopySource=source)[:2] == denied
    assert code_of(writer.list_objects_v2, Bucket="bucket")[:2] == denied
    assert code_of(writer.delete_bucket, Bucket="bucket")[:2] == denied


def test_callers_are_told_who_they_are(guarded: Guarded) -> None:
    told = guarded.client("sts").get_caller_identity()
    arn = "arn:aws:iam::123456789012:user/admin"
    assert (told["Arn"], told["Account"]) == (arn, "123456789012")
    assert told["UserId"] == guarded.client("sts").get_caller_identity()["UserId"]
    iam = guarded.client("iam")
    user = iam.create_user(UserName="ann")["User"]
    made = iam.create_access_key(UserName="ann")["AccessKey"]
    ann = guarded.client("sts", (made["AccessKeyId"], made["SecretAccessKey"], None))
    told = ann.get_caller_identity()
    assert (told["UserId"], told["Arn"]) == (user["UserId"], user["Arn"])


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("box.s3.amazonaws.com", "/boxes/secret"),  # the key begins like the bucket's name
        ("www.box.s3.amazonaws.com", "/boxes/secret"),
        ("localhost", "/box/boxes/secret"),
        ("localhost", "//box/es/secret"),  # moto looks for box/es/secret in box
    ],
)
def test_an_object_is_the_one_that_moto_takes_it_for(
    guarded: Guarded, host: str, path: str
) -> None:
    admin = guarded.client("s3")
    admin.create_bucket(Bucket="box")
    for key in ("boxes/secret", "box/es/secret"):
        admin.put_object(Bucket="box", Key=key, Body=b"secret")
    secret_ones = ["arn:aws:s3:::box/boxes/*", "arn:aws:s3:::box/box/*"]
    denying = {"Effect": "Deny", "Action": "s3:*", "Resource": secret_ones}
    key, secret, _ = guarded.key("reader", allowing("s3:*"), {"Statement": [denying]})
    asked = AWSRequest("GET", f"http://{host}{path}", {"Host": host})
    S3SigV4Auth(Credentials(key, secret), "s3", REGION).add_auth(asked)
    with closing(HTTPConnection(guarded.url.removeprefix("http://"), timeout=20)) as connection:
        connection.request("GET", path, headers=dict(asked.headers))
        answer = connection.getresponse()
        assert (answer.status, b"AccessDenied" in answer.read()) == (403, True)


def test_users_and_roles_of_iam(guarded: Guarded) -> None:
    iam = guarded.client("iam")
    iam.create_user(UserName="ann")
    made = iam.create_access_key(UserName="ann")["AccessKey"]
    ann = made["AccessKeyId"], made["SecretAccessKey"], None
    operation, members = calls(guarded, ann)["json"]
    assert code_of(operation, **members)[0] == "AccessDeniedException"
    role = iam.create_role(
        RoleName="lister", AssumeRolePolicyDocument=trusting({"AWS": "123456789012"})
    )["Role"]["Arn"]
    iam.put_role_policy(
        RoleName="lister",
        PolicyName="p",
        PolicyDocument=json.dumps(allowing("sagemaker:List*")),
    )
    iam.put_user_policy(
        UserName="ann",
        PolicyName="p",
        PolicyDocument=json.dumps(allowing("sts:AssumeRole", role)),
    )
    sts = guarded.client("sts", ann)
    assert sts.get_caller_identity()["Arn"].endswith(":user/ann")
    assumed = sts.assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]
    session = assumed["AccessKeyId"], assumed["SecretAccessKey"], assumed["SessionToken"]
    calls(guarded, session)["json"][0]()
    other = role.replace("lister", "another")
    assert code_of(sts.assume_role, RoleArn=other, RoleSessionName="session")[0] == "AccessDenied"
    without = calls(guarded, (*session[:2], None))["json"][0]
    assert code_of(without)[0] == "UnrecognizedClientException"
    guarded.late = timedelta(hours=2)
    assert code_of(calls(guarded, session)["s3"][0])[0] in {"ExpiredToken", "RequestTimeTooSkewed"}
    iam = guarded.client("iam", guarded.admin)
    guarded.late = timedelta(0)
    iam.update_access_key(UserName="ann", AccessKeyId=ann[0], Status="Inactive")
    assert code_of(sts.get_caller_identity)[0] == "InvalidClientTokenId"


def test_seeds_and_console_need_no_key(guarded: Guarded, tmp_path: Any) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text("buckets: [{Bucket: seeded}]\n")
    guarded.server.apply_seeds([seed])
    names = [bucket["Name"] for bucket in guarded.client("s3").list_buckets()["Buckets"]]
    assert names == ["seeded"]
