"""What the container image is made of: locked, of the versions that the package asks for."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from scripts import audit_dependencies, lock

ROOT = Path(__file__).parents[1]


def locked(path: Path) -> dict[str, str]:
    """Return the versions by name; each has the digests of its files."""
    blocks = re.split(r"\n(?=[a-z0-9])", path.read_text("utf-8").partition("\n")[2].strip())
    found: dict[str, str] = {}
    for block in blocks:
        pinned = re.match(r"([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", block)
        assert pinned, block
        assert "--hash=sha256:" in block, block
        found[canonicalize_name(pinned[1])] = pinned[2]
    return found


@pytest.mark.parametrize(
    ("path", "requirements"),
    [(lock.RUN, lock.run_requirements()), (lock.BUILD, lock.build_requirements())],
    ids=["run", "build"],
)
def test_the_lock_fits_what_the_package_asks_for(path: Path, requirements: Sequence[str]) -> None:
    versions = locked(path)
    asked = [Requirement(text) for text in requirements]
    missing = [
        str(one)
        for one in asked
        if not one.specifier.contains(versions.get(canonicalize_name(one.name), "0"))
    ]
    assert missing == []
    assert len(versions) > len(asked), "what they need themselves is locked, too"


def test_the_image_is_built_of_the_lock_alone() -> None:
    steps = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    installs = re.findall(r"pip (?:install|wheel) ([^&\n]*)", steps)
    assert installs
    for options in installs:
        assert "--require-hashes" in options or "--no-deps" in options, options
    for path in (lock.RUN, lock.BUILD):
        assert f"--requirement {path.name}" in steps
    assert "/sbom.cdx.json" in steps


VULNERABLE = {"name": "b", "version": "1", "vulns": [{"id": "CVE-0000-0000"}]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("packages", "status", "told"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "1 of 1 packages looked at, 0 of"),
        ([VULNERABLE, SKIPPED], 1, "VULNERABLE: b 1"),
        ([SKIPPED], 0, "NOT LOOKED AT, as the service does not know them: c"),
        (None, 0, "NOT LOOKED AT: no advisory service was reached: gone"),
    ],
    ids=["good", "vulnerable", "unknown", "unreached"],
)
def test_what_was_not_looked_at_is_not_called_good(
    packages: object, status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = "" if packages is None else json.dumps({"dependencies": packages})
    script = f"import sys; sys.stdout.write({answer!r}); sys.exit('gone')"
    assert audit_dependencies.main([sys.executable, "-c", script]) == status
    assert told in capsys.readouterr().out
