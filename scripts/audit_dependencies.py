"""Ask an advisory service about what the image is made of: ``make audit-dependencies``.

It ends with 1 where something has a known vulnerability. Where no service is reached, or the one
that is reached knows nothing of the packages, it says so and ends with 0: nothing was looked at.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts.lock import RUN

COMMAND = (sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes")
PATIENCE_SECONDS = 120
OPTIONS = ("--format", "json", "--progress-spinner", "off", "--timeout", "10")


def main(command: Sequence[str] = COMMAND) -> int:
    """Look, tell what was found, and return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "requirements.txt"  # pip-audit takes no other ending for its kind
        shutil.copy(RUN, copy)
        try:
            done = subprocess.run(
                [*command, *OPTIONS, "--requirement", str(copy)],
                capture_output=True,
                text=True,
                check=False,
                timeout=PATIENCE_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return _not_reached(f"it took longer than {PATIENCE_SECONDS} seconds")
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return _not_reached((done.stderr.strip().splitlines() or ["it said nothing"])[-1][:300])
    return _tell(packages)


def _not_reached(reason: str) -> int:
    print(f"NOT LOOKED AT: no advisory service was reached: {reason}")
    return 0


def _tell(packages: Sequence[dict[str, object]]) -> int:
    skipped = [package for package in packages if "skip_reason" in package]
    found = [package for package in packages if package.get("vulns")]
    for package in found:
        print(f"VULNERABLE: {package['name']} {package['version']}: {json.dumps(package['vulns'])}")
    if skipped:
        names = ", ".join(str(package["name"]) for package in skipped)
        print(f"NOT LOOKED AT, as the service does not know them: {names}")
    looked = len(packages) - len(skipped)
    print(f"{looked} of {len(packages)} packages looked at, {len(found)} of them vulnerable")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
