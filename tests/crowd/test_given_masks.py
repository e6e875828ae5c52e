"""Masks that a task begins with: had from anywhere, shown, answered as they are, or missed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response, abort, request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import expect
from tests.crowd.conftest import Open, Task
from tests.support.drawing import Hand
from tests.support.masks import (
    BLUE,
    GREEN,
    HEIGHT,
    ORANGE,
    WIDTH,
    colours_of,
    data_url,
    given_mask,
    image_of,
    mask_tool,
    png,
)
from tests.support.pictures import picture
from waitress.server import create_server

ALL = WIDTH * HEIGHT
SQUARE = 40 * 30
READY = "document.querySelector('crowd-form > *').tool.annotation.isReady"
EXAMPLES = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Bucket:
    """Files of another origin, with or without leave to read them.

    Attributes:
        url: where they are.
        files: their contents by name.
        has_cors: whether answers carry ``Access-Control-Allow-Origin``.
        test: counts the tests, each of which has addresses of its own: browsers keep what they had.
    """

    root = ""
    test = 0

    @property
    def url(self) -> str:
        return f"{self.root}{self.test}/"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.has_cors = True

    def answer(self, test: int, name: str) -> Response:
        """Serve one file as S3 does: it says nothing of CORS to who does not ask."""
        if test != self.test or name not in self.files:
            abort(404)
        response = Response(self.files[name], content_type="image/png")
        response.headers["Cache-Control"] = "max-age=3600"
        if self.has_cors and "Origin" in request.headers:
            response.headers["Access-Control-Allow-Origin"] = "*"
        return response


@pytest.fixture(scope="module")
def shop() -> Iterator[Bucket]:
    """Serve a bucket on a port of its own."""
    bucket, app = Bucket(), Flask(__name__)
    app.add_url_rule("/<int:test>/<name>", "file", bucket.answer)
    waitress = create_server(app, host="127.0.0.1", port=0, threads=4)
    bucket.root = f"http://127.0.0.1:{waitress.effective_port}/"
    threading.Thread(target=waitress.run, daemon=True).start()
    yield bucket
    waitress.task_dispatcher.shutdown()
    waitress.close()


@pytest.fixture
def bucket(shop: Bucket) -> Bucket:
    """A bucket with one mask in it, that every page may read."""
    shop.test += 1
    shop.files = {"mask.png": png(given_mask())}
    shop.has_cors = True
    return shop


def initial(tag: str, src: str) -> dict[str, Any]:
    if tag == "semantic":
        return {"labelMappings": {"Dog": {"color": BLUE}, "Cat": {"color": ORANGE}}, "src": src}
    return {"instances": [{"color": BLUE, "label": "Dog"}], "src": src}


def ready(task: Task) -> Hand:
    hand = Hand(task).ready()
    task.frame.wait_for_function(READY)
    return hand


@pytest.mark.parametrize("where", ["page", "bucket"])
@pytest.mark.parametrize("tag", ["semantic", "instance"])
def test_left_alone_it_is_answered_and_a_change_is_told(
    open_task: Open, bucket: Bucket, tag: str, where: str
) -> None:
    src = f"{bucket.url}mask.png" if where == "bucket" else data_url(bucket.files["mask.png"])
    hand = ready(open_task(mask_tool(tag, initial=initial(tag, src))))
    before = hand.drawn()
    told = {"initialValueModified": False} if tag == "semantic" else {}
    described: dict[str, Any] = {"labelMappings": {"Dog": {"color": BLUE}}}
    if tag == "instance":
        described = {"instances": [{"color": BLUE, "label": "Dog"}]}
    assert {key: before[key] for key in before if key != "labeledImage"} == {
        **described,
        **told,
        "inputImageProperties": {"height": HEIGHT, "width": WIDTH},
    }
    assert image_of(before).tobytes() == given_mask().tobytes()
    hand.stage.focus()
    hand.press("3").drag((100, 100), (150, 100))
    after = hand.drawn()
    assert set(colours_of(after)) == {"", BLUE, GREEN if tag == "semantic" else ORANGE}
    assert after.get("initialValueModified") is (True if tag == "semantic" else None)
    hand.press("Control+z")
    assert hand.task.submit() == {"annotatedResult": before}


def test_a_draft_of_a_given_mask_tells_its_change(open_task: Open, bucket: Bucket) -> None:
    template = mask_tool("semantic", initial=initial("semantic", f"{bucket.url}mask.png"))
    hand = ready(open_task(template))
    before = hand.drawn()
    hand.drag((100, 100), (150, 100))
    drawn = hand.drawn()
    again = open_task(template)
    again.tell(type="a2i:restore", answerContent={"annotatedResult": drawn})
    ready(again)
    assert again.answer() == {"annotatedResult": drawn}
    again.tell(type="a2i:restore", answerContent={"annotatedResult": before})
    ready(again)
    assert again.submit() == {"annotatedResult": before}


@pytest.mark.parametrize("way", ["try again", "file", "paste", "drop", "without"])
def test_a_bucket_without_cors_costs_no_work(
    open_task: Open, bucket: Bucket, tmp_path: Any, way: str
) -> None:
    bucket.has_cors = False
    src = f"{bucket.url}mask.png"
    task = open_task(mask_tool("semantic", initial=initial("semantic", src)))
    frame = task.frame
    expect(frame.get_by_text("needs a CORS rule")).to_contain_text(bucket.root[7:-1])
    task.submit_button.click()
    expect(frame.get_by_role("alert")).to_contain_text("Choose how to begin")
    expect(frame.get_by_role("button", name="Try again")).to_be_focused()
    expect(frame.get_by_role("link", name="Open the mask")).to_have_attribute("href", src)
    assert task.messages("a2i:submit") == []
    assert task.answer() == {}
    task.tell(type="a2i:restore", answerContent={"annotatedResult": {"labeledImage": "broken"}})
    expect(frame.locator(".said")).to_have_text("The mask of the draft cannot be read.")
    assert task.answer() == {}
    if way == "without":
        frame.get_by_role("button", name="Begin without it").click()
        frame.get_by_role("checkbox", name="Nothing to label").check()
        answer = task.submit()["annotatedResult"]
        assert (colours_of(answer), answer["initialValueModified"]) == ({"": ALL}, True)
        return
    if way == "file":
        saved = tmp_path / "saved.png"
        saved.write_bytes(bucket.files["mask.png"])
        frame.get_by_label("Choose its file").set_input_files(saved)
    elif way in ("paste", "drop"):
        data = frame.evaluate_handle(CARRIED, data_url(bucket.files["mask.png"]))
        frame.locator(".no-mask").evaluate(GIVE[way], data)
    else:
        bucket.has_cors = True
        frame.get_by_role("button", name="Try again").click()
    frame.wait_for_function(READY)
    expect(frame.get_by_text("needs a CORS rule")).to_be_hidden()
    answer = task.submit()["annotatedResult"]
    assert colours_of(answer) == {"": ALL - SQUARE, BLUE: SQUARE}
    assert answer["initialValueModified"] is False


GIVE = {
    "drop": """(place, dataTransfer) => place.dispatchEvent(
      new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}))""",
    "paste": """(place, clipboardData) => document.body.dispatchEvent(
      new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}))""",
}
CARRIED = """async (url) => {
  const data = new DataTransfer();
  const bytes = await (await fetch(url)).blob();
  data.items.add(new File(['a'], 'a.txt', {type: 'text/plain'}));
  data.items.add(new File([bytes], 'mask.png', {type: 'image/png'}));
  return data;
}"""


@pytest.mark.parametrize("missing", [False, True])
def test_what_is_no_mask_is_told(open_task: Open, bucket: Bucket, missing: bool) -> None:
    bucket.files = {} if missing else {"mask.png": b"no image"}
    value = initial("instance", f"{bucket.url}mask.png")
    task = open_task(mask_tool("instance", initial=value))
    words = "missing, its link has expired" if missing else "no image that can be read"
    expect(task.frame.get_by_text(words)).to_be_visible()
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("Choose how to begin")


def test_painting_needs_no_leave_to_read_the_image(open_task: Open, bucket: Bucket) -> None:
    bucket.files["photo.png"] = png(Image.new("RGB", (WIDTH, HEIGHT), "teal"))
    bucket.has_cors = False
    hand = ready(open_task(mask_tool("semantic", src=f"{bucket.url}photo.png")))
    hand.stage.focus()
    hand.press("w")
    expect(hand.task.frame.get_by_role("status").filter(has_text="lets pages show")).to_be_visible()
    expect(hand.task.frame.get_by_role("button", name="Brush")).to_have_attribute(
        "aria-pressed", "true"
    )
    hand.drag((20, 20), (90, 90))
    assert set(colours_of(hand.task.submit()["annotatedResult"])) == {"", BLUE}
    # The answer that was kept from showing it has no leave in it: that is not asked again.
    bucket.has_cors = True
    hand = ready(open_task(mask_tool("semantic", src=f"{bucket.url}photo.png")))
    hand.stage.focus()
    hand.press("w")
    hand.task.frame.wait_for_function("document.querySelector('crowd-form > *').tool.pen.picture")
    hand.click((20, 20))
    assert colours_of(hand.drawn()) == {BLUE: ALL}


def test_blended_edges_get_one_label(open_task: Open) -> None:
    mask = given_mask(background="#ffffff").convert("RGB")
    mask.paste("#2078b0", (100, 20, 110, 30))
    mask.paste("#ff00ff", (100, 60, 110, 65))
    mask.paste("#000000", (100, 80, 110, 90))
    value = initial("semantic", data_url(png(mask.resize((WIDTH * 2, HEIGHT * 2), 0))))
    hand = ready(open_task(mask_tool("semantic", initial=value)))
    expect(hand.task.frame.get_by_text("50 pixels of the given mask")).to_contain_text("stretched")
    assert colours_of(hand.drawn()) == {"": ALL - SQUARE - 100, BLUE: SQUARE + 100}


def test_labels_that_the_template_does_not_have_are_kept(open_task: Open) -> None:
    value = {
        "labelMappings": {"Wolf": {"color": "#1F77B4"}, "Cat": {"color": "#0f0"}},
        "src": data_url(png(given_mask())),
    }
    hand = ready(open_task(mask_tool("semantic", initial=value)))
    assert hand.drawn()["labelMappings"] == {"Wolf": {"color": BLUE}}
    hand.stage.focus()
    hand.drag((100, 100), (150, 100)).press("2").drag((100, 130), (150, 130))
    assert hand.drawn()["labelMappings"] == {
        "Cat": {"color": "#00ff00"},
        "Dog": {"color": ORANGE},
        "Wolf": {"color": BLUE},
    }


@pytest.fixture
def reader(open_task: Open) -> Task:
    """A tool whose image and mask a test sets as often as it likes."""
    return open_task(mask_tool("instance"))


SET = """async ([src, initialValue]) => {
  const tool = document.querySelector('crowd-form > *');
  const before = tool.imageSize;
  Object.assign(tool, {src: `${src}#${performance.now()}`, initialValue});
  do await new Promise(requestAnimationFrame);
  while (tool.imageSize === before || tool.isUpdatePending || !tool.tool.annotation.isReady);
  return tool.value;
}"""


@EXAMPLES
@given(data=st.data())
def test_every_mask_comes_back_as_it_was(reader: Task, data: st.DataObject) -> None:
    """Runs of all lengths, of up to 255 colours, in images of all sizes."""
    width, height = data.draw(st.integers(1, 700)), data.draw(st.integers(1, 40))
    channel = st.integers(0, 31).map(lambda share: share * 8 + 4)
    colours = data.draw(
        st.lists(st.tuples(channel, channel, channel), min_size=1, max_size=255, unique=True)
    )
    names = [f"#{bytes(colour).hex()}" for colour in colours]
    bytes_of = [bytes(4), *(bytes((*colour, 255)) for colour in colours)]
    runs = data.draw(
        st.lists(st.tuples(st.integers(0, len(colours)), st.integers(1, 900)), max_size=60)
    )
    raw = b"".join(bytes_of[number] * length for number, length in runs)
    raw = (raw * (width * height * 4 // max(len(raw), 1) + 1) or bytes(4)).ljust(
        width * height * 4, b"\0"
    )[: width * height * 4]
    mask = Image.frombytes("RGBA", (width, height), raw)
    instances = [{"color": name, "label": "Dog"} for name in names]
    value = {"instances": instances, "src": data_url(png(mask))}
    answer = reader.frame.evaluate(SET, [picture(width, height), value])
    assert image_of(answer).tobytes() == raw
    used = colours_of(answer)
    assert [one["color"] for one in answer["instances"]] == [name for name in names if name in used]
