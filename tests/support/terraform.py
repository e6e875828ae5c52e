"""Terraform and its AWS provider, where both are on the machine: nothing is downloaded."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

PROVIDER = "registry.terraform.io/hashicorp/aws"
_MIRRORS = ("/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins")
"""Where Terraform itself looks for providers, beside the user's own folders; see
https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories."""


@cache
def installed_terraform() -> tuple[str, Path] | None:
    """Return the program and the folder that has the provider; None where one of them is not."""
    program = shutil.which("terraform")
    own = os.environ.get("TF_PLUGIN_CACHE_DIR")
    folders = [
        *([Path(own)] if own else []),
        Path.home() / ".terraform.d" / "plugins",
        *map(Path, _MIRRORS),
        *(found.parents[2] for found in Path("/opt").glob(f"*/{PROVIDER}")),
    ]
    mirror = next((folder for folder in folders if (folder / PROVIDER).is_dir()), None)
    return (program, mirror) if program and mirror else None
