"""What is imported when it is first needed, by whichever thread needs it."""

from __future__ import annotations

import subprocess
import sys

_FIRST_NEEDED = """
import sys
from a2i_emulator.assembly import assemble
from a2i_emulator.moto_side import app
from a2i_emulator.settings import Settings
from a2i_emulator.web.front import Front

class Watching:
    def find_spec(self, name, path=None, target=None):
        if name in ("a2i_emulator.web.flask_app", "moto.moto_server.werkzeug_app", "werkzeug"):
            print(name, app.IMPORTS.locked())

parts = assemble(Settings())
sys.meta_path.insert(0, Watching())
{first}
{then}
parts.service.close()
parts.moto.close()
"""
PAGES, MOTO = "Front(parts.service, parts.moto).flask", "parts.moto.load()"


def imported(first: str, then: str) -> list[str]:
    program = _FIRST_NEEDED.format(first=first, then=then)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_pages_and_moto_are_imported_by_one_thread_after_the_other() -> None:
    """Both import werkzeug, whose modules import one another in a circle."""
    wanted = ["a2i_emulator.web.flask_app True", "moto.moto_server.werkzeug_app True"]
    for first, then in ((PAGES, MOTO), (MOTO, PAGES)):
        assert sorted(imported(first, then)) == [*wanted, "werkzeug True"]
