"""Teams from the console: made with all that they need, invited into, and taken apart."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.support.accessibility import assert_accessible
from tests.support.emulator import Emulator
from tests.support.hostile import CORPUS, assert_unharmed, watch


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def test_a_team_from_nothing_and_back(emulator: Emulator, console: Page) -> None:
    sagemaker, cognito = emulator.client("sagemaker"), emulator.client("cognito-idp")
    console.goto(f"{emulator.url}/_a2i/console/workteams")
    expect(console.get_by_text("No workteams yet")).to_be_visible()
    assert_accessible(console)
    follow(console, "Create a team")
    expect(console.get_by_text("The account has no workforce yet")).to_be_visible()
    console.get_by_label("Name", exact=True).fill("not allowed")
    console.get_by_label("People").fill("alice\nbob")
    press(console, "Create the team")
    name = console.get_by_label("Name", exact=True)
    expect(name).to_have_attribute("aria-invalid", "true")
    assert_accessible(console)
    # Of a team that AWS refuses no group is left.
    (pool,) = cognito.list_user_pools(MaxResults=9)["UserPools"]
    assert cognito.list_groups(UserPoolId=pool["Id"])["Groups"] == []
    name.fill("graders")
    press(console, "Create the team")
    told = console.get_by_role("status").filter(has_text="Done:")
    expect(told).to_contain_text("CreateWorkteam")
    expect(told).to_contain_text("AdminAddUserToGroup")

    # A plain program uses what was made.
    team = sagemaker.describe_workteam(WorkteamName="graders")["Workteam"]
    (member,) = [one["CognitoMemberDefinition"] for one in team["MemberDefinitions"]]
    listed = cognito.list_users_in_group(UserPoolId=member["UserPool"], GroupName="graders")
    assert {user["Username"] for user in listed["Users"]} == {"alice", "bob"}

    follow(console, "graders")
    assert_accessible(console)
    console.get_by_label("User name").fill("carol")
    console.get_by_label("E-mail address").fill("carol@example.com")
    press(console, "Invite")
    carol = console.get_by_role("row", name="carol")
    expect(carol).to_contain_text("carol@example.com")
    carol.get_by_role("link", name="Disable …").click()
    press(console, "Disable them")
    expect(console.get_by_role("row", name="carol")).to_contain_text("Disabled")
    console.get_by_role("row", name="carol").get_by_role("link", name="Enable …").click()
    press(console, "Enable them")
    expect(console.get_by_role("row", name="carol")).not_to_contain_text("Disabled")
    console.get_by_role("row", name="carol").get_by_role("link", name="Remove …").click()
    press(console, "Remove them")
    expect(console.get_by_role("row", name="carol")).to_have_count(0)
    console.get_by_label("User name").fill("dora")
    console.get_by_label("Password").fill("Correct-Horse-9")
    press(console, "Invite")
    expect(told).to_contain_text("AdminSetUserPassword")
    assert 'Password="***"' in console.content()
    assert "Correct-Horse-9" not in console.content()
    console.get_by_label("User name").fill(" ")
    press(console, "Invite")
    expect(console.get_by_label("User name")).to_have_attribute("aria-invalid", "true")


def test_a_team_in_use_stays(emulator: Emulator, console: Page) -> None:
    emulator.make_flow(workteam=emulator.make_workteam("graders"))
    sagemaker = emulator.client("sagemaker")
    console.goto(f"{emulator.url}/_a2i/console/workteams")
    console.get_by_role("row", name="graders").get_by_role("link", name="Delete …").click()
    expect(console.get_by_role("main")).to_contain_text("Flow definitions use it")
    press(console, "Delete it")
    expect(console.get_by_role("alert")).to_be_visible()
    sagemaker.delete_flow_definition(FlowDefinitionName="flow")
    press(console, "Delete it")
    expect(console.get_by_text("No workteams yet")).to_be_visible()
    console.goto(f"{emulator.url}/_a2i/console/workforce")
    follow(console, "Delete …")
    press(console, "Delete it")
    expect(console.get_by_text("No workforces yet")).to_be_visible()
    assert sagemaker.list_workforces()["Workforces"] == []


def test_a_team_and_its_workforce_are_changed(emulator: Emulator, console: Page) -> None:
    seen = watch(console)
    sagemaker = emulator.client("sagemaker")
    emulator.make_workteam("graders")
    console.goto(f"{emulator.url}/_a2i/console/workteams")
    follow(console, "graders")
    follow(console, "Change …")
    console.get_by_label("Description").fill("")
    console.get_by_label("Groups").fill("group\nmore")
    press(console, "Save the team")
    expect(console.get_by_label("Description")).to_have_attribute("aria-invalid", "true")
    hostile = " ".join(CORPUS)[:200]
    console.get_by_label("Description").fill(hostile)
    assert_accessible(console)
    press(console, "Save the team")
    expect(console.get_by_role("main")).to_contain_text("Done: UpdateWorkteam")
    expect(console.get_by_role("main")).to_contain_text("group, more")
    team = sagemaker.describe_workteam(WorkteamName="graders")["Workteam"]
    assert team["Description"] == hostile
    groups = [one["CognitoMemberDefinition"]["UserGroup"] for one in team["MemberDefinitions"]]
    assert groups == ["group", "more"]
    assert_unharmed(console, seen)

    console.goto(f"{emulator.url}/_a2i/console/workforce")
    assert_accessible(console)
    follow(console, "Change …")
    ranges = console.get_by_label("Addresses that workers may come from")
    ranges.fill("nowhere")
    press(console, "Save the workforce")
    expect(ranges).to_have_attribute("aria-invalid", "true")
    ranges.fill("192.0.2.0/24\n2001:db8::/32")
    assert_accessible(console)
    press(console, "Save the workforce")
    expect(console.get_by_role("main")).to_contain_text("Done: UpdateWorkforce")
    force = sagemaker.describe_workforce(WorkforceName="default")["Workforce"]
    assert force["SourceIpConfig"] == {"Cidrs": ["192.0.2.0/24", "2001:db8::/32"]}
    follow(console, "Change …")
    ranges.fill("")
    press(console, "Save the workforce")
    force = sagemaker.describe_workforce(WorkforceName="default")["Workforce"]
    assert force["SourceIpConfig"] == {"Cidrs": []}


def test_an_oidc_workforce_and_its_team(emulator: Emulator, console: Page) -> None:
    seen = watch(console)
    console.goto(f"{emulator.url}/_a2i/console/workforces/new")
    assert_accessible(console)
    for member in ("Issuer", "AuthorizationEndpoint", "TokenEndpoint", "UserInfoEndpoint"):
        console.get_by_label(member).fill("https://idp.example.com")
    console.get_by_label("LogoutEndpoint").fill("https://idp.example.com")
    console.get_by_label("JwksUri").fill("no address")
    console.get_by_label("ClientId").fill("client")
    console.get_by_label("ClientSecret").fill("secret")
    press(console, "Create the workforce")
    uri = console.get_by_label("JwksUri")
    expect(uri).to_have_attribute("aria-invalid", "true")
    uri.fill("https://idp.example.com/jwks")
    console.get_by_label("ClientSecret").fill("secret")
    press(console, "Create the workforce")
    expect(console.get_by_role("row", name="default")).to_contain_text("https://idp.example.com")
    console.goto(f"{emulator.url}/_a2i/console/workteams")
    follow(console, "Create a team")
    console.get_by_label("Description").fill(" ".join(CORPUS)[:200])
    console.get_by_label("Groups").fill("graders\nmore-graders")
    press(console, "Create the team")
    follow(console, "reviewers")
    expect(console.get_by_role("main")).to_contain_text("graders, more-graders")
    console.goto(f"{emulator.url}/_a2i/console/workforce")
    follow(console, "Change …")
    expect(console.get_by_label("Issuer")).to_have_value("https://idp.example.com")
    console.get_by_label("Issuer").fill("https://other.example.com")
    console.get_by_label("ClientSecret").fill("secret")
    press(console, "Save the workforce")
    expect(console.get_by_role("row", name="default")).to_contain_text("https://other.example.com")
    assert_unharmed(console, seen)
