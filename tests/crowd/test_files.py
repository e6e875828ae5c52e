"""Serving the elements' files."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from a2i_emulator.crowd import SCRIPT_PATH, STYLE_PATH, blueprint, crowd_files, script_address


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint())
    return app.test_client()


def versioned(client: FlaskClient) -> str:
    found = re.search(r"\./crowd/(\w{16})/", client.get(SCRIPT_PATH).text)
    assert found
    return f"/_a2i/crowd/{found[1]}/"


@pytest.mark.parametrize(
    "path", [SCRIPT_PATH, STYLE_PATH, f"{SCRIPT_PATH}?v=1", f"{SCRIPT_PATH}?v=0000000000000000"]
)
def test_names_that_stay_are_revalidated(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_versioned_names_are_kept_for_ever(client: FlaskClient) -> None:
    assert "immutable" in client.get(script_address()).headers["Cache-Control"]
    icons = {name: data for name, data in crowd_files().items() if "iron-icons/" in name}
    assert len(icons) == 11
    for name, content in icons.items():
        response = client.get(versioned(client) + name)
        assert response.data == content
        assert response.content_type == "text/javascript; charset=utf-8"
        assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/_a2i/crowd/0000000000000000/vendor/iron-icons/icons.js",
        "/_a2i/crowd/DIGEST/vendor/iron-icons/icons.js",
        "{}page.py",
        "{}../page.py",
        "{}vendor/iron-icons/../../page.py",
        "{}%2e%2e/settings.py",
        "{}entry.js",
        "{}",
    ],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path.format(versioned(client))).status_code == 404


def test_every_element_is_in_the_script_and_defines_its_tag(client: FlaskClient) -> None:
    every = "".join(f"<{name[9:-3]}>" for name in crowd_files() if name.startswith("elements/"))
    script = client.get(script_address(every)).text
    defined = re.findall(r"customElements\.define\('([\w-]+)'", script)
    names = (name for name in crowd_files() if name.startswith("elements/"))
    elements = {re.sub(r"elements/(.*)\.js", r"\1", name) for name in names if ".css" not in name}
    assert elements <= set(defined)
    assert len(defined) == len(set(defined))


def test_files_stay_small(client: FlaskClient) -> None:
    own = {name: data for name, data in crowd_files().items() if not name.startswith("vendor/")}
    assert {name for name, data in own.items() if data.count(b"\n") > 300} == set()
    assert len(client.get(SCRIPT_PATH).data) < 160_000


def test_a_page_s_script_has_the_parts_that_the_page_names(client: FlaskClient) -> None:
    plain, drawn = (client.get(script_address(f"<{tag}>")).text for tag in ("p", "CROWD-Line"))
    assert "'crowd-line'" in drawn
    assert "'crowd-line'" not in plain
    assert "'crowd-text-ranking'" not in drawn
    added = client.get(f"{versioned(client)}drawing/main.js").text
    assert "modules['elements/crowd-line.js']" in added
    assert "modules['base/widget.js'] ??=" not in added
    assert client.get(f"{SCRIPT_PATH}?with=drawing,none").text == drawn
