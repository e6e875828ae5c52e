"""Ids of requests, human loops and events: unique, not secret.

`uuid.uuid4` asks the operating system each time, and for that the interpreter goes to another
thread: with a log being written beside, to have it back took a quarter of a DescribeHumanLoop.
"""

from __future__ import annotations

import os
from random import Random
from uuid import UUID

_random = Random()  # noqa: S311 - no secrets
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_random.seed)


def new_id() -> str:
    """Return a random UUID, such as ``5f0c2b66-3d53-4cf0-a1a7-5a4a3a6b1a42``."""
    return str(UUID(int=_random.getrandbits(128), version=4))
