"""One human loop's page: what its workers answered, who holds it, and who called about it."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.pages.conftest import Keep
from tests.support.accessibility import assert_accessible
from tests.support.built_in_over_http import TAX, analyze, make_flow, uploaded
from tests.support.emulator import Emulator
from tests.support.hostile import EVERYTHING, assert_unharmed, watch

from a2i_emulator.domain.flow_definition import TEXTRACT_SOURCE
from a2i_emulator.predictions.samples import sample

TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script><crowd-form>
<crowd-bounding-box name="things" src="{{ task.input.image | grant_read_access }}" header="h"
  labels="['Person', 'Sign']"></crowd-bounding-box>
<crowd-entity-annotation name="names" text="{{ task.input.text }}" labels="['City']" header="h">
</crowd-entity-annotation>
<crowd-image-classifier name="kind" src="https://elsewhere.example/a.png" header="h"
  categories="['Street']"></crowd-image-classifier></crowd-form>"""
TEXT = "From Graz to <b>Linz</b>"


def answer(left: int, label: str) -> dict[str, object]:
    size = {"width": 800, "height": 533}
    box = {"height": 300, "label": label, "left": left, "top": 100, "width": 180}
    city = {"startOffset": 5, "endOffset": 9, "label": "City"}
    return {
        "things": {"boundingBoxes": [box], "inputImageProperties": size},
        "names": {"entities": [city]},
        "kind": {"label": "Street", "workerComment": "a comment"},
        "legible": {"yes": True, "no": False},
    }


def test_answers_side_by_side(emulator: Emulator, console: Page, keep: Keep) -> None:
    team = emulator.make_workteam(workers=("alice", "bob", "carol"))
    flow = emulator.make_flow(workteam=team, template=TEMPLATE, TaskCount=3)
    picture = sample("street.png")
    emulator.client("s3").put_object(Bucket="bucket", Key="in/a street.png", Body=picture)
    content = {"image": "s3://bucket/in/a street.png", "text": TEXT}
    emulator.start_loop(flow, "street", content)
    seen = watch(console)
    emulator.answer("street", answer(120, "Person"), worker="alice")
    emulator.answer("street", answer(150, "Sign"), worker="bob")
    emulator.accept("street", "carol")
    emulator.describe_loop("street")
    console.goto(f"{emulator.url}/_a2i/console/human-loops?name=street")
    console.get_by_role("link", name="street", exact=True).click()

    by_alice = console.get_by_role("region", name="Answer of alice")
    by_bob = console.get_by_role("region", name="Answer of bob")
    left, right = by_alice.bounding_box(), by_bob.bounding_box()
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    image = by_alice.get_by_role("img", name="What was drawn on the image").locator("image")
    shown = console.request.get(f"{emulator.url}{image.get_attribute('href')}")
    assert shown.body() == picture
    assert "sandbox" in shown.headers["content-security-policy"]
    expect(by_alice).to_contain_text("Person 120, 100 · 180 x 300")
    expect(by_bob.locator("svg g rect").first).to_have_attribute("x", "150.0")
    expect(by_alice.locator("mark")).to_have_text("GrazCity")
    expect(by_alice).to_contain_text("<b>Linz</b>")
    expect(by_alice).to_contain_text("https://elsewhere.example/a.png")
    expect(by_alice.get_by_role("listitem").filter(has_text="yes").first).to_contain_text("☑")
    by_alice.get_by_text("Answer content").click()
    expect(by_alice.locator("pre")).to_contain_text('"startOffset": 5')
    expect(console.get_by_role("row", name="carol")).to_contain_text("UTC")
    calls = console.get_by_role("region", name="Requests")
    for operation in ("StartHumanLoop", "DescribeHumanLoop"):
        expect(calls).to_contain_text(operation)
    assert_accessible(console)
    console.set_viewport_size({"width": 1280, "height": 800})
    for scheme in ("light", "dark"):
        console.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        console.reload()
        by_alice.scroll_into_view_if_needed()
        console.evaluate("scrollTo(0, document.querySelector('.answers').offsetTop - 130)")
        keep(console, f"console-answers-{scheme}")
    assert_unharmed(console, seen)


def test_the_answer_to_a_built_in_task(emulator: Emulator, console: Page) -> None:
    flow = make_flow(emulator, TEXTRACT_SOURCE, TAX, workers=("alice",))
    analyze(emulator, flow, uploaded(emulator, "invoice.png"))
    words = [{"id": "v", "text": "12 EUR"}]
    key = {"id": "k", "entityTypes": ["KEY"], "text": EVERYTHING,
           "relationships": [{"type": "VALUE", "ids": ["v"]}]}  # fmt: skip
    emulator.answer("loop", {TEXTRACT_SOURCE: {"blocks": [key, *words]}}, worker="alice")
    emulator.wait_for_status("Completed")
    seen = watch(console)
    console.goto(f"{emulator.url}/_a2i/console/human-loops")
    console.get_by_role("link", name="loop", exact=True).click()
    image = console.get_by_role("img", name="The image that the worker saw")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth > 100)")
    expect(console.get_by_role("region", name="Answer of alice")).to_contain_text("12 EUR")
    expect(console.get_by_role("region", name="Requests")).to_contain_text("AnalyzeDocument")
    assert_unharmed(console, seen, shows=EVERYTHING)


def test_loops_are_counted_by_status(emulator: Emulator, console: Page) -> None:
    flow = emulator.make_flow()
    for name in ("old-1", "old-2"):
        emulator.start_loop(flow, name)
    emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="old-1")
    emulator.wait_for_status("Stopped", "old-1")
    emulator.advance(7200)
    emulator.start_loop(flow, "new-1")
    console.goto(f"{emulator.url}/_a2i/console/human-loops")
    counts = console.get_by_role("navigation", name="Counts")
    expect(counts).to_contain_text("All 3")
    expect(counts).to_contain_text("InProgress 2")
    counts.get_by_role("link", name="Stopped 1").click()
    expect(console.get_by_role("row")).to_have_count(2)
    expect(counts.get_by_role("link", name="Stopped")).to_have_attribute("aria-current", "true")
    counts.get_by_role("link", name="All").click()
    console.get_by_label("Started").select_option("Last hour")
    console.get_by_role("button", name="Show").click()
    expect(console.get_by_role("row")).to_have_count(2)
    expect(counts).to_contain_text("All 1")
    console.get_by_label("Name").fill("old")
    console.get_by_label("Started").select_option("Any time")
    console.get_by_role("button", name="Show").click()
    expect(counts).to_contain_text("All 2")
    assert_accessible(console)
