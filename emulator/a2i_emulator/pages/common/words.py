"""The words of portal and console, in the language that the browser asks for.

English is written where a word is used; every other language is a catalogue of gettext's in
``languages/``. ``make words`` collects what is to be translated and compiles the catalogues, and a
test fails where one is not complete. A catalogue is read when a page is first asked for in its
language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from flask import has_request_context, request
from jinja2 import Environment
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LANGUAGES = ("en", "de")
"""The first one is that of who asks for none of them."""

FOLDER = Path(__file__).parent / "languages"
_SCRIPTS = Path(__file__).parents[1]
_IN_SCRIPT = re.compile(r"\bsay\(\s*'((?:[^'\\]|\\.)+)'")


def prepare_words(templates: Environment) -> None:
    """Let templates say words: ``{% trans %}``, ``_()``, and what a page's scripts say."""
    templates.add_extension("jinja2.ext.i18n")
    templates.policies["ext.i18n.trimmed"] = True
    templates.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue(language()).gettext(text),
        lambda one, many, number: catalogue(language()).ngettext(one, many, number),
        newstyle=True,
    )
    templates.globals.update(language=language, script_words=script_words, isolated=isolated)


def language() -> str:
    """Return the language of the request's answer."""
    if not has_request_context():
        return LANGUAGES[0]
    return _best_of(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""))


@lru_cache(maxsize=100)
def _best_of(header: str) -> str:
    """Return the language that a header asks for; a page asks for it with each of its words."""
    accepted = parse_accept_header(header, LanguageAccept)
    return accepted.best_match(LANGUAGES, LANGUAGES[0]) or LANGUAGES[0]


def say(text: str, **values: object) -> str:
    """Say a text in the request's language; ``%(name)s`` in it is the value of that name."""
    said = catalogue(language()).gettext(text)
    return said % values if values else said


def mark(text: str) -> str:
    """Mark a text to be translated where it is said, as it is made before there is a request."""
    return text


def script_words() -> Mapping[str, str]:
    """Return what scripts say, by the English; empty for English itself."""
    asked = language()
    if asked == LANGUAGES[0]:
        return {}
    return {text: catalogue(asked).gettext(text) for text in _script_texts()}


def isolated(text: str) -> str:
    """Keep a text of either direction from turning what stands beside it, where no markup can."""
    return f"\u2068{text}\u2069"


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the words of a language."""
    if language == LANGUAGES[0]:
        return NullTranslations()
    with (FOLDER / f"{language}.mo").open("rb") as file:
        return GNUTranslations(file)


@cache
def _script_texts() -> tuple[str, ...]:
    found = set[str]()
    for script in _SCRIPTS.glob("*/static/*.js"):
        found.update(
            text.replace("\\'", "'") for text in _IN_SCRIPT.findall(script.read_text("utf-8"))
        )
    return tuple(sorted(found))
