"""output.json files in folders and in buckets, and how much memory many of them take."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import Emulator
from tests.support.reviewers import labelled, output

from a2i_emulator.dataset.examples import source_of
from a2i_emulator.dataset.exporting import Choices, export
from a2i_emulator.dataset.reading import Bucket, Folder
from a2i_emulator.domain.s3_uri import S3Location
from a2i_emulator.quality.reviews import read_review


def test_a_folder_is_read_by_path_and_what_is_no_output_is_told(tmp_path: Path) -> None:
    for name, text in {
        "b/2026/b/output.json": json.dumps(output("b", {})),
        "a/output.json": json.dumps(output("a", {})),
        "a/other.json": "{",
        "c/output.json": "{",
        "d/output.json": "{}",
        "e/output.json": "[" * 100_000,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True) if not (
            tmp_path / name
        ).parent.exists() else None
        (tmp_path / name).write_text(text)
    os.mkfifo(tmp_path / "output.json")  # into which nobody writes
    folder = Folder(tmp_path)
    assert len(folder) == 5
    for _ in range(2):
        assert [review.name for review in folder] == ["a", "b"]
        assert folder.skipped == 3
        assert [Path(origin).parent.name for origin, _ in folder.reasons] == ["c", "d", "e"]
    with pytest.raises(NotADirectoryError):
        Folder(tmp_path / "none")


def test_a_bucket_is_read_by_key(emulator: Emulator) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="answers")
    names = [f"loop-{i:03}" for i in range(70)]
    for name in names:
        body = json.dumps(output(name, {})).encode()
        s3.put_object(Bucket="answers", Key=f"out/f/2026/{name}/output.json", Body=body)
    s3.put_object(Bucket="answers", Key="elsewhere/output.json", Body=b"{}")
    bucket = Bucket(s3, S3Location("answers", "out/"))
    found = list(bucket)
    assert [review.name for review in found] == names
    assert (len(bucket), bucket.skipped) == (70, 0)
    assert found[0].origin == "s3://answers/out/f/2026/loop-000/output.json"


@pytest.mark.parametrize(
    ("content", "uri"),
    [
        ({"taskObject": "s3://b/k.png", "other": "s3://b/x"}, "s3://b/k.png"),
        ({"a": "no", "image": "https://b.s3.eu-west-1.amazonaws.com/a%20b.png"}, "s3://b/a b.png"),
        ({"aiServiceRequest": {"image": {"s3Object": {"bucket": "b", "name": "k"}}}}, "s3://b/k"),
        (
            {"aiServiceRequest": {"document": {"s3Object": {"bucket": "b", "name": "d"}}}},
            "s3://b/d",
        ),
        ({"text": "s3 is a service"}, None),
        (["s3://b/k"], None),
    ],
    ids=str,
)
def test_where_the_reviewed_file_is(content: Any, uri: str | None) -> None:
    assert source_of(content) == uri


def test_memory_does_not_grow_with_the_number_of_loops(tmp_path: Path) -> None:
    def most(count: int) -> int:
        reviews = (read_review(document) for _, document in labelled(count, {"a": 0.9, "b": 0.8}))
        tracemalloc.start()
        try:
            export(reviews, "jsonl", tmp_path / str(count), Choices())
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = most(100), most(400)
    # Of a loop its name, times and references are kept: 100,000 take 200 MB at most.
    assert (many - few) / 300 < 2000
