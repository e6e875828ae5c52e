"""What is answered under ``/_a2i/`` where nothing is: a page for people, JSON for programs."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest
from tests.support.emulator import Emulator

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
JSON = "application/json"


def ask(url: str, accept: str | None, method: str = "GET") -> tuple[int, str, bytes]:
    headers = {} if accept is None else {"Accept": accept}
    request = urllib.request.Request(url, method=method, headers=headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    with refused.value as error:
        return error.code, error.headers["Content-Type"], error.read()


@pytest.mark.parametrize(
    ("path", "accept", "is_page"),
    [
        ("nothing", BROWSER, True),
        ("nothing", "*/*", False),
        ("nothing", None, False),
        ("nothing", JSON, False),
        ("human-loops/x/nothing", JSON, False),
        ("crowd/0/none.js", "*/*", False),
        ("common/0/none.css", "text/css,*/*;q=0.1", False),
        ("portal/nothing", "*/*", True),
        ("portal/nothing", BROWSER, True),
        ("portal/nothing", JSON, False),
        ("console/nothing", BROWSER, True),
        ("console/human-loops/none", BROWSER, True),
        ("console/human-loops/none", JSON, False),
        ("console/human-loops/none/output.json", "*/*", True),
        ("", BROWSER, True),
    ],
)
def test_what_is_not_there(
    emulator: Emulator, path: str, accept: str | None, is_page: bool
) -> None:
    status, kind, body = ask(f"{emulator.url}/_a2i/{path}", accept)
    assert status == 404
    if is_page:
        assert kind.startswith("text/html")
        assert b'href="/_a2i/console/"' in body
        assert b'href="/_a2i/portal/"' in body
        assert b"common.css" in body
    else:
        assert kind == JSON
        assert json.loads(body)["error"]["code"] == "NotFound"


def test_a_wrong_method(emulator: Emulator) -> None:
    status, _, body = ask(f"{emulator.url}/_a2i/console/events", JSON, "POST")
    assert (status, json.loads(body)["error"]["code"]) == (405, "MethodNotAllowed")
