"""What each element and each plain input contributes to the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.crowd.conftest import Open


def form(inside: str) -> str:
    return f"<crowd-form>{inside}</crowd-form>"


DOCUMENTED = {
    "checkboxes of one name": (
        """<crowd-checkbox name="image_attributes" value="blurry" checked>Blurry</crowd-checkbox>
        <crowd-checkbox name="image_attributes" value="dim" checked="true">Dim</crowd-checkbox>
        <crowd-checkbox name="image_attributes" value="exposed">Exposed</crowd-checkbox>""",
        {"image_attributes": {"blurry": True, "dim": True, "exposed": False}},
    ),
    "checkboxes of different names": (
        """<crowd-checkbox name="Stop" value="Red" checked>Red</crowd-checkbox>
        <crowd-checkbox name="Slow" value="Yellow">Yellow</crowd-checkbox>
        <crowd-checkbox name="Go" value="Green">Green</crowd-checkbox>""",
        {"Go": {"Green": False}, "Slow": {"Yellow": False}, "Stop": {"Red": True}},
    ),
    "inputs": (
        """<crowd-input name="tag1" label="One" value="blue" required></crowd-input>
        <crowd-input name="tag2" label="Two" value="red"></crowd-input>
        <crowd-input name="tag3" label="Three"></crowd-input>""",
        {"tag1": "blue", "tag2": "red"},
    ),
    "text area": (
        """<crowd-text-area name="textInput1"
        value="This is the text; the text that\r\nmakes the crowd go wild."></crowd-text-area>""",
        {"textInput1": "This is the text; the text that\nmakes the crowd go wild."},
    ),
    "radio group": (
        """<crowd-radio-group>
          <crowd-radio-button name="btn1" value="yes" checked>Yes</crowd-radio-button>
          <crowd-radio-button name="btn2" value="no">No</crowd-radio-button>
        </crowd-radio-group>""",
        {"btn1": {"yes": True}, "btn2": {"no": False}},
    ),
    "toggle button": (
        '<crowd-toggle-button name="theToggler" checked></crowd-toggle-button>',
        {"theToggler": {"on": True}},
    ),
    "slider": (
        """<crowd-slider name="howMuch" min="1" max="10" step="0.01" pin="true" value="5.68"
        ></crowd-slider>""",
        {"howMuch": 5.68},
    ),
}

UNDOCUMENTED = {
    "radio buttons of one name": (
        """<crowd-radio-group>
          <crowd-radio-button name="r" value="wrong">Wrong</crowd-radio-button>
          <crowd-radio-button name="r" value="right" checked>Right</crowd-radio-button>
        </crowd-radio-group>""",
        {"r": {"right": True, "wrong": False}},
    ),
    "radio buttons outside of a group": (
        """<crowd-radio-button name="r" value="a" checked>A</crowd-radio-button>
        <crowd-radio-button name="r" value="b" checked>B</crowd-radio-button>""",
        {"r": {"a": True, "b": True}},
    ),
    "the last of several checked radio buttons": (
        """<crowd-radio-group>
          <crowd-radio-button name="r" value="a" checked>A</crowd-radio-button>
          <crowd-radio-button name="r" value="b" checked>B</crowd-radio-button>
        </crowd-radio-group>""",
        {"r": {"a": False, "b": True}},
    ),
    "untouched slider": ('<crowd-slider name="s" min="1" max="5"></crowd-slider>', {}),
    "slider at zero": ('<crowd-slider name="s" value="0"></crowd-slider>', {"s": 0}),
    "number input": (
        '<crowd-input name="n" type="number" value="4.5"></crowd-input>',
        {"n": "4.5"},
    ),
    "names are opaque": (
        """<crowd-input name="a.b[0].c" value="1"></crowd-input>
        <crowd-input name="Change Reason1" value="2"></crowd-input>
        <crowd-input name="__proto__" value="3"></crowd-input>
        <crowd-input name="constructor" value="4"></crowd-input>""",
        {"Change Reason1": "2", "__proto__": "3", "a.b[0].c": "1", "constructor": "4"},
    ),
    "nameless": ('<crowd-input value="x"></crowd-input><input value="y"><input type=checkbox>', {}),
    "disabled": (
        """<crowd-checkbox name="a" checked disabled>A</crowd-checkbox>
        <crowd-input name="b" value="x" disabled></crowd-input><input name="c" value="x" disabled>
        <fieldset disabled><crowd-input name="d" value="x"></crowd-input>
        <input name="e" value="x"></fieldset>""",
        {},
    ),
    "plain inputs": (
        """<input name="t" value="text"><input type="hidden" name="h" value='{"a": 1}'>
        <input type="number" name="n" value="7"><input type="range" name="r" value="30">
        <input type="date" name="d" value="2024-02-29"><input name="empty">
        <textarea name="area">one&#13;&#10;two</textarea>
        <select name="s"><option value="">Choose</option><option selected>Yes</option></select>
        <select name="s0"><option value="">Choose</option><option>Yes</option></select>
        <select name="m" multiple><option selected>x</option><option>y</option></select>
        <input type="submit" name="go" value="Go"><button name="b" value="c">B</button>
        <input type="file" name="f">""",
        {
            "area": "one\ntwo",
            "d": "2024-02-29",
            "h": '{"a": 1}',
            "m": {"x": True, "y": False},
            "n": "7",
            "r": "30",
            "s": "Yes",
            "t": "text",
        },
    ),
    "plain choices": (
        """<input type="checkbox" name="c" value="x" checked>
        <input type="checkbox" name="c" value="y">
        <input type="checkbox" name="on" checked><input type="radio" name="agree" value="agree">
        <input type="radio" name="agree" value="disagree" checked>""",
        {
            "agree": {"agree": False, "disagree": True},
            "c": {"x": True, "y": False},
            "on": {"on": True},
        },
    ),
    "plain and crowd boxes merge": (
        """<input type="checkbox" name="c" value="x" checked>
        <crowd-checkbox name="c" value="y">Y</crowd-checkbox>""",
        {"c": {"x": True, "y": False}},
    ),
    "an option that occurs twice": (
        '<input type="checkbox" name="c" checked><input type="checkbox" name="c">',
        {"c": {"on": True}},
    ),
    "the last one wins": (
        """<crowd-checkbox name="_" checked>X</crowd-checkbox><select name="_"><option>1</select>
        <input type="hidden" name="_" value="_">""",
        {"_": "_"},
    ),
    "choices replace a text": (
        '<input name="a" value="text"><input type="checkbox" name="a" value="x">',
        {"a": {"x": False}},
    ),
    "an empty last one does not win": ('<input name="a" value="1"><input name="a">', {"a": "1"}),
    "nested forms": (
        '<form action=""><input name="a" value="1"><form><input name="b" value="2"></form></form>',
        {"a": "1", "b": "2"},
    ),
    "self-closed tags keep their children": (
        """<p><crowd-slider name="meaning" min="1" max="5" value="3" pin/></p>
        <crowd-badge icon="check"/><crowd-input name="inside" value="kept"></crowd-input>""",
        {"inside": "kept", "meaning": 3},
    ),
    "layout elements add nothing": (
        """<crowd-card heading="H"><crowd-input name="a" value="1"></crowd-input></crowd-card>
        <crowd-tabs><crowd-tab header="1">one</crowd-tab><crowd-tab header="2">
          <crowd-input name="b" value="2"></crowd-input></crowd-tab></crowd-tabs>
        <crowd-modal><input name="c" value="3"></crowd-modal>
        <short-instructions><select name="d"><option>4</option></select></short-instructions>""",
        {"a": "1", "b": "2", "c": "3", "d": "4"},
    ),
}


@pytest.mark.parametrize("example", DOCUMENTED)
def test_documented_examples(open_task: Open, example: str) -> None:
    markup, expected = DOCUMENTED[example]
    assert exact(open_task(form(markup)).submit()) == exact(expected)


@pytest.mark.parametrize("example", UNDOCUMENTED)
def test_every_kind_of_input(snippets: Callable[[str], str], example: str) -> None:
    markup, expected = UNDOCUMENTED[example]
    assert exact(json.loads(snippets(markup))) == exact(expected)


def exact(answer: Any) -> str:
    """As JSON, so that the order of keys and true against 1 count."""
    return json.dumps(answer)


def test_what_the_worker_enters(open_task: Open) -> None:
    task = open_task(
        form("""
        <crowd-input name="name" label="Your name"></crowd-input>
        <crowd-text-area name="story" label="Story"></crowd-text-area>
        <crowd-checkbox name="fruit" value="apple">Apple</crowd-checkbox>
        <crowd-checkbox name="fruit" value="pear" checked>Pear</crowd-checkbox>
        <crowd-radio-group>
          <crowd-radio-button name="size" value="s">Small</crowd-radio-button>
          <crowd-radio-button name="size" value="l" checked>Large</crowd-radio-button>
        </crowd-radio-group>
        <crowd-toggle-button name="sure">Sure</crowd-toggle-button>
        <crowd-slider name="amount" min="1" max="5" aria-label="Amount"></crowd-slider>
        """)
    )
    frame = task.frame
    frame.get_by_label("Your name").fill("Ada")
    frame.get_by_label("Story").fill("line 1\nline 2")
    frame.get_by_role("checkbox", name="Apple").check()
    frame.get_by_text("Pear").click()
    frame.get_by_role("radio", name="Small").click()
    frame.get_by_role("switch", name="Sure").click()
    frame.get_by_role("slider", name="Amount").fill("4")
    assert task.submit() == {
        "amount": 4,
        "fruit": {"apple": True, "pear": False},
        "name": "Ada",
        "size": {"l": False, "s": True},
        "story": "line 1\nline 2",
        "sure": {"on": True},
    }
