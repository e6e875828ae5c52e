"""Install what the tests run besides Python packages: ``python -m scripts.install_test_tools``.

These are Chromium, Firefox, a PostgreSQL server and node with npm; nothing is done where they are
found. Otherwise Debian's packages are installed by root, and Playwright's own Chromium by anybody
else.
Then the clients of AWS are installed that the tests let talk to the emulator.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.browser import SHELL, installed

ROOT = Path(__file__).parents[1]


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
    subprocess.run([sys.executable, "-m", "tests.clients.environments"], check=True, cwd=ROOT)
    return 0


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
