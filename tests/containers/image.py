"""Images as their Dockerfiles describe them, run as processes of this machine.

There is no container engine where the tests run. What an engine would make of a Dockerfile's last
stage (environment, files, command, health check) is made here of a folder and a process: paths in
the container are paths in that folder, and port 4224 is one that is free.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dockerfile_parse import DockerfileParser
from dockerfile_parse.util import WordSplitter

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "containers"
PORT = "4224"
PATIENCE_SECONDS = 60
RETRIES = 3
"""So often an engine tries a health check before it takes the container for unhealthy."""


@dataclass(frozen=True)
class Image:
    """What a container begins with.

    Attributes:
        files: host path of each file or folder by its path in the container.
    """

    env: Mapping[str, str]
    files: Mapping[str, Path]
    entrypoint: Sequence[str] = ()
    command: Sequence[str] = ()
    health: Sequence[str] = ()
    ports: frozenset[str] = frozenset()
    volumes: tuple[str, ...] = ()
    user: str = "root"

    @classmethod
    def built(cls, folder: Path, dockerfile: str = "Dockerfile") -> Image:
        """Read the last stage of a Dockerfile, as built with a folder as its context."""
        with (folder / dockerfile).open("rb+") as file:
            steps = DockerfileParser(fileobj=file).structure
        last = max(n for n, step in enumerate(steps) if step["instruction"] == "FROM")
        base = steps[last]["value"]
        image = cls.built(ROOT) if base == "a2i-emulator" else cls({}, {})
        for step in steps[last + 1 :]:
            image = replace(image, **image._changes(step["instruction"], step["value"], folder))
        return image

    def _changes(self, instruction: str, value: str, folder: Path) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        match instruction:
            case "ENV":
                words = WordSplitter(value).split(dequote=True)
                changes["env"] = {**self.env, **dict(word.split("=", 1) for word in words)}
            case "COPY" if not value.startswith("--from"):
                source, target = value.split()
                path = f"/{source}" if target == "." else target
                changes["files"] = {**self.files, path: folder / source}
            case "ENTRYPOINT":
                changes["entrypoint"] = json.loads(value)
            case "CMD":
                changes["command"] = json.loads(value)
            case "HEALTHCHECK":
                changes["health"] = json.loads(value.partition("CMD ")[2])
            case "EXPOSE":
                changes["ports"] = frozenset(value.split())
            case "VOLUME":
                changes["volumes"] = (value,)
            case "USER":
                changes["user"] = value
        return changes


class Container:
    """A process in an image's place.

    Args:
        image: what it begins with.
        folder: an empty folder for its files.
        env: environment variables on top of the image's.
        command: what to run instead of the image's.
        mounts: host paths by paths in the container.
    """

    def __init__(
        self,
        image: Image,
        folder: Path,
        *,
        env: Mapping[str, str] | None = None,
        command: Sequence[str] | None = None,
        mounts: Mapping[str, Path] | None = None,
    ) -> None:
        self._image = image
        self._folder = folder
        self._given = dict(env or {})
        self._command = image.command if command is None else command
        self._files = {**image.files, **(mounts or {})}
        self._process: subprocess.Popen[str] | None = None
        self._scheme = "http"
        self.port = 0

    @property
    def url(self) -> str:
        """Where a server in it is reached from outside."""
        return f"{self._scheme}://localhost:{self.port}"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Run a server, until it is ready."""
        self._process = self._popen([*self._image.entrypoint, *self._command])
        assert self._process.stdout is not None
        printed = []
        for line in self._process.stdout:
            printed.append(line)
            if ready := re.fullmatch(r"Ready on (https?)://0\.0\.0\.0:(\d+)\n", line):
                self._scheme, self.port = ready[1], int(ready[2])
                return
        self._process.communicate(timeout=PATIENCE_SECONDS)
        raise AssertionError("".join(printed))

    def run(self) -> str:
        """Run a program to its good end; return what it prints."""
        process = self._popen([*self._image.entrypoint, *self._command])
        printed, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, printed
        return printed

    def health(self, test: Sequence[str] | None = None) -> int:
        """Return the exit code of a health check, by default the image's; the last of its tries."""
        for _ in range(RETRIES):
            process = self._popen(self._image.health if test is None else test)
            process.communicate(timeout=PATIENCE_SECONDS)
            if process.returncode == 0:
                break
        return process.returncode

    def stop(self) -> int:
        """End it as an engine does; return its exit code."""
        assert self._process is not None
        self._process.terminate()
        self._process.communicate(timeout=PATIENCE_SECONDS)
        return self._process.returncode

    def _popen(self, words: Sequence[str]) -> subprocess.Popen[str]:
        env = {name: self._translated(text) for name, text in self._env().items()}
        words = [self._translated(word) for word in words]
        found = shutil.which(words[0], path=env["PATH"])
        assert found, f"there is no {words[0]} in the image"
        return subprocess.Popen(
            [found, *words[1:]],
            cwd=self._root(),
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _env(self) -> dict[str, str]:
        ours = {
            "PATH": f"{self._programs()}{os.pathsep}{os.defpath}",
            "PYTHONPATH": str(ROOT / "emulator"),
            "A2I_EMULATOR_PORT": "0",
        }
        return {**self._image.env, **self._given, **ours}

    def _translated(self, text: str) -> str:
        """Say in this machine's paths and port what is said in the container's."""
        for path, host_path in self._files.items():
            text = text.replace(path, str(host_path))
        for path in self._image.volumes:
            if text == path or text.startswith(f"{path}/"):
                text = f"{self._root()}{text}"
        return text.replace(f":{PORT}/", f":{self.port}/") if self.port else text

    def _root(self) -> Path:
        root = self._folder / "root"
        for path in self._image.volumes:
            (root / path.removeprefix("/")).mkdir(parents=True, exist_ok=True)
        root.mkdir(parents=True, exist_ok=True)
        for path, host_path in self._files.items():
            inside = root / path.removeprefix("/")
            inside.parent.mkdir(parents=True, exist_ok=True)
            if host_path.exists() and not inside.exists():
                inside.symlink_to(host_path)
        return root

    def _programs(self) -> Path:
        """Return a folder with what the images have installed: Python and this package."""
        programs = self._folder / "programs"
        programs.mkdir(parents=True, exist_ok=True)
        start = "import sys; from a2i_emulator.commands.cli import main; sys.exit(main())"
        _script(programs / "python", f'"{sys.executable}" "$@"')
        _script(programs / "a2i-emulator", f'"{sys.executable}" -c "{start}" "$@"')
        return programs


def _script(path: Path, command: str) -> None:
    path.write_text(f"#!/bin/sh\nexec {command}\n", encoding="utf-8")
    path.chmod(0o755)


def compose() -> dict[str, Any]:
    """Return the example's compose file."""
    import yaml

    found: dict[str, Any] = yaml.safe_load((EXAMPLES / "compose.yaml").read_text("utf-8"))
    return found
