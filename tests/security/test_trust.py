"""Who may assume a role: whom its trust policy names."""

from __future__ import annotations

import json

import pytest
from tests.security.conftest import Guarded, allowing, code_of, trusting

ACCOUNT = "123456789012"
USER, ROOT = f"arn:aws:iam::{ACCOUNT}:user/ann", f"arn:aws:iam::{ACCOUNT}:root"
NOT_TRUSTED = (
    f"User: {USER} is not authorized to perform: sts:AssumeRole because no role trust policy"
    " allows the sts:AssumeRole action"
)
DISTRUSTED = (
    f"User: {USER} is not authorized to perform: sts:AssumeRole with an explicit deny in the role"
    " trust policy"
)
BY_ID = {"StringEquals": {"sts:ExternalId": "4711", "sts:RoleSessionName": "session"}}


@pytest.mark.parametrize(
    ("trust", "without_policy", "with_policy"),
    [
        (trusting("*"), "", ""),
        (trusting({"AWS": ["arn:aws:iam::999999999999:root", USER]}), "", ""),
        (trusting({"AWS": ROOT}), "identity-based", ""),
        (trusting({"AWS": ACCOUNT}), "identity-based", ""),
        (trusting({"Service": "sagemaker.amazonaws.com"}), NOT_TRUSTED, NOT_TRUSTED),
        (trusting({"AWS": f"{USER}e"}), NOT_TRUSTED, NOT_TRUSTED),
        (trusting({"AWS": USER}, Action="sts:TagSession"), NOT_TRUSTED, NOT_TRUSTED),
        (trusting({"AWS": USER}, Condition=BY_ID), "", ""),
        (
            trusting({"AWS": USER}, Condition={"StringEquals": {"sts:ExternalId": "1"}}),
            NOT_TRUSTED,
            NOT_TRUSTED,
        ),
        (
            trusting(
                {"AWS": ROOT}, json.loads(trusting({"AWS": USER}, Effect="Deny"))["Statement"][0]
            ),
            DISTRUSTED,
            DISTRUSTED,
        ),
        (json.dumps({"Version": "2012-10-17"}), NOT_TRUSTED, NOT_TRUSTED),
    ],
)
def test_a_role_is_assumed_by_whom_it_trusts(
    guarded: Guarded, trust: str, without_policy: str, with_policy: str
) -> None:
    iam = guarded.client("iam")
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    for said, policy in ((without_policy, "s3:ListBucket"), (with_policy, "sts:AssumeRole")):
        sts = guarded.client("sts", guarded.key("ann", allowing(policy)))
        members = {"RoleArn": role, "RoleSessionName": "session", "ExternalId": "4711"}
        if not said:
            assert sts.assume_role(**members)["Credentials"]
            continue
        code, status, message = code_of(sts.assume_role, **members)
        assert (code, status) == ("AccessDenied", 403)
        assert message == said or (said in message and "on resource" in message)


def test_sessions_other_accounts_and_unknown_roles(guarded: Guarded) -> None:
    iam, sts = guarded.client("iam"), guarded.client("sts")
    first = iam.create_role(RoleName="first", AssumeRolePolicyDocument=trusting({"AWS": ROOT}))
    second = iam.create_role(
        RoleName="second", AssumeRolePolicyDocument=trusting({"AWS": first["Role"]["Arn"]})
    )["Role"]["Arn"]
    assert code_of(sts.assume_role, RoleArn=second, RoleSessionName="session")[2].endswith(
        "because no role trust policy allows the sts:AssumeRole action"
    )
    given = sts.assume_role(RoleArn=first["Role"]["Arn"], RoleSessionName="session")["Credentials"]
    session = given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
    assert guarded.client("sts", session).assume_role(RoleArn=second, RoleSessionName="session")
    unknown = second.replace("second", "unknown")
    code, status, message = code_of(sts.assume_role, RoleArn=unknown, RoleSessionName="session")
    admin = USER.replace("ann", "admin")
    assert (code, status) == ("AccessDenied", 403)
    assert message == (
        f"User: {admin} is not authorized to perform: sts:AssumeRole on resource: {unknown}"
    )
