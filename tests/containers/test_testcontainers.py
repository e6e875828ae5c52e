"""The examples with testcontainers, for Python run against a stand-in for the Docker Engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.containers.engine import Engine, serving
from tests.containers.image import EXAMPLES, PATIENCE_SECONDS, ROOT, Image


def test_the_example_for_python(tmp_path: Path) -> None:
    engine = Engine({"a2i-emulator": Image.built(ROOT)}, tmp_path)
    with serving(engine) as host:
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_review.py"],
            cwd=EXAMPLES,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            env={
                **os.environ,
                "DOCKER_HOST": host,
                "TESTCONTAINERS_CONNECTION_MODE": "docker_host",
                "TESTCONTAINERS_RYUK_DISABLED": "true",
                "PYTHONPATH": str(EXAMPLES),
            },
        )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "1 passed" in ended.stdout
    (container,) = engine.containers.values()
    assert not container.is_running


def test_the_example_for_node_is_javascript() -> None:
    """testcontainers for Node is not installed for it: that is 50 MB, and wants a newer node."""
    subprocess.run(["node", "--check", EXAMPLES / "review.test.mjs"], check=True, timeout=60)
