"""Event patterns: the examples of the EventBridge user guide, and properties."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.aws.events.pattern import PatternError, compile_pattern, compiled

EVENT = {
    "version": "0",
    "detail-type": "EC2 Instance State-change Notification",
    "source": "aws.ec2",
    "time": "2017-10-02T18:43:48Z",
    "region": "us-east-1",
    "resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111", "arn:other"],
    "detail": {
        "state": "pending",
        "c-count": 5,
        "d-count": 2.5,
        "x-limit": 301.8,
        "flag": True,
        "nothing": None,
        "empty": "",
        "none": [],
        "FileName": "dir/sub/a.PNG",
        "star": "a*b\\c",
        "sourceIPAddress": "10.0.0.123",
        "v6": "2001:db8::1",
        "nested": {"deep": {"x": 1}},
        "items": [{"id": "a", "n": 1}, {"id": "b", "n": 2}, {"tags": ["t1", "t2"]}],
    },
}


@pytest.mark.parametrize(
    ("detail", "matches"),
    [
        ({"state": ["pending"]}, True),
        ({"state": ["running", "pending"]}, True),
        ({"state": ["Pending"]}, False),
        ({"state": ["running"]}, False),
        ({"state": ["pending"], "c-count": [6]}, False),
        ({"c-count": [5]}, True),
        ({"c-count": [5.0]}, False),
        ({"c-count": ["5"]}, False),
        ({"flag": [True]}, True),
        ({"flag": [1]}, False),
        ({"flag": ["true"]}, False),
        ({"nothing": [None]}, True),
        ({"missing": [None]}, False),
        ({"empty": [""]}, True),
        ({"nothing": [""]}, False),
        ({"state": [{"prefix": "pend"}]}, True),
        ({"state": [{"prefix": "x"}]}, False),
        ({"c-count": [{"prefix": "5"}]}, False),
        ({"state": [{"prefix": {"equals-ignore-case": "PEND"}}]}, True),
        ({"FileName": [{"suffix": ".png"}]}, False),
        ({"FileName": [{"suffix": ".PNG"}]}, True),
        ({"FileName": [{"suffix": {"equals-ignore-case": ".png"}}]}, True),
        ({"state": [{"equals-ignore-case": "PENDING"}]}, True),
        ({"state": [{"equals-ignore-case": "other"}]}, False),
        ({"state": [{"anything-but": "initializing"}]}, True),
        ({"state": [{"anything-but": "pending"}]}, False),
        ({"state": [{"anything-but": ["stopped", "pending"]}]}, False),
        ({"x-limit": [{"anything-but": [100, 200, 300]}]}, True),
        ({"c-count": [{"anything-but": 5}]}, False),
        ({"missing": [{"anything-but": "x"}]}, False),
        ({"state": [{"anything-but": {"prefix": "init"}}]}, True),
        ({"state": [{"anything-but": {"prefix": "pend"}}]}, False),
        ({"state": [{"anything-but": {"prefix": ["init", "pend"]}}]}, False),
        ({"FileName": [{"anything-but": {"suffix": [".txt", ".rtf"]}}]}, True),
        ({"FileName": [{"anything-but": {"suffix": ".PNG"}}]}, False),
        ({"state": [{"anything-but": {"equals-ignore-case": ["PENDING", "x"]}}]}, False),
        ({"FileName": [{"anything-but": {"wildcard": "*/lib/*"}}]}, True),
        ({"FileName": [{"anything-but": {"wildcard": ["*/lib/*", "*/sub/*"]}}]}, False),
        ({"c-count": [{"numeric": [">", 0, "<=", 5]}]}, True),
        ({"c-count": [{"numeric": ["<", 5]}]}, False),
        ({"d-count": [{"numeric": ["<", 10]}]}, True),
        ({"x-limit": [{"numeric": ["=", 3.018e2]}]}, True),
        ({"c-count": [{"numeric": ["=", 5.0]}]}, True),
        ({"flag": [{"numeric": [">", 0]}]}, False),
        ({"state": [{"numeric": [">", 0]}]}, False),
        ({"sourceIPAddress": [{"cidr": "10.0.0.0/24"}]}, True),
        ({"sourceIPAddress": [{"cidr": "10.0.1.0/24"}]}, False),
        ({"v6": [{"cidr": "2001:db8::/32"}]}, True),
        ({"state": [{"cidr": "10.0.0.0/24"}]}, False),
        ({"c-count": [{"cidr": "0.0.0.0/0"}]}, False),
        ({"state": [{"exists": True}]}, True),
        ({"state": [{"exists": False}]}, False),
        ({"missing": [{"exists": False}]}, True),
        ({"missing": [{"exists": True}]}, False),
        ({"nothing": [{"exists": True}]}, True),
        # exists works on leaves alone: an object and an empty array are none.
        ({"nested": [{"exists": True}]}, False),
        ({"nested": [{"exists": False}]}, True),
        ({"none": [{"exists": False}]}, True),
        ({"nested": {"deep": {"x": [1]}}}, True),
        ({"nested": {"deep": {"y": [{"exists": False}]}}}, True),
        ({"missing": {"deep": [{"exists": False}]}}, True),
        ({"state": {"deep": ["x"]}}, False),
        ({"items": {"id": ["b"]}}, True),
        ({"items": {"id": ["c"]}}, False),
        ({"items": {"tags": ["t2"]}}, True),
        # What is asked of one element must hold of one element.
        ({"items": {"id": ["a"], "n": [1]}}, True),
        ({"items": {"id": ["a"], "n": [2]}}, False),
        ({"FileName": [{"wildcard": "dir/*.PNG"}]}, True),
        ({"FileName": [{"wildcard": "*.png"}]}, False),
        ({"FileName": [{"wildcard": "*/sub/*"}]}, True),
        ({"star": [{"wildcard": "a\\*b\\\\*"}]}, True),
        ({"star": [{"wildcard": "a\\*c*"}]}, False),
        ({"c-count": [{"wildcard": "*"}]}, False),
        ({"$or": [{"state": ["x"]}, {"c-count": [5]}]}, True),
        ({"$or": [{"state": ["x"]}, {"c-count": [6]}]}, False),
        ({"state": ["pending"], "$or": [{"c-count": [6]}, {"flag": [False]}]}, False),
        ({}, True),
    ],
)
def test_the_detail(detail: dict[str, Any], matches: bool) -> None:
    assert compile_pattern({"detail": detail})(EVENT) is matches


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ({}, True),
        ({"source": ["aws.ec2"]}, True),
        ({"source": ["aws.sagemaker", {"prefix": "aws.e"}]}, True),
        ({"resources": ["arn:other"]}, True),
        ({"resources": [{"suffix": "i-abcd1111"}]}, True),
        ({"resources": ["arn:none"]}, False),
        ({"time": [{"prefix": "2017-10-02"}]}, True),
        ({"replay-name": [{"exists": False}]}, True),
        ({"$or": [{"source": ["x"]}, {"region": ["us-east-1"]}]}, True),
    ],
)
def test_the_envelope(pattern: dict[str, Any], matches: bool) -> None:
    assert compiled(json.dumps(pattern))(EVENT) is matches


@pytest.mark.parametrize(
    "pattern",
    [
        [],
        "x",
        None,
        {"source": "aws.ec2"},
        {"source": []},
        {"source": [{"perfix": "x"}]},
        {"source": [{}]},
        {"source": [{"prefix": "a", "suffix": "b"}]},
        {"source": [{"prefix": 1}]},
        {"source": [{"prefix": []}]},
        {"source": [{"prefix": {"unknown": "a"}}]},
        {"source": [{"exists": "yes"}]},
        {"source": [{"numeric": [">"]}]},
        {"source": [{"numeric": []}]},
        {"source": [{"numeric": ["!", 1]}]},
        {"source": [{"numeric": [">", "1"]}]},
        {"source": [{"numeric": 1}]},
        {"source": [{"cidr": "x"}]},
        {"source": [{"anything-but": {"unknown": "x"}}]},
        {"$or": {}},
        {"$or": []},
        {"$or": [1]},
    ],
)
def test_what_is_no_pattern(pattern: Any) -> None:
    with pytest.raises(PatternError, match=r"Event pattern is not valid\. Reason: "):
        compile_pattern(pattern)


def test_text_that_is_no_json() -> None:
    with pytest.raises(PatternError):
        compiled("{")


LETTERS = st.text("ab/.", max_size=8)


@given(LETTERS, st.text("ab/.*", max_size=6))
def test_wildcards_agree_with_fnmatch(value: str, pattern: str) -> None:
    test = compile_pattern({"x": [{"wildcard": pattern}]})
    assert test({"x": value}) is fnmatchcase(value, pattern)


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@given(SCALARS, SCALARS)
def test_equality_is_that_of_json_text(value: Any, expected: Any) -> None:
    same = json.dumps(value) == json.dumps(expected)
    assert compile_pattern({"x": [expected]})({"x": value}) is same
    assert compile_pattern({"x": [{"anything-but": [expected]}]})({"x": value}) is not same


@given(st.lists(SCALARS, min_size=1), SCALARS)
def test_an_array_matches_by_any_element(values: list[Any], expected: Any) -> None:
    test = compile_pattern({"x": [expected]})
    assert test({"x": values}) is any(test({"x": value}) for value in values)


def test_it_agrees_with_moto_where_moto_is_right() -> None:
    from moto.events.models import EventPattern

    for text in (
        '{"source": ["aws.ec2"]}',
        '{"detail": {"state": [{"anything-but": "pending"}]}}',
        '{"detail": {"c-count": [{"numeric": [">", 0, "<=", 5]}]}}',
        '{"detail": {"missing": [{"exists": false}]}}',
    ):
        loaded = EventPattern.load(text)
        assert loaded.dump() == text
        assert compiled(text)(EVENT) is loaded.matches_event(EVENT)
