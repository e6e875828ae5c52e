"""What ``docs/testing.md`` shows works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.examples.test_document_review import ROOT, run_pytest

TEXT = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")


def blocks(language: str) -> str:
    return "\n\n".join(re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE))


def test_every_snippet_runs(tmp_path: Path) -> None:
    (tmp_path / "setup.yaml").write_text(blocks("yaml"), encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(blocks("ini"), encoding="utf-8")
    (tmp_path / "test_docs.py").write_text(blocks("python"), encoding="utf-8")
    assert f"{blocks('python').count('def test_')} passed" in run_pytest(tmp_path)
