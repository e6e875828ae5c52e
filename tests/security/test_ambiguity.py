"""Calls that name two operations, services or accounts: no way around what is checked."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from tests.security.conftest import REGION, Guarded, allowing, trusting

COGNITO = "AWSCognitoIdentityProviderService."
JSON = {"Content-Type": "application/x-amz-json-1.1"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NEW_USER = urlencode({"Action": "CreateUser", "UserName": "eve", "Version": "2010-05-08"}).encode()
WEB_IDENTITY = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"


def send(
    guarded: Guarded,
    path: str,
    body: bytes,
    headers: dict[str, str],
    *,
    method: str = "POST",
    signed: tuple[Any, type[SigV4Auth], str] | None = None,
) -> tuple[int, str]:
    """Send a request, signed by a key in a way for a service; return status and body."""
    asked = AWSRequest(method, guarded.url + path, headers)
    if signed is not None:
        key, way, service = signed
        signer = way(Credentials(*key), service, REGION)
        with pytest.MonkeyPatch.context() as patch:  # presigning takes a body for parameters
            patch.setattr(signer, "payload", lambda _: sha256(body).hexdigest())
            signer.add_auth(asked)
    request = urllib.request.Request(asked.url, body, dict(asked.headers), method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture
def pool(guarded: Guarded) -> str:
    cognito = guarded.client("cognito-idp")
    made: str = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    cognito.admin_create_user(UserPoolId=made, Username="ann")
    return made


def is_untouched(guarded: Guarded, pool: str) -> bool:
    (user,) = guarded.client("cognito-idp").list_users(UserPoolId=pool)["Users"]
    return bool(user["UserStatus"] == "FORCE_CHANGE_PASSWORD")


def test_no_operation_beside_one_that_needs_no_signature(guarded: Guarded, pool: str) -> None:
    members = {"UserPoolId": pool, "Username": "ann", "Password": "Aa1!aaaa", "Permanent": True}
    headers = JSON | {"X-Amz-Target": COGNITO + "InitiateAuth"}
    status, said = send(
        guarded, "/?Action=AdminSetUserPassword", json.dumps(members).encode(), headers
    )
    assert status == 400
    assert "in more than one place" in said
    within = json.dumps(members | {"x": "&Action=AdminSetUserPassword&x="}).encode()
    assert send(guarded, "/", within, headers)[0] == 400
    assert send(guarded, "/?%41ction=AdminSetUserPassword", within, headers)[0] == 400
    named = headers | {"Action": "AdminSetUserPassword"}
    assert send(guarded, "/", json.dumps(members).encode(), named)[0] == 400
    assert is_untouched(guarded, pool)


BROKEN = "AWS4-HMAC-SHA256 Credential=AKIA//us-east-1/iam/aws4_request, SignedHeaders=host"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", FORM | {"X-Amz-Target": COGNITO + "InitiateAuth", "Authorization": BROKEN}),
        ("/", FORM | {"X-Amz-Target": COGNITO + "InitiateAuth"}),
        ("/?" + WEB_IDENTITY, FORM),
        ("/?" + WEB_IDENTITY, FORM | {"Authorization": BROKEN}),
        ("/?" + WEB_IDENTITY, {"Content-Type": "text/plain", "Host": "iam.amazonaws.com"}),
    ],
)
def test_no_other_service_beside_one(guarded: Guarded, path: str, headers: Any) -> None:
    assert send(guarded, path, NEW_USER, headers)[0] in {400, 403}
    assert guarded.client("iam").list_users()["Users"] == []


def test_a_presigned_call_is_for_the_service_that_it_is_signed_for(guarded: Guarded) -> None:
    key = guarded.key("queues", allowing("sqs:*"))
    for way in (SigV4QueryAuth, SigV4Auth):
        for path in ("/", "/?Action=ListQueues"):
            send(guarded, path, NEW_USER, dict(FORM), signed=(key, way, "sqs"))
    status, said = send(guarded, "/", NEW_USER, dict(FORM), signed=(key, SigV4QueryAuth, "sqs"))
    assert (status, "in more than one place" in said) == (400, True)
    assert guarded.client("iam").list_users()["Users"] == []


def test_no_operation_beside_one_that_a_policy_allows(guarded: Guarded) -> None:
    sns = guarded.client("sns")
    key = guarded.key("reader", allowing(["sns:ListTopics", "lambda:ListFunctions"]))
    form = urlencode({"Action": "CreateTopic", "Name": "t", "Version": "2010-03-31"}).encode()
    by_header = (key, SigV4Auth, "sns")
    assert send(guarded, "/?Action=ListTopics", form, dict(FORM), signed=by_header)[0] == 400
    target = FORM | {"X-Amz-Target": "SNS.ListTopics"}
    send(guarded, "/", form, target, signed=by_header)
    assert sns.list_topics()["Topics"] == []
    path = "/2015-03-31/functions/f?Action=ListFunctions"
    status, said = send(guarded, path, b"", {}, method="DELETE", signed=(key, SigV4Auth, "lambda"))
    assert (status, "AccessDenied" in said) == (403, True)


def test_a_role_is_the_one_that_was_looked_at(guarded: Guarded) -> None:
    iam = guarded.client("iam")
    mine = f"arn:aws:iam::{123456789012}:user/ann"
    roles = {
        name: iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusting({"AWS": who}))
        for name, who in (("mine", mine), ("other", "arn:aws:iam::123456789012:user/bob"))
    }
    arns = {name: made["Role"]["Arn"] for name, made in roles.items()}
    key = guarded.key("ann", allowing("sts:AssumeRole"))
    call = {"Action": "AssumeRole", "Version": "2011-06-15", "RoleSessionName": "s"}

    def assume(path: str, body: bytes, headers: dict[str, str]) -> int:
        return send(guarded, path, body, headers, signed=(key, SigV4Auth, "sts"))[0]

    def form(name: str) -> bytes:
        return urlencode(call | {"RoleArn": arns[name]}).encode()

    assert assume("/", form("mine"), dict(FORM)) == 200
    assert assume("/", form("other"), dict(FORM)) == 403
    query = "/?" + form("other").decode()
    for kind in ("text/plain", FORM["Content-Type"], FORM["Content-Type"] + "x"):
        assert assume(query, form("mine"), {"Content-Type": kind}) in {400, 403}
    target = JSON | {"X-Amz-Target": "AWSSecurityTokenServiceV20110615.AssumeRole"}
    as_json = json.dumps({"RoleArn": arns["other"], "RoleSessionName": "s"}).encode()
    assert assume("/", as_json, target) == 400
    assert assume("/", form("mine"), FORM | {"Content-Encoding": "gzip"}) == 400


def test_an_object_is_not_deleted_by_who_may_delete_its_tags(guarded: Guarded) -> None:
    s3 = guarded.client("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="key", Body=b"kept")
    key = guarded.key("tagger", allowing("s3:DeleteObjectTagging"))
    signed = (key, S3SigV4Auth, "s3")
    named = {"X-Amz-Target": "S3.DeleteObject"}
    for extra, expected in ((named, 400), ({"Action": "DeleteObject"}, 204), ({}, 204)):
        headers = {"X-Amz-Content-SHA256": sha256(b"").hexdigest(), **extra}
        path = "/bucket/key?tagging"
        status, _ = send(guarded, path, b"", headers, method="DELETE", signed=signed)
        assert status == expected
    assert s3.get_object(Bucket="bucket", Key="key")["Body"].read() == b"kept"


def test_the_account_is_that_of_the_key(guarded: Guarded) -> None:
    form = urlencode({"Action": "CreateTopic", "Name": "t", "Version": "2010-03-31"}).encode()
    headers = FORM | {"x-moto-account-id": "999999999999"}
    signed = (guarded.key("sns", allowing("sns:*")), SigV4Auth, "sns")
    status, said = send(guarded, "/", form, headers, signed=signed)
    assert (status, ":123456789012:t<" in said) == (200, True)
