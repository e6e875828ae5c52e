"""What we take waitress for, where we go beyond what it promises."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask


def parameters(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_waitress_takes_our_parser_and_task() -> None:
    assert HTTPChannel.parser_class is HTTPRequestParser
    assert HTTPChannel.task_class is WSGITask
    assert BaseWSGIServer.channel_class is HTTPChannel
    assert parameters(HTTPRequestParser.parse_header) == ["self", "header_plus"]
    assert parameters(HTTPRequestParser.received) == ["self", "data"]
    assert parameters(WSGITask.build_response_header) == ["self"]


def test_waitress_still_needs_the_repairs() -> None:
    """Fails when waitress has learnt it: then ours can go."""
    from waitress.adjustments import Adjustments

    parser = HTTPRequestParser(Adjustments())
    parser.received(b"PUT / HTTP/1.1\r\nx-amz-meta-a_b: 1\r\nExpect: 100-continue\r\n\r\n")
    assert parser.completed
    assert parser.expect_continue
    assert "X_AMZ_META_A_B" not in parser.headers
