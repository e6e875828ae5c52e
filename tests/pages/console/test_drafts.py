"""What was filled in is there after a reload, and when the emulator has started anew."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server


def test_a_form_outlives_reloads_and_the_emulator(console: Page) -> None:
    server = build_server(Settings(port=0))
    server.start()
    port = int(server.url.rpartition(":")[2])
    address = f"{server.url}/_a2i/console/workteams/new"
    try:
        console.goto(address)
        name, people = (console.get_by_label(one, exact=True) for one in ("Name", "People"))
        name.fill("graders")
        people.fill("dora\nemil")
        console.reload()
        expect(name).to_have_value("graders")
        expect(people).to_have_value("dora\nemil")
        server.close()
        server = build_server(Settings(port=port))
        server.start()
        console.reload()
        expect(people).to_have_value("dora\nemil")
        server.close()
        server = build_server(Settings(port=port))
        server.start()
        console.get_by_role("button", name="Create the team").click()
        expect(console.get_by_role("heading", level=1)).to_have_text("This page is out of date")
        console.get_by_role("button", name="Send it again").click()
        expect(console.get_by_role("row", name="graders")).to_be_visible()
        # Who comes anew begins anew.
        console.goto(address)
        expect(people).to_have_value("alice\nbob")
    finally:
        server.close()
