"""``a2i-emulator keys``: made, listed and revoked; what is no policy is refused in a line."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from a2i_emulator.commands.cli import main

READER = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "sagemaker:Describe*", "Resource": "*"},
}


def test_keys_are_made_listed_and_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A2I_EMULATOR_DATA_DIR", str(tmp_path / "state"))
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps(READER))
    assert main(["keys", "create"]) == 0
    assert (
        main(["keys", "create", "--user", "reader", "--policy", str(policy), "--role", "viewer"])
        == 0
    )
    made = capsys.readouterr().out.splitlines()
    shape = r"export AWS_ACCESS_KEY_ID=(AKIA[A-Z2-7]{16}) AWS_SECRET_ACCESS_KEY=([\w+/]{40})"
    (admin, secret), (reader, _) = (re.fullmatch(shape, line).groups() for line in made)  # type: ignore[union-attr]
    assert main(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert [re.split("  +", line)[::2] for line in listed.splitlines()] == [
        [admin, "everything", "admin"],
        [reader, "by policy", "reader"],
    ]
    assert [re.split("  +", line)[3] for line in listed.splitlines()] == ["-", "viewer"]
    assert secret not in listed
    assert main(["keys", "revoke", admin]) == 0
    assert main(["keys", "list"]) == 0
    assert admin not in capsys.readouterr().out
    assert main(["keys", "revoke", admin]) == 2
    assert capsys.readouterr().err == f"a2i-emulator: there is no access key {admin}\n"


def test_tokens_are_made_listed_and_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A2I_EMULATOR_DATA_DIR", str(tmp_path / "state"))
    create = ["keys", "create", "--token", "--user", "grafana"]
    assert main([*create, "--scope", "answer", "--days", "1"]) == 0
    shape = r"export A2I_EMULATOR_KEY=(a2i_[0-9a-f]{12})\.([\w-]{43})\n"
    made = re.fullmatch(shape, capsys.readouterr().out)
    assert made is not None
    assert main(["keys", "list"]) == 0
    listed = re.split("  +", capsys.readouterr().out.strip())
    assert (listed[0], listed[2], listed[4]) == (made[1], "answer", "grafana")
    begins, ends = (datetime.fromisoformat(text[-20:-1]) for text in (listed[1], listed[3]))
    assert ends - begins == timedelta(days=1)
    assert main(["keys", "revoke", made[1]]) == 0
    assert main(["keys", "list"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "say where the state is: --data-dir or --database-url"),
        (
            ["--token", "--role", "admin"],
            "--policy and --role are of access keys; a token has a --scope",
        ),
        (["--days", "1"], "--scope and --days are of tokens, which --token makes"),
        (["--token", "--days", "0"], "--days: 0 is not a number from 1 to 3660"),
        (["--data-dir", "state", "--user", "a b"], "--user: 'a b' is no user's name"),
        (["--data-dir", "state", "--policy", "policy.json"], "policy.json: has no Statement"),
    ],
)
def test_mistakes_are_told_in_a_line(
    arguments: list[str],
    problem: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.json").write_text("{}")
    assert main(["keys", "create", *arguments]) == 2
    assert capsys.readouterr().err == f"a2i-emulator: {problem}\n"
