"""boto3, the oldest that is supported and the one that is installed, each in its own process."""

from __future__ import annotations

import sys
from pathlib import Path

import boto3
import pytest
from tests.clients.environments import PYTHON_CLIENTS, SCRIPTS, Run, python_client
from tests.clients.scripts.boto3_tour import STAGES

NAMES = [stage.__name__ for stage in STAGES]


@pytest.mark.parametrize("stage", NAMES)
def test_the_oldest_boto3(run: Run, stage: str) -> None:
    version = run(python_client("boto3"), SCRIPTS / "boto3_tour.py", stage)

    assert version.startswith(PYTHON_CLIENTS["boto3"].removeprefix("boto3=="))


@pytest.mark.parametrize("stage", NAMES)
def test_the_installed_boto3(run: Run, stage: str) -> None:
    assert run(Path(sys.executable), SCRIPTS / "boto3_tour.py", stage) == boto3.__version__
