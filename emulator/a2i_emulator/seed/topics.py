"""Topics, queues, and the rules that send events to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.output import DETAIL_TYPE, SOURCE
from a2i_emulator.seed.reading import Place
from a2i_emulator.seed.seeding import Seeding, differs, found_or_none, is_arn

_MISSING_QUEUE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
_STATUS_CHANGES = {"source": [SOURCE], "detail-type": [DETAIL_TYPE]}


def apply_topics(seeding: Seeding) -> None:
    """Make topics."""
    for place, entry in seeding.entries("topics"):
        with seeding.at(place):
            if not _topic_exists(seeding, entry["Name"]):
                seeding.client("sns").create_topic(**entry)


def apply_queues(seeding: Seeding) -> None:
    """Make queues, or bring their attributes up to date."""
    for place, entry in seeding.entries("queues"):
        with seeding.at(place):
            sqs = seeding.client("sqs")
            attributes = {k: _text(v) for k, v in entry.get("Attributes", {}).items()}
            name = entry["QueueName"]
            have = found_or_none(sqs.get_queue_url, _MISSING_QUEUE, QueueName=name)
            if have is None:
                sqs.create_queue(QueueName=name, Attributes=attributes)
                continue
            url = have["QueueUrl"]
            there = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
            if differs(attributes, there.get("Attributes", {})):
                sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)


def apply_rules(seeding: Seeding) -> None:
    """Make EventBridge rules and their targets, or bring them up to date."""
    for place, entry in seeding.entries("eventRules"):
        with seeding.at(place):
            events = seeding.client("events")
            rule = _rule(entry)
            which = {k: rule[k] for k in ("Name", "EventBusName") if k in rule}
            have = found_or_none(events.describe_rule, ("ResourceNotFoundException",), **which)
            if have is None or _rule_differs(rule, have):
                events.put_rule(**rule)
            of_rule = {k: v for k, v in which.items() if k != "Name"} | {"Rule": rule["Name"]}
            there = {t["Id"]: t for t in events.list_targets_by_rule(**of_rule)["Targets"]}
            targets = [_target(seeding, place, t) for t in entry.get("Targets", ())]
            new = [t for t in targets if differs(t, there.get(t["Id"]))]
            if new:
                events.put_targets(**of_rule, Targets=new)


def topic_arn(seeding: Seeding, name: str) -> str:
    """Return a topic's ARN; an ARN is its own."""
    scope = seeding.scope
    return name if is_arn(name) else f"arn:{scope.partition}:sns:{_place(seeding)}:{name}"


def queue_arn(seeding: Seeding, name: str) -> str:
    """Return a queue's ARN; an ARN is its own."""
    scope = seeding.scope
    return name if is_arn(name) else f"arn:{scope.partition}:sqs:{_place(seeding)}:{name}"


def _place(seeding: Seeding) -> str:
    return f"{seeding.scope.region}:{seeding.scope.account}"


def _topic_exists(seeding: Seeding, name: str) -> bool:
    pages = seeding.client("sns").get_paginator("list_topics").paginate()
    wanted = topic_arn(seeding, name)
    return any(topic["TopicArn"] == wanted for page in pages for topic in page["Topics"])


def _rule(entry: Mapping[str, Any]) -> dict[str, Any]:
    rule = {name: value for name, value in entry.items() if name != "Targets"}
    pattern = rule.get("EventPattern", _STATUS_CHANGES)
    rule["EventPattern"] = pattern if isinstance(pattern, str) else json.dumps(pattern)
    return rule


def _rule_differs(wanted: Mapping[str, Any], have: Mapping[str, Any]) -> bool:
    return differs(_with_pattern(wanted), _with_pattern(have))


def _with_pattern(rule: Mapping[str, Any]) -> dict[str, Any]:
    try:
        pattern = json.loads(rule.get("EventPattern", "null"))
    except ValueError:
        pattern = rule["EventPattern"]
    return {**rule, "EventPattern": pattern}


def _target(seeding: Seeding, place: Place, target: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(target)
    if "Queue" in made:
        made["Arn"] = queue_arn(seeding, made.pop("Queue"))
    elif "Topic" in made:
        made["Arn"] = topic_arn(seeding, made.pop("Topic"))
    if "Arn" not in made:
        raise seeding.document.error(place, "a target has Queue, Topic or Arn")
    if "Input" in made and not isinstance(made["Input"], str):
        made["Input"] = json.dumps(made["Input"])
    return {"Id": made["Arn"].rpartition(":")[2], **made}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
