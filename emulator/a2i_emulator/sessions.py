"""boto3 sessions that are cheap to make."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_OWN = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "use_fips_endpoint": (None, None, False, None),
    "use_dualstack_endpoint": (None, None, False, None),
}
"""Botocore's session variables, as (in a file, in the environment, by default, conversion)."""


def new_session(*, is_own: bool = False, **options: str) -> Any:
    """Return a new boto3 session.

    Sessions share nothing but the service models that they have read: to read those anew takes
    most of the time that a test spends on its first clients.

    Args:
        is_own: the user's profiles, configuration file and proxies have no say in it; whoever
            makes clients of it names their Region.
        options: as of ``boto3.session.Session``.
    """
    import boto3  # costs more than all else, and not every test uses it
    import botocore.session
    from botocore.config import Config

    session, loader = botocore.session.get_session(_OWN if is_own else None), _loader()
    if is_own:
        session.set_default_client_config(Config(proxies={}))
    session.register_component("data_loader", loader)
    made = boto3.session.Session(botocore_session=session, **options)
    # Each session adds boto3's own path to the others'.
    loader.search_paths[:] = dict.fromkeys(loader.search_paths)
    return made


@contextmanager
def default_session() -> Iterator[None]:
    """Give boto3 such a session for its default one, where it has none."""
    import boto3

    if boto3.DEFAULT_SESSION is not None:
        yield
        return
    session = boto3.DEFAULT_SESSION = new_session()
    try:
        yield
    finally:
        if boto3.DEFAULT_SESSION is session:
            boto3.DEFAULT_SESSION = None


@cache
def _loader() -> Any:
    import botocore.session

    return botocore.session.get_session().get_component("data_loader")
