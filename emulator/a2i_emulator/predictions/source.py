"""The one place that decides what Rekognition and Textract say.

In this order: a recording of the control API or of the user's directory; a recording of one of
the package's sample images; the real service, where the user wants that; a made-up response.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from a2i_emulator.domain.ai_request import parameters
from a2i_emulator.operations.ports import Database, Store
from a2i_emulator.predictions.directory import load_directory, save_recording
from a2i_emulator.predictions.fitting import fitted
from a2i_emulator.predictions.passthrough import PassThrough
from a2i_emulator.predictions.recordings import (
    Check,
    Recording,
    Subject,
    closest,
    read_document,
    recording,
)
from a2i_emulator.predictions.samples import SAMPLES_PATH
from a2i_emulator.predictions.stand_in_form import stand_in_form
from a2i_emulator.predictions.stand_in_labels import general_labels, stand_in_labels

_DOCUMENT = "predictions"
"""The store's document that holds the control API's recordings."""

_ANSWERED_BY = {
    "DetectDocumentText": "AnalyzeDocument",
    "GetContentModeration": "DetectModerationLabels",
}
"""Whose recordings answer an operation that has none of its own for a request."""


class Predictions:
    """Predictions from recordings, from the service or made up; `predict` is a `ports.Predict`.

    Args:
        check: finds what a response breaks of the service's model.
        directory: the user's recordings; read at once.
        passthrough: the real services; None leaves them alone.

    Raises:
        BadRecordingError: the directory or a file in it cannot be used.
    """

    def __init__(
        self,
        check: Check,
        *,
        directory: Path | None = None,
        passthrough: PassThrough | None = None,
    ) -> None:
        self._check = check
        self._directory = directory
        self._passthrough = passthrough
        self._loaded = [] if directory is None else load_directory(directory, check)

    def predict(
        self,
        database: Database,
        region: str,
        operation: str,
        request: Mapping[str, Any],
        image: bytes,
    ) -> dict[str, Any]:
        """Return the operation's response; see `ports.Predict`."""
        subject = _subject(operation, request, image)
        recordings = [*database.query(_recordings), *self._loaded]
        found = self._found(recordings, subject)
        if found is not None:
            return fitted(operation, request, found.response)
        if self._passthrough is not None:
            answer = self._passthrough.ask(region, operation, request, image)
            return self._record(database, subject, answer)
        return fitted(operation, request, _made_up(operation, request, image))

    def _found(self, recordings: Sequence[Recording], subject: Subject) -> Recording | None:
        own = closest(recordings, subject) or closest(self._samples, subject)
        if own is not None or subject.operation not in _ANSWERED_BY:
            return own
        alike = replace(subject, operation=_ANSWERED_BY[subject.operation], parameters=None)
        return closest(recordings, alike) or closest(self._samples, alike)

    def putting(self, document: Any) -> Callable[[Store], None]:
        """Check recordings, and return what adds them to a store.

        One that answers the same requests is replaced.

        Raises:
            FormatError: a recording cannot be used.
        """
        added = read_document(document, self._check)
        return lambda store: self._add(store, added)

    def list(self, store: Store) -> dict[str, Any]:
        """Return what was put, in the format of `putting`."""
        return {"predictions": store.document(_DOCUMENT) or []}

    def known(self, store: Store, operation: str) -> Sequence[Recording]:
        """Return the recordings of an operation: what was put, the directory's, the samples."""
        everything = (*_recordings(store), *self._loaded, *self._samples)
        return [one for one in everything if one.operation == operation]

    def read(self, operation: str, response: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a response, as any SDK prints it, in the API's own words.

        Raises:
            FormatError: the operation answers nothing like it.
        """
        return recording(operation, {}, response, self._check).response

    def clear(self, store: Store) -> None:
        """Forget what was put; the directory's recordings stay."""
        store.save_document(_DOCUMENT, None)

    @cached_property
    def _samples(self) -> Sequence[Recording]:
        return load_directory(SAMPLES_PATH, _trust)

    def _record(
        self, database: Database, subject: Subject, answer: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Record the real service's answer, to be replayed from then on, and return it."""
        made = recording(
            subject.operation,
            {"sha256": subject.sha256},
            answer,
            self._check,
            parameters=subject.parameters,
        )
        if self._directory is None:
            database.transact(lambda store: self._add(store, [made]))
        else:
            save_recording(self._directory, made)
            self._loaded.append(made)
        return dict(made.response)

    def _add(self, store: Store, added: Sequence[Recording]) -> None:
        kept = [old for old in _recordings(store) if not any(new.replaces(old) for new in added)]
        store.save_document(_DOCUMENT, [item.document for item in (*kept, *added)])


def _trust(_operation: str, _response: Mapping[str, Any]) -> Sequence[str]:
    """Find nothing wrong: the package's own files are checked by its tests."""
    return ()


def _recordings(store: Store) -> list[Recording]:
    return [
        Recording(item["operation"], item["match"], item["response"], item.get("parameters"))
        for item in store.document(_DOCUMENT) or ()
    ]


def _subject(operation: str, request: Mapping[str, Any], image: bytes) -> Subject:
    source = request.get("Image") or request.get("Document") or request.get("Video") or {}
    place = source.get("S3Object", {})
    return Subject(
        operation,
        bucket=place.get("Bucket"),
        name=place.get("Name"),
        sha256=hashlib.sha256(image).hexdigest(),
        parameters=parameters(request),
    )


def _made_up(operation: str, request: Mapping[str, Any], image: bytes) -> dict[str, Any]:
    if operation in ("AnalyzeDocument", "DetectDocumentText"):
        return stand_in_form(image, request)
    return general_labels(image) if operation == "DetectLabels" else stand_in_labels(image)
