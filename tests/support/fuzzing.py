"""How long fuzz tests go on."""

from __future__ import annotations

import os


def examples(usual: int) -> int:
    """Return how many examples to try: ``A2I_FUZZ_EXAMPLES`` of them, which ``make fuzz`` sets."""
    return int(os.environ.get("A2I_FUZZ_EXAMPLES", usual))
