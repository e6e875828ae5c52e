"""What the guides show works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.pytest_runs import ROOT, run_pytest


def blocks(text: str, language: str) -> str:
    return "\n\n".join(re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("guide", ["testing", "built-in-task-types"])
def test_every_snippet_runs(tmp_path: Path, guide: str) -> None:
    text = (ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")
    python = blocks(text, "python")
    (tmp_path / "setup.yaml").write_text(blocks(text, "yaml"), encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(blocks(text, "ini"), encoding="utf-8")
    (tmp_path / "test_docs.py").write_text(python, encoding="utf-8")
    assert f"{python.count('def test_')} passed" in run_pytest(tmp_path)
