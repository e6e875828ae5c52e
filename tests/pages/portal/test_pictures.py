"""Tasks as a worker sees and does them, and the pictures of them in ``docs/images``.

The pictures are taken on every run, and kept where ``A2I_KEEP_PICTURES`` is set.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.pages.conftest import Keep
from tests.pages.portal.conftest import Portal, watched
from tests.support.built_in_over_http import (
    ALCOHOL,
    DUE_DATE,
    TAX,
    analyze,
    detect,
    uploaded,
)
from tests.support.built_in_over_http import (
    make_flow as make_built_in_flow,
)
from tests.support.emulator import Emulator

from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE

CLASSIFIER = """
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-classifier name="sentiment" header="What does the customer feel?"
      categories="['Delighted', 'Satisfied', 'Neutral', 'Disappointed', 'Angry']">
    <classification-target>{{ task.input.review }}</classification-target>
    <short-instructions>
      <p>Read the whole review and choose the feeling that it ends on.</p>
      <p>Irony counts as what is meant, not as what is said.</p>
    </short-instructions>
    <full-instructions header="How to classify a review">
      <p>Choose exactly one feeling.</p>
    </full-instructions>
  </crowd-classifier>
</crowd-form>
"""
REVIEWS = (
    """The parcel came two weeks late and the box was crushed. But when I wrote to you, a new one
    stood at my door the very next morning, with a hand-written note. I am speechless!""",
    "Works as described.",
    "Third lamp in a month that flickers. I give up.",
)


@pytest.fixture
def reviews(emulator: Emulator) -> str:
    """Jobs of several flow definitions."""
    team = emulator.make_workteam("support", workers=("alice", "bob"))
    flow = emulator.make_flow(
        "customer-feedback",
        workteam=team,
        template=CLASSIFIER,
        TaskTitle="Classify customer feedback",
        TaskDescription="Read what a customer has written and choose the feeling behind it.",
        TaskKeywords=["feedback", "sentiment"],
        TaskTimeLimitInSeconds=600,
    )
    for number, text in enumerate(REVIEWS):
        emulator.start_loop(flow, f"feedback-{number}", {"review": text})
        emulator.advance(1300 * (number + 1))
    return flow


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_and_a_classifier(
    portal: Portal, reviews: str, keep: Keep, scheme: str, context: BrowserContext
) -> None:
    portal.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = portal.open()
    expect(page.get_by_role("button", name="alice")).to_be_visible()
    keep(page, f"portal-sign-in-{scheme}")
    portal.sign_in("alice")
    expect(page.get_by_role("row")).to_have_count(4)
    keep(page, f"portal-jobs-{scheme}")
    frame = portal.start()
    choice = frame.get_by_role("radio", name="Delighted")
    choice.check()
    keep(page, f"portal-classifier-{scheme}")
    portal.submit(frame)
    answer = portal.emulator.wait_for_status("Completed", "feedback-0")
    output = portal.emulator.read_object(answer["HumanLoopOutput"]["OutputS3Uri"])
    assert b'"answerContent":{"sentiment":{"label":"Delighted"}}' in output

    page.goto(f"{portal.emulator.url}/_a2i/console/human-loops?flow={reviews}")
    expect(page.get_by_role("row")).to_have_count(4)
    keep(page, f"console-human-loops-{scheme}")
    page.goto(f"{portal.emulator.url}/_a2i/console/templates/new?kind=boxes")
    shown = page.frame_locator("#preview iframe")
    expect(shown.get_by_role("button", name="Submit")).to_be_visible()
    expect(shown.get_by_text("Window").first).to_be_visible()
    keep(page, f"console-template-{scheme}")


def begin(emulator: Emulator, page: Page) -> tuple[Portal, Any]:
    portal = watched(emulator, page)
    portal.sign_in("worker-1")
    return portal, portal.start()


def test_a_textract_task(emulator: Emulator, page: Page, keep: Keep) -> None:
    flow = make_built_in_flow(emulator, TEXTRACT_SOURCE, DUE_DATE, TAX)
    analyze(emulator, flow, uploaded(emulator, "invoice.png"))
    portal, frame = begin(emulator, page)
    frame.get_by_role("textbox").first.fill("2024-04-14")
    frame.get_by_role("checkbox", name="Key not found").check()
    expect(frame.get_by_role("img").first).to_be_visible()
    keep(page, "portal-textract")
    portal.submit(frame)
    output = emulator.wait_for_status("Completed")["HumanLoopOutput"]["OutputS3Uri"]
    assert TEXTRACT_SOURCE.encode() in emulator.read_object(output)
    assert portal.problems == []


def test_a_rekognition_task(emulator: Emulator, page: Page, keep: Keep) -> None:
    flow = make_built_in_flow(emulator, REKOGNITION_SOURCE, ALCOHOL)
    detect(emulator, flow, uploaded(emulator, "street.png"))
    portal, frame = begin(emulator, page)
    expect(frame.get_by_role("img").first).to_be_visible()
    frame.get_by_role("checkbox", name="Alcohol").check()
    keep(page, "portal-rekognition")
    portal.submit(frame)
    output = emulator.wait_for_status("Completed")["HumanLoopOutput"]["OutputS3Uri"]
    assert REKOGNITION_SOURCE.encode() in emulator.read_object(output)
    assert portal.problems == []
