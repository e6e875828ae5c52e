"""Write ``specs/state.schema.json`` from the type that defines the format.

``make specs`` runs it; do so after a stored record has got another field.
"""

from __future__ import annotations

import json
from pathlib import Path

from a2i_emulator.storage.state import json_schema

SCHEMA = Path(__file__).parents[1] / "specs" / "state.schema.json"

if __name__ == "__main__":
    text = json.dumps(json_schema(), indent=2, sort_keys=True)
    SCHEMA.write_text(text + "\n", encoding="utf-8")
