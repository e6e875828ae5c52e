"""Botocore's service models, read once in a process: moto's mock makes each test new sessions."""

from __future__ import annotations

from functools import cache

import botocore.session
import pytest
from botocore.loaders import Loader, create_loader

_once = cache(create_loader)


def _shared(search_path: str | None = None) -> Loader:
    loader = _once(search_path)
    # Each session of boto3 adds its path to the others'.
    loader.search_paths[:] = dict.fromkeys(loader.search_paths)
    return loader


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all sessions of botocore share what they read."""
    patch.setattr(botocore.session, "create_loader", _shared)
