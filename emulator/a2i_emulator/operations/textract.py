"""Amazon Textract's AnalyzeDocument, with human review.

See https://docs.aws.amazon.com/textract/latest/dg/API_AnalyzeDocument.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.flow import TEXTRACT_SOURCE
from a2i_emulator.domain.media import Media, is_readable, media_of, pdf_pages
from a2i_emulator.domain.selection import form_pairs
from a2i_emulator.operations.built_in import TaskType, answer, invalid_parameters
from a2i_emulator.operations.call import ApiCall
from a2i_emulator.operations.errors import aws_error

MAX_DOCUMENT = 10 * 1024 * 1024
"""The service's limit for a document that is analyzed at once, in bytes."""


def analyze_document(api_call: ApiCall, request: Mapping[str, Any]) -> dict[str, Any]:
    """Analyze a document of one page.

    Raises:
        AwsError: InvalidParameterException, InvalidS3ObjectException,
            UnsupportedDocumentException, BadDocumentException, DocumentTooLargeException or
            HumanLoopQuotaExceededException.
    """
    _check_features(request)
    return answer(api_call, _TASK_TYPE, request)


def _check_features(request: Mapping[str, Any]) -> None:
    features = request["FeatureTypes"]
    if not features:
        raise invalid_parameters("FeatureTypes is empty.")
    if ("QUERIES" in features) != ("QueriesConfig" in request):
        raise invalid_parameters("QUERIES and QueriesConfig need each other.")


def _check_document(document: bytes) -> None:
    if len(document) > MAX_DOCUMENT:
        raise aws_error("document_too_large", limit=MAX_DOCUMENT)
    media = media_of(document)
    if media is None:
        raise aws_error("unsupported_document", reason="The document is no PNG, JPEG, TIFF or PDF.")
    if not is_readable(document, media):
        raise aws_error(
            "bad_document", reason=f"The {media.value} document has no readable header."
        )
    if media is Media.PDF and pdf_pages(document) > 1:
        raise aws_error("unsupported_document", reason="The PDF has more than one page.")


_TASK_TYPE = TaskType(TEXTRACT_SOURCE, "AnalyzeDocument", "Document", _check_document, form_pairs)
