"""What is shown of calls."""

from __future__ import annotations

import json
from pathlib import Path

from a2i_emulator.record.calls import SECRETS

MODELS = Path(__file__).parents[2] / "specs" / "models"


def test_what_a_model_calls_sensitive_is_not_shown() -> None:
    of_models = set()
    for model in (json.loads(file.read_text()) for file in MODELS.glob("*.json")):
        shapes = model["shapes"] if "operations" in model else {}
        sensitive = {name for name, shape in shapes.items() if shape.get("sensitive")}
        for shape in shapes.values():
            for name, member in shape.get("members", {}).items():
                if member["shape"] in sensitive:
                    of_models.add(name)
    assert of_models
    assert of_models <= SECRETS
