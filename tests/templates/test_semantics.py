"""Liquid as Ruby's implementation speaks it, which is the one that A2I's messages come from."""

# ruff: noqa: E501 - a case is one line
from __future__ import annotations

from collections.abc import Callable

import pytest

from a2i_emulator.templates import Rendered

RenderTask = Callable[..., Rendered]

INPUT = {
    "list": [3, 1, 2],
    "none": [],
    "map": {"x": 1},
    "text": "text",
    "null": None,
    "yes": True,
    "half": 1.5,
    "people": [{"name": "bo", "age": 2}, {"name": "al"}],
    "limit": [4, 5, 6],
    "source-ref": "s3://b/k",
}


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("{{ task.input.text }}{{ task['input']['text'] }}{{ task.input.source-ref }}", 2 * "text" + "s3://b/k"),
        ("{{ task.input.null }}|{{ task.input.yes }}|{{ task.input.half }}|{{ 1.0 }}", "|true|1.5|1.0"),
        ("{{ }}", ""),
        ("{% for i in task.input.limit limit:2 %}{{ i }}{% endfor %}{{ '.limit' }}", "45.limit"),
        ("{{ task.input.list.size }}{{ task.input.text.size }}{{ task.input.map.size }}", "341"),
        ("{{ task.input.list.first }}{{ task.input.list.last }}{{ task.input.list[-1] }}", "322"),
        ("{{ task.input.list[9] }}", ""),
        ("{% if false and false or true %}y{% else %}n{% endif %}", "n"),
        ("{% if '' %}y{% endif %}{% if 0 %}z{% endif %}{% if task.input.null %}n{% endif %}", "yz"),
        ("{% if task.input.none == empty %}e{% endif %}", "e"),
        ("{% if task.input.text contains 'ex' and task.input.list contains 3 %}c{% endif %}", "c"),
        ("{% unless task.input.yes %}u{% elsif 2 > 1 %}v{% endunless %}", "v"),
        ("{% case task.input.half %}{% when 1, 1.5 %}a{% else %}b{% endcase %}", "a"),
        ("{% for i in task.input.none %}{% else %}none{% endfor %}", "none"),
        ("{% for i in task.input.list reversed limit:2 offset:1 %}{{ i }}{% endfor %}", "21"),
        ("{% for i in (1..5) %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}{% if i == 4 %}{% break %}{% endif %}{% endfor %}", "134"),
        ("{% for i in (1..2) %}{{ forloop.index }}/{{ forloop.length }}{% unless forloop.last %},{% endunless %}{% endfor %}", "1/2,2/2"),
        ("{% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.parentloop.index }}{% endfor %}{% endfor %}", "1122"),
        ("{% for i in (1..3) %}{% cycle 'a<', 'b' %}{% endfor %}", "a&lt;ba&lt;"),
        ("{% for i in (1..2) %}{% cycle 'x': 1, 2 %}{% cycle 'y': 1, 2 %}{% endfor %}", "1122"),
        ("{% tablerow i in (1..2) cols:1 %}{{ i }}{% endtablerow %}", '<tr class="row1">\n<td class="col1">1</td></tr>\n<tr class="row2"><td class="col1">2</td></tr>\n'),
        ("{% increment c %}{% increment c %}{% decrement c %}{{ c }}", "0111"),
        ("{% for i in (1..4) %}{% ifchanged %}{{ i | divided_by: 2 }}{% endifchanged %}{% endfor %}", "012"),
        ("a {%- if true -%} b {%- endif -%} c {{- 1 -}} d", "abc1d"),
        ("{% raw %}{{ x }} {% y %}{% endraw %}|{% comment %}{{ x {% if %}{% y %}{% endcomment %}|{% # note %}", "{{ x }} {% y %}||"),
        ("{% liquid\n  assign a = '<'\n  # note\n  for i in (1..2)\n    echo a\n  endfor\n%}", "&lt;&lt;"),
        ("{% if true %}  {% endif %}|", "|"),
        ("one{% break %}two", "one"),
        ("{% assign m = task.input.map %}{% capture c %}<{{ m }}>{% endcapture %}{{ c }}", "<{&#34;x&#34;:1}>"),
        ("{{ (1..3) }} {{ (1..3) | join: ',' }}", "1..3 1,2,3"),
        ("{{ task.input.list | sort | reverse | join }} {{ task.input.list | sum }}", "3 2 1 6"),
        ("{{ task.input.people | sort: 'name' | map: 'name' | join: '&' }}", "al&amp;bo"),
        ("{{ task.input.people | where: 'age', 2 | map: 'name' }}", "[&#34;bo&#34;]"),
        ("{{ 'b,a,b' | split: ',' | uniq | join }} {{ 'abc' | split: '' | size }}", "b a 3"),
        ("{{ task.input.list | concat: task.input.list | uniq | size }}", "3"),
        ("{{ 5 | divided_by: 2 }} {{ 5 | divided_by: 2.0 }} {{ 4.6 | round }} {{ '3' | plus: 4 }}", "2 2.5 5 7"),
        ("{{ 'abc' | truncate: 3 }} {{ 'abcdef' | truncate: 5 }} {{ 'abc' | truncate: 2 }}", "abc ab... ..."),
        ("{{ 'a  b c' | truncatewords: 3 }} {{ 'a  b c' | truncatewords: 2, '!' }}", "a  b c a b!"),
        ("{{ 'a' | append: task.input.yes | upcase | prepend: '<' }}", "&lt;ATRUE"),
        ("{{ 'x<' | escape | append: '<' }} {{ 'x' | replace: 'x', '<' }}", "x&lt;&lt; &lt;"),
        ("{{ 'a\n<' | newline_to_br }} {{ 'a\n<' | strip_newlines }}", "a<br />\n&lt; a&lt;"),
        ("{{ 'a<script>b</script>c<!-- d --><style>e</style><i>f</i> < g' | strip_html }}", "acf &lt; g"),
        ("{{ '2020-01-02' | date: '%d.%m.%y' }} {{ 'soon' | date: '%Y' }}", "02.01.20 soon"),
        ("{{ task.input.null | default: 'd' }}{{ '' | default: 'e' }}{{ 0 | default: 'f' }}", "de0"),
        ("{{ task.input.map | upcase }}", "{&#34;X&#34;:1}"),
    ],
)  # fmt: skip
def test_liquid(render_task: RenderTask, template: str, html: str) -> None:
    assert render_task(template, INPUT) == Rendered(html, ())


@pytest.mark.parametrize(
    ("template", "html", "undefined"),
    [
        ("{{ task.input.a.b }}!", "!", ["a"]),
        ("{{ nothing.a.b }}!", "!", ["nothing"]),
        ("{{ task.input.null.x }}{{ task.input.text.x }}{{ task.input.map[0] }}", "", ["x", "x", "0"]),
        ("{{ task.input.a | append: task.input.b }}!", "!", ["a"]),
        ("{{ task.input.a | default: 'd' }}!", "!", ["a"]),
        ("{% if task.input.a %}x{% else %}{{ task.input.b }}{% endif %}!", "!", ["a"]),
        ("{% for i in task.input.a %}x{% else %}y{% endfor %}!", "!", ["a"]),
        ("{% for i in (1..2) %}{{ i }}{{ task.input.a }};{% endfor %}", "1;2;", ["a", "a"]),
        ("{% assign q = task.input.a %}{{ q }}!", "!", ["a", "q"]),
        ("{% capture q %}<{{ task.input.a }}>{% endcapture %}{{ q }}", "<>", ["a"]),
        ("{{ now }}{{ today }}{{ partial }}{{ forloop }}", "", ["now", "today", "partial", "forloop"]),
    ],
)  # fmt: skip
def test_undefined_variables_end_their_statement(
    render_task: RenderTask, template: str, html: str, undefined: list[str]
) -> None:
    rendered = render_task(template, INPUT)
    assert rendered.html == html
    assert [e.code for e in rendered.errors] == ["UndefinedTemplateVariable"] * len(undefined)
    assert [e.message for e in rendered.errors] == [
        f"undefined variable {key}" for key in undefined
    ]


def test_lenient_templates_print_nothing_for_undefined_variables(render_task: RenderTask) -> None:
    template = (
        "{{ task.input.a }}{{ task.input.a.b | append: '.' }}{% if task.input.c %}x{% else %}y"
        "{% endif %}{% for i in task.input.d %}{% else %}z{% endfor %}{{ e | default: 'd' }}"
        "{{ e | to_json }}"
    )
    assert render_task(template, lenient=True) == Rendered(".yzdnull", ())


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("a\n{% include 'x' %}", 2, "unexpected tag 'include'"),
        ("{% render 'x' %}", 1, "unexpected tag 'render'"),
        ("a\n{{ x", 2, "expected '}}', found end of file"),
        ("a\n\n{% if x", 3, "expected '%}', found end of file"),
        ("{% %}", 1, "missing tag name"),
        ("\n{% if a %}\n{% for b in c %}{% endfor %}", 2, "'if' tag was never closed"),
        ("\n{% raw %}", 2, "'raw' tag was never closed"),
        ("\n{% comment %}{% comment %}{% endcomment %}", 2, "'comment' tag was never closed"),
        ("\n{{ a | }}", 2, "expected word, found end of expression"),
        ("{% if 1 = 1 %}{% endif %}", 1, "expected end of expression, found '='"),
        ("{% # a\n b %}", 1, "every line of an inline comment must start with a '#'"),
        (
            "{% if " + "a and " * 9_000 + "a %}{% endif %}",
            None,
            "an expression is nested too deeply",
        ),
        ("{% liquid\n echo 1\n !\n%}", 3, "expected a tag, found '!'"),
        ("{{ " + "9" * 5000 + " }}", 1, "integer string conversion limit"),
    ],
)
def test_a_syntax_error_is_one_error_and_no_page(
    render_task: RenderTask, template: str, line: int | None, message: str
) -> None:
    rendered = render_task(template, INPUT)
    place = f" (line {line})" if line else ""
    assert rendered.html == ""
    assert [(e.code, e.line) for e in rendered.errors] == [("TemplateSyntaxError", line)]
    assert rendered.errors[0].message.startswith(f"Liquid syntax error{place}: {message}")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("a\n{{ 1 | divided_by: 0 }}b", "divided_by: can't divide by 0"),
        ("a\n{{ 'x' | shout }}b", "unknown filter 'shout'"),
        ("a\n{{ 'x' | safe }}b", "unknown filter 'safe'"),
        ("a\n{% if task.input.text > 2 %}x{% endif %}b", "'<' and '>' are not supported"),
        ("a\n{{ task.input.people | sort }}b", "can't sort sequence"),
        ("a\n{{ '1e999' | plus: 1 | ceil }}b", "cannot convert float infinity to integer"),
        ("a\n{{ 'abcd' | base64_decode }}b", "'utf-8' codec can't decode"),
    ],
)
def test_a_filter_that_fails_ends_its_statement(
    render_task: RenderTask, template: str, message: str
) -> None:
    rendered = render_task(template, INPUT)
    assert rendered.html == "a\nb"
    assert [(e.code, e.line) for e in rendered.errors] == [("TemplateRenderError", 2)]
    assert rendered.errors[0].message.startswith(message)
