"""What all task widgets share: instructions, the image, layout, accessibility, size."""

from __future__ import annotations

import gzip
import json
import re
from html import escape

import pytest
from playwright.sync_api import expect
from tests.crowd.conftest import Open, Server
from tests.support.accessibility import in_both_schemes
from tests.support.blocks import DATE, NAME, WANTED
from tests.support.pictures import picture

REGIONS = """<short-instructions header="In short"><p>Choose well.</p>
  <input name="inside" aria-label="Inside" required></short-instructions>
  <full-instructions header="All of it"><p>Choose very well.</p></full-instructions>"""
CATEGORIES = "categories=\"['Cat', 'Dog']\""
LABELS = "labels=\"['Cat', 'Dog']\""
IMAGE = f'src="{picture()}"'
EXCLUDING = "exclusion-category=\"{text: 'None'}\""

WIDGETS = {
    "crowd-classifier": CATEGORIES,
    "crowd-classifier-multi-select": CATEGORIES + EXCLUDING,
    "crowd-image-classifier": CATEGORIES + IMAGE,
    "crowd-image-classifier-multi-select": CATEGORIES + IMAGE + EXCLUDING,
    "crowd-rekognition-detect-moderation-labels": CATEGORIES + IMAGE + EXCLUDING,
    "crowd-textract-analyze-document": (
        f'{IMAGE} keys="{WANTED}" initial-value="{escape(json.dumps(NAME + DATE))}"'
    ),
    "crowd-bounding-box": LABELS + IMAGE,
    "crowd-semantic-segmentation": LABELS + IMAGE,
    "crowd-text-ranking": "text='A text' responses=\"['One', 'Two']\"",
    "crowd-question-answer-generation": "text='A text' question-tags=\"['Why']\"",
}


def widget(tag: str, inside: str = REGIONS) -> str:
    return f"""<crowd-form><{tag} name="w" header="What is it?" {WIDGETS[tag]}>{inside}
      </{tag}></crowd-form>"""


@pytest.mark.parametrize("tag", WIDGETS)
def test_axe_finds_nothing_serious_and_a_phone_is_wide_enough(open_task: Open, tag: str) -> None:
    comment = "<worker-comment></worker-comment>"
    target = "<classification-target><p>Meow.</p></classification-target>"
    task = open_task(widget(tag, REGIONS + comment + target))
    task.page.emulate_media(reduced_motion="reduce")
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("Inside")
    assert in_both_schemes(task.frame) == []
    task.page.set_viewport_size({"width": 360, "height": 740})
    assert task.frame.evaluate("document.scrollingElement.scrollWidth") <= 360


def test_axe_finds_nothing_serious_in_an_entity_annotation(open_task: Open) -> None:
    entities = "[{label:'who',startOffset:0,endOffset:3}]"
    task = open_task(
        f"""<crowd-entity-annotation name="e" header="H" text="Ada wrote." labels="['who']"
        initial-value="{entities}">{REGIONS}</crowd-entity-annotation>"""
    )
    task.page.emulate_media(reduced_motion="reduce")
    expect(task.frame.locator("mark")).to_be_visible()
    assert in_both_schemes(task.frame) == []


def test_instructions_fold_and_open_in_full(open_task: Open) -> None:
    frame = open_task(widget("crowd-classifier")).frame
    expect(frame.get_by_role("complementary", name="In short")).to_be_visible()
    expect(frame.get_by_text("Choose well.")).to_be_visible()
    frame.get_by_role("button", name="Hide instructions").click()
    expect(frame.get_by_text("Choose well.")).to_be_hidden()
    frame.get_by_role("button", name="Show instructions").click()
    frame.get_by_role("button", name="View full instructions").click()
    dialog = frame.get_by_role("dialog", name="All of it")
    expect(frame.get_by_text("Choose very well.")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_folded_inputs_are_shown_when_they_have_a_problem(open_task: Open) -> None:
    task = open_task(widget("crowd-classifier"))
    task.frame.get_by_role("button", name="Hide instructions").click()
    task.frame.get_by_text("Dog").click()
    task.submit_button.click()
    expect(task.frame.get_by_label("Inside")).to_be_focused()
    task.frame.get_by_label("Inside").fill("x")
    task.frame.get_by_role("button", name="Hide instructions").click()
    assert task.submit() == {"inside": "x", "w": {"label": "Dog"}}


def test_scripts_find_the_pane_and_the_dialog(open_task: Open) -> None:
    task = open_task(
        widget("crowd-classifier-multi-select")
        + """<script>document.addEventListener('all-crowd-elements-ready', () => {
          const root = document.querySelector('crowd-classifier-multi-select').shadowRoot;
          root.querySelector('.awsui-app-layout__navigation').style.width = '400px';
          root.querySelector('.awsui-modal-dialog').style.maxWidth = '90%';
        });</script>"""
    )
    box = task.frame.get_by_role("complementary").bounding_box()
    assert box is not None
    assert box["width"] == 400


@pytest.mark.parametrize("tag", [tag for tag, more in WIDGETS.items() if "src=" in more])
def test_a_missing_image_is_told_and_can_be_tried_again(open_task: Open, tag: str) -> None:
    task = open_task(widget(tag, "").replace(picture(), "/gone.png"))
    status = task.frame.get_by_role("status").filter(has_text="The image could not be loaded")
    expect(status).to_be_visible()
    before = len([url for url in task.requests if url.endswith("/gone.png")])
    with task.page.expect_request("**/gone.png"):
        status.get_by_role("button", name="Try again").click()
    expect(status).to_be_visible()
    assert before == 1


def test_no_image_is_told(open_task: Open) -> None:
    task = open_task(widget("crowd-image-classifier", "").replace(picture(), ""))
    expect(task.frame.get_by_text("This task names no image")).to_be_visible()


@pytest.mark.parametrize("size", [(20, 20), (800, 533), (300, 4000), (6000, 400)])
def test_an_image_of_any_size_moves_nothing(open_task: Open, size: tuple[int, int]) -> None:
    """The buttons stay where they are when the image arrives."""
    task = open_task(widget("crowd-image-classifier", "").replace(picture(), ""))
    before = task.submit_button.bounding_box()
    task.frame.evaluate(
        "src => { document.querySelector('crowd-image-classifier').src = src; }", picture(*size)
    )
    expect(task.frame.get_by_role("button", name="Zoom in")).to_be_visible()
    assert task.submit_button.bounding_box() == before
    image = task.frame.get_by_role("img").bounding_box()
    stage = task.frame.get_by_role("region", name="The image to classify").bounding_box()
    assert image is not None
    assert stage is not None
    assert image["width"] <= min(stage["width"], size[0]) + 1
    assert image["height"] <= min(stage["height"], size[1]) + 1


def test_an_image_that_a_script_moves_fits_where_it_is(open_task: Open) -> None:
    markup = widget("crowd-image-classifier", "").replace(picture(), picture(1600, 1200))
    task = open_task(f'{markup}<div id="narrow"></div>')
    zoom = task.frame.locator("output")
    expect(zoom).to_be_visible()
    before = zoom.inner_text()
    task.frame.evaluate("narrow.append(document.querySelector('crowd-form'))")
    task.frame.evaluate("narrow.style.width = '320px'")
    expect(zoom).not_to_have_text(before)


def test_images_zoom_by_button_key_and_wheel(open_task: Open) -> None:
    task = open_task(widget("crowd-image-classifier", "").replace(picture(), picture(1600, 1200)))
    image = task.frame.get_by_role("img")
    stage = task.frame.get_by_role("region", name="The image to classify")

    def width() -> float:
        box = image.bounding_box()
        assert box is not None
        return box["width"]

    task.frame.get_by_role("button", name="Zoom in").click()
    fitting = width() / 1.25
    stage.press("+")
    assert width() == pytest.approx(fitting * 1.25**2, rel=0.01)
    stage.hover()
    task.page.keyboard.down("Control")
    task.page.mouse.wheel(0, -100)
    task.page.keyboard.up("Control")
    expect(task.frame.locator("output")).to_have_text(f"{round(fitting * 1.25**3 / 16)}%")
    assert task.frame.evaluate(SCROLLED)
    stage.press("-")
    task.frame.get_by_role("button", name="Fit the image").click()
    expect(task.frame.get_by_role("button", name="Zoom out")).to_have_attribute(
        "aria-disabled", "true"
    )
    assert width() == pytest.approx(fitting, rel=0.01)


SCROLLED = """() => {
  const viewer = document.querySelector('crowd-image-classifier').shadowRoot
    .querySelector('a2i-image-viewer');
  return viewer.shadowRoot.querySelector('.stage').scrollLeft > 0;
}"""

BOX = "{height: 9, label: 'Dog', left: 2, top: 1, width: 8}"
OVERLAYS = {
    f"boundingBox: {{labels: ['Dog'], value: [{BOX}]}}": (
        "svg.drawing rect",
        "Dog",
    ),
    f"semanticSegmentation: {{labelMappings: {{Cat: {{color: '#f00'}}}}, src: '{picture()}'}}": (
        "img.mask",
        "Cat",
    ),
    f"instanceSegmentation: {{instances: [{{color: '#f00', label: 'Cow'}}], src: '{picture()}'}}": (
        "img.mask",
        "Cow",
    ),
}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_is_to_be_verified_lies_over_the_image(open_task: Open, overlay: str) -> None:
    shape, label = OVERLAYS[overlay]
    task = open_task(
        f"""<crowd-form><crowd-image-classifier name="w" {IMAGE} {CATEGORIES}
        overlay="{{{overlay}}}"></crowd-image-classifier></crowd-form>"""
    )
    expect(task.frame.locator(shape)).to_be_visible()
    expect(task.frame.get_by_role("list", name="Labels")).to_have_text(label)


@pytest.mark.parametrize(
    "overlay", ["null", "7", "[]", "{boundingBox: 1}", "{boundingBox: {value: [null, {left: {}}]}}"]
)
def test_a_broken_overlay_is_not_drawn(open_task: Open, overlay: str) -> None:
    task = open_task(
        f"""<crowd-form><crowd-image-classifier name="w" {IMAGE} {CATEGORIES}
        overlay="{overlay}"></crowd-image-classifier></crowd-form>"""
    )
    task.frame.get_by_text("Dog").click()
    assert task.submit() == {"w": {"label": "Dog"}}


def test_a_classifier_costs_little(open_task: Open, server: Server) -> None:
    task = open_task(widget("crowd-classifier"))
    paths = sorted({url.removeprefix(server.url) for url in task.requests})
    bodies = [task.page.request.get(server.url + path).body() for path in paths]
    assert sum(map(len, bodies)) < 160_000
    assert sum(len(gzip.compress(body)) for body in bodies) < 50_000
    assert all(re.match(r"/(task|_a2i/.*)?$", path) for path in paths)


def test_widgets_of_later_are_defined(open_task: Open) -> None:
    task = open_task("")
    markup = widget("crowd-classifier", "")
    task.frame.evaluate("markup => { document.body.innerHTML = markup; }", markup)
    task.frame.get_by_text("Cat").click()
    assert task.submit() == {"w": {"label": "Cat"}}
