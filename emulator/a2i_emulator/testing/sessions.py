"""boto3 sessions that are cheap to make."""

from __future__ import annotations

from functools import cache
from typing import Any


def new_session(**options: str) -> Any:
    """Return a new boto3 session.

    Sessions share nothing but the service models that they have read: to read those anew takes
    most of the time that a test spends on its first clients.

    Args:
        options: as of ``boto3.session.Session``.
    """
    import boto3  # noqa: PLC0415 - costs more than all else, and not every test uses it
    import botocore.session  # noqa: PLC0415

    session = botocore.session.get_session()
    session.register_component("data_loader", _loader())
    return boto3.session.Session(botocore_session=session, **options)


@cache
def _loader() -> Any:
    import botocore.session  # noqa: PLC0415 - as above

    return botocore.session.get_session().get_component("data_loader")
