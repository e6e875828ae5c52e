"""What `mock_a2i` leans on in moto, none of it a documented API.

That the mock works the other tests show. These say, when an update of moto breaks it, what moto
has changed, and are to be run by themselves then: ``pytest tests/mock/test_contract.py``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import boto3
import moto
import pytest
import requests
from botocore.exceptions import ClientError
from moto import mock_aws

from a2i_emulator import mock_a2i
from a2i_emulator.testing.mock import seam

STUBBER = "moto.core.botocore_stubber:BotocoreStubber"


def of_moto(name: str) -> Any:
    """Return what moto has under ``module:path``."""
    module, _, path = name.partition(":")
    found: Any = import_module(module)
    for part in path.split("."):
        found = getattr(found, part, None)
        assert found is not None, f"moto {moto.__version__} has no {name} any more"
    return found


def parameters(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)


@contextmanager
def requests_seen() -> Iterator[list[Any]]:
    """Note what goes through the function that the mock wraps, as the mock wraps it."""
    stubber = of_moto(STUBBER)
    original = stubber.process_request
    seen: list[Any] = []

    def process_request(self: Any, request: Any) -> Any:
        seen.append(request)
        return original(self, request)

    stubber.process_request = process_request
    try:
        yield seen
    finally:
        stubber.process_request = original


def test_one_method_of_the_stubber_takes_every_request() -> None:
    taken = parameters(of_moto(f"{STUBBER}.process_request"))
    assert taken == ["self", "request"], f"moto's process_request takes other parameters: {taken}"
    with mock_aws(), requests_seen() as seen:
        boto3.client("sqs").list_queues()
        assert len(seen) == 1, "botocore's requests do not go through moto's process_request"
        requests.get("https://sqs.us-east-1.amazonaws.com/", timeout=5)
        assert len(seen) == 2, "those of `requests` do not go through moto's process_request"
    for request in seen:
        assert request.method in {"GET", "POST"}
        assert request.url.startswith("https://sqs.us-east-1.amazonaws.com/")
        assert dict(request.headers.items())
        assert isinstance(request.body, bytes | str | None) or hasattr(request.body, "read")


def test_a_client_made_before_the_mock_has_the_stubber_too() -> None:
    handlers = of_moto("botocore.handlers:BUILTIN_HANDLERS")
    stubber = of_moto("moto.core.models:botocore_stubber")
    assert ("before-send", stubber) in handlers, "moto gives its stubber to botocore otherwise"
    assert isinstance(stubber, of_moto(STUBBER)), "moto's stubber is of another class"


@pytest.mark.parametrize("body", ["{}", b"{}"])
def test_an_answer_is_status_headers_and_body(body: str | bytes) -> None:
    stubber = of_moto(STUBBER)
    original = stubber.process_request
    stubber.process_request = lambda _self, _request: (200, {"content-length": "2"}, body)
    try:
        with mock_aws():
            told = boto3.client("sagemaker").list_workteams()
            plain = requests.get("https://sqs.us-east-1.amazonaws.com/", timeout=5)
    finally:
        stubber.process_request = original
    assert told["ResponseMetadata"]["HTTPStatusCode"] == 200, "moto makes answers of other parts"
    assert plain.text == "{}", "moto makes other answers for `requests`"


def test_what_moto_does_not_know_is_refused_by_it() -> None:
    with mock_aws(), pytest.raises(ClientError) as refused:
        boto3.client("frauddetector").get_models()
    status, _, body = seam._NOT_IMPLEMENTED
    found = refused.value.response
    assert found["ResponseMetadata"]["HTTPStatusCode"] == status, "moto refuses otherwise"
    assert isinstance(body, str)
    assert body in str(refused.value), "moto refuses in other words"


def test_services_are_known_by_patterns_that_a_mock_reads_when_it_begins() -> None:
    patterns = of_moto("moto.backend_index:backend_url_patterns")
    assert isinstance(patterns, list), "moto's backend_url_patterns can not be added to"
    for service, pattern in patterns:
        assert isinstance(service, str)
        assert isinstance(pattern, re.Pattern), "moto's backend_url_patterns hold something else"
    entry = ("sqs", re.compile(r"https?://of-nobody\.example"))
    patterns.append(entry)
    try:
        with mock_aws(), requests_seen() as seen, pytest.raises(TypeError, match="NoneType"):
            # moto's stubber finds no such path in the service, and has no answer.
            requests.get("https://of-nobody.example/", timeout=5)
    finally:
        patterns.remove(entry)
    assert len(seen) == 1, "moto does not look for new patterns when a mock begins"


def test_the_host_of_the_a2i_runtime_is_still_none_of_motos() -> None:
    patterns = of_moto("moto.backend_index:backend_url_patterns")
    url = "https://a2i-runtime.sagemaker.us-east-1.amazonaws.com/"
    ours = [pattern for service, pattern in patterns if pattern.match(url)]
    assert len(ours) == 1, "moto serves the A2I runtime itself; ours is to come first then"


def test_the_users_configuration() -> None:
    config = "moto.core.config"
    for name, taken in (
        ("passthrough_url", ["clean_url"]),
        ("passthrough_service", ["service"]),
        ("service_whitelisted", ["service"]),
    ):
        found = parameters(of_moto(f"{config}:{name}"))
        assert found == taken, f"moto's {name} takes other parameters: {found}"
    users = of_moto(f"{config}:default_user_config")
    url = "https://sqs.us-east-1.amazonaws.com/"
    wishes = {"passthrough": {"services": ["sqs"], "urls": [url]}, "service_whitelist": ["s3"]}
    with mock_aws(config={"core": wishes}):
        assert users["core"]["passthrough"] == wishes["passthrough"], "moto keeps it elsewhere"
        assert of_moto(f"{config}:passthrough_url")(url)
        assert of_moto(f"{config}:passthrough_service")("sqs")
        assert not of_moto(f"{config}:service_whitelisted")("sqs")
    error = of_moto("moto.core.exceptions:ServiceNotWhitelisted")
    assert len(parameters(error)) == 1, "moto's ServiceNotWhitelisted takes something else"


def test_mocked_credentials() -> None:
    with mock_aws():
        key = boto3.Session().get_credentials().access_key
    assert key == seam._MOCKED_KEY, "moto's mocked credentials are other ones"


def test_modes_in_which_moto_itself_is_a_client() -> None:
    settings = "moto.settings"
    assert of_moto(f"{settings}:is_test_proxy_mode")() is False
    assert import_module(settings).TEST_SERVER_MODE is False, "moto tells its mode otherwise"


def test_moto_is_emptied_by_a_request_like_any_other() -> None:
    with mock_aws(), requests_seen() as seen:
        requests.post("http://motoapi.amazonaws.com/moto-api/reset", timeout=5)
        assert len(seen) == 1, "moto's own API is not reached through process_request"


def test_what_was_wrapped_is_as_it_was_afterwards() -> None:
    stubber = of_moto(STUBBER)
    before = stubber.process_request
    with mock_a2i():
        assert stubber.process_request is not before
    assert stubber.process_request is before


def test_keys_for_the_tokens_of_cognito_are_read_once() -> None:
    with mock_a2i():
        client = boto3.client("cognito-idp")
        pools = [client.create_user_pool(PoolName=name)["UserPool"]["Id"] for name in "ab"]
        backend = of_moto("moto.cognitoidp.models:cognitoidp_backends")
        region = backend["123456789012"]["us-east-1"]
        keys = [region.user_pools[pool].json_web_key(None) for pool in pools]
    assert keys[0] is keys[1], "moto reads its key for Cognito in another way"


def test_the_loader_of_models_is_kept() -> None:
    with mock_a2i():
        of_moto("moto.core.utils:get_service_model")
        create_loader = of_moto("moto.core.utils:create_loader")
        assert create_loader() is create_loader()
