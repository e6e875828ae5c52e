"""The pipeline under test: every test has all of AWS to itself, set up by ``setup.yaml``."""

from __future__ import annotations

import pytest
from document_review.pipeline import Pipeline

from a2i_emulator.testing import A2I


@pytest.fixture
def pipeline(mock_a2i: A2I) -> Pipeline:
    return Pipeline.connect()
