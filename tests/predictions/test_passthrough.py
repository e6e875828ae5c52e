"""Record and replay: the real services are asked once, here in the shape of a local endpoint."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.support.calls import one_transaction

from a2i_emulator.operations.errors import AwsError
from a2i_emulator.operations.ports import Store
from a2i_emulator.predictions.passthrough import PassThrough
from a2i_emulator.predictions.recordings import violations
from a2i_emulator.predictions.samples import sample
from a2i_emulator.predictions.source import Predictions
from a2i_emulator.storage import open_database

IMAGE = b"an image"
LABELS = {
    "ModerationLabels": [{"Name": "Weapons", "Confidence": 61.5, "ParentName": "Violence"}],
    "ModerationModelVersion": "7.0",
}
FORM = {"Blocks": [{"BlockType": "PAGE", "Id": "p"}], "DocumentMetadata": {"Pages": 1}}

REGION = "us-east-1"


class Service(ThreadingHTTPServer):
    """Answers as Rekognition and Textract do on the wire, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, Any], str]] = []
        self.answers: dict[str, tuple[int, dict[str, Any]]] = {
            "RekognitionService.DetectModerationLabels": (200, LABELS),
            "Textract.AnalyzeDocument": (200, FORM),
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        target = self.headers["X-Amz-Target"]
        self.server.asked.append((target, json.loads(body), self.headers["Authorization"]))
        status, answer = self.server.answers[target]
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDUSER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    # As in a user's shell: what points to the emulator must not be asked.
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with Service() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def store() -> Iterator[Store]:
    database = open_database()
    with database.write() as opened:
        yield opened
    database.close()


def passing(service: Service, **more: Any) -> Predictions:
    return Predictions(violations, passthrough=PassThrough(service.url), **more)


def detect(predictions: Predictions, store: Store, **request: Any) -> dict[str, Any]:
    whole = {
        "Image": {"S3Object": {"Bucket": "b", "Name": "n"}},
        "HumanLoopConfig": {"HumanLoopName": "l", "FlowDefinitionArn": "a"},
        **request,
    }
    return predictions.predict(
        one_transaction(store), REGION, "DetectModerationLabels", whole, IMAGE
    )


def test_the_service_is_asked_with_the_users_credentials_and_the_images_bytes(
    service: Service, store: Store
) -> None:
    assert detect(passing(service), store, MinConfidence=60.0) == LABELS

    ((target, body, authorization),) = service.asked
    assert target == "RekognitionService.DetectModerationLabels"
    assert body == {"Image": {"Bytes": base64.b64encode(IMAGE).decode()}, "MinConfidence": 60.0}
    assert "Credential=AKIDUSER/" in authorization
    assert "/us-east-1/rekognition/" in authorization


def test_its_answer_is_replayed_from_the_store(service: Service, store: Store) -> None:
    predictions = passing(service)
    first = detect(predictions, store)

    assert detect(predictions, store) == first
    assert detect(Predictions(violations), store) == first
    assert len(service.asked) == 1


def test_other_parameters_are_asked_anew(service: Service, store: Store) -> None:
    predictions = passing(service)
    detect(predictions, store)
    detect(predictions, store, MinConfidence=10.0)

    assert len(service.asked) == 2


def test_its_answer_is_replayed_from_the_directory(
    service: Service, store: Store, tmp_path: Path
) -> None:
    predictions = passing(service, directory=tmp_path)
    first = detect(predictions, store)

    assert detect(predictions, store) == first
    assert predictions.list(store) == {"predictions": []}
    assert detect(Predictions(violations, directory=tmp_path), store) == first
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"]
    assert len(service.asked) == 1


def test_documents_are_passed_through_too(service: Service, store: Store) -> None:
    request = {"Document": {"Bytes": IMAGE}, "FeatureTypes": ["FORMS"]}

    response = passing(service).predict(
        one_transaction(store), REGION, "AnalyzeDocument", request, IMAGE
    )

    assert response == FORM
    assert service.asked[0][1]["FeatureTypes"] == ["FORMS"]


def test_recordings_and_samples_are_not_asked_for(service: Service, store: Store) -> None:
    predictions = passing(service)
    database = one_transaction(store)

    predictions.predict(database, REGION, "DetectModerationLabels", {}, sample("street.png"))
    recorded = {"operation": "DetectModerationLabels", "match": {}, "response": LABELS}
    predictions.putting({"predictions": [recorded]})(store)
    detect(predictions, store)

    assert service.asked == []


def test_the_services_own_error_is_passed_on(service: Service, store: Store) -> None:
    error = {"__type": "InvalidImageFormatException", "Message": "Request has invalid image format"}
    service.answers["RekognitionService.DetectModerationLabels"] = (400, error)

    with pytest.raises(AwsError) as caught:
        detect(passing(service), store)

    assert (caught.value.code, caught.value.message) == (error["__type"], error["Message"])


def test_a_service_that_cannot_be_reached_is_an_internal_error(
    service: Service, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    predictions = Predictions(violations, passthrough=PassThrough("http://127.0.0.1:9"))

    with pytest.raises(AwsError) as caught:
        detect(predictions, store)

    assert (caught.value.code, caught.value.message) == (
        "InternalServerError",
        "Internal server error",
    )
    assert "Asking rekognition failed" in (caught.value.reason or "")
