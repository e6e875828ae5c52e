"""Amazon Rekognition: DetectModerationLabels, with human review, and what is called beside it.

See https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html
and its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE
from a2i_emulator.domain.media import Media, is_readable, media_of
from a2i_emulator.domain.selection import moderation_labels
from a2i_emulator.operations import jobs
from a2i_emulator.operations.built_in import TaskType, answer, image_of
from a2i_emulator.operations.call import ApiCall, Transaction
from a2i_emulator.operations.errors import AwsError, aws_error

MAX_IMAGE_IN_S3 = 15 * 1024 * 1024
"""The service's limit for an image in S3; the model has the one for bytes."""

_MODERATION = "GetContentModeration"
_FORMATS = (Media.JPEG, Media.PNG)


def detect_moderation_labels(api_call: ApiCall, request: Mapping[str, Any]) -> dict[str, Any]:
    """Detect unsafe content in an image.

    Raises:
        AwsError: InvalidParameterException, InvalidS3ObjectException,
            InvalidImageFormatException, ImageTooLargeException or
            HumanLoopQuotaExceededException.
    """
    return answer(api_call, _TASK_TYPE, request)


def detect_labels(api_call: ApiCall, request: Mapping[str, Any]) -> dict[str, Any]:
    """Tell what is to be seen in an image.

    Raises:
        AwsError: as `detect_moderation_labels`, but for the human loop's.
    """
    image = image_of(api_call, request, "Image")
    _check_image(image)
    region = api_call.scope.region
    return api_call.predict(api_call.database, region, "DetectLabels", request, image)


def start_content_moderation(api_call: ApiCall, request: Mapping[str, Any]) -> dict[str, Any]:
    """Begin to look for unsafe content in a video in S3; it is done when this returns.

    Raises:
        AwsError: InvalidParameterException, InvalidS3ObjectException or
            IdempotentParameterMismatchException.
    """
    video = jobs.media_of_job(api_call, request, "Video")
    alike = {name: request[name] for name in ("Video", "MinConfidence") if name in request}
    region = api_call.scope.region
    result = api_call.predict(api_call.database, region, _MODERATION, alike, video)
    return jobs.begin(api_call, _MODERATION, request, result)


def get_content_moderation(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page of what StartContentModeration has come to.

    Raises:
        AwsError: ResourceNotFoundException or InvalidPaginationTokenException.
    """
    job = jobs.find(tx, _MODERATION, request["JobId"])
    if job is None:
        raise aws_error("rekognition_job_not_found", reason=f"There is no job {request['JobId']}.")
    how = {
        "SortBy": request.get("SortBy", "TIMESTAMP"),
        "AggregateBy": request.get("AggregateBy", "TIMESTAMPS"),
    }
    found = sorted(
        job["result"]["ModerationLabels"], key=_by_name if how["SortBy"] == "NAME" else _by_time
    )
    if how["AggregateBy"] == "SEGMENTS":
        found = [_segment(detection) for detection in found]
    try:
        page = jobs.page_of(tx, {**request, "SortBy": None}, "ModerationLabels", found)
    except AwsError as error:
        raise jobs.in_words_of("invalid_pagination_token", error) from error
    return {
        **job["result"],
        "JobId": request["JobId"],
        "JobStatus": "SUCCEEDED",
        "JobTag": job["request"].get("JobTag"),
        "Video": job["request"]["Video"],
        "GetRequestMetadata": how,
        **page,
    }


def _by_time(detection: Mapping[str, Any]) -> Any:
    return detection.get("Timestamp", 0), detection["ModerationLabel"].get("Name", "")


def _by_name(detection: Mapping[str, Any]) -> Any:
    return detection["ModerationLabel"].get("Name", ""), detection.get("Timestamp", 0)


def _segment(detection: Mapping[str, Any]) -> dict[str, Any]:
    """Return a detection as the segment of the one moment that is known of it."""
    at = detection.get("Timestamp", 0)
    unknown = {"StartTimestampMillis": at, "EndTimestampMillis": at, "DurationMillis": 0}
    return {**unknown, **detection}


def _check_image(image: bytes) -> None:
    if len(image) > MAX_IMAGE_IN_S3:
        raise aws_error("image_too_large", reason=f"{len(image)} bytes")
    media = media_of(image)
    if media not in _FORMATS or not is_readable(image, media):
        raise aws_error("invalid_image_format", reason="The image is no readable JPEG or PNG.")


_TASK_TYPE = TaskType(
    REKOGNITION_SOURCE, "DetectModerationLabels", "Image", _check_image, moderation_labels
)
