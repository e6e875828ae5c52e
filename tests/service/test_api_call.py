"""Operations that ask other services hold up nobody meanwhile: no transaction is open then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.built_in_over_http import (
    ALCOHOL,
    DUE_DATE,
    WEAPONS,
    analyze,
    detect,
    evaluation,
    make_flow,
    uploaded,
)
from tests.support.emulator import ROLE, Emulator

from a2i_emulator import formats
from a2i_emulator.aws.events.rules import targets_of
from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.operations.ports import ReadObject, Render
from a2i_emulator.predictions.passthrough import PassThrough
from a2i_emulator.predictions.recordings import violations
from a2i_emulator.predictions.samples import sample
from a2i_emulator.predictions.source import Predictions

LABELS = {
    "ModerationLabels": [{"Name": "Alcohol", "Confidence": 95.5, "ParentName": ""}],
    "ModerationModelVersion": "7.0",
}
UNKNOWN = {"Bytes": sample("street.png") + b"changed"}
"""An image that nothing is recorded of."""


@dataclass
class Meanwhile:
    """A service that is slow to answer: others get something done meanwhile.

    If they have to wait for it, it waits for them as well, and both calls fail.
    """

    act: Callable[[], Any]
    acted: int = 0

    def __call__(self) -> None:
        self.act()
        self.acted += 1


def slow_read(read_object: ReadObject, meanwhile: Meanwhile) -> ReadObject:
    def read(*place: Any, **options: Any) -> bytes:
        meanwhile()
        return read_object(*place, **options)

    return read


class SlowRekognition(PassThrough):
    def __init__(self, meanwhile: Meanwhile) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def ask(self, *_: Any) -> dict[str, Any]:
        self._meanwhile()
        return LABELS


@pytest.fixture
def meanwhile(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Slow services; meanwhile another client writes."""
    service = emulator.server.service
    slow = Meanwhile(lambda: emulator.make_human_task_ui(f"ui-{slow.acted}"))
    ports = replace(
        service.ports,
        read_object=slow_read(service.ports.read_object, slow),
        render=slow_render(service.ports.render, slow),
        predictions=Predictions(violations, passthrough=SlowRekognition(slow)),
    )
    monkeypatch.setattr(service.api, "ports", ports)
    return slow


def slow_render(render: Render, meanwhile: Meanwhile) -> Render:
    def rendered(*parts: Any, **options: Any) -> Any:
        meanwhile()
        return render(*parts, **options)

    return rendered


def recordings(emulator: Emulator) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = emulator.control("GET", "predictions")[1]["predictions"]
    return found


def test_others_write_while_the_image_is_read(emulator: Emulator, meanwhile: Meanwhile) -> None:
    flow = make_flow(emulator, TEXTRACT_SOURCE, DUE_DATE)

    response = analyze(emulator, flow, uploaded(emulator, "invoice.png"))

    assert meanwhile.acted == 1
    assert "HumanLoopArn" in response["HumanLoopActivationOutput"]


def test_others_write_while_the_service_predicts(emulator: Emulator, meanwhile: Meanwhile) -> None:
    flow = make_flow(emulator, REKOGNITION_SOURCE, ALCOHOL)

    response = detect(emulator, flow, UNKNOWN)

    assert meanwhile.acted == 1
    assert "HumanLoopArn" in response["HumanLoopActivationOutput"]
    assert [one["response"] for one in recordings(emulator)] == [LABELS]


def test_others_write_while_a_template_is_rendered(
    emulator: Emulator, meanwhile: Meanwhile
) -> None:
    rendered = emulator.client("sagemaker").render_ui_template(
        UiTemplate={"Content": "<p>{{ task.input.text }}</p>"},
        Task={"Input": '{"text": "some"}'},
        RoleArn=ROLE,
    )

    assert meanwhile.acted == 1
    assert rendered["RenderedContent"] == "<p>some</p>"


def test_a_flow_definition_that_is_gone_meanwhile_is_refused(
    emulator: Emulator, meanwhile: Meanwhile
) -> None:
    flow = make_flow(emulator, REKOGNITION_SOURCE, ALCOHOL)
    sagemaker = emulator.client("sagemaker")
    meanwhile.act = lambda: sagemaker.delete_flow_definition(FlowDefinitionName="review")

    with pytest.raises(ClientError) as caught:
        detect(emulator, flow, UNKNOWN)

    assert caught.value.response["Error"]["Code"] == "InvalidParameterException"
    assert emulator.control("GET", "tasks")[1]["tasks"] == []


def test_a_flow_definition_that_cannot_review_spares_the_service(
    emulator: Emulator, meanwhile: Meanwhile
) -> None:
    flow = make_flow(emulator, TEXTRACT_SOURCE, DUE_DATE)

    with pytest.raises(ClientError, match="Request has invalid parameters"):
        detect(emulator, flow, UNKNOWN)

    assert meanwhile.acted == 0


def test_what_is_recorded_is_not_asked_for_again(emulator: Emulator, meanwhile: Meanwhile) -> None:
    flow = make_flow(emulator, REKOGNITION_SOURCE, WEAPONS)

    first, second = (detect(emulator, flow, UNKNOWN) for _ in range(2))

    assert meanwhile.acted == 1
    assert first["ModerationLabels"] == second["ModerationLabels"]
    assert evaluation(second["HumanLoopActivationOutput"]) == [False]


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("workers", {"rules": [{"answerContent": {"grade": 1}}]}),
        ("predictions", {"predictions": [{"operation": "DetectModerationLabels", "match": {}}]}),
    ],
)
def test_others_write_while_what_a_user_hands_over_is_checked(
    emulator: Emulator,
    meanwhile: Meanwhile,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    document: dict[str, Any],
) -> None:
    check = formats.check

    def slow_check(*parts: Any) -> None:
        meanwhile()
        check(*parts)

    monkeypatch.setattr(formats, "check", slow_check)
    for recording in document.get("predictions", ()):
        recording["response"] = LABELS

    assert emulator.control("PUT", path, document)[0] == 200
    assert meanwhile.acted >= 1


def test_others_write_while_an_event_is_matched_with_rules(
    emulator: Emulator, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow_matching(*parts: Any) -> Any:
        meanwhile()
        return targets_of(*parts)

    queue = emulator.make_event_queue()
    emulator.start_loop(emulator.make_flow())
    monkeypatch.setattr("a2i_emulator.aws.events.delivery.targets_of", slow_matching)
    emulator.answer("loop")

    assert emulator.receive(queue)["detail"]["humanLoopStatus"] == "Completed"
    assert meanwhile.acted == 1
