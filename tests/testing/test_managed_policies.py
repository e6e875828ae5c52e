"""AWS's managed policies, by the server and under the mock."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from tests.support.roles import REVIEW, USUAL, make_role

from a2i_emulator import Emulator
from a2i_emulator.testing import A2I


def test_a_set_up_script_makes_its_role(kit: A2I) -> None:
    iam = kit.client("iam")
    make_role(iam)
    attached = iam.list_attached_role_policies(RoleName="a2i")["AttachedPolicies"]
    assert sorted(policy["PolicyArn"] for policy in attached) == sorted(USUAL)
    iam.detach_role_policy(RoleName="a2i", PolicyArn=REVIEW)
    policy = iam.get_policy(PolicyArn=REVIEW)["Policy"]
    assert (policy["PolicyName"], policy["AttachmentCount"]) == ("AmazonAugmentedAIFullAccess", 0)
    version = iam.get_policy_version(PolicyArn=REVIEW, VersionId=policy["DefaultVersionId"])
    assert "sagemaker:*HumanLoop" in json.dumps(version["PolicyVersion"]["Document"])
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.attach_role_policy(RoleName="a2i", PolicyArn="arn:aws:iam::aws:policy/NoSuchPolicy")


def test_policies_of_the_account_are_apart_from_them(kit: A2I) -> None:
    iam = kit.client("iam")
    own = iam.create_policy(PolicyName="own", PolicyDocument=json.dumps({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
    }))["Policy"]["Arn"]  # fmt: skip
    local = iam.list_policies(Scope="Local")["Policies"]
    assert [policy["Arn"] for policy in local] == [own]
    pages = iam.get_paginator("list_policies").paginate(Scope="AWS")
    assert set(USUAL) <= {policy["Arn"] for page in pages for policy in page["Policies"]}


ALONE = """
import sys
import boto3
from moto import mock_aws
from a2i_emulator import mock_a2i
from tests.support.roles import make_role
with mock_a2i(region="us-east-1"):
    print("moto.iam.models" in sys.modules)
    make_role(boto3.client("iam"))
with mock_aws():
    try:
        make_role(boto3.client("iam", region_name="us-east-1"))
    except Exception as error:
        print(error.response["Error"]["Code"])
"""


def test_a_start_reads_nothing_of_iam_and_moto_alone_stays_as_it_was() -> None:
    told = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, check=True)
    assert told.stdout.split() == [b"False", b"NoSuchEntity"]


def test_what_was_made_is_the_same_after_a_restart(tmp_path: Path) -> None:
    with Emulator(data_dir=tmp_path) as first:
        iam = first.client("iam")
        make_role(iam)
        key = iam.create_access_key(UserName=iam.create_user(UserName="u")["User"]["UserName"])
        before = iam.get_role(RoleName="a2i")["Role"]["RoleId"], iam.get_policy(PolicyArn=REVIEW)
    with Emulator(data_dir=tmp_path) as second:
        iam = second.client("iam")
        after = iam.get_role(RoleName="a2i")["Role"]["RoleId"], iam.get_policy(PolicyArn=REVIEW)
        assert after[0] == before[0]
        assert after[1]["Policy"] == before[1]["Policy"]
        (kept,) = iam.list_access_keys(UserName="u")["AccessKeyMetadata"]
        assert kept["AccessKeyId"] == key["AccessKey"]["AccessKeyId"]
