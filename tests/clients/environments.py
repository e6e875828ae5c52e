"""Clients that nobody here wrote, each installed apart from this project's own packages.

``python -m tests.clients.environments`` installs them all; the tests install what is not there yet.
They stay in ``.venv/clients`` and ``tests/clients/js/node_modules`` until a version changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".venv" / "clients"
SCRIPTS = Path(__file__).parent / "scripts"
JAVASCRIPT = Path(__file__).parent / "js"
PROVIDER = ROOT / "tests" / "support" / "oidc"

Run = Callable[..., str]
"""Runs a client's command against the emulator, and returns what it prints."""


def oldest(package: str) -> str:
    """Return a requirement on the oldest version of a package that the project supports."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    match = re.search(rf'"{package}>=([\d.]+)"', text)
    assert match is not None, f"pyproject.toml names no oldest {package}"
    return f"{package}=={match[1]}"


PYTHON_CLIENTS = {
    "boto3": oldest("boto3"),
    "awscli": "awscli==1.46.3",
    "sagemaker-core": "sagemaker-core==2.27.0",
}


def python_client(name: str) -> Path:
    """Return the Python of the virtual environment in which a client is installed."""
    requirement = PYTHON_CLIENTS[name]
    folder = HOME / name
    python = folder / "bin" / "python"

    def install() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([str(python), "-m", "pip", "install", "--quiet", requirement])

    _once(name, f"{requirement} on Python {sys.version}", python, install)
    return python


def javascript_clients() -> Path:
    """Return the folder in which the AWS SDK for JavaScript is installed beside our tests of it."""
    return _with_modules(JAVASCRIPT)


def openid_provider() -> Path:
    """Return the folder of the OpenID Connect provider, with what it consists of."""
    return _with_modules(PROVIDER)


def _with_modules(folder: Path) -> Path:
    modules = folder / "node_modules"
    lock = (folder / "package-lock.json").read_bytes()

    def install() -> None:
        shutil.rmtree(modules, ignore_errors=True)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        _run(["npm", "ci", *options], cwd=folder)

    _once(folder.name, hashlib.sha256(lock).hexdigest(), modules, install)
    return folder


def _once(name: str, version: str, proof: Path, install: Callable[[], None]) -> None:
    """Install unless that version is there; several processes of the tests may ask at once."""
    HOME.mkdir(parents=True, exist_ok=True)
    note = HOME / f"{name}.installed"
    with _lock(HOME / f"{name}.lock"):
        if proof.exists() and note.exists() and note.read_text(encoding="utf-8") == version:
            return
        note.unlink(missing_ok=True)
        install()
        note.write_text(version, encoding="utf-8")


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(command: list[str], cwd: Path | None = None) -> None:
    done = subprocess.run(command, check=False, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def environment(url: str, **more: str) -> dict[str, str]:
    """Return the environment in which a client finds the emulator and nothing of this machine."""
    ours = {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "PATH": os.environ["PATH"],
        "HOME": str(HOME),
        "NO_COLOR": "1",
    }
    return {**ours, **more}


if __name__ == "__main__":
    for client in PYTHON_CLIENTS:
        python_client(client)
    javascript_clients()
    openid_provider()
