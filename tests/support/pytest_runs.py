"""Suites of others, run as their users run them."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLUGIN = "a2i_emulator.testing.plugin"


def run_pytest(folder: Path) -> str:
    """Run the tests of a folder as its user would; return what pytest prints if all pass."""
    installed = any(entry.value == PLUGIN for entry in entry_points(group="pytest11"))
    # A plugin that these tests of ours bring along, and its user does not have.
    without = ["-p", "no:asyncio"]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *without, *([] if installed else ["-p", PLUGIN])],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "emulator")},
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout
