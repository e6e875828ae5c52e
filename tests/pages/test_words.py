"""Every word of portal and console is in the catalogue, and each language has them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from gettext import NullTranslations
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from jinja2 import Environment, nodes
from playwright.sync_api import Browser, Page, expect
from scripts.make_words import FOLDER, PAGES, catalogue, words
from tests.pages.portal.conftest import Portal, watched
from tests.support.emulator import Emulator

from a2i_emulator.pages.common import words as words_module
from a2i_emulator.pages.common.words import LANGUAGES

PLACES = re.compile(r"%\(\w+\)s|<[^>]+>")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
SCRIPT_TEXT = re.compile(r"(\bsay\(\s*)?['`]((?:[^'`\\\n]|\\.)*)['`]")
LETTERS = re.compile(r"[^\W\d_]{2,}")


def relative(path: Path) -> str:
    return path.relative_to(PAGES).as_posix()


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_language_is_complete(language: str) -> None:
    known, said = forms_of(catalogue(language)), forms_of(words())
    assert known.keys() == said.keys(), "make words"
    for english, forms in known.items():
        assert all(forms), english
        assert sorted(PLACES.findall(english[-1])) == sorted(PLACES.findall(forms[-1])), english
    with (FOLDER / f"{language}.mo").open("rb") as file:
        assert forms_of(read_mo(file)) == known, "make words"


def forms_of(words: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The singular and, where there is one, the plural of each text, and what is said for it."""
    assert not any(message.fuzzy for message in words if message.id)
    return {as_tuple(message.id): as_tuple(message.string) for message in words if message.id}


def as_tuple(forms: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (forms,) if isinstance(forms, str) else tuple(forms or ())


class Texts(HTMLParser):
    """The texts of a page that people read, in and between tags."""

    READ = ("aria-label", "title", "placeholder", "alt")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in self.READ and value]
        self.silent += ("translate", "no") in attrs and tag in {"th", "dt"}

    def handle_endtag(self, tag: str) -> None:
        if tag in {"th", "dt"}:
            self.silent = 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def written(node: nodes.Node) -> Iterator[str]:
    """What a template writes as it stands: its own text, and constants that are not translated."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Const):
        yield str(node.value) if isinstance(node.value, str) else ""
    elif isinstance(node, nodes.CondExpr):
        yield from written(node.expr1)
        yield from written(node.expr2) if node.expr2 else ()
    elif isinstance(node, nodes.Or | nodes.Concat | nodes.Output | nodes.Add):
        for child in node.iter_child_nodes():
            yield from written(child)


@pytest.mark.parametrize("path", sorted(PAGES.glob("*/templates/*/*.html")), ids=relative)
def test_a_template_writes_nothing_untranslated(path: Path) -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, autoescape=True)
    tree = environment.parse(path.read_text("utf-8"))
    for block in tree.find_all(nodes.Block):
        if block.name.endswith("_class"):
            block.body.clear()
    parser = Texts()
    for output in tree.find_all(nodes.Output):
        parser.feed("".join(written(output)))
    left = {text.strip(" ·\n") for text in parser.found if LETTERS.search(text)}
    assert left <= {"A2I emulator", "ms"}


def test_texts_of_macros_are_translated_by_who_calls_them() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    calls = {"empty", "json", "move"}
    for path in PAGES.glob("*/templates/*/*.html"):
        for call in environment.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in calls:
                texts = [one.value for one in call.args if isinstance(one, nodes.Const)]
                assert [text for text in texts if " " in str(text)] == [], relative(path)


@pytest.mark.parametrize("path", sorted(PAGES.glob("*/static/*.js")), ids=relative)
def test_a_script_says_nothing_untranslated(path: Path) -> None:
    script = COMMENT.sub("", path.read_text("utf-8"))
    for found in SCRIPT_TEXT.finditer(script):
        is_sentence = re.search(r"[a-z]{2} \w", found[2]) and not re.search(r"[.#\[:]\w", found[2])
        assert found[1] or not is_sentence, found[2]


def test_a_refusal_says_nothing_untranslated() -> None:
    for path in PAGES.glob("*/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in {"RefusalError", "flash"}:
                texts = node.args[1:3] if node.func.id == "RefusalError" else node.args
                for text in texts:
                    assert not isinstance(text, ast.Constant | ast.JoinedStr), ast.dump(text)


class Marked(NullTranslations):
    """A language in which every word that was translated can be told."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


UNTRANSLATED = """() => {
  const found = [];
  const data = '[translate=no], bdi, code, pre, script, style, noscript, template, .mono, iframe';
  const left = (text) => {
    const less = text.replace(/⟦[^⟦⟧]*⟧/g, ' ');
    return less === text ? text.replace(/\\s+/g, ' ') : left(less);
  };
  const walk = (node, inside) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) inside.push(child.data);
      else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(data)) walk(child, inside);
    }
  };
  const texts = [];
  walk(document.body, texts);
  const all = texts.join('');
  if (/[^\\W\\d_]{2,}/.test(left(all))) found.push(left(all));
  for (const node of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    for (const name of ['aria-label', 'title', 'placeholder']) {
      const text = node.getAttribute(name);
      if (text && !node.matches('iframe, time') && !text.includes('⟦')) found.push(text);
    }
  }
  return found;
}"""


def assert_all_said(page: Page) -> None:
    assert page.evaluate(UNTRANSLATED) == [], page.url


def test_every_word_on_the_pages_is_in_the_catalogue(
    emulator: Emulator, page: Page, flow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words_module, "catalogue", lambda _: Marked())
    page.context.set_extra_http_headers({"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
    portal = watched(emulator, page)
    portal.open()
    assert_all_said(page)
    portal.sign_in("alice")
    emulator.start_loop(flow)
    expect(page.get_by_role("row")).to_have_count(2)
    assert_all_said(page)
    page.get_by_role("link", name="Read a text").click()
    assert_all_said(page)
    page.locator("button[formaction$=start]").click()
    portal.frame()
    assert_all_said(page)
    emulator.advance(3601)
    expect(page.get_by_role("dialog")).to_contain_text("⟦Your time for this task ran out⟧")
    page.set_default_navigation_timeout(30_000)
    portal.open("work/none-0")
    assert_all_said(page)
    emulator.answer("loop", {"answer": "a"})
    emulator.wait_for_status("Completed")
    templates = "templates"
    for path in (
        *("", "human-loops", "human-loops/new", "events", "requests", "none"),
        *("workteams", "workteams/new", "workforces/new", "flow-definitions/new"),
        *(templates, f"{templates}/gallery", f"{templates}/new", "test-kit", "setup", "quality"),
        "flow-definitions/123456789012/us-east-1/flow/quality",
    ):
        page.goto(f"{emulator.url}/_a2i/console/{path}")
        assert_all_said(page)
    page.goto(f"{emulator.url}/_a2i/console/human-loops")
    page.get_by_role("link", name="loop", exact=True).click()
    assert_all_said(page)
    assert portal.problems == []


@pytest.mark.parametrize("width", [390, 1280])
def test_german_is_chosen_by_the_browser(
    emulator: Emulator, browser: Browser, flow: str, width: int
) -> None:
    context = browser.new_context(locale="de-AT", viewport={"width": width, "height": 800})
    context.set_default_timeout(10_000)
    portal: Portal = watched(emulator, context.new_page())
    page = portal.sign_in("alice")
    assert page.locator("html").get_attribute("lang") == "de"
    emulator.start_loop(flow)
    expect(page.get_by_role("button", name="Beginnen: Read a text")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Verfügbar")
    expect(page.get_by_role("row").nth(1)).to_contain_text("9 T 23 Std.")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("button", name="Beginnen").click()
    portal.frame()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for path in ("", "human-loops", "events", "requests"):
        page.goto(f"{emulator.url}/_a2i/console/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
    assert portal.problems == []
    context.close()
