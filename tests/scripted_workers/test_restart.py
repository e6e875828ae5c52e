"""What scripted workers have been told outlives the process."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.emulator import Emulator

from a2i_emulator.settings import Settings
from a2i_emulator.web.server import Server, build_server


def begin(data_dir: Path) -> tuple[Server, Emulator]:
    server = build_server(Settings(port=0, data_dir=data_dir))
    server.start()
    return server, Emulator(server)


def end(server: Server, emulator: Emulator) -> None:
    for client in emulator.clients.values():
        client.close()
    server.close()


def test_an_answer_planned_before_a_restart_comes_after_it(tmp_path: Path) -> None:
    server, before = begin(tmp_path)
    rules = [
        {"answerContent": {"by": "early"}, "worker": "early", "afterSeconds": 60},
        {"answerContent": {"by": "late"}, "worker": "late", "afterSeconds": 600},
    ]
    before.control("PUT", "workers", {"rules": rules})
    before.start_loop(before.make_flow(TaskCount=2))
    before.advance(61)
    end(server, before)

    server, after = begin(tmp_path)
    try:
        (early, late) = after.control("GET", "tasks?humanLoopName=loop")[1]["tasks"]
        assert (early["status"], late["status"]) == ("Submitted", "Available")
        after.advance(540)
        loop = after.wait_for_status("Completed")
        output = json.loads(after.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
        contents = [answer["answerContent"] for answer in output["humanAnswers"]]
        assert contents == [{"by": "early"}, {"by": "late"}]
    finally:
        end(server, after)
