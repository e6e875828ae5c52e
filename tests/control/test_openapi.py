"""The description of the control API is whole, and true."""

from __future__ import annotations

import hashlib
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from tests.support.emulator import Emulator

SPECS = Path(__file__).parents[2] / "specs"
DOCUMENT: dict[str, Any] = json.loads((SPECS / "openapi.json").read_text())
DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
METHODS = {"GET", "PUT", "POST", "DELETE", "PATCH"}
PLAIN = ("text/plain; charset=utf-8", "text/plain; version=1.0.0; charset=utf-8")


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def contents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every described body, with a name for it."""
    for method, path, operation in operations():
        described = {"request": operation.get("requestBody"), **operation["responses"]}
        for name, part in described.items():
            for content in resolved(part or {}).get("content", {}).values():
                yield f"{method} {path} {name}", content


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: Any = DOCUMENT
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    assert isinstance(found, dict)
    return found


@cache
def registry() -> Registry[Any]:
    documents = [("openapi.json", DIALECT | DOCUMENT)]
    for path in SPECS.glob("*.schema.json"):
        schema = json.loads(path.read_text())
        documents += [(path.name, schema), (schema["$id"], schema)]
    registry: Registry[Any] = Registry()
    return registry.with_resources((uri, Resource.from_contents(d)) for uri, d in documents)


def errors(schema: dict[str, Any], value: Any) -> list[str]:
    from_outside = json.loads(
        json.dumps(schema).replace('"#/components', '"openapi.json#/components')
    )
    validator = Draft202012Validator(from_outside, registry=registry())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


@dataclass
class Caller:
    """Calls the control API and holds each exchange to the description."""

    emulator: Emulator
    called: set[tuple[str, str, str]] = field(default_factory=set)

    def __call__(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        request = urllib.request.Request(
            f"{self.emulator.url}/_a2i{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers=headers or {},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                status, kind, answer = response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            with error:
                status, kind, answer = error.code, error.headers, error.read()
        template, operation = self.find(method, path)
        self.called.add((method, template, str(status)))
        content = resolved(operation["responses"][str(status)])["content"]
        described = content[kind["Content-Type"]]
        value = answer.decode() if kind["Content-Type"] in PLAIN else json.loads(answer)
        assert errors(described["schema"], value) == []
        return value

    def find(self, method: str, path: str) -> tuple[str, dict[str, Any]]:
        bare = path.partition("?")[0]
        for known, template, operation in operations():
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
            if known == method and re.fullmatch(pattern, bare):
                return template, operation
        raise AssertionError(f"{method} {path} is not described")


def test_it_is_openapi() -> None:
    base = (SPECS / "openapi.json").as_uri()
    found = OpenAPIV31SpecValidator(DOCUMENT, base_uri=base).iter_errors()
    assert [error.message for error in found] == []


def test_every_route_is_described_and_every_description_is_a_route(emulator: Emulator) -> None:
    routes = set()
    for rule in emulator.server.app.url_map.iter_rules():
        if rule.endpoint.startswith("control."):
            path = re.sub("<(?:[a-z]+:)?[a-z0-9_]+>", "{}", rule.rule.removeprefix("/_a2i"))
            routes |= {(method, path) for method in rule.methods or () if method in METHODS}
    described = {(method, re.sub(r"\{\w+\}", "{}", path)) for method, path, _ in operations()}
    assert described == routes


def test_names_of_operations_are_unique() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("name", "content"), list(contents()), ids=[n for n, _ in contents()])
def test_each_example_is_of_its_schema(name: str, content: dict[str, Any]) -> None:
    assert errors(content["schema"], content["example"]) == [], name


def test_real_answers_are_as_described(emulator: Emulator) -> None:
    call = Caller(emulator)
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://example.com"}
    call("GET", "/health")
    call("GET", "/health", headers=elsewhere)
    call("GET", "/ready")
    call("GET", "/metrics")
    assert call("GET", "/openapi.json") == DOCUMENT
    for file in SPECS.glob("*.schema.json"):
        assert call("GET", f"/{file.name}") == json.loads(file.read_text())
    call("GET", "/none.schema.json")
    call("GET", "/clock")
    call("POST", "/clock", {"advanceSeconds": 1})
    call("POST", "/clock", {"advanceSeconds": "1"})

    queue = emulator.make_event_queue()
    workteam = emulator.make_workteam(workers=("alice",))
    flow = emulator.make_flow(workteam=workteam, TaskKeywords=["a", "b"])
    for name in ("one", "two"):
        emulator.start_loop(flow, name)
    call("GET", "/tasks")
    call("GET", "/tasks?humanLoopName=one&status=Available")
    call("GET", "/tasks?humanLoopName=none")
    call("POST", "/human-loops/one/answers", {"answerContent": {}, "worker": "alice"})
    call("POST", "/human-loops/one/answers", {"answerContent": {}})
    call("POST", "/human-loops/one/answers", {"answerContent": []})
    call("POST", "/human-loops/none/answers", {"answerContent": {}})
    call("GET", "/tasks?humanLoopName=one")
    emulator.receive(queue)
    emulator.client("events").put_events(
        Entries=[{"Source": "mine", "DetailType": "t", "Detail": "{}"}]
    )
    assert call("GET", "/events")["events"]
    with pytest.raises(ClientError):
        emulator.describe_loop("none")
    requests = call("GET", "/requests?limit=1000")["requests"]
    assert requests[0]["error"]["code"] == "ResourceNotFoundException"
    call("GET", "/requests?limit=0")
    call("GET", "/events?limit=x")
    call("GET", "/audit")

    for path, good in (
        ("/workers", {"rules": [{"answerContent": {}, "match": {"humanLoopName": "x"}}]}),
        ("/faults", {"faults": [{"operation": "*", "drop": True, "times": 1}]}),
        ("/predictions", {"predictions": []}),
    ):
        call("PUT", path, good)
        call("PUT", path, {})
        call("GET", path)
        call("DELETE", path)

    ask_for_quality(call)
    ui = emulator.client("sagemaker").describe_human_task_ui(HumanTaskUiName="ui")
    url = ui["UiTemplate"]["Url"].partition("/_a2i")[2]
    call("GET", url)
    call("GET", url[:-1])

    state = call("GET", "/state")
    call("PUT", "/state", state)
    call("PUT", "/state", {})
    call("POST", "/reset")
    called = {(method, path) for method, path, _ in call.called}
    assert called == {(method, path) for method, path, _ in operations()}


def ask_for_quality(call: Caller) -> None:
    quality = "/flow-definitions/flow/quality"
    task = {"name": "one", "inputContent": {"text": "a"}, "answerContent": {"answer": "yes"}}
    call("PUT", quality, {"gold": {"rate": 1, "tasks": [task]}})
    call("PUT", quality, {"gold": {}})
    call("GET", quality)
    call("GET", quality.replace("flow/", "none/"))
    call("DELETE", quality)


def test_bytes_in_a_request_are_shown_by_their_digest(emulator: Emulator) -> None:
    with pytest.raises(ClientError):
        emulator.client("rekognition").detect_moderation_labels(Image={"Bytes": b"no image"})
    (request,) = Caller(emulator)("GET", "/requests")["requests"]
    assert request["input"]["Image"]["Bytes"] == {
        "bytes": 8,
        "sha256": hashlib.sha256(b"no image").hexdigest(),
    }


@pytest.mark.parametrize("outcome", ["Completed", "Failed", "Stopped"])
def test_events_and_output_are_of_their_formats(emulator: Emulator, outcome: str) -> None:
    queue = emulator.make_event_queue()
    workteam = emulator.make_workteam(workers=("alice",))
    emulator.start_loop(emulator.make_flow(workteam=workteam, TaskCount=2))
    emulator.answer("loop")
    if outcome == "Completed":
        emulator.answer("loop", worker="somebody")
    elif outcome == "Failed":
        emulator.advance(400 * 86_400)
    else:
        emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="loop")
    event = emulator.receive(queue)
    assert event["detail"]["humanLoopStatus"] == outcome
    assert errors({"$ref": "event.schema.json"}, event) == []
    output = json.loads(emulator.read_object(event["detail"]["humanLoopOutput"]["outputS3Uri"]))
    assert output["humanAnswers"]
    assert errors({"$ref": "output.schema.json"}, output) == []


@pytest.mark.parametrize("path", sorted(SPECS.glob("*.schema.json")), ids=lambda path: path.stem)
def test_every_format_is_a_good_schema_with_its_own_address(path: Path) -> None:
    schema = json.loads(path.read_text())
    Draft202012Validator.check_schema(schema)
    assert schema.get("$id", "").endswith(path.name)
