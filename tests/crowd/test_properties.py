"""Attributes and properties of all elements: one means what the other means, in any order."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.crowd.conftest import AMAZONS_SCRIPT, Open, Server
from tests.support.pictures import picture

from a2i_emulator.crowd import crowd_files

TAGS = sorted(
    found[1]
    for name in crowd_files()
    if (found := re.fullmatch(r"elements/((?:crowd|iron)-[\w-]+)\.js", name))
)
VALUES = """
  const NAMED = {
    icon: ['check', 'add'],
    formAction: ['submit', 'reset'],
    variant: ['primary', 'link'],
    type: ['success', 'error', 'email', 'date'],
    linkType: ['link', 'button'],
    for: ['one', 'two'],
    src: ['PICTURE', ''],
    image: ['PICTURE', ''],
    initialValue: ['["A"]', '[{"label": "A", "startOffset": 0, "endOffset": 1}]'],
  };
  function valuesOf(property, {type, converter}) {
    if (type === Boolean) return [null, ''];
    if (type === Number) return ['3', '7', null];
    if (property in NAMED) return [...NAMED[property], null];
    if (converter) return ['["A", "B"]', '[{name: "C", label: "C"}]', 'true', null];
    return ['some', 'other', null];
  }
"""
LOOK = """
  const settle = async (element) => {
    do await element.updateComplete; while (element.isUpdatePending);
  };
  const STATES = ['value', 'checked', 'disabled', 'readOnly'];
  const stateOf = (node) => STATES.map((name) => node[name]);
  const treeOf = (node) => [...node.querySelectorAll('*')].flatMap((one) => [
    one.localName, ...[...one.attributes].map(({name, value}) => `${name}=${value}`).sort(),
    ...(one.children.length > 0 ? [] : [one.textContent]), ...stateOf(one),
    ...(one.shadowRoot ? treeOf(one.shadowRoot) : []),
  ]);
  /** What a worker sees of an element, and what it answers. */
  function lookOf(element) {
    const answer = document.querySelector('crowd-form').answerContent;
    const classes = treeOf(element.shadowRoot);
    return JSON.stringify([classes, answer, element.matches(':disabled')]);
  }
  async function made(tag, attribute, value) {
    document.body.innerHTML = '<crowd-form></crowd-form>';
    const element = document.createElement(tag);
    if (attribute !== 'name') element.setAttribute('name', 'n');
    if (attribute !== 'text') element.setAttribute('text', 'ABC');
    if (value !== null) element.setAttribute(attribute, value);
    document.body.firstChild.append(element);
    await settle(element);
    return element;
  }
"""
EVERY_WAY = (
    "async (tag) => {"
    + VALUES
    + LOOK
    + """
  const wrong = [];
  const declared = customElements.get(tag).elementProperties;
  for (const [property, options] of declared) {
    const {attribute, state} = options;
    if (state || attribute === false) continue;
    for (const second of valuesOf(property, options)) {
      const wanted = await made(tag, attribute, second);
      const look = lookOf(wanted);
      const value = wanted[property];
      for (const first of valuesOf(property, options)) {
        const ways = {
          property: (element) => { element[property] = value; },
          attribute: (element) => {
            if (second === null) element.removeAttribute(attribute);
            else element.setAttribute(attribute, second);
          },
          alias: (element) => {
            element.removeAttribute(attribute);
            if (second !== null) element.setAttribute(attribute.replaceAll('-', ''), second);
          },
        };
        if (!attribute.includes('-')) delete ways.alias;
        for (const [way, set] of Object.entries(ways)) {
          if (first === second) continue;
          const element = await made(tag, attribute, first);
          set(element);
          await settle(element);
          const isSame = JSON.stringify(element[property]) === JSON.stringify(value);
          if (options.type === Boolean && element.hasAttribute(attribute) !== (second !== null)) {
            wrong.push(`${property}: the attribute does not follow the ${way}`);
          }
          const change = `${property}: ${first} to ${second} by ${way}`;
          if (!isSame) wrong.push(`${change}: ${element[property]}`);
          if (lookOf(element) !== look) wrong.push(`${change}: ${lookOf(element)} is not ${look}`);
        }
      }
    }
  }
  return wrong;
}"""
).replace("PICTURE", picture(4, 4))


@pytest.fixture(scope="module")
def blank(server: Server, context: BrowserContext) -> Page:
    page = context.new_page()
    # The page names them all, so its script has them all.
    server.template = f"{AMAZONS_SCRIPT}<!-- {TAGS} -->"
    page.goto(f"{server.url}/task")
    return page


@pytest.mark.parametrize("tag", TAGS)
def test_an_attribute_and_its_property_are_one(blank: Page, tag: str) -> None:
    wrong: Any = blank.evaluate(EVERY_WAY, tag)
    assert wrong == []


DISABLED = """<crowd-form>
<crowd-input name="input" label="Input" disabled></crowd-input>
<crowd-text-area name="area" label="Area" disabled></crowd-text-area>
<crowd-checkbox name="box" disabled>Box</crowd-checkbox>
<crowd-toggle-button name="toggle" disabled>Toggle</crowd-toggle-button>
<crowd-slider name="slider" aria-label="Slider" disabled></crowd-slider>
<crowd-radio-group><crowd-radio-button name="radio" value="1" disabled>Radio</crowd-radio-button>
</crowd-radio-group></crowd-form><script>
document.addEventListener('all-crowd-elements-ready', () => {
  for (const field of document.querySelectorAll('[disabled]')) field.disabled = false;
});</script>"""


def test_fields_that_a_script_enables_are_filled_in(open_task: Open) -> None:
    task = open_task(DISABLED)
    for role, name in (("checkbox", "Box"), ("switch", "Toggle"), ("radio", "Radio")):
        task.frame.get_by_role(role, name=name).click()  # type: ignore[arg-type]
    for name in ("Input", "Area"):
        task.frame.get_by_role("textbox", name=name).fill(name)
    task.frame.get_by_role("slider", name="Slider").fill("7")
    assert task.submit() == {
        "area": "Area",
        "box": {"on": True},
        "input": "Input",
        "radio": {"1": True},
        "slider": 7,
        "toggle": {"on": True},
    }
