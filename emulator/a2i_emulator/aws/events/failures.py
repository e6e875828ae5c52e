"""Why an event did not reach a target, and whether trying again may help.

The codes are those that EventBridge puts on messages in a dead-letter queue; see
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html.
"""

from __future__ import annotations

NO_RESOURCE = "NO_RESOURCE"
INVALID_JSON = "INVALID_JSON"
INVALID_PARAMETER = "INVALID_PARAMETER"
SDK_CLIENT_ERROR = "SDK_CLIENT_ERROR"
ERROR_FROM_TARGET = "ERROR_FROM_TARGET"
CONNECTION_FAILURE = "CONNECTION_FAILURE"
TIMEOUT = "TIMEOUT"
UNKNOWN = "UNKNOWN"


class DeliveryError(Exception):
    """A target did not take the event.

    Attributes:
        code: EventBridge's error code.
        lasting: trying again cannot help.
    """

    def __init__(self, code: str, message: str, *, lasting: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.lasting = lasting
