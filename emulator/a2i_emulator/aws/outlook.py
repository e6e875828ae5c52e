"""Whether output can be written to an S3 that stands elsewhere: said before a loop waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterator

from a2i_emulator.aws.s3_client import ClientS3
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.s3_uri import parse_s3_uri
from a2i_emulator.operations.ports import S3RefusedError

log = logging.getLogger(__name__)

_MOST = 20
"""Buckets that are asked for at once."""


class Outlook:
    """Looks, in a thread that nobody waits for, and warns of what is in the way.

    Args:
        s3: where output goes.
        endpoint: as the settings have it.
    """

    def __init__(self, s3: ClientS3, endpoint: str) -> None:
        self._s3 = s3
        self._endpoint = endpoint

    def __call__(self, paths: Collection[tuple[Scope, str]]) -> None:
        """Look whether output can be written to some paths; without any, to S3 at all.

        Args:
            paths: accounts and Regions, and S3OutputPath of flow definitions.
        """
        threading.Thread(
            target=self._tell_problems, args=(paths,), name="a2i-outlook", daemon=True
        ).start()

    def _tell_problems(self, paths: Collection[tuple[Scope, str]]) -> None:
        problems = list(dict.fromkeys(self._problems(paths)))
        if problems:
            log.warning(
                "output cannot be written to the S3 at %s: %s", self._endpoint, "; ".join(problems)
            )

    def _problems(self, paths: Collection[tuple[Scope, str]]) -> Iterator[str]:
        places = {(scope.region, _bucket(path)) for scope, path in paths}
        found = (self._problem(*place) for place in sorted(places)[:_MOST] or [("us-east-1", "")])
        return filter(None, found)

    def _problem(self, region: str, bucket: str) -> str:
        """Tell what is wrong with a bucket, but for what may be lack of permission to look."""
        try:
            self._s3.check(region, bucket)
        except S3RefusedError as error:
            if error.code == "AccessDenied":  # Who may write need not be allowed to list.
                return ""
            return ": ".join(filter(None, (bucket, error.code, str(error))))
        return ""


def _bucket(path: str) -> str:
    location = parse_s3_uri(path)
    return location.bucket if location else ""
