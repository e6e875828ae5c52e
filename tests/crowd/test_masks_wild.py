"""Any sequence of actions in the tools that paint masks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.crowd.conftest import Open, Task
from tests.support.drawing import Hand
from tests.support.fuzzing import examples
from tests.support.masks import BLUE, SIZE, colours_of, data_url, given_mask, mask_tool, png

KEYS = (
    *("b", "e", "p", "f", "1", "2", "3", "n", "k", "h", "[", "]", "+", "-", "Enter", "Escape"),
    *("Backspace", "Space", "Control+z", "Control+Shift+z", "ArrowUp", "Shift+ArrowLeft"),
)
SHARE = st.floats(-0.02, 1.02)
PLACE = st.tuples(SHARE, SHARE)
ACTIONS = st.one_of(
    st.tuples(st.just("drag"), st.lists(PLACE, min_size=1, max_size=4)),
    st.tuples(st.just("key"), st.sampled_from(KEYS)),
)
INITIAL = {
    "labelMappings": {"Dog": {"color": BLUE}},
    "instances": [{"color": BLUE, "label": "Dog"}],
    "src": data_url(png(given_mask())),
}


@pytest.fixture(params=["semantic", "instance"])
def wild(request: pytest.FixtureRequest, open_task: Open) -> Task:
    """A task for many sequences of actions."""
    task = open_task(mask_tool(request.param, initial=INITIAL))
    Hand(task).ready()
    return task


@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=st.lists(ACTIONS, min_size=4, max_size=12))
def test_no_actions_lead_out_of_the_answers_shape(wild: Task, actions: list[Any]) -> None:
    hand = Hand(wild)
    wild.frame.evaluate(BEGIN)
    start = hand.drawn()
    hand.stage.focus()
    for action, argument in actions:
        if action == "key":
            hand.press(argument)
        else:
            hand.drag(*[(x * SIZE["width"], y * SIZE["height"]) for x, y in argument])
    end = hand.drawn()
    check(dict(end))
    steps = wild.frame.evaluate(UNDO)
    assert hand.drawn() == start
    for _ in range(steps):
        wild.frame.evaluate("document.querySelector('crowd-form > *').tool.easel.redo()")
    assert hand.drawn() == end


BEGIN = """async () => {
  const tool = document.querySelector('crowd-form > *');
  tool.tool.giveUp();
  tool.tool.pen.choose('brush');
  tool.value = null;
  do await new Promise(requestAnimationFrame);
  while (tool.isUpdatePending || !tool.tool.annotation.isReady);
}"""
UNDO = """() => {
  const {giveUp, easel} = document.querySelector('crowd-form > *').tool;
  giveUp.call(document.querySelector('crowd-form > *').tool);
  let steps = 0;
  for (; easel.history.last; steps += 1) easel.undo();
  return steps;
}"""


def check(answer: dict[str, Any]) -> None:
    assert answer.pop("inputImageProperties") == SIZE
    named = answer.get("labelMappings", {}).items()
    colours = [mapping["color"] for _, mapping in named]
    colours += [instance["color"] for instance in answer.get("instances", [])]
    assert sorted(colours) == sorted(colour for colour in colours_of(answer) if colour)
    assert {label for label, _ in named} <= {"Dog", "Cat", "Tree"}
