from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from a2i_emulator.aws.cognito import MotoCognito
from a2i_emulator.domain.names import Scope

Client = Callable[[str], Any]
Member = dict[str, str]


@pytest.fixture
def member(client: Client) -> Member:
    cognito = client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c", GenerateSecret=True)
    cognito.create_group(UserPoolId=pool, GroupName="g")
    return {"UserPool": pool, "UserGroup": "g", "ClientId": app["UserPoolClient"]["ClientId"]}


def add_user(client: Client, member: Member, name: str, password: str | None = None) -> str:
    cognito, pool = client("cognito-idp"), member["UserPool"]
    attributes = [{"Name": "email", "Value": f"{name}@example.com"}]
    made = cognito.admin_create_user(
        UserPoolId=pool, Username=name, UserAttributes=attributes, TemporaryPassword="Temporary-1"
    )
    if password is not None:
        cognito.admin_set_user_password(
            UserPoolId=pool, Username=name, Password=password, Permanent=True
        )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName="g")
    return str(next(a["Value"] for a in made["User"]["Attributes"] if a["Name"] == "sub"))


def test_workers_are_the_users_of_the_group(client: Client, member: Member, scope: Scope) -> None:
    subject = add_user(client, member, "ann")
    client("cognito-idp").admin_create_user(UserPoolId=member["UserPool"], Username="other")
    (worker,) = MotoCognito().workers(scope, member)
    assert worker.name == "ann"
    assert re.fullmatch("[0-9a-f]{16}", worker.id)
    assert worker.identity is not None
    assert worker.identity.provider_type == "Cognito"
    assert worker.identity.issuer == (
        f"https://cognito-idp.eu-west-1.amazonaws.com/{member['UserPool']}"
    )
    assert worker.identity.subject == subject
    assert MotoCognito().workers(scope, member) == [worker]


def test_a_group_of_more_than_a_page(client: Client, member: Member, scope: Scope) -> None:
    for number in range(65):
        add_user(client, member, f"w{number}")
    workers = MotoCognito().workers(scope, member)
    assert {w.name for w in workers} == {f"w{number}" for number in range(65)}
    assert len({w.id for w in workers}) == 65


def test_no_group_no_workers(client: Client, member: Member, scope: Scope) -> None:
    assert MotoCognito().workers(scope, member | {"UserGroup": "none"}) == []
    assert MotoCognito().workers(scope, member | {"UserPool": "eu-west-1_none"}) == []


def test_disabled_users_do_not_work(client: Client, member: Member, scope: Scope) -> None:
    add_user(client, member, "ann", "Right-1!")
    client("cognito-idp").admin_disable_user(UserPoolId=member["UserPool"], Username="ann")
    assert MotoCognito().workers(scope, member) == []
    assert MotoCognito().authenticate(scope, member, "ann", "Right-1!") is None


def test_the_right_password(client: Client, member: Member, scope: Scope) -> None:
    add_user(client, member, "ann", "Right-1!")
    (worker,) = MotoCognito().workers(scope, member)
    assert MotoCognito().authenticate(scope, member, "ann", "Right-1!") == worker
    assert MotoCognito().authenticate(scope, member, "ann@example.com", "Right-1!") == worker


@pytest.mark.parametrize("password", ["", "wrong", "Right-1", "right-1!"])
def test_a_wrong_password(client: Client, member: Member, scope: Scope, password: str) -> None:
    add_user(client, member, "ann", "Right-1!")
    assert MotoCognito().authenticate(scope, member, "ann", password) is None


def test_who_does_not_exist_takes_as_much_work(
    client: Client, member: Member, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_user(client, member, "ann", "Right-1!")
    asked: list[str] = []
    know = MotoCognito._knows

    def spy(scope: Scope, member: Member, name: str, password: str) -> bool:
        asked.append(name)
        return know(scope, member, name, password)

    monkeypatch.setattr(MotoCognito, "_knows", staticmethod(spy))
    for name in ("ann", "nobody"):
        assert MotoCognito().authenticate(scope, member, name, "wrong") is None
    assert asked == ["ann", "nobody"]


def test_a_temporary_password_will_do(client: Client, member: Member, scope: Scope) -> None:
    add_user(client, member, "ann")
    assert MotoCognito().authenticate(scope, member, "ann", "Temporary-1") is not None
    assert MotoCognito().authenticate(scope, member, "ann", "wrong") is None


def test_only_users_of_the_group_get_in(client: Client, member: Member, scope: Scope) -> None:
    add_user(client, member, "ann", "Right-1!")
    client("cognito-idp").create_group(UserPoolId=member["UserPool"], GroupName="empty")
    empty = member | {"UserGroup": "empty"}
    assert MotoCognito().authenticate(scope, empty, "ann", "Right-1!") is None


def test_users_named_by_a_uuid_go_by_their_email(
    client: Client, member: Member, scope: Scope
) -> None:
    name = "0b5e1fb2-6d2c-4a4f-9f7c-0e8a0f4f7a11"
    add_user(client, member, name)
    (worker,) = MotoCognito().workers(scope, member)
    assert worker.name == f"{name}@example.com"
