"""Where moto reads a call otherwise than the check of callers: no more is done than allowed."""

from __future__ import annotations

import base64
import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from tests.security.conftest import Guarded, allowing, denying, trusting
from tests.support.signed import FORM, JSON, call, now, send

from a2i_emulator.security.policies import Decision, Permission, decide


@pytest.mark.parametrize("action", ["AssumeRole", "assumeRole", "assume_role"])
@pytest.mark.parametrize("service", ["sts", "STS"])
def test_a_role_is_not_assumed_by_another_spelling(
    guarded: Guarded, action: str, service: str
) -> None:
    role = guarded.client("iam").create_role(
        RoleName="boss",
        AssumeRolePolicyDocument=trusting({"AWS": "arn:aws:iam::123456789012:user/b"}),
    )["Role"]["Arn"]
    form = {"Action": action, "Version": "2011-06-15", "RoleArn": role, "RoleSessionName": "x"}
    key = guarded.key("ann", allowing("sts:*"))
    assert call(guarded, key, service, "POST", "/", FORM, urlencode(form).encode())[0] in {400, 403}


def test_nobody_gets_credentials_by_a_token_that_nobody_looks_at(guarded: Guarded) -> None:
    role = guarded.client("iam").create_role(
        RoleName="boss", AssumeRolePolicyDocument=trusting("*")
    )
    arn = role["Role"]["Arn"]
    common = {"Version": "2011-06-15", "RoleArn": arn, "RoleSessionName": "x"}
    forms = [
        common | {"Action": "AssumeRoleWithWebIdentity", "WebIdentityToken": "nonsense"},
        common | {"Action": "AssumeRoleWithSAML", "PrincipalArn": arn, "SAMLAssertion": _saml(arn)},
    ]
    key = guarded.key("ann", allowing("sts:*"))
    for form in forms:
        body = urlencode(form).encode()
        host = urlsplit(guarded.url).netloc
        assert send(guarded, "POST", "/", [("Host", host), *FORM.items()], body)[0] == 403
        assert call(guarded, key, "sts", "POST", "/", FORM, body)[0] == 403


def _saml(role: str) -> str:
    name = "https://aws.amazon.com/SAML/Attributes/"
    said = "".join(
        f'<a:Attribute Name="{name}{kind}">'
        f"<a:AttributeValue>{text}</a:AttributeValue></a:Attribute>"
        for kind, text in (("RoleSessionName", "x"), ("Role", f"{role},{role}"))
    )
    space = "urn:oasis:names:tc:SAML:2.0:"
    return base64.b64encode(
        f'<p:Response xmlns:p="{space}protocol" xmlns:a="{space}assertion"><a:Assertion>'
        f"<a:AttributeStatement>{said}</a:AttributeStatement></a:Assertion></p:Response>".encode()
    ).decode()


def test_a_denied_operation_has_one_spelling(guarded: Guarded) -> None:
    guarded.client("secretsmanager").create_secret(Name="s", SecretString="hush")
    key = guarded.key("most", allowing("*"), denying("secretsmanager:GetSecretValue", "events:*"))
    target = JSON | {"X-Amz-Target": "secretsmanager.get_secret_value"}
    body = b'{"SecretId": "s"}'
    assert call(guarded, key, "secretsmanager", "POST", "/", target, body)[0] == 400
    rule = JSON | {"X-Amz-Target": "AWSEvents.ListRules"}
    assert call(guarded, key, "eventbridge", "POST", "/", rule, b"{}")[0] == 400
    clusters = JSON | {"X-Amz-Target": "BaldrApiService.DescribeClusters"}
    assert call(guarded, key, "cloudhsmv2", "POST", "/", clusters, b"{}")[0] == 400
    assert call(guarded, key, "cloudhsm", "POST", "/", clusters, b"{}")[0] == 200


@pytest.mark.parametrize(
    "hidden", [{"User-Agent": "x region/eu-west-1"}, {"Host": "sns.eu-west-1.amazonaws.com"}]
)
def test_the_region_is_the_one_that_is_signed_for(guarded: Guarded, hidden: dict[str, str]) -> None:
    key = guarded.key("here", allowing("*", StringEquals={"aws:RequestedRegion": "us-east-1"}))
    form = urlencode({"Action": "CreateTopic", "Name": "t", "Version": "2010-03-31"}).encode()
    status, said = call(guarded, key, "sns", "POST", "/", FORM | hidden, form)
    assert (status, re.findall("arn:aws:sns:([^:]*)", said)) == (200, ["us-east-1"])


def test_a_header_has_one_credential(guarded: Guarded) -> None:
    key, other = guarded.key("sns", allowing("*")), "ASIAAAAAAAAAAAAAAAAA"
    form = urlencode({"Action": "ListTopics", "Version": "2010-03-31"}).encode()
    assert call(guarded, key, "sns", "POST", "/", FORM, form)[0] == 200
    assert call(guarded, key, "sns", "POST", "/", FORM, form, after=f", X={other}/")[0] == 403
    before = f"Credential={other}/{now()[:8]}/us-east-1/sns/aws4_request, "
    assert call(guarded, key, "sns", "POST", "/", FORM, form, before=before)[0] == 403


def test_a_session_is_no_user_by_its_name(guarded: Guarded, s3: Any) -> None:
    iam = guarded.client("iam")
    trusted = trusting({"AWS": "arn:aws:iam::123456789012:user/eve"})
    role = iam.create_role(RoleName="home", AssumeRolePolicyDocument=trusted)["Role"]["Arn"]
    home = json.dumps(allowing("s3:GetObject", "arn:aws:s3:::victim/${aws:username}"))
    iam.put_role_policy(RoleName="home", PolicyName="p", PolicyDocument=home)
    eve = guarded.key("eve", allowing("sts:AssumeRole"))
    for name in ("secret", "*"):
        form = {"Action": "AssumeRole", "RoleArn": role, "RoleSessionName": name}
        body = urlencode(form | {"Version": "2011-06-15"}).encode()
        status, said = call(guarded, eve, "sts", "POST", "/", FORM, body)
        assert status == 200
        names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        key = tuple(re.findall(f"<{each}>(.*?)</{each}>", said)[0] for each in names)
        token = {"x-amz-security-token": key[2]}
        assert call(guarded, key, "s3", "GET", "/victim/secret", token)[0] == 403


def test_a_pattern_takes_no_time_and_a_star_may_be_one() -> None:
    def said(pattern: str, text: str) -> Decision:
        statement = {"Effect": "Allow", "Action": "*", "Resource": pattern}
        return decide(
            [{"Statement": [statement]}],
            Permission("s3:GetObject", text),
            {"aws:username": ["*"]},
        )

    began = time.monotonic()
    assert said("*a" * 50 + "b", "a" * 1000) is Decision.UNSAID
    assert time.monotonic() - began < 5
    assert said("a/${*}", "a/b") is said("a/${aws:username}", "a/b") is Decision.UNSAID
    assert said("a/${*}", "a/*") is said("a*b?d", "axxbcd") is Decision.ALLOWED


def test_a_template_runs_nothing(guarded: Guarded, tmp_path: Path) -> None:
    made = tmp_path / "made"
    form = {
        "Action": "GetTemplateSummary",
        "Version": "2010-05-15",
        "TemplateBody": f"Resources: {{}}\nDescription: !!python/object/apply:os.mkdir [{made}]",
    }
    body = urlencode(form).encode()
    key = guarded.key("few", allowing("cloudformation:GetTemplateSummary"))
    call(guarded, key, "cloudformation", "POST", "/", FORM, body)
    assert not made.exists()


def test_a_form_of_another_kind_names_no_operation(guarded: Guarded) -> None:
    iam = guarded.client("iam")
    trusted = trusting({"AWS": "arn:aws:iam::123456789012:user/nobody"})
    role = iam.create_role(RoleName="boss", AssumeRolePolicyDocument=trusted)["Role"]["Arn"]
    form = {"Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": role}
    fields = (form | {"RoleSessionName": "some"}).items()
    parts = "".join(
        f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields
    )
    kind = {"Content-Type": "multipart/form-data; boundary=X"}
    key = guarded.key("ann", allowing("sts:*"))
    for service in ("sts", "iam"):
        body = f"{parts}--X--\r\n".encode()
        assert call(guarded, guarded.admin, service, "POST", "/", kind, body)[0] == 400
    assert call(guarded, key, "sts", "POST", "/", kind, body)[0] == 400


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencodedx", f"{FORM['Content-Type']}, a"]
)
def test_a_form_says_so_in_one_way(guarded: Guarded, kind: str) -> None:
    body = b"Action=ListUsers&Version=2010-05-08"
    assert call(guarded, guarded.admin, "iam", "POST", "/", {"Content-Type": kind}, body)[0] == 400
    plain = {"Content-Type": f"{FORM['Content-Type']}; charset=utf-8"}
    assert call(guarded, guarded.admin, "iam", "POST", "/", plain, body)[0] == 200


def test_a_member_of_sts_is_there_once(guarded: Guarded) -> None:
    body = b"Action=GetSessionToken&Version=2011-06-15"
    assert call(guarded, guarded.admin, "sts", "POST", "/", FORM, body)[0] == 200
    twice = body + b"&Version=2011-06-15"
    assert call(guarded, guarded.admin, "sts", "POST", "/", FORM, twice)[0] == 400
