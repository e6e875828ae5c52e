"""Amazon Textract: AnalyzeDocument, with human review, and what people call beside it.

See https://docs.aws.amazon.com/textract/latest/dg/API_AnalyzeDocument.html and its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.flow_definition import TEXTRACT_SOURCE
from a2i_emulator.domain.media import Media, is_readable, media_of, pdf_pages
from a2i_emulator.domain.selection import form_pairs
from a2i_emulator.operations import jobs
from a2i_emulator.operations.built_in import TaskType, answer, image_of, invalid_parameters
from a2i_emulator.operations.call import ApiCall, Transaction
from a2i_emulator.operations.errors import AwsError, aws_error

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


def detect_document_text(api_call: ApiCall, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lines and words of a document of one page.

    Raises:
        AwsError: as `analyze_document`.
    """
    document = image_of(api_call, request, "Document")
    _check_document(document)
    return _predicted(api_call, "DetectDocumentText", request, document)


def start_document_analysis(api_call: ApiCall, request: Mapping[str, Any]) -> dict[str, Any]:
    """Begin to analyze a document in S3; it is done when this returns.

    Raises:
        AwsError: as `analyze_document`, or IdempotentParameterMismatchException.
    """
    _check_features(request)
    kept = {name: request[name] for name in ("FeatureTypes", "QueriesConfig") if name in request}
    return _start(api_call, "AnalyzeDocument", request, kept)


def start_document_text_detection(api_call: ApiCall, request: Mapping[str, Any]) -> dict[str, Any]:
    """Begin to read a document in S3; it is done when this returns.

    Raises:
        AwsError: as `start_document_analysis`.
    """
    return _start(api_call, "DetectDocumentText", request, {})


def get_document_analysis(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page of what StartDocumentAnalysis has come to.

    Raises:
        AwsError: InvalidJobIdException, or InvalidParameterException for a wrong NextToken.
    """
    return _result(tx, "AnalyzeDocument", request)


def get_document_text_detection(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page of what StartDocumentTextDetection has come to.

    Raises:
        AwsError: as `get_document_analysis`.
    """
    return _result(tx, "DetectDocumentText", request)


def _start(
    api_call: ApiCall, operation: str, request: Mapping[str, Any], parameters: Mapping[str, Any]
) -> dict[str, Any]:
    document = jobs.media_of_job(api_call, request, "DocumentLocation")
    _check_media(document)
    alike = {"Document": request["DocumentLocation"], **parameters}
    result = _predicted(api_call, operation, alike, document)
    return jobs.begin(api_call, operation, request, result)


def _predicted(
    api_call: ApiCall, operation: str, request: Mapping[str, Any], document: bytes
) -> dict[str, Any]:
    region = api_call.scope.region
    return api_call.predict(api_call.database, region, operation, request, document)


def _result(tx: Transaction, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
    job = jobs.find(tx, operation, request["JobId"])
    if job is None:
        raise aws_error("invalid_job_id", reason=f"There is no job {request['JobId']}.")
    try:
        page = jobs.page_of(tx, request, "Blocks", job["result"]["Blocks"])
    except AwsError as error:
        raise jobs.in_words_of("invalid_parameters", error) from error
    return {**job["result"], "JobStatus": "SUCCEEDED", **page}


def _check_features(request: Mapping[str, Any]) -> None:
    features = request["FeatureTypes"]
    if not features:
        raise invalid_parameters("FeatureTypes is empty.")
    if ("QUERIES" in features) != ("QueriesConfig" in request):
        raise invalid_parameters("QUERIES and QueriesConfig need each other.")


def _check_document(document: bytes) -> None:
    if len(document) > MAX_DOCUMENT:
        raise aws_error("document_too_large", limit=MAX_DOCUMENT)
    if _check_media(document) is Media.PDF and pdf_pages(document) > 1:
        raise aws_error("unsupported_document", reason="The PDF has more than one page.")


def _check_media(document: bytes) -> Media:
    media = media_of(document)
    if media is None:
        raise aws_error("unsupported_document", reason="The document is no PNG, JPEG, TIFF or PDF.")
    if not is_readable(document, media):
        raise aws_error(
            "bad_document", reason=f"The {media.value} document has no readable header."
        )
    return media


_TASK_TYPE = TaskType(TEXTRACT_SOURCE, "AnalyzeDocument", "Document", _check_document, form_pairs)
