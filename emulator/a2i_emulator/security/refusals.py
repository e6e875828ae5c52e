"""The errors by which AWS refuses whoever is not known or may not, in each protocol's words.

Their texts are in ``specs/errors.json``. JSON services answer with 400, all others with 403:
https://docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html and
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.
"""

from __future__ import annotations

from collections.abc import Mapping

from a2i_emulator.operations.errors import AwsError, aws_error
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import FORM

KINDS = {
    "ambiguous": "call_ambiguous",
    "missing": "authentication_token_missing",
    "algorithm": "signature_algorithm",
    "parameter": "signature_parameter",
    "credential": "credential_malformed",
    "undated": "signature_undated",
    "unsigned_header": "signature_without_header",
    "date": "signature_date",
    "date_of_scope": "signature_date_of_scope",
    "payload": "signature_wrong",
    "wrong": "signature_wrong",
    "other_body": "signature_wrong",
    "late": "signature_late",
    "early": "signature_early",
    "unknown_key": "access_key_unknown",
    "token_wrong": "access_key_unknown",
    "token_late": "session_token_late",
    "not_allowed": "access_not_allowed",
    "denied": "access_denied",
    "other_account": "access_elsewhere",
    "role_unknown": "role_unknown",
    "session_policies": "session_policies",
    "trust_none": "role_trusts_not",
    "trust_denied": "role_trust_denied",
}
"""Kinds of refusals, and their texts."""

_KINDS_OF_S3 = {
    "missing": "s3_anonymous",
    "algorithm": "s3_signature_algorithm",
    "payload": "s3_signature_payload",
    "wrong": "s3_signature_wrong",
    "other_body": "s3_other_body",
    "late": "s3_signature_skewed",
    "early": "s3_signature_skewed",
    "unknown_key": "s3_access_key_unknown",
    "token_wrong": "s3_session_token_wrong",
    "token_late": "s3_session_token_late",
}

_CODES_OF_QUERY = {
    "AccessDeniedException": "AccessDenied",
    "ExpiredTokenException": "ExpiredToken",
    "IncompleteSignatureException": "IncompleteSignature",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "UnrecognizedClientException": "InvalidClientTokenId",
}
_CODES_OF_S3 = {
    "AccessDeniedException": "AccessDenied",
    "IncompleteSignatureException": "AuthorizationHeaderMalformed",
    "InvalidSignatureException": "AuthorizationHeaderMalformed",
    "ValidationError": "InvalidRequest",
}
_MISTAKES_OF_S3 = frozenset(
    {
        "AuthorizationHeaderMalformed",
        "InvalidRequest",
        "InvalidArgument",
        "XAmzContentSHA256Mismatch",
    }
    | {"ExpiredToken", "InvalidToken"}
)


def refused(
    request: Request, service: str | None, kind: str, values: Mapping[str, str]
) -> tuple[int, AwsError]:
    """Return HTTP status and error for a request that is refused.

    Args:
        request: the request, whose protocol decides about the error's code.
        service: the signing name; None where nothing is signed.
        kind: one of `KINDS`.
        values: what its text says of it.
    """
    if service == "s3":
        error = aws_error(_KINDS_OF_S3.get(kind) or KINDS[kind], **values)
        error.code = _CODES_OF_S3.get(error.code, error.code)
        return 400 if error.code in _MISTAKES_OF_S3 else 403, error
    error = aws_error(KINDS[kind], **values)
    headers = request.headers
    if kind == "ambiguous" or headers.get("x-amz-target") or headers.get("smithy-protocol"):
        return 400, error
    if headers.get("content-type", "").lower().startswith(FORM) or "Action=" in request.query:
        error.code = _CODES_OF_QUERY.get(error.code, error.code)
    return 403, error
