"""Amazon Rekognition's DetectModerationLabels, with human review.

See https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.flow import REKOGNITION_SOURCE
from a2i_emulator.domain.media import Media, is_readable, media_of
from a2i_emulator.domain.selection import moderation_labels
from a2i_emulator.operations.built_in import TaskType, answer
from a2i_emulator.operations.call import ApiCall
from a2i_emulator.operations.errors import aws_error

MAX_IMAGE_IN_S3 = 15 * 1024 * 1024
"""The service's limit for an image in S3; the model has the one for bytes."""

_FORMATS = (Media.JPEG, Media.PNG)


def detect_moderation_labels(api_call: ApiCall, request: Mapping[str, Any]) -> dict[str, Any]:
    """Detect unsafe content in an image.

    Raises:
        AwsError: InvalidParameterException, InvalidS3ObjectException,
            InvalidImageFormatException, ImageTooLargeException or
            HumanLoopQuotaExceededException.
    """
    return answer(api_call, _TASK_TYPE, request)


def _check_image(image: bytes) -> None:
    if len(image) > MAX_IMAGE_IN_S3:
        raise aws_error("image_too_large", reason=f"{len(image)} bytes")
    media = media_of(image)
    if media not in _FORMATS or not is_readable(image, media):
        raise aws_error("invalid_image_format", reason="The image is no readable JPEG or PNG.")


_TASK_TYPE = TaskType(
    REKOGNITION_SOURCE, "DetectModerationLabels", "Image", _check_image, moderation_labels
)
