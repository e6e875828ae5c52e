"""Recorded responses as JSON files in a directory.

A file's place tells what its response answers:

- ``IMAGE.json`` beside a file ``IMAGE``: that file's content, wherever it is uploaded;
- ``SHA256.json``: the content with this SHA-256 (64 hexadecimal digits);
- ``BUCKET/KEY.json``: that object in S3, the key's slashes being directories.

The file holds the response as ``aws textract analyze-document … > FILE``, ``aws rekognition
detect-moderation-labels … > FILE`` and the like save it, or as another SDK prints it. A file with
a member ``predictions`` holds a document of recordings instead, with their own matches, and may
lie anywhere.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from pathlib import Path, PurePosixPath
from typing import Any

from a2i_emulator.formats import read_file, read_json
from a2i_emulator.predictions.dialects import plain
from a2i_emulator.predictions.recordings import Check, Recording, read_document, recording

_SUFFIX = ".json"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_OPERATION_OF = {
    "detectdocumenttextmodelversion": "DetectDocumentText",
    "blocks": "AnalyzeDocument",
    "videometadata": "GetContentModeration",
    "moderationlabels": "DetectModerationLabels",
    "labels": "DetectLabels",
}
"""By the first member that a response has, as `plain` has its name."""


class BadRecordingError(ValueError):
    """A recording that cannot be used; the message names the file and what is wrong with it."""


def load_directory(directory: Path, check: Check) -> list[Recording]:
    """Read all recordings of a directory.

    Raises:
        BadRecordingError: the directory or a file in it cannot be used.
    """
    if not directory.is_dir():
        raise BadRecordingError(f"{directory} is not a directory")
    paths = sorted(directory.rglob(f"*{_SUFFIX}"))
    return [made for path in paths for made in _load(path, directory, check)]


def save_recording(directory: Path, made: Recording) -> None:
    """Write a recording into the directory, as a file that `load_directory` reads again.

    Whoever reads the directory meanwhile, or after the process was killed, finds no half of it.
    """
    text = json.dumps({"predictions": [made.document]}, indent=2, ensure_ascii=False)
    key = json.dumps([made.operation, made.match, made.parameters], sort_keys=True)
    name = f"recorded-{made.operation}-{hashlib.sha256(key.encode()).hexdigest()[:16]}{_SUFFIX}"
    unfinished = directory / f"{name}.{uuid.uuid4().hex}"
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(directory / name)


def _load(path: Path, directory: Path, check: Check) -> list[Recording]:
    try:
        return _read(path, directory, check)
    except OSError as error:
        raise BadRecordingError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise BadRecordingError(f"{path}: {error}") from error


def _read(path: Path, directory: Path, check: Check) -> list[Recording]:
    document = read_json(read_file(path))
    if not isinstance(document, dict):
        raise BadRecordingError("it holds no JSON object")
    if "predictions" in document:
        return read_document(document, check)
    operation, match = _operation(document), _match(path, directory)
    return [recording(operation, match, document, check)]


def _operation(document: dict[str, Any]) -> str:
    members = set(map(plain, document))
    for member, operation in _OPERATION_OF.items():
        if member in members:
            return operation
    raise ValueError("it has none of Blocks, ModerationLabels, Labels and predictions")


def _match(path: Path, directory: Path) -> dict[str, str]:
    image = path.with_suffix("")
    if image.is_file():
        return {"sha256": hashlib.sha256(image.read_bytes()).hexdigest()}
    place = PurePosixPath(image.relative_to(directory).as_posix())
    if len(place.parts) > 1:
        return {"bucket": place.parts[0], "name": "/".join(place.parts[1:])}
    if _SHA256.fullmatch(place.name):
        return {"sha256": place.name}
    raise ValueError(
        "its name is neither a SHA-256 nor that of a file beside it, "
        "and it is in no bucket's directory"
    )
