"""Entries of the audit trail in the form of CloudTrail's records.

See https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
and ``cloudtrail-event-reference-user-identity.html`` there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from a2i_emulator.protocol.exchange import DEFAULT_ACCOUNT, DEFAULT_REGION
from a2i_emulator.security.audit import HIDDEN
from a2i_emulator.security.tokens import PREFIX

VERSION = "1.11"
_OURS = "a2i-emulator"
_EVENT_TYPES = {"api": "AwsApiCall", "sign-in": "AwsConsoleSignIn", "start": "AwsServiceEvent"}
_IDENTITIES = {"user": "IAMUser", "operator": "IAMUser", "role": "AssumedRole"}
_ACCESS_KEY = re.compile(r"[A-Za-z0-9_]{1,128}")


def record_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of an entry.

    Args:
        entry: as ``GET /_a2i/audit`` shows it.
    """
    is_call = entry["kind"] == "api"
    service = entry["service"] if is_call and entry["service"] != "unsigned" else _OURS
    record = {
        "eventVersion": VERSION,
        "userIdentity": _identity(entry["who"]),
        "eventTime": f"{entry['time'][:19]}Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": entry["action"],
        "awsRegion": entry["region"] or DEFAULT_REGION,
        "sourceIPAddress": entry["address"] or _OURS,
        "userAgent": entry["agent"],
        "requestParameters": {
            name[:1].lower() + name[1:]: HIDDEN if value is None else value
            for name, value in entry["parameters"].items()
        }
        or None,
        "responseElements": None,
        "requestID": entry["requestId"],
        "eventID": entry["eventId"],
        "readOnly": entry["readOnly"],
        "eventType": _EVENT_TYPES.get(entry["kind"], "AwsConsoleAction"),
        "managementEvent": True,
        "recipientAccountId": entry["account"] or entry["who"]["account"] or DEFAULT_ACCOUNT,
        "eventCategory": "Management",
    }
    if entry["errorCode"]:
        record["errorCode"] = entry["errorCode"]
    if entry["resource"].startswith("arn:"):
        record["resources"] = [{"ARN": entry["resource"]}]
    elif entry["resource"]:
        record["additionalEventData"] = {"resource": entry["resource"]}
    return record


def _identity(who: Mapping[str, str]) -> dict[str, str]:
    named = {
        "type": _IDENTITIES.get(who["type"], "Unknown"),
        "principalId": who["id"] or who["name"] or who["type"],
        "arn": who["arn"],
        "accountId": who["account"],
        "accessKeyId": _access_key(who),
        "userName": who["name"],
    }
    return {name: value for name, value in named.items() if value}


def _access_key(who: Mapping[str, str]) -> str:
    """Return the id of the access key that somebody has shown; empty where it was none.

    A worker is known by another id, and an operator may be by a token or a sign-in at a provider.
    """
    is_unnamed = who["type"] == "claimed" and not who["name"]
    if not is_unnamed and who["type"] not in _IDENTITIES:
        return ""
    is_key = _ACCESS_KEY.fullmatch(who["id"]) and not who["id"].startswith(PREFIX)
    return who["id"] if is_key else ""
