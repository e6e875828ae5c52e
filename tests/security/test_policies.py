"""Identity policies: who may do what, as IAM evaluates them."""

from __future__ import annotations

from typing import Any

import pytest

from a2i_emulator.security.policies import ALL, Decision, Permission, decide, fault_of

LOOP = "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/invoices"
START = "sagemaker:StartHumanLoop"
CONTEXT = {
    "aws:sourceip": ["10.1.2.3"],
    "aws:username": ["ann"],
    "aws:tagkeys": ["team", "cost"],
    "aws:requesttag/team": ["red"],
    "aws:currenttime": ["2026-11-28T12:00:00Z"],
    "aws:securetransport": ["false"],
    "aws:principalarn": ["arn:aws:iam::123456789012:user/ann"],
}


def policy(effect: str = "Allow", **members: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Action": "sagemaker:*", "Resource": "*", **members}
    kept = {name: value for name, value in statement.items() if value is not None}
    return {"Version": "2012-10-17", "Statement": [kept]}


@pytest.mark.parametrize(
    ("policies", "decision"),
    [
        ([], Decision.UNSAID),
        ([ALL], Decision.ALLOWED),
        ([policy(Action="SAGEMAKER:starthuman*")], Decision.ALLOWED),
        ([policy(Action=["s3:*", "sagemaker:Start?umanLoop"])], Decision.ALLOWED),
        ([policy(Action="sagemaker:Stop*")], Decision.UNSAID),
        ([policy(Action=None, NotAction="s3:*")], Decision.ALLOWED),
        ([policy(Action=None, NotAction="sagemaker:*")], Decision.UNSAID),
        ([policy(Resource="arn:aws:sagemaker:*:*:flow-definition/inv*")], Decision.ALLOWED),
        ([policy(Resource="arn:aws:sagemaker:*:*:flow-definition/INV*")], Decision.UNSAID),
        ([policy(Resource=None, NotResource="*invoices")], Decision.UNSAID),
        ([policy(Resource="*/${aws:username}")], Decision.UNSAID),
        ([policy(Resource="*/${aws:unknown, 'invoices'}")], Decision.ALLOWED),
        ([policy(Resource="*/${aws:unknown}")], Decision.UNSAID),
        ([ALL, policy("Deny", Action=START)], Decision.DENIED),
        ([ALL, policy("Deny", Action="sagemaker:Stop*")], Decision.ALLOWED),
        ([{"Statement": policy()["Statement"][0]}], Decision.ALLOWED),
    ],
)
def test_what_policies_say(policies: list[Any], decision: Decision) -> None:
    assert decide(policies, Permission(START, LOOP), CONTEXT) is decision


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "is_met"),
    [
        ("StringEquals", "aws:username", ["bob", "ann"], True),
        ("StringEquals", "aws:username", "Ann", False),
        ("StringEqualsIgnoreCase", "aws:UserName", "ANN", True),
        ("StringLike", "aws:username", "a*", True),
        ("StringNotEquals", "aws:username", ["bob", "ann"], False),
        ("StringNotEquals", "aws:absent", "x", True),
        ("StringEquals", "aws:absent", "x", False),
        ("StringEqualsIfExists", "aws:absent", "x", True),
        ("Null", "aws:absent", "true", True),
        ("Null", "aws:username", True, False),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["team", "cost", "x"], True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["team"], False),
        ("ForAllValues:StringEquals", "aws:absent", ["team"], True),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["team"], True),
        ("ForAnyValue:StringEquals", "aws:absent", ["team"], False),
        ("StringEquals", "aws:RequestTag/Team", "red", True),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/8", True),
        ("NotIpAddress", "aws:SourceIp", ["192.168.0.0/16", "10.1.2.3/32"], False),
        ("IpAddress", "aws:SourceIp", "2001:db8::/32", False),
        ("DateGreaterThan", "aws:CurrentTime", "2026-11-28T11:59:59Z", True),
        ("DateLessThan", "aws:CurrentTime", "2026-11-28T11:59:59Z", False),
        ("Bool", "aws:SecureTransport", "true", False),
        ("Bool", "aws:SecureTransport", False, True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*", True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam*", False),
        ("NumericLessThan", "aws:username", "5", False),
        ("Unheard", "aws:username", "ann", False),
    ],
)
def test_conditions(operator: str, key: str, wanted: Any, is_met: bool) -> None:
    found = decide([policy(Condition={operator: {key: wanted}})], Permission(START, LOOP), CONTEXT)
    assert (found is Decision.ALLOWED) == is_met


def test_a_resource_that_is_not_known_may_be_any() -> None:
    some = policy(Action="sqs:*", Resource="arn:aws:sqs:us-east-1:123456789012:q")
    denied = policy("Deny", Action="sqs:*", Resource="arn:aws:sqs:us-east-1:123456789012:q")
    others = policy(Action="sqs:*", Resource=None, NotResource="arn:aws:sqs:*:*:q")
    send = "sqs:SendMessage"
    for resource in (None, "*", "arn:aws:sqs:us-east-1:123456789012:other"):
        assert decide([some], Permission(send, resource), {}) is Decision.UNSAID
    assert decide([ALL], Permission(send, None), {}) is Decision.ALLOWED
    assert decide([ALL, denied], Permission(send, None), {}) is Decision.DENIED
    assert decide([ALL, denied], Permission(send, "*"), {}) is Decision.ALLOWED
    assert decide([ALL, denied], Permission(send, "*", is_exact=False), {}) is Decision.DENIED
    assert decide([others], Permission(send, None), {}) is Decision.UNSAID


@pytest.mark.parametrize(
    ("policies", "decision"),
    [
        ([ALL], Decision.ALLOWED),
        ([policy(Action="iam:*")], Decision.ALLOWED),
        ([policy(Action="i*")], Decision.ALLOWED),
        ([policy(Action=["iam:Create*", "iam:?"])], Decision.UNSAID),
        ([policy(Action=None, NotAction="s3:*")], Decision.ALLOWED),
        ([policy(Action=None, NotAction="iam:CreateUser")], Decision.UNSAID),
        ([policy(Action=None, NotAction="*:CreateUser")], Decision.UNSAID),
        ([ALL, policy("Deny", Action="iam:CreateUser")], Decision.DENIED),
        ([ALL, policy("Deny", Action="*User")], Decision.DENIED),
        ([ALL, policy("Deny", Action="IAM:CreateUser", Resource="x")], Decision.DENIED),
        ([ALL, policy("Deny", Action="s3:*")], Decision.ALLOWED),
        ([ALL, policy("Deny", Action=None, NotAction="iam:*")], Decision.ALLOWED),
        ([ALL, policy("Deny", Action=None, NotAction="iam:List*")], Decision.DENIED),
    ],
)
def test_all_of_a_service(policies: list[Any], decision: Decision) -> None:
    assert decide(policies, Permission("iam:*", None), {}) is decision


@pytest.mark.parametrize(
    ("condition", "is_denied"),
    [
        (
            {
                "StringEquals": {
                    "aws:PrincipalArn": "arn:aws:iam::123456789012:user/${aws:username}"
                }
            },
            True,
        ),
        ({"StringLike": {"aws:username": "${aws:username}*"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/${aws:username}"}}, True),
        ({"StringEquals": {"aws:username": "${*}"}}, False),
        ({"StringEquals": {"aws:username": "${aws:absent}"}}, False),
        ({"StringNotEquals": {"aws:username": "${aws:absent}"}}, True),
        ({"StringEquals": {"aws:ResourceTag/owner": "${aws:username}"}}, False),
        ({"StringEquals": {"s3:x-amz-acl": "public-read"}}, True),
        (
            {
                "Bool": {"aws:ViaAWSService": "false"},
                "NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"},
            },
            False,
        ),
        ({"Bool": {"aws:ViaAWSService": "false"}, "NotIpAddress": {"aws:SourceIp": "::/0"}}, True),
        ({"Unheard": {"aws:username": "bob"}}, True),
    ],
)
def test_what_is_denied_on_a_condition(condition: Any, is_denied: bool) -> None:
    denied = policy("Deny", Condition=condition)
    found = decide([ALL, denied], Permission(START, LOOP), CONTEXT)
    assert (found is Decision.DENIED) == is_denied


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (ALL, None),
        ([], "is no JSON object"),
        ({"Version": "2012-10-17"}, "has no Statement"),
        (policy("Maybe"), "has a statement whose Effect is neither Allow nor Deny"),
        (policy(Action=None), "has a statement without exactly one of Action and NotAction"),
        (policy(Principal="*"), "has a statement with Principal, which identity policies have not"),
        (
            policy(Condition={"Unheard": {"a": "b"}}),
            "has a condition with the operator Unheard, which there is not",
        ),
    ],
)
def test_what_is_no_policy(document: Any, fault: str | None) -> None:
    assert fault_of(document) == fault
