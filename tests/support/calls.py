"""Calls as operations get them: a real store, moto's S3, predictions without the network."""

from __future__ import annotations

from typing import Any, cast

from tests.support.records import NOW, SCOPE

from a2i_emulator.aws.s3 import MotoS3
from a2i_emulator.operations.call import Call
from a2i_emulator.operations.ports import Store
from a2i_emulator.predictions.conformity import violations
from a2i_emulator.predictions.source import Predictions
from a2i_emulator.settings import Settings

BASE_URL = "http://127.0.0.1:4224"


def make_call(store: Store, **changes: Any) -> Call:
    """A call of the tests' account; what it must not use is missing."""
    parts: dict[str, Any] = {
        "scope": SCOPE,
        "request_id": "5f9c9a4c-0d3b-4b62-9d8b-2f6a1c3f1a11",
        "now": NOW,
        "store": store,
        "s3": MotoS3(lambda: BASE_URL),
        "cognito": cast("Any", None),
        "settings": Settings(),
        "secret": b"secret",
        "base_url": BASE_URL,
        "render": cast("Any", None),
        "predictions": Predictions(violations),
    }
    return Call(**{**parts, **changes})
