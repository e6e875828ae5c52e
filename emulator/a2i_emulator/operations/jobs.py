"""Asynchronous jobs of Textract and Rekognition: begun, done at once, told of page by page.

A job is kept whole, with its result, as the document ``job/JOB_ID``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.built_in import image_of
from a2i_emulator.operations.call import ApiCall, Transaction
from a2i_emulator.operations.errors import AwsError, aws_error
from a2i_emulator.operations.ids import new_id
from a2i_emulator.operations.paging import listing, page_response
from a2i_emulator.operations.ports import Page

Message = Mapping[str, Any]

_MOST_RESULTS = 1000
"""A page has no more, whatever is asked for."""


def media_of_job(api_call: ApiCall, request: Message, member: str) -> bytes:
    """Return the video or document in S3 that a job is about.

    Raises:
        AwsError: InvalidParameterException or InvalidS3ObjectException.
    """
    return image_of(api_call, {member: {"Bytes": None, **request[member]}}, member)


def begin(api_call: ApiCall, operation: str, request: Message, result: Message) -> dict[str, Any]:
    """Keep a job with its result; a repeated ClientRequestToken is the same job.

    Raises:
        AwsError: IdempotentParameterMismatchException.
    """
    token = request.get("ClientRequestToken")
    job_id = _job_id(api_call.scope, operation, token or new_id())
    job = {
        "operation": operation,
        "account": api_call.scope.account,
        "region": api_call.scope.region,
        "request": dict(request),
        "result": dict(result),
    }

    def work(tx: Transaction) -> None:
        before = tx.store.document(_name(job_id))
        if before is None:
            tx.store.save_document(_name(job_id), job)
        elif before["request"] != json.loads(json.dumps(request)):
            raise aws_error("job_token_used", token=token)

    api_call.change(work)
    return {"JobId": job_id}


def find(tx: Transaction, operation: str, job_id: str) -> Message | None:
    """Return a job that an operation has begun in the caller's account and Region."""
    job = tx.store.document(_name(job_id))
    ours = [operation, tx.scope.account, tx.scope.region]
    if job is None or [job["operation"], job["account"], job["region"]] != ours:
        return None
    found: Message = job
    return found


def page_of(tx: Transaction, request: Message, member: str, items: list[Any]) -> dict[str, Any]:
    """Return a page of a job's results, under a member, and the way to the next one.

    Raises:
        AwsError: the NextToken is none of this job's; in the A2I runtime's words.
    """
    kind = f"jobs/{request['JobId']}"
    wanted = listing(tx, kind, {"MaxResults": _MOST_RESULTS, **request})
    first = 0 if wanted.after is None else int(wanted.after[0])
    last = first + min(wanted.limit, _MOST_RESULTS)
    page = Page(items[first:last], (last, "") if last < len(items) else None)
    return page_response(tx, kind, member, page, dict)


def in_words_of(key: str, error: AwsError) -> AwsError:
    """Turn the refusal of a NextToken into the service's own error."""
    return aws_error(key, reason=error.reason or error.message)


def _job_id(scope: Scope, operation: str, token: str) -> str:
    known = json.dumps([scope.account, scope.region, operation, token])
    return hashlib.sha256(known.encode()).hexdigest()


def _name(job_id: str) -> str:
    return f"job/{job_id}"
