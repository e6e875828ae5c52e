"""The way of a task through the portal, from signing in to output.json."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import expect
from tests.portal.conftest import Portal
from tests.support.emulator import Emulator


def answers(emulator: Emulator, loop: str = "loop") -> list[dict[str, Any]]:
    """The answers in the output of a loop that is about to complete."""
    described = emulator.wait_for_status("Completed", loop)
    body = emulator.read_object(described["HumanLoopOutput"]["OutputS3Uri"])
    found: list[dict[str, Any]] = json.loads(body)["humanAnswers"]
    return found


def test_a_worker_signs_in_answers_and_is_thanked(portal: Portal, flow: str) -> None:
    emulator = portal.emulator
    emulator.start_loop(flow, content={"text": "of cats"})
    page = portal.sign_in("alice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (1)")
    row = page.get_by_role("row").nth(1)
    for shown in ("Read a text", "Say what it is about", "reading", "texts", "flow", "Available"):
        expect(row).to_contain_text(shown)

    frame = portal.start()
    expect(page.locator(".completion-timer")).to_have_text(
        re.compile(r"^Task time: 00:0\d of 60 Min 0 Sec$")
    )
    expect(page.locator(".about")).to_contain_text("Task description: Say what it is about")
    expect(frame.locator("#text")).to_have_text("of cats")
    frame.get_by_label("Your answer").fill("cats")
    frame.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Submitted.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (0)")

    (answer,) = answers(emulator)
    assert answer["answerContent"] == {"answer": "cats"}
    assert re.fullmatch(r"[0-9a-f]{16}", answer["workerId"])
    identity = answer["workerMetadata"]["identityData"]
    assert identity["identityProviderType"] == "Cognito"
    assert answer["acceptanceTime"] < answer["submissionTime"]


def test_the_next_task_follows(portal: Portal, flow: str) -> None:
    for number in range(3):
        portal.emulator.start_loop(flow, f"loop-{number}", {"text": f"text {number}"})
    page = portal.sign_in()
    portal.start()
    for number in range(3):
        frame = portal.frame()
        expect(frame.locator("#text")).to_have_text(f"text {number}")
        frame.get_by_label("Your answer").fill(str(number))
        portal.submit(frame)
    expect(page.get_by_text("no more tasks of this job")).to_be_visible()
    for number in range(3):
        (answer,) = answers(portal.emulator, f"loop-{number}")
        assert answer["answerContent"] == {"answer": str(number)}
