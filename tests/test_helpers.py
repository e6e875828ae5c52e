"""What tests share stands apart from tests."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
OF_TESTS = re.compile(r"^\s*(?:from|import) (tests\.(?:\w+\.)*test_\w+)", re.MULTILINE)


def test_no_test_module_is_imported() -> None:
    imported = {
        str(path.relative_to(TESTS)): found
        for path in sorted(TESTS.rglob("*.py"))
        if (found := OF_TESTS.findall(path.read_text(encoding="utf-8")))
        and "node_modules" not in path.parts
    }
    assert imported == {}
