"""Inputs of targets: the examples of the EventBridge user guide, and properties."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.aws.events.jsonpath import ABSENT, find
from a2i_emulator.aws.events.transform import TransformError, as_json, input_for

RULE = "arn:aws:events:us-east-2:123456789012:rule/example"
EVENT: dict[str, Any] = {
    "version": "0",
    "id": "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": "EC2 Instance State-change Notification",
    "source": "aws.ec2",
    "account": "123456789012",
    "time": "2015-11-11T21:29:54Z",
    "region": "us-east-1",
    "resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
    "detail": {
        "instance-id": "i-0123456789",
        "state": "RUNNING",
        "count": 3,
        "none": None,
        "yes": True,
        "a/b": "slash",
        "items": [{"id": 1}, {"id": 2}],
        "quoted": 'say "hi"',
    },
}
PATHS = {
    "timestamp": "$.time",
    "instance": "$.detail.instance-id",
    "state": "$.detail.state",
    "resource": "$.resources[0]",
    "detail": "$.detail.items",
    "count": "$.detail.count",
    "none": "$.detail.none",
    "yes": "$.detail.yes",
    "quoted": "$.detail.quoted",
    "missing": "$.detail.no-such-thing",
}


def transformed(template: str) -> str:
    target = {"InputTransformer": {"InputPathsMap": PATHS, "InputTemplate": template}}
    return input_for(target, EVENT, rule_arn=RULE, ingested_at="2015-11-11T21:29:55Z")


@pytest.mark.parametrize(
    ("template", "output"),
    [
        ('"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'),
        (
            '"instance \\"<instance>\\" is in <state>"',
            '"instance \\"i-0123456789\\" is in RUNNING"',
        ),
        (
            '{\n  "instance" : <instance>,\n  "state": <state>\n}',
            '{"instance":"i-0123456789","state":"RUNNING"}',
        ),
        (
            (
                '{"instance": <instance>, "state": "<state>",'
                ' "instanceStatus": "instance \\"<instance>\\" is in <state>"}'
            ),
            (
                '{"instance":"i-0123456789","state":"RUNNING",'
                '"instanceStatus":"instance \\"i-0123456789\\" is in RUNNING"}'
            ),
        ),
        (
            '{"instance": <instance>, "state": [ 9, <state>, true ], "Transformed": "Yes"}',
            '{"instance":"i-0123456789","state":[9,"RUNNING",true],"Transformed":"Yes"}',
        ),
        (
            '{"ruleArn": <aws.events.rule-arn>, "ruleName": <aws.events.rule-name>}',
            '{"ruleArn":"arn:aws:events:us-east-2:123456789012:rule/example","ruleName":"example"}',
        ),
        ('"<aws.events.rule-name> triggered"', '"example triggered"'),
        ('"first <state>"\n"second <instance>"', '"first RUNNING"\n"second i-0123456789"'),
        ('{"at": <aws.events.event.ingestion-time>}', '{"at":"2015-11-11T21:29:55Z"}'),
        ('{"resource": <resource>}', '{"resource":"' + EVENT["resources"][0] + '"}'),
        ('{"detail": <detail>}', '{"detail":[{"id":1},{"id":2}]}'),
        ('"Detail is <detail>"', '"Detail is [{id:1},{id:2}]"'),
        ('{"n": <count>, "y": <yes>, "x": <none>}', '{"n":3,"y":true,"x":null}'),
        ('"<count> <yes>"', '"3 true"'),
        ('{"gone": "a <missing> b", "bare": <missing>}', '{"gone":"a  b","bare":""}'),
        ('{"unknown": "<nobody>"}', '{"unknown":""}'),
        ('{"q": <quoted>}', '{"q":"say \\"hi\\""}'),
        ('{"a": "1 < 2 and 3 > 2"}', '{"a":"1 < 2 and 3 > 2"}'),
        ("[<state>, <count>]", '["RUNNING",3]'),
    ],
)
def test_the_templates_of_the_guide(template: str, output: str) -> None:
    assert transformed(template) == output


def test_the_whole_event_with_and_without_its_detail() -> None:
    assert json.loads(transformed('{"e": <aws.events.event.json>}')) == {"e": EVENT}
    head = {name: value for name, value in EVENT.items() if name != "detail"}
    assert json.loads(transformed('{"e": <aws.events.event>}')) == {"e": head}


@pytest.mark.parametrize("template", ['{"a": <state>', "{<state>: 1, }", '{"a": "<quoted>"}'])
def test_what_gives_no_json_is_not_sent(template: str) -> None:
    with pytest.raises(TransformError, match="no valid JSON"):
        transformed(template)


def plain(target: dict[str, Any]) -> str:
    return input_for(target, EVENT, rule_arn=RULE, ingested_at="")


def test_the_other_inputs() -> None:
    assert json.loads(plain({})) == EVENT
    assert plain({"Input": '{ "my": "text" }'}) == '{ "my": "text" }'
    assert plain({"InputPath": "$"}) == as_json(EVENT)
    assert plain({"InputPath": "$.detail.state"}) == '"RUNNING"'
    assert plain({"InputPath": "$.detail.items"}) == '[{"id":1},{"id":2}]'
    with pytest.raises(TransformError, match="InputPath"):
        plain({"InputPath": "$.detail.gone"})


def test_json_keeps_its_characters() -> None:
    assert as_json({"ü": "日本 <>"}) == '{"ü":"日本 <>"}'


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$", EVENT),
        ("$.detail-type", "EC2 Instance State-change Notification"),
        ("$.detail.items[1].id", 2),
        ("$.detail.items[*].id", [1, 2]),
        ("$.detail.items.*.id", [1, 2]),
        ("$.detail.a/b", "slash"),
        ("$['detail']['state']", "RUNNING"),
        ("$.detail.none", None),
        ("$.detail.items[2]", ABSENT),
        ("$.detail.state.x", ABSENT),
        ("$.detail[0]", ABSENT),
        ("$.resources.x", ABSENT),
        ("$..state", ABSENT),
        ("$.detail.items[?(@.id==1)]", ABSENT),
        ("detail", ABSENT),
        ("", ABSENT),
        ("$.detail.none[*]", ABSENT),
    ],
)
def test_paths(path: str, value: Any) -> None:
    assert find(EVENT, path) == value or find(EVENT, path) is value


NAMES = st.text("abc-_/", min_size=1, max_size=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(NAMES, min_size=1, max_size=4), VALUES)
def test_a_path_leads_to_what_lies_there(names: list[str], value: Any) -> None:
    document = value
    for name in reversed(names):
        document = {name: document}
    assert find(document, "$." + ".".join(names)) == value


@given(VALUES)
def test_a_bare_variable_is_its_json(value: Any) -> None:
    target = {"InputTransformer": {"InputPathsMap": {"v": "$.v"}, "InputTemplate": '{"v": <v>}'}}
    sent = input_for(target, {"v": value}, rule_arn=RULE, ingested_at="")
    assert json.loads(sent) == {"v": value}


@given(st.text(st.characters(exclude_characters='"\\', exclude_categories=["Cc", "Cs"])))
def test_a_text_in_a_string_stays_as_it_is(text: str) -> None:
    template = {"InputPathsMap": {"v": "$.v"}, "InputTemplate": '{"v": "a <v> b"}'}
    sent = input_for({"InputTransformer": template}, {"v": text}, rule_arn=RULE, ingested_at="")
    assert json.loads(sent) == {"v": f"a {text} b"}
