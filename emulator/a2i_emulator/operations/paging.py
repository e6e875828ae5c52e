"""List operations: from a request to a listing, from a page to a response.

A NextToken is signed, so that a token that was made up, changed or taken from another operation
is refused rather than obeyed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from itsdangerous import BadSignature, URLSafeSerializer

from a2i_emulator.operations.call import Transaction
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.ports import Listing, Page

T = TypeVar("T")
DEFAULT_PAGE_SIZE = 100


def listing(
    tx: Transaction,
    kind: str,
    request: Mapping[str, Any],
    *,
    descending: bool = True,
) -> Listing:
    """Read the common members of a List request.

    Args:
        tx: the call, whose secret signs tokens.
        kind: what is listed; a token serves only the kind it was made for.
        request: the request in the model's member names.
        descending: the operation's default order.

    Raises:
        AwsError: NextToken is not one of ours.
    """
    order = request.get("SortOrder")
    return Listing(
        limit=request.get("MaxResults", DEFAULT_PAGE_SIZE),
        after=_position(tx, kind, request.get("NextToken")),
        sort_by="Name" if request.get("SortBy") == "Name" else "CreationTime",
        descending=descending if order is None else order == "Descending",
        name_contains=request.get("NameContains"),
        created_after=request.get("CreationTimeAfter"),
        created_before=request.get("CreationTimeBefore"),
    )


def page_response(
    tx: Transaction,
    kind: str,
    member: str,
    page: Page[T],
    summary: Callable[[T], dict[str, Any]],
) -> dict[str, Any]:
    """Build a List response: the summaries under a member, and the way to the next page."""
    response: dict[str, Any] = {member: [summary(item) for item in page.items]}
    if page.next is not None:
        response["NextToken"] = _signer(tx, kind).dumps(page.next)
    return response


def _position(tx: Transaction, kind: str, token: str | None) -> tuple[int | str, str] | None:
    if token is None:
        return None
    try:
        value, name = _signer(tx, kind).loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise aws_error("invalid_next_token", reason=f"NextToken: {error}") from error
    return (value, name)


def _signer(tx: Transaction, kind: str) -> URLSafeSerializer:
    return URLSafeSerializer(tx.secret, salt=f"{kind}/{tx.scope.account}/{tx.scope.region}")
