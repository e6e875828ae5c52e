"""The form of CloudTrail's records."""

from __future__ import annotations

import pytest

from a2i_emulator.operations.ports import AuditEntry, Who
from a2i_emulator.security.cloudtrail import record_of


@pytest.mark.parametrize(
    ("who", "access_key"),
    [
        (Who("operator", "olga", "AKIAEXAMPLEEXAMPLE22"), "AKIAEXAMPLEEXAMPLE22"),
        (Who("operator", "olga", "a2i_0123456789ab"), None),
        (Who("operator", "olga", "https://id.example.com 17"), None),
        (Who("claimed", id="test"), "test"),
        (Who("claimed", id="a2i_0123456789ab"), None),
        (Who("claimed", id="https://id.example.com 17"), None),
        (Who("claimed", "alice", "0123456789abcdef"), None),
        (Who("worker", "alice", "0123456789abcdef"), None),
    ],
    ids=str,
)
def test_cloudtrail_has_access_keys_alone_as_such(who: Who, access_key: str | None) -> None:
    entry = AuditEntry(0, "id", "control", who, "POST /_a2i/clock").to_json()
    identity = record_of(entry)["userIdentity"]
    assert (identity.get("accessKeyId"), identity["principalId"]) == (access_key, who.id)
