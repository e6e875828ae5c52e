"""Install what the tests run besides Python packages: Chromium and a PostgreSQL server.

Nothing is done where they are found. Otherwise Debian's packages are installed by root, and
Playwright's own Chromium by anybody else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Install what is missing; 1 if something then still is."""
    missing = [
        name for name, found in (("chromium", browser()), ("postgresql", postgres())) if not found
    ]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        subprocess.run(command, check=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    elif "chromium" in missing:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    if not postgres():
        print("Please install a PostgreSQL server (Debian: apt-get install postgresql).")
        return 1
    return 0


def browser() -> str | None:
    """Return a Chromium on this machine, if there is one."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def postgres() -> Path | None:
    """Return PostgreSQL's initdb, if its server is installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path)
    return max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)


if __name__ == "__main__":
    sys.exit(main())
