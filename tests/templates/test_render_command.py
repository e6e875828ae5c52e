"""``a2i-emulator render`` from the command line's point of view."""

from __future__ import annotations

from pathlib import Path

import pytest

from a2i_emulator.commands.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_goes_to_standard_output(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "task.liquid.html").write_text("<p>{{ task.input.text }}</p>\n")
    (folder / "input.json").write_text('{"text": "Grüße <b>"}', encoding="utf-8")
    assert main(["render", "task.liquid.html", "--input", "input.json"]) == 0
    captured = capsysbinary.readouterr()
    assert captured.out.decode() == "<p>Grüße &lt;b&gt;</p>\n"
    assert captured.err == b""


def test_without_input_there_is_an_empty_object(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "task.html").write_text("{{ task.input }}")
    assert main(["render", "task.html"]) == 0
    assert capsys.readouterr().out == "{}"


def test_errors_go_to_standard_error_with_their_lines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "task.html").write_text("a\n{{ task.input.url }}\n{{ ' ' | grant_read_access }}")
    assert main(["render", "task.html"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "task.html:2: UndefinedTemplateVariable: undefined variable url",
        'task.html:3: InvalidParameters: "grant_read_access" input is not a valid S3 URI: " ".',
    ]


def test_lenient(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "task.html").write_text("[{{ task.input.url }}]")
    assert main(["render", "task.html", "--lenient"]) == 0
    assert capsys.readouterr().out == "[]"


@pytest.mark.parametrize("name", ["bucket/a/photo 1.png", "a/photo 1.png", "photo 1.png"])
def test_a_local_copy_of_an_object(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"")
    template = "{{ 's3://bucket/a/photo 1.png' | grant_read_access }}"
    (folder / "task.html").write_text(template)
    assert main(["render", "task.html"]) == 0
    assert capsys.readouterr().out == (folder / name).as_uri()


@pytest.mark.parametrize("key", ["other.png", "../../etc/passwd", "/etc/passwd", "a\0b", "x" * 999])
def test_an_object_without_a_local_copy(
    folder: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    (folder / "files").mkdir()
    (folder / "passwd").write_text("")
    (folder / "task.html").write_text("{{ task.input | grant_read_access }}")
    (folder / "input.json").write_text(f'"s3://bucket/{key}"'.replace("\0", "\\u0000"))
    assert main(["render", "task.html", "--input", "input.json", "--files", "files"]) == 0
    assert capsys.readouterr().out.startswith("https://s3.amazonaws.com/bucket/")


def test_a_template_that_a2i_would_not_take(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "task.html").write_text("x" * 128_001)
    assert main(["render", "task.html"]) == 0
    message = "task.html: warning: 128001 characters; A2I takes 128000\n"
    assert capsys.readouterr().err == message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.html"], "missing.html: No such file or directory"),
        (["."], ".: Is a directory"),
        (["latin.html"], "latin.html: not UTF-8 text"),
        (["task.html", "--input", "missing.json"], "missing.json: No such file or directory"),
        (["task.html", "--input", "bad.json"], "bad.json:2: not JSON: Expecting value"),
        (["task.html", "--input", "deep.json"], "deep.json: not usable JSON"),
        (["task.html", "--files", "missing"], "missing: no such folder"),
        (["task.html", "--open", "--port", "99999"], "cannot listen on port 99999"),
        (["missing.html", "--open"], "missing.html: No such file or directory"),
    ],
)
def test_a_mistake_is_one_clear_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    (folder / "task.html").write_text("x")
    (folder / "latin.html").write_bytes(b"\xff")
    (folder / "bad.json").write_text('{\n"a": }')
    (folder / "deep.json").write_text("[" * 200_000)
    assert main(["render", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"a2i-emulator: {message}")
    assert captured.err.count("\n") == 1
