"""AddTags, ListTags and DeleteTags for the resources of A2I.

See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AddTags.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from a2i_emulator.domain.names import Arn, parse_arn
from a2i_emulator.operations.call import Transaction
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.paging import DEFAULT_PAGE_SIZE

MAX_TAGS = 50


def add_tags(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Add or overwrite tags of a resource; answer with all that it then has."""
    arn = _taggable(tx, request["ResourceArn"])
    tags = tx.store.tags(arn) | from_list(request["Tags"])
    if len(tags) > MAX_TAGS:
        raise aws_error("too_many_tags", limit=MAX_TAGS, arn=arn)
    tx.store.set_tags(arn, tags)
    return {"Tags": to_list(tags)}


def list_tags(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """List the tags of a resource; they always fit on one page."""
    if request.get("NextToken") is not None:
        raise aws_error("invalid_next_token")
    tags = tx.store.tags(_taggable(tx, request["ResourceArn"]))
    return {"Tags": to_list(tags)[:DEFAULT_PAGE_SIZE]}


def delete_tags(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Take tags away from a resource; keys that it does not have do not matter."""
    arn = _taggable(tx, request["ResourceArn"])
    gone = set(request["TagKeys"])
    kept = {key: value for key, value in tx.store.tags(arn).items() if key not in gone}
    tx.store.set_tags(arn, kept)
    return {}


def from_list(tags: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """Turn the model's list of Key and Value into a dict."""
    return {tag["Key"]: tag["Value"] for tag in tags or ()}


def to_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Turn a dict of tags into the model's list, by key."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags)]


def _taggable(tx: Transaction, text: str) -> str:
    """Return the ARN if it is that of an existing resource that can have tags."""
    arn = parse_arn(text)
    if arn is None:
        raise aws_error("invalid_resource_arn", arn=text)
    if arn.scope.region != tx.scope.region:
        raise aws_error("arn_of_other_region", region=tx.scope.region)
    if arn.kind in ("workforce", "human-loop"):
        raise aws_error("invalid_resource_type", kind=arn.kind)
    elsewhere = (arn.partition, arn.scope) != (tx.scope.partition, tx.scope)
    if elsewhere or not _exists(tx, arn):
        raise aws_error("tagged_resource_not_found", arn=text)
    return text


def _exists(tx: Transaction, arn: Arn) -> bool:
    store = tx.store
    if arn.kind == "flow-definition":
        return store.flow_definitions.get(arn.scope, arn.name, shared=True) is not None
    if arn.kind == "human-task-ui":
        return store.human_task_uis.get(arn.scope, arn.name, shared=True) is not None
    if arn.kind == "workteam" and arn.name.startswith("private-crowd/"):
        return store.workteams.get(arn.scope, arn.name.partition("/")[2], shared=True) is not None
    return False
