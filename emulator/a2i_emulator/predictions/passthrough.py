"""The real Rekognition and Textract, asked with the user's own credentials.

Only where the user wants it: calls are charged to their AWS account, and images leave the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.ai_request import parameters
from a2i_emulator.operations.errors import AwsError, aws_error

_CALLS = {
    "DetectModerationLabels": ("rekognition", "detect_moderation_labels", "Image"),
    "DetectLabels": ("rekognition", "detect_labels", "Image"),
    "AnalyzeDocument": ("textract", "analyze_document", "Document"),
    "DetectDocumentText": ("textract", "detect_document_text", "Document"),
}


class PassThrough:
    """Asks the services by boto3.

    Args:
        endpoint_url: ask here instead of at AWS.
    """

    def __init__(self, endpoint_url: str | None = None) -> None:
        self._endpoint_url = endpoint_url
        self._clients: dict[tuple[str, str], Any] = {}

    def ask(
        self, region: str, operation: str, request: Mapping[str, Any], image: bytes
    ) -> dict[str, Any]:
        """Return the service's response.

        The image is sent along, since the real service does not see the emulator's buckets; the
        human loop stays here.

        Raises:
            AwsError: the service's own error; InternalServerError when it cannot be asked.
        """
        from botocore.exceptions import BotoCoreError, ClientError  # slow

        if operation not in _CALLS:
            reason = f"The real service does {operation} only for what lies in its own S3."
            raise aws_error("prediction_unavailable", reason=reason)
        service, method, member = _CALLS[operation]
        try:
            client = self._client(service, region)
            answer = getattr(client, method)(**parameters(request), **{member: {"Bytes": image}})
        except ClientError as error:
            told = error.response["Error"]
            raise AwsError(
                told["Code"], told["Message"], reason=f"{service} said: {error}"
            ) from error
        except BotoCoreError as error:
            reason = f"Asking {service} failed: {error}"
            raise aws_error("prediction_unavailable", reason=reason) from error
        return dict(answer)

    def _client(self, service: str, region: str) -> Any:
        key = (service, region)
        if key not in self._clients:
            import boto3  # slow
            from botocore.config import Config  # slow

            # AWS_ENDPOINT_URL points to this very emulator in most set-ups.
            config = Config(ignore_configured_endpoint_urls=True)
            self._clients[key] = boto3.session.Session().client(
                service, region_name=region, endpoint_url=self._endpoint_url, config=config
            )
        return self._clients[key]
