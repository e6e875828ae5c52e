"""Serving the elements' files."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from a2i_emulator.crowd import SCRIPT_PATH, STYLE_PATH, blueprint, crowd_files

IMPORT = re.compile(r"^(?:import|\} from|import .* from) '(\.{1,2}/[^']+)'", re.MULTILINE)


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint())
    return app.test_client()


def versioned(client: FlaskClient) -> str:
    found = re.search(r"\./crowd/(\w{16})/", client.get(SCRIPT_PATH).text)
    assert found
    return f"/_a2i/crowd/{found[1]}/"


@pytest.mark.parametrize("path", [SCRIPT_PATH, STYLE_PATH, "/_a2i/crowd/current/loader.js"])
def test_names_that_stay_are_revalidated(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_versioned_names_are_kept_for_ever(client: FlaskClient) -> None:
    for name, content in crowd_files().items():
        response = client.get(versioned(client) + name)
        assert response.data == content
        assert response.content_type == "text/javascript; charset=utf-8"
        assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/_a2i/crowd/0000000000000000/loader.js",
        "/_a2i/crowd/current/page.py",
        "/_a2i/crowd/current/../page.py",
        "/_a2i/crowd/current/%2e%2e/settings.py",
        "/_a2i/crowd/current/",
        "/_a2i/crowd/loader.js",
    ],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_import_leads_to_a_file() -> None:
    files = crowd_files()
    for name, content in files.items():
        if name.startswith("vendor/"):
            continue
        for target in IMPORT.findall(content.decode()):
            parts = [*name.split("/")[:-1]]
            for step in target.split("/"):
                if step == "..":
                    parts.pop()
                elif step != ".":
                    parts.append(step)
            assert "/".join(parts) in files, f"{name} imports {target}"


def test_every_element_is_in_the_registry_and_defines_its_tag() -> None:
    files = crowd_files()
    registered = set(re.findall(r"'((?:crowd|iron)-[\w-]+)'", files["registry.js"].decode()))
    elements = {
        name.removeprefix("elements/").removesuffix(".js"): content.decode()
        for name, content in files.items()
        if name.startswith("elements/") and not name.endswith(".css.js")
    }
    assert set(elements) == registered
    for tag, source in elements.items():
        assert f"customElements.define('{tag}'" in source


def test_files_stay_small() -> None:
    own = {name: data for name, data in crowd_files().items() if not name.startswith("vendor/")}
    assert {name for name, data in own.items() if data.count(b"\n") > 300} == set()
    assert sum(map(len, own.values())) + len(crowd_files()["vendor/lit.js"]) < 250_000
