"""Thirty-two clients at once: one wins, the others are told so, and nobody sees the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import Emulator

from a2i_emulator.settings import Settings
from a2i_emulator.web.server import Server, build_server

CLIENTS = 32


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def racing(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Emulator]:
    """An emulator on each kind of store."""
    settings = Settings(port=0)
    if request.param == "sqlite":
        settings = Settings(port=0, data_dir=tmp_path)
    elif request.param == "postgres":
        settings = Settings(port=0, database_url=request.getfixturevalue("postgres_url"))
    server: Server = build_server(settings)
    server.start()
    emulator = Emulator(server)
    yield emulator
    for client in emulator.clients.values():
        client.close()
    server.close()


def race(runner: Callable[[int], Any]) -> Counter[str]:
    """Let all clients do the same at the same moment; count what they are told."""
    barrier = Barrier(CLIENTS)

    def run(number: int) -> str:
        barrier.wait()
        try:
            return str(runner(number))
        except ClientError as error:
            return str(error.response["Error"]["Code"])

    with ThreadPoolExecutor(CLIENTS) as pool:
        return Counter(pool.map(run, range(CLIENTS)))


def test_starting_the_same_name_with_different_input(racing: Emulator) -> None:
    flow = racing.make_flow()
    runtime = racing.client("sagemaker-a2i-runtime")

    def start(number: int) -> str:
        runtime.start_human_loop(
            HumanLoopName="loop",
            FlowDefinitionArn=flow,
            HumanLoopInput={"InputContent": json.dumps({"text": number})},
        )
        return "started"

    assert race(start) == {"started": 1, "ConflictException": CLIENTS - 1}


def test_answering_stopping_and_deleting(racing: Emulator) -> None:
    flow = racing.make_flow(TaskCount=2)
    racing.start_loop(flow)
    told = race(lambda number: racing.answer("loop", {"by": number})[0])
    assert told == {"200": 2, "409": CLIENTS - 2}
    uri = racing.wait_for_status("Completed")["HumanLoopOutput"]["OutputS3Uri"]
    answers = json.loads(racing.read_object(uri))["humanAnswers"]
    assert len({answer["workerId"] for answer in answers}) == 2

    racing.start_loop(flow, "stopped")
    runtime = racing.client("sagemaker-a2i-runtime")
    stopped = race(lambda _: runtime.stop_human_loop(HumanLoopName="stopped") and "stopped")
    assert stopped == {"stopped": 1, "ValidationException": CLIENTS - 1}
    racing.wait_for_status("Stopped", "stopped")
    deleted = race(lambda _: runtime.delete_human_loop(HumanLoopName="stopped") and "deleted")
    assert deleted == {"deleted": 1, "ResourceNotFoundException": CLIENTS - 1}


def test_creating_the_same_names(racing: Emulator) -> None:
    sagemaker = racing.client("sagemaker")
    pool = {"UserPool": "us-east-1_abcdefghi", "ClientId": "client"}

    def make_workforce(number: int) -> str:
        sagemaker.create_workforce(WorkforceName=f"w{number}", CognitoConfig=pool)
        return "created"

    assert race(make_workforce) == {"created": 1, "ValidationException": CLIENTS - 1}

    def make_ui(number: int) -> str:
        content = {"Content": f"<p>{number}</p>"}
        sagemaker.create_human_task_ui(HumanTaskUiName="ui", UiTemplate=content)
        return "created"

    assert race(make_ui) == {"created": 1, "ResourceInUse": CLIENTS - 1}
