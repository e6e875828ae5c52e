"""Quality of people's answers, from what A2I writes of them. It asks nobody and keeps nothing.

The names below work on any ``output.json``, of the emulator or of Amazon's service, with no server.
They are imported when they are first used. What each figure means is told in the documentation,
under Quality.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from a2i_emulator.quality.accuracy import (
        CalibrationBin,
        LabelAccuracy,
        ModelAccuracy,
        Threshold,
    )
    from a2i_emulator.quality.agreement import FieldAgreement
    from a2i_emulator.quality.answers import Field
    from a2i_emulator.quality.consolidation import Consensus, Consolidation
    from a2i_emulator.quality.drift import WeekOfReviews
    from a2i_emulator.quality.intervals import Share, sample_size, sampling_percentage
    from a2i_emulator.quality.json_form import as_json
    from a2i_emulator.quality.masks import MissingLibraryError
    from a2i_emulator.quality.predictions import PredictionPaths
    from a2i_emulator.quality.report import Assessment, Outcome, QualityReport, assess
    from a2i_emulator.quality.reviews import Answer, NotAnOutputError, Review, read_review
    from a2i_emulator.quality.workers import WorkerFigures

__all__ = [
    "Answer",
    "Assessment",
    "CalibrationBin",
    "Consensus",
    "Consolidation",
    "Field",
    "FieldAgreement",
    "LabelAccuracy",
    "MissingLibraryError",
    "ModelAccuracy",
    "NotAnOutputError",
    "Outcome",
    "PredictionPaths",
    "QualityReport",
    "Review",
    "Share",
    "Threshold",
    "WeekOfReviews",
    "WorkerFigures",
    "as_json",
    "assess",
    "read_review",
    "sample_size",
    "sampling_percentage",
]

_HOMES = {
    "accuracy": ("CalibrationBin", "LabelAccuracy", "ModelAccuracy", "Threshold"),
    "agreement": ("FieldAgreement",),
    "answers": ("Field",),
    "consolidation": ("Consensus", "Consolidation"),
    "drift": ("WeekOfReviews",),
    "intervals": ("Share", "sample_size", "sampling_percentage"),
    "json_form": ("as_json",),
    "masks": ("MissingLibraryError",),
    "predictions": ("PredictionPaths",),
    "report": ("Assessment", "Outcome", "QualityReport", "assess"),
    "reviews": ("Answer", "NotAnOutputError", "Review", "read_review"),
    "workers": ("WorkerFigures",),
}
"""Module -> the names that are its own."""


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
