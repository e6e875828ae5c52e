"""Sample images that come with the package, each with the prediction that belongs to it.

``invoice.png`` is a form for AnalyzeDocument, ``street.png`` a scene for DetectModerationLabels.
Beside each lies ``IMAGE.json``, the service's response to it, in the directory format of
`a2i_emulator.predictions.directory`. All are drawn and written by ``scripts/make_samples.py``.
"""

from __future__ import annotations

from pathlib import Path

SAMPLES_PATH = Path(__file__).parent
"""The directory of the sample images."""


def sample(name: str) -> bytes:
    """Return a sample image's bytes, such as ``invoice.png``'s."""
    return (SAMPLES_PATH / name).read_bytes()
