"""Containers without an engine: images run as processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.containers.image import Container, Image

Run = Callable[..., Container]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Start servers in containers, which end with the test."""
    running: list[Container] = []

    def start(image: Image, **options: Any) -> Container:
        container = Container(image, tmp_path / f"container-{len(running)}", **options)
        container.start()
        running.append(container)
        return container

    yield start
    for container in running:
        if container.is_running:
            container.stop()
