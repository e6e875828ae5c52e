"""The examples of ``examples/containers``: what they name is there, and what they run works."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.containers.conftest import Run
from tests.containers.image import EXAMPLES, PORT, ROOT, Container, Image, compose

from a2i_emulator.commands.cli import main

TEXT = (ROOT / "docs" / "containers.md").read_text(encoding="utf-8")
ANSWER = {"kind": {"label": "Receipt"}}


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"][name]
    return found


def image_of(name: str) -> Image:
    return Image.built((EXAMPLES / service(name)["build"]).resolve())


def mounts() -> dict[str, Path]:
    """Return the files that the compose file mounts, by their paths in the container."""
    pairs = [volume.split(":") for volume in service("a2i")["volumes"]]
    return {target: EXAMPLES / source for source, target, *_ in pairs if source.startswith(".")}


def answer_at_once(container: Container, folder: Path) -> None:
    """Let the scripted worker of the example answer without a minute's wait."""
    curl = Container(Image({}, {}), folder, command=["python", "-c", _RULE, container.url])
    assert curl.run() == "200\n"


_RULE = f"""
import sys, urllib.request
body = b'{{"rules": [{{"answerContent": {json.dumps(ANSWER)}}}]}}'
request = urllib.request.Request(sys.argv[1] + "/_a2i/workers", body, method="PUT")
print(urllib.request.urlopen(request, timeout=10).status)
"""


def test_compose_names_what_is_there() -> None:
    document = compose()
    assert set(document) == {"services", "volumes"}
    a2i = service("a2i")
    named = {volume.split(":")[0] for volume in a2i["volumes"]}
    assert {name for name in named if not name.startswith(".")} == set(document["volumes"])
    assert all(path.is_file() for path in mounts().values())
    assert {volume.split(":")[1] for volume in a2i["volumes"]} >= set(image_of("a2i").volumes)
    (published,) = a2i["ports"]
    assert published == f"127.0.0.1:{PORT}:{PORT}"
    assert image_of("a2i").ports == {PORT}
    for name, wanted in service("app")["depends_on"].items():
        assert wanted == {"condition": "service_healthy"}
        assert "healthcheck" in service(name)


def test_compose_runs(run: Run, tmp_path: Path) -> None:
    a2i, app = service("a2i"), service("app")
    server = run(image_of("a2i"), env=a2i["environment"], command=a2i["command"], mounts=mounts())
    kind, *test = a2i["healthcheck"]["test"]
    assert (kind, server.health(test)) == ("CMD", 0)

    answer_at_once(server, tmp_path / "curl")
    # By its service's name the emulator is found only in a network of compose.
    assert app["environment"]["AWS_ENDPOINT_URL"] == f"http://a2i:{PORT}"
    env = {**app["environment"], "AWS_ENDPOINT_URL": server.url}
    printed = Container(image_of("app"), tmp_path / "app", env=env).run()
    assert json.loads(printed.splitlines()[-1]) == ANSWER

    server.stop()
    assert server.health(test) == 1


def test_github_actions(run: Run, tmp_path: Path) -> None:
    """The steps that need no network run as they stand, beside the image that is named."""
    workflow = yaml.safe_load((EXAMPLES / "github-actions.yaml").read_text(encoding="utf-8"))
    job = workflow["jobs"]["test"]
    a2i = job["services"]["a2i"]
    assert a2i["ports"] == [f"{PORT}:{PORT}"]
    assert job["env"]["AWS_ENDPOINT_URL"] == f"http://localhost:{PORT}"

    server = run(Image.built(EXAMPLES, "seeded/Dockerfile"))
    assert server.health() == 0
    answer_at_once(server, tmp_path / "curl")
    env = {**job["env"], "AWS_ENDPOINT_URL": server.url}
    steps = [step["run"] for step in job["steps"] if "run" in step]
    assert steps[0] == "pip install boto3"
    checkout = Container(
        Image({}, {}), tmp_path / "step", env=env, command=["sh", "-c", f"cd {ROOT} && {steps[1]}"]
    )
    assert json.loads(checkout.run().splitlines()[-1]) == ANSWER


def test_the_page_shows_these_files() -> None:
    for name in re.findall(r"examples/containers/([\w./-]+)", TEXT):
        assert (EXAMPLES / name).exists(), name
    for path in EXAMPLES.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(EXAMPLES).parts[0] in TEXT, path


COMMANDS = re.findall(r"^docker .*$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_page_name_what_is_there(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["start", "--help"])
    told = capsys.readouterr().out
    names = re.findall(r"-e (A2I_EMULATOR_\w+)=", command)
    options = re.findall(r"a2i-emulator start .*?(--[a-z-]+)", command)
    assert [name for name in (*names, *options) if name not in told] == []
    paths = re.findall(r"\$PWD/([\w./-]+):", command)
    if command.startswith("docker build"):
        paths += [command.rsplit(maxsplit=1)[-1], *re.findall(r"-f (\S+)", command)]
    assert [path for path in paths if not (ROOT / path).exists()] == []
