"""The site of ``docs/``: it builds without a warning, has all that is public, and no dead link."""

from __future__ import annotations

import argparse
import inspect
import json
import posixpath
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

import pytest

import a2i_emulator
from a2i_emulator import dataset, quality, testing
from a2i_emulator.commands.cli import parser

ROOT = Path(__file__).resolve().parents[2]
METHODS = {"get", "put", "post", "delete", "patch"}
MADE = {"output.json"}
"""Files that the pages name and that the emulator makes."""


class Page(HTMLParser):
    """What a page of the site has, and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {given["id"] or ""} if "id" in given else set()
        named = {given[name] or "" for name in ("href", "src") if name in given}
        self.links |= named
        self.loaded |= set() if tag == "a" else named

    def handle_data(self, data: str) -> None:
        self.text += data


def build(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of a folder as ``make docs`` does."""
    options = ["--quiet", "--fail-on-warning", "--keep-going", "-d", str(target / "doctrees")]
    command = [sys.executable, "-m", "sphinx", *options, str(source), str(target / "site")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """The pages, by their paths."""
    target = tmp_path_factory.mktemp("docs")
    done = build(ROOT / "docs", target)
    assert (done.returncode, done.stderr) == (0, "")
    pages = (target / "site").rglob("*.html")
    return {
        page.relative_to(target / "site").as_posix(): Page(page.read_text("utf-8"))
        for page in pages
    }


def options_of(command: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Yield the name of each command with each of its options and arguments."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield child.prog, ""
                yield from options_of(child)
        elif "--help" not in action.option_strings:
            for name in action.option_strings or [str(action.metavar)]:
                yield command.prog, name


def test_every_option_of_every_command_is_in_the_reference(site: dict[str, Page]) -> None:
    page = site["reference/command-line.html"]
    missing = [
        (command, option)
        for command, option in options_of(parser())
        if command not in page.text or (option and anchor(command, option) not in page.ids)
    ]
    assert missing == []


def anchor(command: str, option: str) -> str:
    """Return the id that Sphinx gives an option of a program."""
    arg = option if option.startswith("-") else f"-arg-{option}"
    return f"cmdoption-{command.replace(' ', '-')}-{arg.lstrip('-')}"


def test_every_setting_has_its_environment_variable_in_the_reference(
    site: dict[str, Page],
) -> None:
    page = site["reference/command-line.html"]
    start = {name for command, name in options_of(parser()) if command == "a2i-emulator start"}
    variables = {f"A2I_EMULATOR_{name[2:].replace('-', '_').upper()}" for name in start if name}
    assert {variable for variable in variables if variable not in page.text} == set()


def public_names(*modules: ModuleType) -> Iterator[str]:
    """Yield the public names of modules, with their members."""
    for module in modules:
        for name in module.__all__:
            thing = getattr(module, name)
            yield name
            if isinstance(thing, type):
                yield from (
                    f"{name}.{member}"
                    for member, value in vars(thing).items()
                    if not member.startswith("_") and (inspect.isroutine(value) or value.__doc__)
                )


@pytest.mark.parametrize(
    ("page", "modules"),
    [("test-kit", (a2i_emulator, testing)), ("reviewed-data", (quality, dataset))],
    ids=["test-kit", "reviewed-data"],
)
def test_every_public_name_is_in_the_reference(
    site: dict[str, Page], page: str, modules: tuple[ModuleType, ...]
) -> None:
    ids = site[f"reference/{page}.html"].ids
    missing = [
        name
        for name in public_names(*modules)
        if not {f"{module.__name__}.{name}" for module in modules} & ids
    ]
    assert missing == []


def test_the_fixtures_the_marker_and_the_ini_options_are_in_the_reference(
    site: dict[str, Page],
) -> None:
    text = site["reference/test-kit.html"].text
    for name in ("a2i()", "mock_a2i()", "@pytest.mark.a2i", "a2i_region", "a2i_seed"):
        assert name in text


def test_every_control_call_is_in_the_reference(site: dict[str, Page]) -> None:
    document = json.loads((ROOT / "specs/openapi.json").read_text("utf-8"))
    text = site["reference/control-api.html"].text
    calls = [
        f"{method.upper()} /_a2i{path}"
        for path, methods in document["paths"].items()
        for method in METHODS & methods.keys()
    ]
    assert [call for call in calls if call not in text] == []


@pytest.mark.parametrize(
    ("format_", "page"),
    [
        ("seed", "seed-file"),
        ("worker-rules", "scripted-workers"),
        ("predictions", "predictions"),
        ("faults", "faults"),
    ],
)
def test_every_member_of_a_format_is_in_the_reference(
    site: dict[str, Page], format_: str, page: str
) -> None:
    schema = json.loads((ROOT / f"specs/{format_}.schema.json").read_text("utf-8"))
    text = site[f"reference/{page}.html"].text
    assert [name for name in members(schema) if name not in text] == []


def members(schema: object) -> Iterator[str]:
    """Yield the names of all members that a JSON Schema has anywhere."""
    if isinstance(schema, list):
        for part in schema:
            yield from members(part)
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for part in schema.values():
            yield from members(part)


def test_no_link_within_the_site_leads_nowhere(site: dict[str, Page]) -> None:
    dead = [
        (path, link)
        for path, page in site.items()
        for link in page.links
        if not leads_somewhere(site, path, link)
    ]
    assert dead == []


def leads_somewhere(site: dict[str, Page], path: str, link: str) -> bool:
    """Tell whether a link leads out of the site, to what is no page, or to a place there is."""
    parts = urlsplit(link)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
    target = path if not parts.path else target
    if parts.scheme or not target.endswith(".html"):
        return True
    return target in site and (not parts.fragment or unquote(parts.fragment) in site[target].ids)


def test_nothing_is_loaded_from_another_machine(site: dict[str, Page]) -> None:
    assert "http" not in {urlsplit(src).scheme[:4] for page in site.values() for src in page.loaded}


def test_every_crowd_element_is_told_of(site: dict[str, Page]) -> None:
    elements = (ROOT / "emulator/a2i_emulator/crowd/elements").glob("*.js")
    names = {
        name
        for element in elements
        for name in re.findall(r"customElements\.define\('([a-z-]+)'", element.read_text("utf-8"))
    }
    assert names
    assert {name for name in names if name not in site["crowd-elements.html"].text} == set()


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md", "docs/decisions.md"])
def test_every_file_that_contributors_are_sent_to_is_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(r"`([a-z_][a-z0-9_./-]*(?:\.(?:py|js|json|md|sh)|/))`", text)
    rooms = ("emulator", "tests", "specs", "docs", "scripts", "benchmarks")
    there = [
        f"/{path.relative_to(ROOT).as_posix()}" for room in rooms for path in walk(ROOT / room)
    ]
    missing = {
        name
        for name in named
        if name not in MADE and not any(path.endswith(f"/{name.rstrip('/')}") for path in there)
    }
    assert named
    assert missing == set()


def walk(folder: Path) -> Iterator[Path]:
    """Yield a folder and all that is in it."""
    yield folder
    yield from folder.rglob("*")
