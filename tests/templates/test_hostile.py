"""Templates and input that mean harm: always an answer, soon, and never an exception."""

# ruff: noqa: E501 - a case is one line
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import count
from typing import Any

import pytest

from a2i_emulator import templates
from a2i_emulator.templates import Rendered, context

RenderTask = Callable[..., Rendered]
N = 128_000
"""Characters that a template may have."""


@cache
def _input() -> dict[str, Any]:
    deep: list[Any] = []
    for _ in range(900):
        deep = [deep]
    return {
        "numbers": list(range(200_000)),
        "objects": [{"a": number} for number in range(20_000)],
        "angles": "<" * 1_000_000,
        "scripts": "<script" * 150_000,
        "comments": "<!--" * 250_000,
        "spaces": " " * 1_000_000,
        "references": "&#" * 500_000,
        "digits": "9" * 100_000,
        "deep": deep,
    }


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    _input()
    before = time.process_time()
    yield
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "template",
    [
        "{% raw %}" * (N // 9),
        "{% comment %}" + "{% raw %}" * (N // 10),
        "{% comment %}" + "{{" * (N // 3),
        "{% comment %}" + "{%" * (N // 3) + "%}",
        "{{" + " " * N,
        "{{ a" + " " * N + "b }}",
        "{%-" + " " * N + "%}",
        "{%" * (N // 2),
        "{{" + "(" * N + "}}",
        "{{ a" + "['a'" * (N // 5) + "}}",
        "{{ " + "a[" * 5_000 + "a" + "]" * 5_000 + " }}",
        "{{ " + "'" * N + " }}",
        "{{ " + "9" * N + " }}",
        "{% liquid" + "\n" * N + "!%}",
        "{% liquid assign a =" + " " * N + "b c %}",
        "{% liquid " + "liquid " * (N // 8) + "%}",
        "{% #" + "\n" * N + "! %}",
        "{% if " + "a and " * (N // 7) + "a %}{% endif %}",
        "{% if true %}" * (N // 14),
        "{% for i in (1.." + "9" * 5_000 + ") %}{% endfor %}",
    ],
    ids=lambda template: template[:24],
)
def test_a_template_that_is_slow_to_parse(render_task: RenderTask, template: str) -> None:
    rendered = render_task(template, _input(), lenient=True)
    assert rendered.html == ""
    assert [error.code for error in rendered.errors] == ["TemplateSyntaxError"]


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in (1..1000000000) %}{% endfor %}",
        "{% for i in (1..1000000000) reversed %}{% endfor %}",
        "{% assign r = (1..99999999999999999999) %}",
        "{{ (1..1000000000) | reverse }}",
        "{% if (1..1000000000) contains 'x' %}{% endif %}",
        "{% case 1 %}{% when 1 %}{% unless false %}{% tablerow i in (1..1000000000) %}{% endtablerow %}{% endunless %}{% endcase %}",
        "{% for i in (1..2000) %}{% for i in (1..2000) %}{% for i in (1..2000) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% assign x = 'ab' %}" + "{% assign x = x | append: x %}" * 40,
        "{% assign x = 'ab' | split: '' %}" + "{% assign x = x | concat: x %}" * 40,
        "{% assign x = task.input.angles | split: ',' %}" + "{% assign x = x | concat: x %}" * 40,
        "{% assign x = 9 %}" + "{% assign x = x | times: x %}" * 40,
        "{{ task.input.angles | replace: '<', task.input.angles }}",
        "{{ task.input.angles | split: '' | join: task.input.angles }}",
        "{{ task.input.angles | escape | escape | escape | escape | escape | escape | escape | escape | escape }}",
        "{{ task.input.angles }}" * 40,
        "{% capture x %}" + "{{ task.input.angles }}" * 40 + "{% endcapture %}",
        "".join(
            f"{{% capture x{n} %}}{{{{ task.input.angles }}}}{{% endcapture %}}" for n in range(40)
        ),
        "{% for i in (1..1000) %}{% ifchanged %}{{ task.input.angles }}{{ i }}{% endifchanged %}{% endfor %}",
        "{% for i in (1..1000) %}{% cycle task.input.angles, 'a' %}{% endfor %}",
    ],
    ids=lambda template: template[:60],
)
def test_a_template_that_uses_too_much(render_task: RenderTask, template: str) -> None:
    rendered = render_task(template, _input())
    assert rendered.html == ""
    assert [error.code for error in rendered.errors] == ["TemplateLimitExceeded"]
    assert "limit reached" in rendered.errors[0].message
    assert rendered.errors[0].line == 1


@pytest.mark.parametrize(
    "template",
    [
        "{% if task.input.numbers contains 'x' %}{% endif %}" * 2_000,
        "{{ task.input.numbers" + " | sort" * 10_000 + " }}",
        "{% for i in (1..2000) %}{% for j in (1..4000) %}x{% endfor %}{% endfor %}",
        "{% for i in (1..2000000) %}{% if true %}{% endif %}{% endfor %}",
        "{% for i in (1..500000) offset:499999 %}{% endfor %}" * 2_000,
        "{% for i in (1..100000) %}{% for x in task"
        + ".input" * 10_000
        + " %}{% endfor %}{% endfor %}",
    ],
    ids=lambda template: template[:60],
)
def test_a_template_that_takes_too_long(
    render_task: RenderTask, monkeypatch: pytest.MonkeyPatch, template: str
) -> None:
    monkeypatch.setattr(context, "MAX_SECONDS", 0.1)
    rendered = render_task(template, _input(), lenient=True)
    assert [(e.code, e.message) for e in rendered.errors] == [
        ("TemplateLimitExceeded", "limit reached: more than 0.1 seconds")
    ]


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("{{ task.input.numbers | uniq | size }} {{ task.input.objects | uniq | size }}", "200000 20000"),
        ("{{ task.input.objects | uniq: 'a' | size }}", "20000"),
        ("{{ task.input.scripts | strip_html | size }} {{ task.input.comments | strip_html | size }}", "1050000 1000000"),
        ("{{ task.input.angles | strip_html | size }}", "1000000"),
        ("{{ task.input.references | escape_once | size }}", "1000000"),
        ("{{ task.input.spaces | squish | size }}{{ task.input.spaces | truncatewords | size }}", "01000000"),
        ("{{ task.input.digits | date: '%Y' | size }}{{ task.input.angles | date: '%Y' | size }}", "1000001000000"),
        ("{{ 1.5 | round: 999999999 }} {{ 'ab' | slice: -2, 99999999999999999999 }}", "1.5 ab"),
        ("{{ '99999999999999999999' | date: '%Y' }}", "99999999999999999999"),
        ("{{ task.input.deep | to_json | size }}", "1802"),
        ("{% if true %}" * 95 + "x" + "{% endif %}" * 95, "x"),
        ("{{" + " " * 100_000 + "1 }}", "1"),
    ],
    ids=lambda value: value[:60],
)  # fmt: skip
def test_what_looks_slow_and_is_not(render_task: RenderTask, template: str, html: str) -> None:
    assert render_task(template, _input()) == Rendered(html, ())


def test_there_is_an_end_to_errors(render_task: RenderTask) -> None:
    rendered = render_task("{{ x }}" * 10_000)
    assert len(rendered.errors) <= 101
    assert rendered.errors[-1].message == "limit reached: more than 99 errors"


def test_half_a_surrogate_pair_does_not_reach_the_page(render_task: RenderTask) -> None:
    rendered = render_task("{{ task.input }}", "\ud83d\ude00 \ud800 ok")
    assert rendered.html.encode() == "\N{GRINNING FACE} \N{REPLACEMENT CHARACTER} ok".encode()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' autofocus onfocus='",
        "{{ task }}",
    ],
)
def test_input_stays_text(render_task: RenderTask, text: str) -> None:
    for template in (
        "{{ task.input }}",
        "{% capture c %}{{ task.input }}{% endcapture %}{{ c }}",
        "{% assign a = task.input | append: '' %}{% echo a %}",
        "{% cycle task.input %}",
        "{% for c in task.input %}{{ c }}{% endfor %}",
        "{{ task.input | split: ' ' | join: ' ' }}",
        "{{ task.input | newline_to_br }}{{ task.input | strip_newlines }}",
        "{{ 'x' | escape | replace: 'x', task.input }}{{ '' | escape | append: task.input }}",
        "{{ task.input | date: '%Y' }}{{ '2020-01-01' | date: task.input }}",
    ):
        html = render_task(template, text).html
        assert not set("<>\"'") & set(html)


def test_time_that_it_waits_for_others_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    now = count(step=0.01)
    waited: list[float] = []
    monkeypatch.setattr(context, "monotonic", lambda: next(now) + sum(waited))
    render = partial(templates.render, task_input={}, presign=str)
    long = "{% for n in (1..4000) %}{{ n }}{% endfor %}"

    assert render(long, give_way=lambda: waited.append(60)).errors == ()
    assert len(waited) > 10
    (error,) = render(long * 3, give_way=lambda: None).errors
    assert error.code == "TemplateLimitExceeded"
