"""Who may sign in, as whom, and how a session is kept."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.pages.portal.conftest import TEMPLATE, Portal, watched
from tests.support.emulator import REGION, Emulator

PUBLIC = f"arn:aws:sagemaker:{REGION}:394669845002:workteam/public-crowd/default"
OIDC = {
    "ClientId": "client",
    "ClientSecret": "secret",
    "Issuer": "https://id.example",
    "AuthorizationEndpoint": "https://id.example/authorize",
    "TokenEndpoint": "https://id.example/token",
    "UserInfoEndpoint": "https://id.example/user",
    "LogoutEndpoint": "https://id.example/logout",
    "JwksUri": "https://id.example/keys",
}


def test_nobody_works_here_yet(portal: Portal) -> None:
    page = portal.open()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody works here yet")


def test_each_user_of_the_groups_can_be_chosen_once(portal: Portal, team: str) -> None:
    page = portal.open()
    people = page.get_by_role("list", name="Workers").get_by_role("button")
    assert [text.split("\n")[-2:] for text in people.all_inner_texts()] == [
        ["alice", "team"],
        ["bob", "team"],
    ]


def test_a_stand_in_answers_for_a_team_without_users(portal: Portal, emulator: Emulator) -> None:
    flow = emulator.make_flow(workteam=emulator.make_workteam("empty"), template=TEMPLATE)
    emulator.start_loop(flow)
    page = portal.sign_in("worker-1")
    expect(page.get_by_text("Hello, worker-1")).to_be_visible()
    portal.start()
    (task,) = portal.tasks()
    assert (task["worker"], task["status"]) == ("worker-1", "Accepted")
    emulator.accept("loop", "worker-1")  # The very worker that answers without the portal.
    assert portal.tasks() == [task]


def test_somebody_else_may_answer_under_any_name(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = portal.open()
    page.get_by_label("Somebody else").fill("  Zoë   <b>O'Hara</b> ")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Hello, Zoë <b>O'Hara</b>")).to_be_visible()
    portal.start()
    assert portal.tasks()[0]["worker"] == "Zoë <b>O'Hara</b>"


def test_the_enter_key_signs_in_under_the_typed_name(portal: Portal, flow: str) -> None:
    page = portal.open()
    page.get_by_label("Somebody else").fill("carol")
    page.get_by_label("Somebody else").press("Enter")
    expect(page.get_by_text("Hello, carol")).to_be_visible()


def test_a_typed_name_of_a_user_is_that_user(portal: Portal, colleague: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = portal.open()
    page.get_by_label("Somebody else").fill("alice")
    page.get_by_role("button", name="Sign in").click()
    portal.start()
    same = colleague.sign_in("alice")
    expect(same.get_by_role("button", name="Resume working")).to_be_visible()


def test_members_of_an_oidc_group(portal: Portal, emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    sagemaker.create_workforce(WorkforceName="people", OidcConfig=OIDC)
    arn = sagemaker.create_workteam(
        WorkteamName="lawyers",
        MemberDefinitions=[{"OidcMemberDefinition": {"Groups": ["legal", "night-shift"]}}],
        Description="Lawyers",
    )["WorkteamArn"]
    emulator.start_loop(emulator.make_flow(workteam=arn, template=TEMPLATE))
    page = portal.open()
    expect(page.get_by_role("button", name="of the group legal")).to_be_visible()
    page.get_by_role("button", name="of the group night-shift").click()
    frame = portal.start()
    frame.get_by_label("Your answer").fill("yes")
    portal.submit(frame)
    loop = emulator.wait_for_status("Completed")
    output = emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]).decode()
    assert '"identityProviderType":"Oidc","issuer":"https://id.example"' in output


def test_tasks_of_the_public_workforce_have_their_portal(
    portal: Portal, emulator: Emulator
) -> None:
    price = {"AmountInUsd": {"Dollars": 0, "Cents": 1, "TenthFractionsOfACent": 2}}
    flow = emulator.make_flow(workteam=PUBLIC, template=TEMPLATE, PublicWorkforceTaskPrice=price)
    emulator.client("sagemaker-a2i-runtime").start_human_loop(
        HumanLoopName="loop",
        FlowDefinitionArn=flow,
        HumanLoopInput={"InputContent": '{"text": "a"}'},
        DataAttributes={"ContentClassifiers": ["FreeOfPersonallyIdentifiableInformation"]},
    )
    portal.sign_in("worker-1")
    frame = portal.start()
    frame.get_by_label("Your answer").fill("a")
    portal.submit(frame)
    emulator.wait_for_status("Completed")


def test_a_workforce_is_chosen_where_there_are_several(portal: Portal, emulator: Emulator) -> None:
    emulator.make_workteam("here", workers=("alice",))
    emulator.client("sagemaker", "eu-west-1").create_workforce(
        WorkforceName="people", OidcConfig=OIDC
    )
    page = portal.open()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose your workforce")
    page.get_by_role("link", name="eu-west-1").click()
    expect(page.get_by_role("list", name="Workers")).to_have_count(0)
    page.get_by_role("link", name="Change").click()
    page.get_by_role("link", name="us-east-1").click()
    page.get_by_role("button", name="alice").click()
    expect(page.get_by_text("Hello, alice")).to_be_visible()


def test_workers_of_other_teams_and_scopes_are_kept_apart(
    portal: Portal, emulator: Emulator, flow: str
) -> None:
    emulator.start_loop(flow)
    (task,) = portal.tasks()
    emulator.make_workteam("others", workers=("carol",))
    page = portal.sign_in("carol")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (0)")
    portal.open(f"work/{task['taskId']}")
    expect(page.get_by_role("heading", level=1)).to_have_text("This task is not for you")
    page.get_by_role("link", name="Sign in as somebody else").click()
    page.get_by_role("button", name="alice").click()
    expect(page.get_by_role("button", name="Start working")).to_be_visible()


def test_who_leaves_the_group_is_out(portal: Portal, emulator: Emulator, flow: str) -> None:
    emulator.start_loop(flow)
    page = portal.sign_in("alice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (1)")
    cognito = emulator.client("cognito-idp")
    pool = cognito.list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
    cognito.admin_remove_user_from_group(UserPoolId=pool, Username="alice", GroupName="group")
    emulator.advance(10)
    portal.open()
    expect(page.get_by_text("You are in no workteam any more")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (0)")


def test_signing_in_makes_a_new_session(portal: Portal, flow: str) -> None:
    page = portal.open()
    before = page.locator("[name=csrf_token]").first.input_value()
    portal.sign_in("alice")
    (cookie,) = page.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert cookie["path"] == "/_a2i/portal"
    after = page.locator("[name=csrf_token]").first.input_value()
    assert after != before
    address = f"{portal.emulator.url}/_a2i/portal/sign-out"
    for token in (before, "", "é"):
        assert page.request.post(address, form={"csrf_token": token}).status == 403
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    portal.open()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_signing_out_ends_the_session_in_every_copy_of_its_cookie(
    portal: Portal, colleague: Portal, flow: str
) -> None:
    page = portal.sign_in("alice")
    colleague.page.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    other = colleague.open()
    expect(other.get_by_role("heading", level=1)).to_have_text("Jobs (0)")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/sign-in")
    expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")
    kept = colleague.page.context.cookies()
    portal.emulator.control("POST", "reset")
    colleague.page.context.clear_cookies()
    colleague.page.context.add_cookies(kept)  # type: ignore[arg-type]
    assert "sign-in" in colleague.open().url


def test_a_session_of_another_emulator_is_none(portal: Portal, team: str) -> None:
    page = portal.sign_in("alice")
    (cookie,) = page.context.cookies()
    value = cookie["value"]
    middle = len(value) // 2
    forged = value[:middle] + ("A" if value[middle] != "A" else "B") + value[middle + 1 :]
    page.context.add_cookies([{**cookie, "value": forged}])  # type: ignore[typeddict-item]
    portal.open()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_password_is_asked_for(locked: Emulator, portal: Portal) -> None:
    team = locked.make_workteam(workers=("alice",))
    locked.make_workteam("second", workers=("bob",))
    cognito = locked.client("cognito-idp")
    for pool in cognito.list_user_pools(MaxResults=10)["UserPools"]:
        for user in cognito.list_users(UserPoolId=pool["Id"])["Users"]:
            cognito.admin_set_user_password(
                UserPoolId=pool["Id"],
                Username=user["Username"],
                Password="Correct-horse-1",
                Permanent=True,
            )
    locked.start_loop(locked.make_flow(workteam=team, template=TEMPLATE))
    there = watched(locked, portal.page)
    page = there.open()
    expect(page.get_by_role("list", name="Workers")).to_have_count(0)
    page.get_by_label("User name").fill("alice")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong.")
    expect(page.get_by_label("User name")).to_have_value("alice")
    page.get_by_label("Password").fill("Correct-horse-1")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Hello, alice")).to_be_visible()
    there.start()
    assert there.tasks()[0]["worker"] == "alice"


def test_no_choice_gets_around_the_password(locked: Emulator, portal: Portal) -> None:
    team = locked.make_workteam(workers=("alice",))
    page = watched(locked, portal.page).open()
    token = page.locator("[name=csrf_token]").first.input_value()
    place = {"csrf_token": token, "account": "123456789012", "region": REGION}
    for extra in ({"choice": f"team:{team}"}, {"name": "alice"}, {"choice": "user:", "name": "a"}):
        answer = page.request.post(f"{locked.url}/_a2i/portal/sign-in", form={**place, **extra})
        assert answer.status == 401
    assert page.request.get(f"{locked.url}/_a2i/portal/jobs.json").status == 401
