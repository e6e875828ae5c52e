"""The default worker task templates of the built-in task types.

They stand for those that the Amazon SageMaker console offers under "build from a default
template", in our own words, and show images that came as bytes too. See
https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-custom-templates.html.
"""

from __future__ import annotations

from pathlib import Path

from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE

_FILES = {
    REKOGNITION_SOURCE: "rekognition-detect-moderation-labels.liquid.html",
    TEXTRACT_SOURCE: "textract-analyze-document.liquid.html",
}

SOURCES = tuple(_FILES)
"""The values of AwsManagedHumanLoopRequestSource that have a default template."""


def default_template(source: str) -> str:
    """Return the default worker task template for AwsManagedHumanLoopRequestSource.

    Raises:
        KeyError: there is no such built-in task type.
    """
    return Path(__file__).with_name(_FILES[source]).read_text(encoding="utf-8")
