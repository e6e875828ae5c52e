"""Clients in processes of their own, talking to the emulator of the tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.clients.environments import Run, environment
from tests.support.emulator import Emulator
from tests.support.terraform import installed_terraform

from a2i_emulator.predictions.samples import sample

# Not there to be collected, rather than left out, where this machine has no Terraform.
collect_ignore = [] if installed_terraform() else ["test_terraform.py"]

PATIENCE_SECONDS = 120


@pytest.fixture
def run(emulator: Emulator, tmp_path: Path) -> Run:
    """Run a client against an empty emulator; what it prints, once it has ended well."""
    files = {"A2I_TEST_IMAGE": "street.png", "A2I_TEST_DOCUMENT": "invoice.png"}
    for name in files.values():
        (tmp_path / name).write_bytes(sample(name))
    paths = {variable: str(tmp_path / name) for variable, name in files.items()}

    def run_client(*command: str | Path, **more: str) -> str:
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            cwd=tmp_path,
            env=environment(emulator.url, **paths, **more),
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    return run_client
