"""Requests that are no API calls in the log: a line and an id for each that does something."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import requests
from tests.support.emulator import Emulator

from a2i_emulator.record.log import JsonFormatter
from a2i_emulator.security.access_keys import create_access_key
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server


class Lines(logging.Handler):
    """What the log would write on standard error, as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def told(self) -> list[dict[str, object]]:
        """Return the lines since the last time."""
        lines, self.lines = self.lines, []
        return [json.loads(line) for line in lines]


@pytest.fixture
def log() -> Iterator[Lines]:
    handler, logger = Lines(), logging.getLogger("a2i_emulator")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


@pytest.fixture(scope="module")
def asking() -> Iterator[Emulator]:
    """An emulator that asks who people are, and keeps an audit trail."""
    server = build_server(Settings(port=0, operator_keys=True, audit=True, password_required=True))
    server.start()
    yield Emulator(server)
    server.close()


def test_a_control_call_has_a_line_with_the_id_of_its_answer(
    emulator: Emulator, log: Lines
) -> None:
    for path, form, status, error in (
        ("clock", {"advanceSeconds": 1}, 200, None),
        ("clock", {"advanceSeconds": -1}, 400, "BadRequest"),
    ):
        answer = requests.post(f"{emulator.url}/_a2i/{path}", json=form, timeout=20)
        assert answer.status_code == status
        (line,) = log.told()
        assert line["requestId"] == answer.headers["X-Request-Id"]
        assert (line["service"], line["operation"]) == ("control", f"POST /_a2i/{path}")
        assert (line["status"], line["level"]) == (status, "warning" if error else "info")
        told = line["error"]
        assert (told["code"] if isinstance(told, dict) else told) == error
    requests.get(f"{emulator.url}/_a2i/tasks", timeout=20)
    assert log.told() == [], "who only looks"
    missing = requests.get(f"{emulator.url}/_a2i/human-loops/none", timeout=20)
    (line,) = log.told()
    assert line["requestId"] == missing.headers["X-Request-Id"]


def test_what_is_refused_has_the_id_of_the_audit_trail(asking: Emulator, log: Lines) -> None:
    sign_in = f"{asking.url}/_a2i/portal/sign-in"
    with requests.Session() as browser:
        page = browser.get(sign_in, timeout=20)
        token = page.text.partition('name="token" value="')[2].partition('"')[0]
        form = {"token": token, "account": "123456789012", "region": "us-east-1"}
        tried = browser.post(sign_in, data={**form, "name": "eve", "password": "x"}, timeout=20)
    answers = [
        tried,
        requests.post(f"{asking.url}/_a2i/console/clock", timeout=20),
        requests.post(f"{asking.url}/_a2i/reset", timeout=20),
    ]
    lines = log.told()
    assert [answer.status_code >= 400 for answer in answers] == [True, True, True]
    for answer in answers:
        its = [line for line in lines if line["requestId"] == answer.headers["X-Request-Id"]]
        assert [line["level"] for line in its if "service" in line] == ["warning"]
    assert all(line.get("requestId") for line in lines), "also those that say why"
    key = create_access_key(asking.server.service.database, "ann", 0, role="admin")
    trail = requests.get(f"{asking.url}/_a2i/audit", auth=(key.id, key.secret), timeout=20).json()
    kept = {entry["requestId"] for entry in trail["entries"]}
    assert {line["requestId"] for line in lines} <= kept


def test_what_is_turned_away_at_the_door_has_a_line(asking: Emulator, log: Lines) -> None:
    asked = requests.get(f"{asking.url}/moto-api/data.json", timeout=20)
    assert asked.status_code == 401
    (line,) = log.told()
    assert (line["operation"], line["status"]) == ("GET /moto-api/data.json", 401)
    requests.get(f"{asking.url}/bucket", headers={"Host": "evil.example"}, timeout=20)
    (line,) = log.told()
    assert "'evil.example' is not one of this emulator" in str(line["message"])
