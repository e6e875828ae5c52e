"""Scripted workers over HTTP: who answers what, when, and what goes wrong."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from tests.support.emulator import Emulator

YES = {"answer": "yes"}
NO = {"answer": "no"}


def put(emulator: Emulator, *rules: dict[str, Any]) -> None:
    status, answer = emulator.control("PUT", "workers", {"rules": list(rules)})
    assert status == 200, answer


def refused(emulator: Emulator, *rules: dict[str, Any]) -> str:
    status, answer = emulator.control("PUT", "workers", {"rules": list(rules)})
    assert (status, answer["error"]["code"]) == (400, "BadRequest")
    message: str = answer["error"]["message"]
    return message


def problems(emulator: Emulator) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = emulator.control("GET", "workers")[1]["problems"]
    return found


def answers(emulator: Emulator, name: str = "loop") -> list[Any]:
    """Return what the finished loop's workers answered."""
    loop = emulator.wait_for_status("Completed", name)
    output = json.loads(emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
    return [answer["answerContent"] for answer in output["humanAnswers"]]


def tasks(emulator: Emulator, name: str = "loop") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = emulator.control("GET", f"tasks?humanLoopName={name}")[1]["tasks"]
    return found


def status(emulator: Emulator, name: str = "loop") -> str:
    emulator.advance(0)
    found: str = emulator.describe_loop(name)["HumanLoopStatus"]
    return found


def test_rules_answer_loops_as_they_start(emulator: Emulator) -> None:
    put(emulator, {"answerContent": YES})
    emulator.start_loop(emulator.make_flow())
    assert answers(emulator) == [YES]


def test_rules_answer_loops_that_are_open_already(emulator: Emulator) -> None:
    flow = emulator.make_flow()
    for number in range(3):
        emulator.start_loop(flow, f"loop-{number}")
    emulator.advance(0)
    put(emulator, {"match": {"humanLoopName": "loop-[1]"}, "answerContent": NO})
    assert status(emulator, "loop-1") == "InProgress"
    put(emulator, {"answerContent": YES})
    assert [answers(emulator, f"loop-{number}") for number in range(3)] == [[YES]] * 3


@pytest.mark.parametrize(
    ("match", "matches"),
    [
        ({}, True),
        ({"flowDefinitionName": "flow"}, True),
        ({"flowDefinitionName": "fl"}, False),
        ({"flowDefinitionName": "f*"}, True),
        ({"flowDefinitionName": {"regex": "^f.ow$"}}, True),
        ({"flowDefinitionName": {"regex": "^l"}}, False),
        ({"flowDefinitionArn": "arn:aws:sagemaker:*:flow-definition/flow"}, True),
        ({"humanLoopName": "l??p"}, True),
        ({"humanLoopName": "l?p"}, False),
        ({"taskTitle": "A task"}, True),
        ({"taskTitle": "A [task]"}, False),
        ({"taskTitle": "A task", "humanLoopName": "other"}, False),
        ({"input": {"$.kind": "invoice"}}, True),
        ({"input": {"$.kind": "receipt"}}, False),
        ({"input": {"$.pages": 2.0}}, True),
        ({"input": {"$.flag": 1}}, False),
        ({"input": {"$.flag": True}}, True),
        ({"input": {"$.nothing": None}}, True),
        ({"input": {"$.missing": None}}, False),
        ({"input": {"$.missing": {"exists": False}}}, True),
        ({"input": {"$.kind": {"exists": False}}}, False),
        ({"input": {"$.nothing": {"exists": True}}}, True),
        ({"input": {"$.kind": {"regex": "voice$"}}}, True),
        ({"input": {"$.pages": {"regex": "2"}}}, False),
        ({"input": {"$.kind": {"oneOf": ["receipt", "invoice"]}}}, True),
        ({"input": {"$.pages": {"greaterThan": 1, "lessThan": 3}}}, True),
        ({"input": {"$.pages": {"greaterThan": 2}}}, False),
        ({"input": {"$.kind": {"lessThan": 3}}}, False),
        ({"input": {"$.blocks[*].score": {"lessThan": 50}}}, True),
        ({"input": {"$.blocks[?@.score < 50].text": "b"}}, True),
        ({"input": {"$.blocks[?@.score < 50].text": "a"}}, False),
        ({"input": {"$.blocks[0]": {"equals": {"text": "a", "score": 99}}}}, True),
        ({"input": {"$.blocks[0]": {"equals": {"text": "a"}}}}, False),
        ({"input": {"$..score": 99, "$.pages": 2}}, True),
        ({"input": {"$..score": 99, "$.pages": 3}}, False),
    ],
)
def test_matching(emulator: Emulator, match: dict[str, Any], matches: bool) -> None:
    put(emulator, {"match": match, "answerContent": YES}, {"answerContent": NO})
    content = {
        "text": "x",
        "kind": "invoice",
        "pages": 2,
        "flag": True,
        "nothing": None,
        "blocks": [{"text": "a", "score": 99}, {"text": "b", "score": 40.5}],
    }
    emulator.start_loop(emulator.make_flow(), content=content)
    assert answers(emulator) == [YES if matches else NO]


def test_a_pattern_that_takes_for_ever_is_a_problem_of_its_rule(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("a2i_emulator.scripted_workers.patterns.LIMIT_SECONDS", 0.05)
    endless = "(a|aa)+$"
    conditions = ({"$.text": {"regex": endless}}, {f"$[?search(@, '{endless}')]": "b"})
    rules = [{"match": {"input": each}, "answerContent": NO} for each in conditions]
    put(emulator, *rules, {"answerContent": YES})
    emulator.start_loop(emulator.make_flow(), content={"text": "a" * 100 + "b"})
    assert answers(emulator) == [YES]
    told = f"SlowPatternError: the pattern '{endless}' takes more than 0.05 s on a text of"
    assert [problem["message"][: len(told)] for problem in problems(emulator)] == [told] * 2


def test_input_that_is_only_a_text(emulator: Emulator) -> None:
    flow = emulator.make_flow(template="{{ task.input }}")
    put(
        emulator,
        {"match": {"input": {"$.kind": {"exists": True}}}, "answerContent": NO},
        {"match": {"input": {"$": "{not JSON"}}, "answerContent": YES},
    )
    emulator.start_loop(flow, content="{not JSON")
    assert answers(emulator) == [YES]


def test_input_nested_too_deeply_to_search_does_not_match(emulator: Emulator) -> None:
    put(
        emulator,
        {"match": {"input": {"$..deep": {"exists": True}}}, "answerContent": NO},
        {"answerContent": YES},
    )
    content: dict[str, Any] = {}
    for _ in range(500):
        content = {"x": content}
    emulator.start_loop(emulator.make_flow(), content={**content, "text": "x"})
    assert answers(emulator) == [YES]


def test_the_teams_workers_answer_before_stand_ins(emulator: Emulator) -> None:
    workteam = emulator.make_workteam(workers=("alice", "bob"))
    flow = emulator.make_flow(workteam=workteam, TaskCount=3)
    put(emulator, {"answerContent": YES, "timeSpentInSeconds": 2.5})
    emulator.start_loop(flow)
    assert answers(emulator) == [YES] * 3
    assert [task["worker"] for task in tasks(emulator)] == ["alice", "bob", "worker-1"]
    uri = emulator.describe_loop()["HumanLoopOutput"]["OutputS3Uri"]
    found = json.loads(emulator.read_object(uri))["humanAnswers"]
    assert [answer["timeSpentInSeconds"] for answer in found] == [2.5] * 3
    assert len({answer["workerId"] for answer in found}) == 3


def test_named_workers_answer_and_leave_the_rest_to_others(emulator: Emulator) -> None:
    workteam = emulator.make_workteam(workers=("alice", "bob"))
    flow = emulator.make_flow(workteam=workteam, TaskCount=3)
    put(emulator, {"answerContent": NO, "workers": ["bob", "zoe"]})
    emulator.start_loop(flow)
    emulator.advance(0)
    done = [(task["worker"], task["status"]) for task in tasks(emulator)]
    assert done == [("bob", "Submitted"), ("zoe", "Submitted"), (None, "Available")]

    put(emulator, {"answerContent": NO, "workers": ["bob", "zoe"]}, {"answerContent": YES})
    assert answers(emulator) == [NO, NO, YES]
    assert tasks(emulator)[2]["worker"] == "alice"


def test_workers_disagree(emulator: Emulator) -> None:
    flow = emulator.make_flow(TaskCount=3)
    put(emulator, {"answers": [YES, NO]})
    emulator.start_loop(flow)
    assert answers(emulator) == [YES, NO, YES]


def test_answers_come_after_their_delay_on_the_emulators_clock(emulator: Emulator) -> None:
    put(emulator, {"answerContent": YES, "afterSeconds": 600})
    emulator.start_loop(emulator.make_flow())
    emulator.advance(590)
    assert status(emulator) == "InProgress"
    emulator.advance(11)
    assert answers(emulator) == [YES]
    loop = emulator.describe_loop()
    output = json.loads(emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
    (answer,) = output["humanAnswers"]
    submitted = datetime.fromisoformat(answer["submissionTime"].replace("Z", "+00:00"))
    late = (submitted - loop["CreationTime"]).total_seconds() - 600
    assert 0 <= late < 10


def test_a_delayed_rule_keeps_its_task_from_later_rules(emulator: Emulator) -> None:
    flow = emulator.make_flow(TaskCount=2)
    put(
        emulator,
        {"answerContent": NO, "worker": "slow", "afterSeconds": 60},
        {"answerContent": YES},
    )
    emulator.start_loop(flow)
    emulator.advance(0)
    assert [task["status"] for task in tasks(emulator)] == ["Submitted", "Available"]
    emulator.advance(61)
    assert answers(emulator) == [YES, NO]


def test_who_declines_is_not_asked_again(emulator: Emulator) -> None:
    workteam = emulator.make_workteam(workers=("alice", "bob"))
    put(emulator, {"decline": True, "worker": "alice"}, {"answerContent": YES})
    emulator.start_loop(emulator.make_flow(workteam=workteam))
    assert answers(emulator) == [YES]
    assert tasks(emulator)[0]["worker"] == "bob"


def test_everybody_declines_until_the_loop_expires(emulator: Emulator) -> None:
    workteam = emulator.make_workteam(workers=("alice", "bob"))
    flow = emulator.make_flow(workteam=workteam, TaskAvailabilityLifetimeInSeconds=3600)
    put(emulator, {"decline": True, "workers": ["alice", "bob"]})
    emulator.start_loop(flow)
    emulator.advance(0)
    assert emulator.answer("loop", worker="alice")[0] == 409
    emulator.advance(3601)
    assert emulator.describe_loop()["FailureCode"] == "Expired"


def test_an_abandoned_task_is_free_again_after_its_time(emulator: Emulator) -> None:
    flow = emulator.make_flow(TaskTimeLimitInSeconds=300)
    put(
        emulator,
        {"abandon": True, "worker": "sleepy", "afterSeconds": 10},
        {"answerContent": YES, "worker": "keen"},
    )
    emulator.start_loop(flow)
    emulator.advance(20)
    (task,) = tasks(emulator)
    assert (task["worker"], task["status"]) == ("sleepy", "Accepted")
    emulator.advance(310)
    assert answers(emulator) == [YES]
    assert tasks(emulator)[0]["worker"] == "keen"


def test_expire_keeps_every_later_rule_away(emulator: Emulator) -> None:
    flow = emulator.make_flow(TaskAvailabilityLifetimeInSeconds=3600)
    put(emulator, {"expire": True}, {"answerContent": YES})
    emulator.start_loop(flow)
    emulator.advance(3599)
    assert status(emulator) == "InProgress"
    emulator.advance(2)
    assert emulator.describe_loop()["FailureCode"] == "Expired"


def test_a_template_makes_the_answer_of_the_input(emulator: Emulator) -> None:
    template = """
        {% assign first = task.input.names | first %}
        {
          "who": {{ worker.name | to_json }}, "number": {{ worker.index }},
          "first": {{ first | to_json }}, "title": "{{ task.title }}",
          "count": {{ task.input.names.size }},
          "loop": "{{ task.flowDefinitionName }}/{{ task.humanLoopName }}"
        }
    """
    put(emulator, {"template": template})
    flow = emulator.make_flow(TaskCount=2)
    emulator.start_loop(flow, content={"text": "x", "names": ['<a href="?">', "b"]})
    common = {
        "first": '<a href="?">',
        "title": "A task",
        "count": 2,
        "loop": "flow/loop",
    }
    assert answers(emulator) == [
        {"who": "worker-1", "number": 0, **common},
        {"who": "worker-2", "number": 1, **common},
    ]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ('{"a": {{ task.input.other }} }', "UndefinedTemplateVariable: undefined variable other"),
        ("{{ task.input.text }}", "no valid JSON"),
        ('["{{ task.input.text }}"]', "no JSON object but list"),
        ('{"a": NaN}', "no valid JSON"),
    ],
)
def test_an_answer_that_cannot_be_made_is_told_of(
    emulator: Emulator, template: str, message: str
) -> None:
    put(emulator, {"template": template})
    emulator.start_loop(emulator.make_flow())
    emulator.advance(0)
    assert status(emulator) == "InProgress"
    (problem,) = problems(emulator)
    assert (problem["rule"], problem["humanLoopName"]) == ("0", "loop")
    assert message in problem["message"]
    put(emulator, {"answerContent": YES})
    assert answers(emulator) == [YES]


def test_put_replaces_get_returns_and_delete_forgets(emulator: Emulator) -> None:
    rules: list[dict[str, Any]] = [
        {"answerContent": YES, "afterSeconds": 1},
        {"template": "{}", "worker": "a"},
    ]
    put(emulator, {"answerContent": NO})
    put(emulator, *rules)
    got = emulator.control("GET", "workers")[1]
    assert got == {"rules": rules, "problems": []}
    assert emulator.control("PUT", "workers", got) == (200, got)
    assert emulator.control("DELETE", "workers") == (200, {"rules": [], "problems": []})
    emulator.start_loop(emulator.make_flow())
    assert status(emulator) == "InProgress"


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({}, "rules[1]: A rule has exactly one of answerContent, answers, template"),
        ({"answerContent": {}, "template": "{}"}, "rules[1]: A rule has exactly one of"),
        ({"answerContent": []}, "rules[1].answerContent: [] is not of type 'object'"),
        ({"answerContent": {}, "wurker": 1}, "rules[1]: Additional properties are not allowed"),
        ({"answerContent": {}, "worker": "a", "workers": ["b"]}, "either worker or workers"),
        ({"answerContent": {}, "worker": " "}, "rules[1].worker: The name of a worker"),
        ({"decline": True}, "A rule with decline names the worker"),
        ({"decline": False, "worker": "a"}, "rules[1].decline: True was expected"),
        ({"answerContent": {}, "afterSeconds": -1}, "rules[1].afterSeconds: -1 is less than"),
        ({"template": "{% if %}"}, "rules[1].template: Liquid syntax error (line 1)"),
        (
            {"answerContent": {}, "match": {"taskTitle": {"regex": "("}}},
            "rules[1].match.taskTitle.regex: not a regular expression",
        ),
        (
            {"answerContent": {}, "match": {"input": {"$.a[": 1}}},
            "rules[1].match.input.$.a[: not a JSONPath (RFC 9535)",
        ),
        (
            {"answerContent": {}, "match": {"input": {"a": 1}}},
            "rules[1].match.input: A JSONPath begins with $.",
        ),
        (
            {"answerContent": {}, "match": {"input": {"$.a": {"gt": 1}}}},
            "Additional properties are not allowed ('gt' was unexpected)",
        ),
    ],
)
def test_rules_that_cannot_be_used_are_refused_whole(
    emulator: Emulator, rule: dict[str, Any], message: str
) -> None:
    assert message in refused(emulator, {"answerContent": YES}, rule)
    assert emulator.control("GET", "workers")[1]["rules"] == []


def test_a_body_that_is_no_document_of_rules(emulator: Emulator) -> None:
    status, answer = emulator.control("PUT", "workers", {"rule": []})
    assert status == 400
    assert "the document: " in answer["error"]["message"]
