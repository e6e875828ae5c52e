"""What AWS's pages and two loops that failed on AWS show, byte for byte."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from a2i_emulator.templates import Rendered, failure_reason

RenderTask = Callable[..., Rendered]
PEACH = "Have you read &#39;James &amp; the Giant Peach&#39;?"


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("""{{ "Have you read 'James & the Giant Peach'?" }}""", PEACH),
        ("""{{ "Have you read 'James & the Giant Peach'?" | escape }}""", PEACH),
        ("""{{ "Have you read 'James &amp; the Giant Peach'?" | escape_once }}""", PEACH),
        (
            """{{ "Have you read 'James & the Giant Peach'?" | skip_autoescape }}""",
            "Have you read 'James & the Giant Peach'?",
        ),
    ],
)
def test_escaping(render_task: RenderTask, template: str, html: str) -> None:
    assert render_task(template) == Rendered(html, ())


def test_json_without_escaping(render_task: RenderTask) -> None:
    data = {"point_number": 8, "coords": [59, 76]}
    rendered = render_task("{{ task.input | to_json | skip_autoescape }}", data)
    assert rendered.html == '{"point_number":8,"coords":[59,76]}'


def test_json_in_an_attribute(render_task: RenderTask) -> None:
    """The adjustment templates write ``label: {{label | to_json}}`` between double quotes."""
    rendered = render_task('v="{{ task.input.label | to_json }}"', {"label": 'a"b'})
    assert rendered.html == 'v="&#34;a\\&#34;b&#34;"'


@pytest.mark.parametrize("name", ["grant_read_access", "s3_presign"])
@pytest.mark.parametrize(
    "uri", ["s3://examplebucket/myphoto.png", "http://s3.amazonaws.com/examplebucket/myphoto.png"]
)
def test_reading_access(render_task: RenderTask, name: str, uri: str) -> None:
    rendered = render_task(f"{{{{ task.input.uri | {name} }}}}", {"uri": uri})
    assert rendered.html == (
        "https://s3.amazonaws.com/examplebucket/myphoto.png"
        "?X-Amz-Expires=900&amp;X-Amz-Signature=0a1b"
    )


def test_a_key_that_was_captured_is_signed_as_it_is(render_task: RenderTask) -> None:
    template = (
        "{% capture uri %}s3://b/{{ task.input.key }}{% endcapture %}"
        "{{ uri | grant_read_access | skip_autoescape }}"
    )
    html = render_task(template, {"key": "a&b'\"<.png"}).html
    assert html.startswith("https://s3.amazonaws.com/b/a&b'\"<.png?")


def test_raw_objects_print_as_escaped_json(render_task: RenderTask) -> None:
    data = {"blocks": [{"text": "a&b", "geometry": None, "ok": True, "n": 1.0}]}
    assert render_task('initial-value="{{ task.input.blocks }}"', data).html == (
        'initial-value="[{&#34;text&#34;:&#34;a&amp;b&#34;,&#34;geometry&#34;:null,'
        '&#34;ok&#34;:true,&#34;n&#34;:1.0}]"'
    )
    assert render_task("{{ task }}", []).html == "{&#34;input&#34;:[]}"


def test_a_map_gives_pairs(render_task: RenderTask) -> None:
    template = (
        "{% for box in task.input.colors-metadata.internal-color-map %}"
        "{{ box[0] }}={{ box[1]['class-name'] }};{% endfor %}"
    )
    color_map = {"0": {"class-name": "BACKGROUND"}, "1": {"class-name": "Car"}}
    data = {"colors-metadata": {"internal-color-map": color_map}}
    assert render_task(template, data).html == "0=BACKGROUND;1=Car;"


def test_a_look_up_by_a_captured_name(render_task: RenderTask) -> None:
    template = (
        "{% for box in task.input.boxes %}{% capture id %}{{ box.class_id }}{% endcapture %}"
        "{% assign label = task.input.class-map[id] %}{{ label | to_json }}{% endfor %}"
    )
    data = {"boxes": [{"class_id": 0}], "class-map": {"0": "dog"}}
    assert render_task(template, data).html == "&#34;dog&#34;"


def test_the_failure_of_a_loop_with_a_blank_uri(render_task: RenderTask) -> None:
    rendered = render_task('<img src="{{ task.input.uri | grant_read_access }}">', {"uri": " "})
    assert rendered.html == '<img src="">'
    assert failure_reason(rendered.errors) == (
        "Task failed to render: [ InvalidParameters: "
        '\'"grant_read_access" input is not a valid S3 URI: " ".\' ].'
    )


def test_the_failure_of_a_loop_without_its_variables(render_task: RenderTask) -> None:
    rendered = render_task("{{ task.input.url }}\n{{ task.input.a.image_width }}", {"a": {}})
    assert failure_reason(rendered.errors) == (
        "Task failed to render: [ UndefinedTemplateVariable: 'undefined variable url'; "
        "UndefinedTemplateVariable: 'undefined variable image_width' ]."
    )
    assert [error.line for error in rendered.errors] == [1, 2]
