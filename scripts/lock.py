"""Lock what the container image is made of, with the digest of each file: ``make lock``.

``requirements.lock`` has what the emulator needs there, ``requirements-build.lock`` what builds it
and tells its parts. They are for the image's Python alone; elsewhere ``pyproject.toml`` counts.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
RUN, BUILD = ROOT / "requirements.lock", ROOT / "requirements-build.lock"
EXTRAS = ("postgres", "team")
"""What the image has beside the least."""

PYTHON = "3.13"
"""The image's."""

_HEADER = "# Written by `make lock`, for the container image.\n"


def run_requirements() -> list[str]:
    """Return what the image needs, as ``pyproject.toml`` has it."""
    project = _pyproject()["project"]
    extras = (project["optional-dependencies"][name] for name in EXTRAS)
    return [*project["dependencies"], *(one for extra in extras for one in extra)]


def build_requirements() -> list[str]:
    """Return what builds the package, and what writes the list of the image's parts."""
    document = _pyproject()
    tools = document["project"]["optional-dependencies"]["sbom"]
    return [*document["build-system"]["requires"], *tools]


def _pyproject() -> dict[str, dict[str, dict[str, list[str]]]]:
    document: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads(
        (ROOT / "pyproject.toml").read_text("utf-8")
    )
    return document


def lock(requirements: Sequence[str], path: Path) -> None:
    """Write a lock; what was locked before stays at its version where that still fits."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--no-header"]
    where = ["--python-version", PYTHON, "--python-platform", "linux", "--generate-hashes"]
    fresh = ["--upgrade"] if "--upgrade" in sys.argv else []
    subprocess.run(
        [*command, *where, *fresh, "--output-file", str(path)],
        input="\n".join(requirements),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    path.write_text(_HEADER + path.read_text("utf-8").removeprefix(_HEADER), "utf-8")


if __name__ == "__main__":
    lock(run_requirements(), RUN)
    lock(build_requirements(), BUILD)
