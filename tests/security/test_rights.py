"""What a call needs beside its name: resources, other services' rights, other accounts' consent."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.security.conftest import Guarded, allowing, trusting
from tests.support.signed import FORM, JSON, Key, call

DENYING = {"Effect": "Deny", "Resource": "*"}
POOL = "AWSCognitoIdentityProviderService.DescribeUserPool"
HOME = "arn:aws:{}:us-east-1:123456789012:"


def rpc(guarded: Guarded, key: Key, service: str, target: str, **members: Any) -> int:
    """Send a call in JSON and return its status."""
    headers = JSON | {"X-Amz-Target": target}
    return call(guarded, key, service, "POST", "/", headers, json.dumps(members).encode())[0]


def query(guarded: Guarded, key: Key, service: str, action: str, **members: str) -> int:
    """Send a call in the Query protocol and return its status."""
    version = {"iam": "2010-05-08", "sns": "2010-03-31", "cloudformation": "2010-05-15"}
    form = {"Action": action, "Version": version.get(service, "2011-06-15"), **members}
    return call(guarded, key, service, "POST", "/", FORM, urlencode(form).encode())[0]


def foreign(guarded: Guarded) -> Key:
    """Return a session of another account's role that may do everything there."""
    from moto.iam.models import iam_backends

    there = iam_backends["222222222222"]["aws"]
    there.create_role("guest", trusting({"AWS": "*"}), "/", None, "", [], 3600)
    there.put_role_policy("guest", "all", json.dumps(allowing("*")))
    role = "arn:aws:iam::222222222222:role/guest"
    given = guarded.client("sts").assume_role(RoleArn=role, RoleSessionName="guest")["Credentials"]
    return given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]


def denying(*actions: str, **more: Any) -> dict[str, Any]:
    return {"Statement": {**DENYING, "Action": list(actions), **more}}


def test_what_is_denied_counts_where_the_operation_is_not_known(guarded: Guarded) -> None:
    denied = guarded.key("most", allowing("*"), denying("lambda:DeleteFunction"))
    most = {"Effect": "Allow", "NotAction": "lambda:DeleteFunction", "Resource": "*"}
    but_one = guarded.key("other", {"Statement": most})
    for key in (denied, but_one):
        path = "/2015-03-31/functions/x"
        assert call(guarded, key, "lambda", "DELETE", path)[0] == 403
    assert call(guarded, guarded.admin, "lambda", "DELETE", "/2015-03-31/functions/x")[0] == 404


def test_a_narrow_resource_allows_nothing_elsewhere(guarded: Guarded) -> None:
    guarded.client("iam").create_user(UserName="root")
    narrow = allowing(["iam:*", "secretsmanager:*"], "arn:aws:iam::123456789012:user/x")
    key = guarded.key("ann", narrow)
    assert query(guarded, key, "iam", "CreateAccessKey", UserName="root") == 403
    assert query(guarded, key, "iam", "ListUsers") == 403
    target = "secretsmanager.CreateSecret"
    assert rpc(guarded, key, "secretsmanager", target, Name="n", SecretString="s") == 400


def test_a_condition_of_a_denial_may_have_variables(guarded: Guarded) -> None:
    ui = guarded.client("sagemaker").create_human_task_ui(
        HumanTaskUiName="page",
        UiTemplate={"Content": "<crowd-form></crowd-form>"},
        Tags=[{"Key": "owner", "Value": "ann"}],
    )
    assert ui["HumanTaskUiArn"]
    owned = {"StringEquals": {"aws:ResourceTag/owner": "${aws:username}"}}
    own = denying("sagemaker:DeleteHumanTaskUi", Condition=owned)
    ann, bob = (guarded.key(name, allowing("*"), own) for name in ("ann", "bob"))
    target = "SageMaker.DeleteHumanTaskUi"
    assert rpc(guarded, ann, "sagemaker", target, HumanTaskUiName="page") == 400
    assert rpc(guarded, bob, "sagemaker", target, HumanTaskUiName="page") == 200


ADMIN = {
    "Resources": {
        "U": {"Type": "AWS::IAM::User", "Properties": {"UserName": "evil"}},
        "K": {"Type": "AWS::IAM::AccessKey", "Properties": {"UserName": {"Ref": "U"}}},
    },
    "Outputs": {"S": {"Value": {"Fn::GetAtt": ["K", "SecretAccessKey"]}}},
}


def test_stacks_are_made_by_who_may_do_everything(guarded: Guarded) -> None:
    guarded.client("s3").create_bucket(Bucket="victim")
    guarded.client("s3").put_object(Bucket="victim", Key="t.json", Body=b'{"Resources": {}}')
    key = guarded.key("few", allowing(["cloudformation:*", "iam:*", "s3:*"]))
    most = guarded.key("most", allowing("*"), denying("ec2:RunInstances"))
    body, url = (
        {"TemplateBody": json.dumps(ADMIN)},
        {"TemplateURL": "https://victim.s3.amazonaws.com/t.json"},
    )
    for action, members in (
        ("CreateStack", {"StackName": "s", **body}),
        ("CreateStack", {"StackName": "s", **url}),
        ("UpdateStack", {"StackName": "s", **body}),
        ("CreateChangeSet", {"StackName": "s", "ChangeSetName": "c", **url}),
        ("ExecuteChangeSet", {"ChangeSetName": "c"}),
        ("CreateStackSet", {"StackSetName": "s", **body}),
        ("DeleteStack", {"StackName": "s"}),
        ("GetTemplateSummary", url),
        ("ValidateTemplate", url),
    ):
        for who in (key, most) if "TemplateURL" not in members else (key,):
            assert query(guarded, who, "cloudformation", action, **members) == 403, action
    assert guarded.client("iam").list_users()["Users"] == []
    assert (
        query(guarded, guarded.admin, "cloudformation", "CreateStack", StackName="s", **body) == 200
    )
    assert query(guarded, key, "cloudformation", "DescribeStacks") == 200
    assert query(guarded, key, "cloudformation", "GetTemplateSummary", **body) == 200


def test_a_secret_is_no_parameter(guarded: Guarded) -> None:
    guarded.client("secretsmanager").create_secret(Name="s", SecretString="hush")
    key = guarded.key("few", allowing("ssm:*"))
    both = guarded.key("both", allowing(["ssm:*", "secretsmanager:GetSecretValue"]))
    members = {"Name": "/aws/reference/secretsmanager/s", "WithDecryption": True}
    assert rpc(guarded, key, "ssm", "AmazonSSM.GetParameter", **members) == 400
    assert rpc(guarded, both, "ssm", "AmazonSSM.GetParameter", **members) == 200


def test_who_may_look_after_a_user_looks_after_that_one(guarded: Guarded) -> None:
    iam = guarded.client("iam")
    for name in ("ann", "bob"):
        iam.create_user(UserName=name)
    given = iam.create_access_key(UserName="ann")["AccessKey"]
    bobs = iam.create_access_key(UserName="bob")["AccessKey"]["AccessKeyId"]
    own = "arn:aws:iam::123456789012:user/${aws:username}"
    actions = ["CreateAccessKey", "DeleteAccessKey", "UpdateAccessKey", "ListAccessKeys", "GetUser"]
    document = json.dumps(allowing([f"iam:{each}" for each in (*actions, "UpdateUser")], own))
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=document)
    ann = given["AccessKeyId"], given["SecretAccessKey"], None
    assert query(guarded, ann, "iam", "ListAccessKeys") == 200
    assert query(guarded, ann, "iam", "GetUser", UserName="ann") == 200
    assert query(guarded, ann, "iam", "CreateAccessKey", UserName="ann") == 200
    for members in ({"UserName": "bob"}, {"UserName": "b*b"}, {"UserName": "ann/../bob"}):
        assert query(guarded, ann, "iam", "CreateAccessKey", **members) == 403
    # moto looks for whoever has the key
    assert query(guarded, ann, "iam", "DeleteAccessKey", AccessKeyId=bobs) == 403
    rest = {"UserName": "ann", "AccessKeyId": bobs, "Status": "Inactive"}
    assert query(guarded, ann, "iam", "UpdateAccessKey", **rest) == 404
    assert query(guarded, ann, "iam", "UpdateUser", UserName="ann", NewUserName="bob2") == 403
    twice = b"Action=CreateAccessKey&Version=2010-05-08&UserName=ann&UserName=bob"
    assert call(guarded, ann, "iam", "POST", "/", FORM, twice)[0] == 403
    target = JSON | {"X-Amz-Target": "IAM.CreateAccessKey"}
    assert call(guarded, ann, "iam", "POST", "/", target, b'{"UserName": "bob"}')[0] in {400, 403}
    assert len(iam.list_access_keys(UserName="bob")["AccessKeyMetadata"]) == 1


@pytest.mark.parametrize(
    ("action", "resource", "target", "mine", "others"),
    [
        ("sqs:*", "mine", "AmazonSQS.SendMessage", "mine", "yours"),
        (
            "sqs:*",
            "mine",
            "AmazonSQS.SendMessage",
            "http://x/123456789012/mine",
            "http://mine/yours",
        ),
        ("sqs:*", "m*", "AmazonSQS.CreateQueue", "more", "yours"),
        ("dynamodb:*", "table/m*", "DynamoDB_20120810.DescribeTable", "more", "yours"),
        (
            "secretsmanager:*",
            "secret:mine-??????",
            "secretsmanager.DescribeSecret",
            "mine",
            "mine-abcdef",
        ),
        ("ssm:*", "parameter/m/*", "AmazonSSM.GetParameter", "/m/a", "/y/a"),
        (
            "cognito-idp:*",
            "userpool/us-east-1_m",
            "AWSCognitoIdentityProviderService.DescribeUserPool",
            "us-east-1_m",
            "us-east-1_y",
        ),
        ("events:*", "event-bus/mine", "AWSEvents.PutEvents", "mine", "default"),
    ],
)
def test_a_resource_is_what_a_member_names(  # noqa: PLR0917 - the table's columns
    guarded: Guarded, action: str, resource: str, target: str, mine: str, others: str
) -> None:
    service = action.partition(":")[0]
    key = guarded.key("few", allowing(action, HOME.format(service) + resource))
    named = {
        "SendMessage": "QueueUrl", "CreateQueue": "QueueName", "DescribeTable": "TableName",
        "DescribeSecret": "SecretId", "GetParameter": "Name", "DescribeUserPool": "UserPoolId",
    }  # fmt: skip

    def refusal(name: str) -> bool:
        member = named.get(target.partition(".")[2])
        members: dict[str, Any] = {str(member): name, "MessageBody": "x"}
        if member is None:
            event = {"Source": "a", "DetailType": "b", "Detail": "{}"}
            members = {"Entries": [event | {"EventBusName": each} for each in ("mine", name)]}
        body = json.dumps(members).encode()
        said = call(guarded, key, service, "POST", "/", JSON | {"X-Amz-Target": target}, body)[1]
        return "is not authorized to perform" in said

    assert not refusal(mine)
    assert refusal(others)


def test_a_topic_is_published_to_by_its_name(guarded: Guarded) -> None:
    sns = guarded.client("sns")
    mine, yours = (sns.create_topic(Name=name)["TopicArn"] for name in ("mine", "yours"))
    key = guarded.key("few", allowing("sns:*", mine))
    common = {"Message": "x"}
    assert query(guarded, key, "sns", "Publish", TopicArn=mine, **common) == 200
    assert query(guarded, key, "sns", "Publish", TopicArn=yours, **common) == 403
    assert query(guarded, key, "sns", "Publish", TopicArn=mine, TargetArn=yours, **common) == 403
    assert query(guarded, key, "sns", "CreateTopic", Name="mine") == 200


def test_another_account_has_its_own(guarded: Guarded) -> None:
    s3 = guarded.client("s3")
    s3.create_bucket(Bucket="victim")
    s3.put_object(Bucket="victim", Key="secret", Body=b"secret")
    topic = guarded.client("sns").create_topic(Name="t")["TopicArn"]
    key = foreign(guarded)
    token = {"x-amz-security-token": str(key[2])}
    for method, target, more in (
        ("GET", "/victim/secret", {}),
        ("GET", "/victim", {}),
        ("PUT", "/victim/secret", {}),
        ("DELETE", "/victim", {}),
        ("PUT", "/own-bucket/copy", {"x-amz-copy-source": "victim/secret"}),
    ):
        assert call(guarded, key, "s3", method, target, token | more)[0] == 403
    assert call(guarded, key, "s3", "PUT", "/own-bucket", token)[0] == 200
    assert call(guarded, key, "s3", "PUT", "/own-bucket/x", token, b"x")[0] == 200
    assert call(guarded, guarded.admin, "s3", "GET", "/own-bucket/x")[0] == 403
    queue = "arn:aws:sqs:us-east-1:123456789012:q"
    common = {"Version": "2010-03-31", "Message": queue}
    for form, expected in (
        ({"Action": "Publish", "TopicArn": topic}, 403),
        ({"Action": "CreateTopic", "Name": "theirs"}, 200),
        (
            {
                "Action": "Publish",
                "TopicArn": topic.replace("123456789012:t", "222222222222:theirs"),
            },
            200,
        ),
        ({"Action": "Subscribe", "TopicArn": "x", "Protocol": "sqs", "Endpoint": queue}, 403),
    ):
        body = urlencode(form | common).encode()
        status, said = call(guarded, key, "sns", "POST", "/", FORM | token, body)
        is_theirs = not re.search("no resource-based policy", said)
        assert (status, is_theirs) == (expected, expected == 200), form
    targets = json.dumps({"Rule": "r", "Targets": [{"Id": "1", "Arn": queue}]}).encode()
    headers = JSON | token | {"X-Amz-Target": "AWSEvents.PutTargets"}
    assert "no resource-based" in call(guarded, key, "events", "POST", "/", headers, targets)[1]
    deep = b'{"a":' * 600 + b"1" + b"}" * 600
    assert call(guarded, key, "events", "POST", "/", headers, deep)[0] == 400


def test_a_team_is_made_by_who_may_make_that_team(guarded: Guarded) -> None:
    team = HOME.format("sagemaker") + "workteam/private-crowd/theirs"
    denied = {"Statement": {**DENYING, "Action": "sagemaker:CreateWorkteam", "Resource": team}}
    key = guarded.key("most", allowing("*"), denied)
    target, members = "SageMaker.CreateWorkteam", {"WorkforceName": "default"}
    more = {"Description": "x", "MemberDefinitions": [{"CognitoMemberDefinition": dict.fromkeys(
        ("UserPool", "UserGroup", "ClientId"), "us-east-1_a")}]}  # fmt: skip
    body = json.dumps({"WorkteamName": "theirs", **members, **more}).encode()
    said = call(guarded, key, "sagemaker", "POST", "/", JSON | {"X-Amz-Target": target}, body)[1]
    assert "explicit deny" in said


def test_a_session_is_not_limited_by_what_nobody_reads(guarded: Guarded) -> None:
    role = guarded.client("iam").create_role(
        RoleName="all", AssumeRolePolicyDocument=trusting({"AWS": "*"})
    )["Role"]["Arn"]
    members = {"RoleArn": role, "RoleSessionName": "some"}
    limit = {"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    assert query(guarded, guarded.admin, "sts", "AssumeRole", **members) == 200
    assert query(guarded, guarded.admin, "sts", "AssumeRole", **members, **limit) == 403


@pytest.mark.parametrize("policy", ["nonsense", "[]", '"x"', "null", "{}", '{"Statement": "x"}'])
def test_a_limit_that_cannot_be_read_leaves_nothing(guarded: Guarded, policy: str) -> None:
    iam = guarded.client("iam")
    role = iam.create_role(RoleName="all", AssumeRolePolicyDocument=trusting({"AWS": "*"}))
    document = json.dumps(allowing("*"))
    iam.put_role_policy(RoleName="all", PolicyName="p", PolicyDocument=document)
    arn = role["Role"]["Arn"]
    given = guarded.client("sts").assume_role(RoleArn=arn, RoleSessionName="xx", Policy=policy)
    key = given["Credentials"]
    token = {"x-amz-security-token": key["SessionToken"]}
    pair = key["AccessKeyId"], key["SecretAccessKey"], key["SessionToken"]
    assert call(guarded, pair, "s3", "GET", "/", token)[0] == 403
