"""Reviews from output.json files, in a folder or in a bucket, one after another."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from a2i_emulator.domain.s3_uri import S3Location
from a2i_emulator.quality.reviews import Review, read_review

NAME = "output.json"
_DOWNLOADS = 16
_AHEAD = 64
_TOLD = 20


class Outputs(ABC):
    """Human loops that were written somewhere; may be gone through any number of times.

    Attributes:
        skipped: how many documents could not be read, the last time.
        reasons: origin and reason of the first of them.
    """

    def __init__(self) -> None:
        self.skipped = 0
        self.reasons: list[tuple[str, str]] = []

    def __iter__(self) -> Iterator[Review]:
        self.skipped, self.reasons = 0, []
        for origin, text in self._texts():
            review = self._read(origin, text)
            if review:
                yield review

    @abstractmethod
    def __len__(self) -> int:
        """Return how many documents there are."""

    @abstractmethod
    def _texts(self) -> Iterator[tuple[str, bytes]]:
        """Yield the origin and the text of each document."""

    def _read(self, origin: str, text: bytes) -> Review | None:
        try:
            return read_review(json.loads(text), origin)
        except ValueError as error:
            self._skip(origin, str(error))
        except RecursionError:
            self._skip(origin, "it is nested too deeply")
        return None

    def _skip(self, origin: str, reason: str) -> None:
        self.skipped += 1
        if len(self.reasons) < _TOLD:
            self.reasons.append((origin, reason))


class Folder(Outputs):
    """All files named output.json in a folder and those within it, by path."""

    def __init__(self, path: Path) -> None:
        """Look for the files.

        Raises:
            NotADirectoryError: the path is no folder.
        """
        super().__init__()
        if not path.is_dir():
            raise NotADirectoryError(f"{path} is not a folder")
        self._path = path
        files = (found for found in path.rglob(NAME) if found.is_file())  # a pipe may never end
        self._names = sorted(str(found.relative_to(path)) for found in files)

    def __len__(self) -> int:
        return len(self._names)

    def _texts(self) -> Iterator[tuple[str, bytes]]:
        for name in self._names:
            yield str(self._path / name), (self._path / name).read_bytes()


class Bucket(Outputs):
    """All objects named output.json below a prefix, by key; several are fetched at a time."""

    def __init__(self, s3: Any, prefix: S3Location) -> None:
        """List the objects.

        Args:
            s3: a boto3 client.
            prefix: the bucket, and what keys begin with.
        """
        super().__init__()
        self._s3, self._bucket = s3, prefix.bucket
        pages = s3.get_paginator("list_objects_v2").paginate(
            Bucket=prefix.bucket, Prefix=prefix.key
        )
        keys = (item["Key"] for page in pages for item in page.get("Contents", ()))
        self._keys = [key for key in keys if key.rpartition("/")[2] == NAME]

    def __len__(self) -> int:
        return len(self._keys)

    def _texts(self) -> Iterator[tuple[str, bytes]]:
        waiting: deque[tuple[str, Future[bytes]]] = deque()
        with ThreadPoolExecutor(_DOWNLOADS) as pool:
            for key in self._keys:
                waiting.append((f"s3://{self._bucket}/{key}", pool.submit(self._get, key)))
                if len(waiting) >= _AHEAD:
                    origin, text = waiting.popleft()
                    yield origin, text.result()
            while waiting:
                origin, text = waiting.popleft()
                yield origin, text.result()

    def _get(self, key: str) -> bytes:
        body: bytes = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return body
