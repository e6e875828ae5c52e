"""boto3 sessions that are cheap to make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


def new_session(**options: str) -> Any:
    """Return a new boto3 session.

    Sessions share nothing but the service models that they have read: to read those anew takes
    most of the time that a test spends on its first clients.

    Args:
        options: as of ``boto3.session.Session``.
    """
    import boto3  # costs more than all else, and not every test uses it
    import botocore.session

    session, loader = botocore.session.get_session(), _loader()
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
