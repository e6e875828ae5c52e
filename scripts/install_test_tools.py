"""Install what the tests run besides Python packages.

These are Chromium, Firefox, a PostgreSQL server and node with npm; nothing is done where they are
found. Otherwise Debian's packages are installed by root, and Playwright's own Chromium by anybody
else. Then the clients of AWS are installed that the tests let talk to the emulator.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FIREFOXES = ("firefox-esr", "firefox")
ROOT = Path(__file__).parents[1]


def main() -> int:
    """Install what is missing; 1 if something then still is."""
    wanted = {
        "chromium": first_of(CHROMIUMS),
        "firefox-esr": first_of(FIREFOXES),
        "postgresql": postgres(),
        "nodejs": shutil.which("node"),
        "npm": shutil.which("npm"),
    }
    missing = [name for name, found in wanted.items() if not found]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        subprocess.run(command, check=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    elif "chromium" in missing:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    if not first_of(FIREFOXES):
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


def first_of(names: tuple[str, ...]) -> str | None:
    """Return the first of these programs that is on this machine, if there is one."""
    return next((path for name in names if (path := shutil.which(name))), None)


def postgres() -> Path | None:
    """Return PostgreSQL's initdb, if its server is installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path)
    return max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)


if __name__ == "__main__":
    sys.exit(main())
