"""What the elements look like to the worker, to the keyboard and to scripts."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.crowd.conftest import Open


def test_alerts_appear_later_and_can_be_dismissed(open_task: Open) -> None:
    task = open_task('<crowd-form><div id="box"></div></crowd-form>')
    task.frame.evaluate(
        """() => {
          box.innerHTML = '<crowd-alert type="error" dismissible>Wrong.</crowd-alert>';
          const card = document.createElement('crowd-card');
          card.heading = 'Made by script';
          box.append(card);
        }"""
    )
    expect(
        task.frame.get_by_role("alert").get_by_text("Wrong.").or_(task.frame.get_by_text("Wrong."))
    ).to_be_visible()
    expect(task.frame.get_by_role("heading", name="Made by script")).to_be_visible()
    task.frame.get_by_role("button", name="Dismiss").click()
    expect(task.frame.get_by_text("Wrong.")).to_be_hidden()


def test_properties_set_before_the_upgrade_are_kept(open_task: Open) -> None:
    task = open_task("<crowd-form></crowd-form>")
    task.frame.evaluate(
        """() => {
          const box = document.createElement('crowd-checkbox');
          Object.assign(box, {name: 'c', value: 'x', checked: true});
          const slider = document.createElement('crowd-slider');
          Object.assign(slider, {name: 's', value: 3});
          document.querySelector('crowd-form').append(box, slider);
          return Promise.all(['crowd-checkbox', 'crowd-slider'].map(
            (tag) => customElements.whenDefined(tag)));
        }"""
    )
    assert task.answer() == {"c": {"x": True}, "s": 3}


def test_attributes_and_properties_mean_the_same(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-input id="a" name="a" maxLength="4" min-length="2"></crowd-input>
        <crowd-checkbox id="c" name="c">C</crowd-checkbox></crowd-form>"""
    )
    values = task.frame.evaluate(
        """() => {
          const before = [a.maxLength, a.minLength, c.checked, c.disabled, c.value, a.value];
          a.setAttribute('value', 'x');
          c.setAttribute('checked', '');
          const after = [a.value, c.checked];
          a.value = null;
          c.checked = false;
          return [before, after, document.querySelector('crowd-form').answerContent];
        }"""
    )
    assert values == [[4, 2, False, False, "on", ""], ["x", True], {"c": {"on": False}}]


def test_scripts_hear_of_changes(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-slider id="s" name="s" min="1" max="5" aria-label="S"></crowd-slider>
        <crowd-input id="i" name="i" label="I"></crowd-input>
        <crowd-checkbox id="c" name="c">C</crowd-checkbox></crowd-form>
        <script>
          var heard = [];
          s.onchange = () => heard.push(['s', s.value]);
          i.addEventListener('input', (event) => heard.push(['i', event.target.value]));
          c.addEventListener('change', (event) => heard.push(['c', event.target.checked]));
        </script>"""
    )
    assert task.frame.evaluate("s.value") == 1
    task.frame.get_by_role("slider", name="S").fill("4")
    task.frame.get_by_label("I").fill("x")
    task.frame.get_by_role("checkbox", name="C").press(" ")
    assert task.frame.evaluate("heard") == [["s", 4], ["i", "x"], ["c", True]]


def test_a_slider_by_keyboard_and_buttons(open_task: Open) -> None:
    task = open_task(
        """<crowd-form>
        <crowd-slider name="s" min="0" max="1" step="0.1" editable pin aria-label="S">
        <crowd-slider-label position="0">no</crowd-slider-label>
        <crowd-slider-label position="1">yes</crowd-slider-label></crowd-slider></crowd-form>"""
    )
    slider = task.frame.get_by_role("slider", name="S")
    assert task.answer() == {}
    task.frame.get_by_role("button", name="Increase").click(click_count=3)
    assert task.answer() == {"s": 0.3}
    slider.press("ArrowLeft")
    assert task.answer() == {"s": 0.2}
    slider.press("End")
    task.frame.get_by_role("button", name="Increase").click()
    assert task.answer() == {"s": 1}
    yes = task.frame.get_by_text("yes").bounding_box()
    no = task.frame.get_by_text("no", exact=True).bounding_box()
    assert yes
    assert no
    assert yes["x"] > no["x"] + 100


def test_a_slider_steps_from_its_lower_end(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-slider name="s" min="0.5" max="9.5" editable aria-label="S">
        </crowd-slider></crowd-form>"""
    )
    task.frame.get_by_role("button", name="Increase").click()
    assert task.answer() == {"s": 1.5}


def test_radio_buttons_by_keyboard(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-radio-group aria-label="Size">
        <crowd-radio-button name="s" value="1">One</crowd-radio-button>
        <crowd-radio-button name="s" value="2" disabled>Two</crowd-radio-button>
        <crowd-radio-button name="s" value="3">Three</crowd-radio-button></crowd-radio-group>
        </crowd-form>"""
    )
    one, three = (task.frame.get_by_role("radio", name=name) for name in ("One", "Three"))
    one.focus()
    one.press(" ")
    expect(one).to_be_checked()
    one.press("ArrowDown")
    expect(three).to_be_focused()
    expect(three).to_be_checked()
    expect(one).not_to_be_checked()
    three.press("ArrowRight")
    assert task.answer() == {"s": {"1": True, "3": False}}
    expect(task.frame.get_by_role("radiogroup", name="Size")).to_be_visible()


def test_a_self_closed_box_is_not_ticked_by_what_it_swallowed(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-checkbox name="a" value="1"/> First<br>
        <crowd-checkbox name="b" value="2">Second</crowd-checkbox></crowd-form>"""
    )
    task.frame.get_by_role("checkbox", name="Second", exact=True).check()
    assert task.answer() == {"a": {"1": False}, "b": {"2": True}}
    task.frame.get_by_text("First").click(position={"x": 30, "y": 8})
    assert task.answer() == {"a": {"1": True}, "b": {"2": True}}


def test_labels_and_fieldsets_of_the_page_reach_the_fields(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><label for="i">Outside</label><crowd-input id="i" name="i"></crowd-input>
        <fieldset id="f" disabled><crowd-checkbox name="c">C</crowd-checkbox></fieldset>
        </crowd-form>"""
    )
    task.frame.get_by_text("Outside").click()
    task.frame.get_by_role("textbox", name="Outside").fill("x")
    expect(task.frame.get_by_role("checkbox", name="C")).to_be_disabled()
    task.frame.evaluate("f.disabled = false")
    expect(task.frame.get_by_role("checkbox", name="C")).to_be_enabled()
    assert task.answer() == {"c": {"on": False}, "i": "x"}


def test_tabs_by_mouse_and_keyboard(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-tabs><crowd-tab header="One">first page</crowd-tab>
        <crowd-tab header="Two">second page</crowd-tab></crowd-tabs></crowd-form>"""
    )
    frame = task.frame
    expect(frame.get_by_text("second page")).to_be_hidden()
    frame.get_by_role("tab", name="Two").click()
    expect(frame.get_by_role("tabpanel", name="Two")).to_have_text("second page")
    expect(frame.get_by_text("first page")).to_be_hidden()
    frame.get_by_role("tab", name="Two").press("ArrowRight")
    expect(frame.get_by_role("tab", name="One")).to_be_focused()
    expect(frame.get_by_text("first page")).to_be_visible()


def test_instructions_open_in_three_pages(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-instructions link-text="View instructions" link-type="button">
        <short-summary>In short.</short-summary>
        <detailed-instructions>At length.</detailed-instructions>
        <positive-example>Like this.</positive-example>
        <positive-example>Or this.</positive-example>
        <negative-example>Not this.</negative-example></crowd-instructions></crowd-form>"""
    )
    frame = task.frame
    expect(frame.get_by_text("In short.")).to_be_hidden()
    frame.get_by_role("button", name="View instructions").click()
    expect(frame.get_by_role("dialog", name="Instructions")).to_be_visible()
    expect(frame.get_by_text("In short.")).to_be_visible()
    frame.get_by_role("tab", name="Examples").click()
    for example in ("Like this.", "Or this.", "Not this.", "Good examples", "Bad examples"):
        expect(frame.get_by_text(example)).to_be_visible()
    frame.get_by_role("tab", name="Examples").press("Escape")
    expect(frame.get_by_role("dialog")).to_be_hidden()


def test_a_modal_opens_and_closes(open_task: Open) -> None:
    task = open_task("<crowd-form><crowd-modal><p>Inside</p></crowd-modal></crowd-form>")
    opener = task.frame.get_by_role("button", name="Click to open modal")
    opener.click()
    expect(task.frame.get_by_text("Inside")).to_be_visible()
    task.frame.get_by_role("button", name="Close").click()
    expect(task.frame.get_by_text("Inside")).to_be_hidden()
    expect(opener).to_be_focused()


def test_one_toast_at_a_time_and_not_for_long(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-toast id="one" text="First" duration="0" opened></crowd-toast>
        <crowd-toast id="two" duration="1500">Second</crowd-toast></crowd-form>"""
    )
    expect(task.frame.get_by_text("First")).to_be_visible()
    task.frame.evaluate("two.show()")
    task.frame.wait_for_function("two.opened && !one.opened")
    task.frame.wait_for_function("!two.opened")


def test_a_badge_sits_on_the_corner(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-text-area name="t"></crowd-text-area><crowd-button id="b">Mail
        </crowd-button><crowd-badge for="b" label="3"></crowd-badge></crowd-form>"""
    )
    task.frame.wait_for_function(ON_THE_CORNER)


ON_THE_CORNER = """() => {
  const button = b.getBoundingClientRect();
  const badge = document.querySelector('crowd-badge').shadowRoot
    .querySelector('.badge').getBoundingClientRect();
  return Math.abs(badge.left - button.right + 10) < 2
    && Math.abs(badge.top - button.top + 10) < 2;
}"""


def test_a_badge_that_is_moved_still_follows(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-button id="b">Mail</crowd-button>
        <crowd-badge id="badge" for="b" label="3"></crowd-badge><p id="p"></p></crowd-form>"""
    )
    task.frame.wait_for_function(ON_THE_CORNER)
    task.frame.evaluate("p.append(badge)")
    task.frame.evaluate("b.textContent = 'A much longer text than before'")
    task.frame.wait_for_function(ON_THE_CORNER)


def test_a_toast_that_is_moved_still_goes_away(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-toast id="t" duration="1500" opened>Saved</crowd-toast>
        <p id="p"></p></crowd-form>"""
    )
    task.frame.evaluate("p.append(t)")
    task.frame.wait_for_function("!t.opened")


def test_icons_by_name_set_and_address(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><iron-icon icon="check"></iron-icon>
        <iron-icon icon="social:person"></iron-icon>
        <iron-icon icon="no-such-icon"></iron-icon>
        <crowd-icon-button icon="/pages/x.png" title="Picture"></crowd-icon-button>
        <crowd-button icon="add" icon-align="right">More</crowd-button></crowd-form>"""
    )
    task.frame.wait_for_function(
        """() => [...document.querySelectorAll('iron-icon')].map(
             (icon) => icon.shadowRoot.querySelectorAll('path').length).join() === '1,1,0'"""
    )
    expect(task.frame.get_by_role("button", name="Picture").locator("img")).to_have_attribute(
        "src", "/pages/x.png"
    )
    task.errors.clear()


def test_a_button_may_be_a_link(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-button href="https://example.com/" target="_blank">Out</crowd-button>
        <crowd-button href="javascript:document.title='x'">Bad</crowd-button></crowd-form>"""
    )
    expect(task.frame.get_by_role("link", name="Out")).to_have_attribute(
        "href", "https://example.com/"
    )
    expect(task.frame.get_by_role("link", name="Bad")).to_have_count(0)


def test_dark_only_where_the_template_leaves_the_colours_to_us(open_task: Open) -> None:
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    plain = open_task("<crowd-form><p style='width: 10px'>x</p></crowd-form>")
    assert plain.frame.evaluate(scheme) == "light dark"
    coloured = open_task("<crowd-form><p style='color: #333'>x</p></crowd-form>")
    assert coloured.frame.evaluate(scheme) == "light"
    sheet = open_task("<style>p { background: white }</style><crowd-form></crowd-form>")
    assert sheet.frame.evaluate(scheme) == "light"
