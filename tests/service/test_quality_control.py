"""Quality control beside a flow definition, at a real server by boto3 and the control API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.support.emulator import TEMPLATE, Emulator

CAT, DOG = {"animal": {"label": "cat"}}, {"animal": {"label": "dog"}}
GOLD = {"name": "a", "inputContent": {"text": "a"}, "answerContent": CAT}
QUALITY = "flow-definitions/flow/quality"


def ask_for(emulator: Emulator, **settings: Any) -> None:
    status, told = emulator.control("PUT", QUALITY, settings)
    assert (status, told.get("settings")) == (200, settings), told


def outputs(emulator: Emulator, loop: str = "loop") -> dict[str, Any]:
    """What is in S3 of a loop, by the file's name."""
    uri = emulator.describe_loop(loop)["HumanLoopOutput"]["OutputS3Uri"]
    folder = uri.rpartition("/")[0].removeprefix("s3://bucket/")
    listed = emulator.client("s3").list_objects_v2(Bucket="bucket", Prefix=folder)
    keys = [one["Key"] for one in listed.get("Contents", ())]
    return {
        key.rpartition("/")[2]: json.loads(emulator.read_object(f"s3://bucket/{key}"))
        for key in keys
    }


def statuses(emulator: Emulator) -> list[str]:
    events = emulator.control("GET", "events")[1]["events"]
    return [one["event"]["detail"]["humanLoopStatus"] for one in events]


def test_a_loop_whose_workers_disagree_goes_to_one_more(emulator: Emulator) -> None:
    flow = emulator.make_flow(TaskCount=2)
    ask_for(emulator, adjudication={"leastAgreement": 0.7}, consolidate=True)
    for name in ("agreed", "disputed"):
        emulator.start_loop(flow, name)
        emulator.answer(name, CAT)
    assert emulator.answer("agreed", CAT)[1]["humanLoopStatus"] == "Completed"
    told = emulator.answer("disputed", DOG)[1]
    assert (told["humanLoopStatus"], len(told["tasks"])) == ("InProgress", 3)
    assert set(outputs(emulator, "disputed")) == set()
    assert emulator.answer("disputed", DOG)[1]["humanLoopStatus"] == "Completed"
    assert emulator.answer("disputed", DOG)[0] == 409
    assert statuses(emulator) == ["Completed", "Completed"]
    found = outputs(emulator, "disputed")
    assert len(found["output.json"]["humanAnswers"]) == 3
    assert found["consolidated.json"]["answerContent"] == DOG
    assert found["consolidated.json"]["fields"]["animal"]["confidence"] == pytest.approx(2 / 3)
    assert outputs(emulator, "agreed")["consolidated.json"]["answerContent"] == CAT


def test_a_named_team_adjudicates_or_nobody_in_time(emulator: Emulator) -> None:
    team = emulator.make_workteam("team", workers=("alice", "bob"))
    judges = emulator.make_workteam("judges", workers=("judge",))
    flow = emulator.make_flow(workteam=team, TaskCount=2)
    ask_for(emulator, adjudication={"leastAgreement": 1, "workteamArn": judges})
    for name in ("judged", "late"):
        emulator.start_loop(flow, name)
        emulator.answer(name, CAT)
        emulator.answer(name, DOG)
    service = emulator.server.service
    with service.view() as store:
        waiting = store.human_loops.open(workteam_arns=[judges], limit=9).items
    assert sorted(loop.name for loop in waiting) == ["judged", "late"]
    told = emulator.answer("judged", CAT)[1]
    assert [task["worker"] for task in told["tasks"]][-1] == "judge"
    emulator.advance(864_000)
    assert emulator.describe_loop("late")["HumanLoopStatus"] == "Completed"
    assert len(outputs(emulator, "late")["output.json"]["humanAnswers"]) == 2


def test_scripted_workers_adjudicate(emulator: Emulator) -> None:
    flow = emulator.make_flow(TaskCount=2)
    ask_for(emulator, adjudication={"leastAgreement": 0.5})
    emulator.start_loop(flow)
    emulator.answer("loop", CAT)
    emulator.control("PUT", "workers", {"rules": [{"answerContent": DOG}]})
    emulator.wait_for_status("Completed")
    assert len(outputs(emulator)["output.json"]["humanAnswers"]) == 3


def test_who_is_stopped_answers_nothing_more(emulator: Emulator) -> None:
    team = emulator.make_workteam(workers=("alice", "bob"))
    flow = emulator.make_flow(workteam=team)
    gold = {"rate": 1, "tasks": [GOLD], "leastAccuracy": 1, "afterAnswers": 1, "below": "stop"}
    ask_for(emulator, gold=gold)
    for name in ("first", "second"):
        emulator.start_loop(flow, name)
    told = emulator.answer("first", CAT)[1]
    alice = told["tasks"][0]
    assert alice["worker"] == "alice"
    scores = {alice["workerId"]: {"worker": "alice", "answers": {"a": False}}}
    service = emulator.server.service
    service.change(lambda store: store.save_document(f"gold-scores/{flow}", scores))
    for rule in ({"answerContent": CAT}, {"abandon": True}):
        emulator.control("PUT", "workers", {"rules": [{"worker": "alice", **rule}]})
        (task,) = emulator.control("GET", "tasks?humanLoopName=second")[1]["tasks"]
        assert task["status"] == "Available"
    assert emulator.answer("second", CAT, worker="alice")[0] == 409
    assert emulator.answer("second", CAT)[1]["tasks"][0]["worker"] == "bob"
    emulator.control("DELETE", "workers")
    ask_for(emulator, gold={**gold, "below": "warn"})
    emulator.start_loop(flow, "third")
    assert emulator.answer("third", CAT, worker="alice")[0] == 200


@pytest.mark.parametrize("answer", [{"x": {"boundingBoxes": [None]}}, {"x": [1]}, {}])
def test_no_answer_breaks_a_loop(emulator: Emulator, answer: Any) -> None:
    flow = emulator.make_flow(TaskCount=2)
    ask_for(emulator, adjudication={"leastAgreement": 1}, consolidate=True)
    emulator.start_loop(flow)
    emulator.answer("loop", answer)
    assert emulator.answer("loop", answer)[1]["humanLoopStatus"] == "Completed"
    assert "output.json" in outputs(emulator)


def test_settings_are_the_emulators_and_stay_with_the_flow_definition(emulator: Emulator) -> None:
    flow = emulator.make_flow()
    sagemaker = emulator.client("sagemaker")
    described = sagemaker.describe_flow_definition(FlowDefinitionName="flow")
    emulator.start_loop(flow, "before")
    ask_for(emulator, consolidate=True)
    after = sagemaker.describe_flow_definition(FlowDefinitionName="flow")
    assert after | {"ResponseMetadata": None} == described | {"ResponseMetadata": None}
    emulator.start_loop(flow, "since")
    state = emulator.control("GET", "state")[1]
    emulator.control("POST", "reset")
    assert emulator.control("PUT", "state", state)[0] == 200
    assert emulator.control("GET", QUALITY)[1]["settings"] == {"consolidate": True}
    for name in ("before", "since"):
        emulator.answer(name, CAT)
    assert set(outputs(emulator, "before")) == {"output.json"}
    assert set(outputs(emulator, "since")) == {"output.json", "consolidated.json"}
    emulator.control("DELETE", QUALITY)
    emulator.start_loop(flow, "later")
    emulator.answer("later", CAT)
    assert set(outputs(emulator, "later")) == {"output.json"}
    ask_for(emulator, consolidate=True)
    sagemaker.delete_flow_definition(FlowDefinitionName="flow")
    assert emulator.control("GET", QUALITY)[0] == 404
    assert not [n for n in emulator.control("GET", "state")[1]["a2i"]["documents"] if "/" in n]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"gold": {"rate": 2, "tasks": []}}, "gold.rate"),
        ({"gold": {"rate": 0.1}}, "gold"),
        ({"adjudication": {}}, "adjudication"),
        ({"other": 1}, "other"),
        (
            {"gold": {"rate": 1, "tasks": [GOLD, GOLD]}},
            "gold.tasks[1].name",
        ),
    ],
)
def test_bad_settings_are_refused(emulator: Emulator, settings: Any, told: str) -> None:
    emulator.make_flow()
    status, answer = emulator.control("PUT", QUALITY, settings)
    assert status == 400
    assert told in answer["error"]["message"]
    assert emulator.control("GET", "flow-definitions/none/quality")[0] == 404


LOOP = "<crowd-form>{% for i in (1..task.input.number) %}x{% endfor %}</crowd-form>"


@pytest.mark.parametrize(
    ("template", "content", "told"),
    [
        (TEMPLATE, {"other": 1}, "UndefinedTemplateVariable: "),
        (LOOP, {"number": 10**12}, "TemplateLimitExceeded: "),
        ("<crowd-form>{{ task.input.text | no_such }}</crowd-form>", {"text": "a"}, "Template"),
    ],
)
def test_a_gold_task_that_cannot_be_shown_is_refused_at_the_door(
    emulator: Emulator, template: str, content: Any, told: str
) -> None:
    emulator.make_flow(template=template)
    settings = {"gold": {"rate": 1, "tasks": [{**GOLD, "inputContent": content}]}}
    status, answer = emulator.control("PUT", QUALITY, settings)
    assert status == 400
    place = "gold.tasks[0].inputContent: workers could not be shown it: "
    assert answer["error"]["message"].startswith(place + told)
    assert emulator.control("GET", QUALITY)[1]["settings"] == {}
