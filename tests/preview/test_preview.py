"""The live preview, over HTTP and in a browser."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import FrameLocator, Page, expect

from a2i_emulator.preview import Server, create_app
from a2i_emulator.templates.offline import Source

TEMPLATE = """\
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <h1>{{ task.input.title }}</h1>
  <img alt="photo" src="{{ 's3://bucket/photo.png' | grant_read_access }}">
  <crowd-input name="comment" label="Comment"></crowd-input>
  <crowd-button form-action="submit">Submit</crowd-button>
</crowd-form>
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    (tmp_path / "task.html").write_text(TEMPLATE)
    (tmp_path / "input.json").write_text('{"title": "First"}')
    (tmp_path / "photo.png").write_bytes(PIXEL)
    (tmp_path / "a page.html").write_text("<script>alert(1)</script>")
    return Source(tmp_path / "task.html", tmp_path / "input.json", tmp_path)


@pytest.fixture
def client(source: Source) -> FlaskClient:
    return create_app(source).test_client()


def test_the_task_is_framed_with_our_elements(client: FlaskClient) -> None:
    response = client.get("/task")
    assert '<script src="/_a2i/crowd-html-elements.js?v=' in response.text
    assert '<img alt="photo" src="/files/photo.png?signature=' in response.text
    assert response.headers["Content-Security-Policy"].startswith("sandbox allow-scripts")
    assert client.get("/_a2i/crowd-html-elements.js").status_code == 200
    assert client.get("/files/photo.png", buffered=True).data == PIXEL


def test_the_frame_allows_what_the_task_s_page_does(client: FlaskClient) -> None:
    policy = client.get("/task").headers["Content-Security-Policy"]
    sandbox = policy.partition(";")[0].removeprefix("sandbox ")
    assert f'sandbox="{sandbox}"' in client.get("/", buffered=True).text


def test_a_template_may_read_the_images_that_it_names(client: FlaskClient, source: Source) -> None:
    """And no other site may, nor the template any other file."""
    (source.objects / "notes.txt").write_text("secret")
    source.template.write_text(
        "{{ 's3://bucket/photo.png' | grant_read_access }}\n"
        "{{ 's3://bucket/notes.txt' | grant_read_access }}\n"
    )
    found = re.findall(r"/files/\S+", client.get("/task").text)
    allowed = "Access-Control-Allow-Origin"
    answers = {url.partition("?")[0]: client.get(url, buffered=True) for url in found}
    assert answers["/files/photo.png"].headers[allowed] == "*"
    assert answers["/files/notes.txt"].status_code == 200
    assert allowed not in answers["/files/notes.txt"].headers
    others = ["/files/photo.png", found[0] + "x", found[1].replace("notes.txt", "photo.png")]
    assert [allowed in client.get(url, buffered=True).headers for url in others] == [False] * 3


def test_a_file_opened_by_itself_is_harmless(client: FlaskClient) -> None:
    response = client.get("/files/a%20page.html", buffered=True)
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize("name", ["../secret", "%2e%2e/secret", "/etc/passwd", "none.png", "a%00b"])
def test_only_files_of_the_folder_are_served(
    client: FlaskClient, source: Source, name: str
) -> None:
    (source.objects.parent / "secret").write_text("")
    assert client.get(f"/files/{name}", follow_redirects=True).status_code == 404


@pytest.mark.parametrize("path", ["/", "/version", "/task", "/files/photo.png"])
def test_other_hosts_are_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Host": "evil.example:80"}).status_code == 403
    ours = client.get(path, headers={"Host": "127.0.0.1:80"}, buffered=True)
    assert ours.status_code == 200


def test_the_version_changes_with_what_is_shown(client: FlaskClient, source: Source) -> None:
    first = client.get("/version")
    assert first.json is not None
    assert first.json["errors"] == []
    assert (
        client.get("/version", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    )

    source.template.write_text("a\n{{ task.input.url }}")
    second = client.get("/version", headers={"If-None-Match": first.headers["ETag"]}).json
    assert second is not None
    assert second["version"] != first.json["version"]
    assert second["errors"] == [
        {"code": "UndefinedTemplateVariable", "message": "undefined variable url", "line": 2}
    ]


def test_a_file_that_is_half_saved_is_an_error_to_show(client: FlaskClient, source: Source) -> None:
    assert source.task_input is not None
    source.task_input.write_text("{")
    found = client.get("/version").json
    assert found is not None
    assert [error["code"] for error in found["errors"]] == ["UnreadableFile"]
    source.template.unlink()
    assert client.get("/task").status_code == 200


@pytest.fixture
def opened(source: Source, page: Page) -> Iterator[Page]:
    server = Server(source)
    threading.Thread(target=server.run, daemon=True).start()
    page.goto(server.url)
    yield page
    server.close()


@pytest.fixture
def task(opened: Page) -> FrameLocator:
    return opened.frame_locator("#task")


def test_it_shows_the_page_and_reloads_on_save(
    opened: Page, task: FrameLocator, source: Source
) -> None:
    expect(task.get_by_role("heading", name="First")).to_be_visible()
    photo = task.get_by_role("img", name="photo")
    expect(photo).to_have_js_property("naturalWidth", 1)

    task.get_by_role("textbox", name="Comment").fill("kept")
    expect(opened.locator("#answer")).to_contain_text("kept")
    assert source.task_input is not None
    source.task_input.write_text('{"title": "Second"}')
    expect(task.get_by_role("heading", name="Second")).to_be_visible()
    expect(task.get_by_role("textbox", name="Comment")).to_have_value("kept")


def test_it_shows_what_would_be_submitted(opened: Page, task: FrameLocator) -> None:
    task.get_by_role("textbox", name="Comment").fill("fine <b>")
    task.get_by_role("button", name="Submit").click()
    expect(opened.locator("#answer-state")).to_contain_text("Submitted")
    assert json.loads(opened.locator("#answer").inner_text()) == {"comment": "fine <b>"}

    opened.get_by_role("button", name="Start over").click()
    expect(opened.locator("#answer")).to_be_hidden()
    expect(task.get_by_role("textbox", name="Comment")).to_have_value("")


@pytest.fixture
def last_word(source: Source) -> None:
    """Lets the page send a draft when it is left."""
    script = """addEventListener('pagehide', () => {
      parent.postMessage({type: 'a2i:draft', answerContent: {comment: 'late'}}, '*');
    });"""
    source.template.write_text(f"{TEMPLATE}<script>{script}</script>")


@pytest.mark.usefixtures("last_word")
def test_starting_over_brings_nothing_back(opened: Page, task: FrameLocator) -> None:
    comment = task.get_by_role("textbox", name="Comment")
    comment.fill("old")
    expect(opened.locator("#answer")).to_contain_text("old")
    opened.evaluate("heard = []; addEventListener('message', ({data}) => heard.push(data.type))")
    opened.get_by_role("button", name="Start over").click()
    opened.wait_for_function("() => heard.includes('a2i:ready')")
    opened.evaluate("frames[0].postMessage({type: 'a2i:hello'}, '*')")
    # What was said to the new page before, it has heard before.
    opened.wait_for_function("() => heard.filter((type) => type === 'a2i:ready').length === 2")
    expect(comment).to_have_value("")
    comment.fill("new")
    expect(opened.locator("#answer")).to_contain_text("new")


def test_it_says_why_a_page_has_no_submit_button(opened: Page, source: Source) -> None:
    source.template.write_text("<h1>No form</h1><crowd-classifyer></crowd-classifyer>")
    errors = opened.locator("#errors li")
    expect(errors).to_have_text([re.compile("has no <crowd-form>"), re.compile("crowd-classifyer")])


def test_it_shows_errors_of_template_and_scripts(opened: Page, source: Source) -> None:
    source.template.write_text(f"{TEMPLATE}{{{{ task.input.gone }}}}<script>nothing()</script>")
    errors = opened.locator("#errors li")
    expect(errors).to_have_count(2)
    expect(errors.first).to_have_text("Line 8: UndefinedTemplateVariable: undefined variable gone")
    expect(errors.last).to_contain_text("nothing is not defined")
    source.template.write_text(TEMPLATE)
    expect(opened.locator("#errors-section")).to_be_hidden()


def test_a_hostile_template_cannot_reach_the_preview(
    opened: Page, task: FrameLocator, source: Source
) -> None:
    (source.objects / "secret.txt").write_text("secret")
    source.template.write_text("""<p id="out">waiting</p><script>
      const tried = [
        () => parent.document.title,
        () => { top.location = 'about:blank'; },
        () => document.cookie,
        () => localStorage.length,
      ].map((attempt) => { try { attempt(); return 'did'; } catch { return 'no'; } });
      Promise.all(['/version', '/files/secret.txt'].map(
        (path) => fetch(path).then(() => 'did', () => 'no'),
      )).then((fetched) => { out.textContent = [...tried, ...fetched].join(); });
    </script>""")
    expect(task.locator("#out")).to_have_text("no,no,no,no,no,no")
    expect(opened).to_have_title("task.html")
