"""What holds for every template and every input."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from liquid.lex import get_lexer
from liquid.token import TOKEN_CONTENT, Token

from a2i_emulator.templates import Rendered, lexer, render

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_WORDS = """{{ }} {% %} {{- -}} {%- -%} task .input .a ['b'] [0] | : , == ( .. ) 'x' "y" 1 -2.5
    if endif else elsif unless endunless for endfor in limit reversed break case when
    endcase assign = capture endcapture cycle tablerow endtablerow raw endraw comment endcomment
    liquid echo # <b> append split join sort map where date slice times divided_by
    to_json escape_once strip_html grant_read_access skip_autoescape default size first
    last uniq concat truncate plus"""
FRAGMENTS = st.sampled_from(_WORDS.split())
PIECES = st.sampled_from(
    [
        "text ",
        " <b>{</b>\n",
        "{{ a }}",
        "{{-a.b | c: 'd' -}}",
        "{% if a %}",
        "{%- endif -%}",
        "{%assign x = 1%}",
        "{% raw %}{{ x }}{% if %}{% endraw %}",
        "{% for i in a%}",
    ]
)


def _render(template: str, task_input: Any) -> Rendered:
    return render(template, task_input, presign=_refuse)


def _refuse(uri: str) -> str:
    raise ValueError(uri)


@given(st.lists(FRAGMENTS, max_size=25), JSON)
def test_no_template_raises(fragments: list[str], task_input: Any) -> None:
    rendered = _render(" ".join(fragments), task_input)
    rendered.html.encode()


@given(st.text(alphabet="{}%-|.[]'\" \nab1#:,=()", max_size=60))
def test_no_text_raises(template: str) -> None:
    _render(template, {"a": 1})


@given(st.text().filter(lambda text: "{{" not in text and "{%" not in text))
def test_text_without_markup_is_the_page(text: str) -> None:
    assert _render(text, {}) == Rendered(text, ())


@given(st.text())
def test_a_text_survives_escaping(text: str) -> None:
    rendered = _render("{{ task.input }}", text)
    assert html.unescape(rendered.html.replace("\r", "")) == _as_html_reads(text)
    assert not set("<>\"'") & set(rendered.html)


@given(JSON.filter(lambda value: isinstance(value, (dict, list))))
def test_an_object_survives_escaping(value: Any) -> None:
    assert json.loads(html.unescape(_render("{{ task.input }}", value).html)) == value
    assert json.loads(_render("{{ task.input | to_json | skip_autoescape }}", value).html) == value


@given(st.lists(PIECES, max_size=12).map(lambda pieces: "".join(pieces) + "."))
def test_the_tokens_are_those_of_python_liquid(source: str) -> None:
    assert _comparable(lexer.tokenize, source) == _comparable(get_lexer(), source)


def _as_html_reads(text: str) -> str:
    """Return the text as `html.unescape` leaves it once its ampersands are escaped."""
    return html.unescape(text.replace("&", "&amp;").replace("\r", ""))


def _comparable(tokenize: Callable[[str], Any], source: str) -> list[tuple[str, str]]:
    """Return kinds and values, neighbouring pieces of content as one."""
    found: list[tuple[str, str]] = []
    token: Token
    for token in tokenize(source):
        if token.kind == TOKEN_CONTENT and found and found[-1][0] == TOKEN_CONTENT:
            found[-1] = (TOKEN_CONTENT, found[-1][1] + token.value)
        else:
            found.append((token.kind, token.value))
    return found
