"""Every patch of moto: what is put in the place of something of moto's, and why.

Whoever patches moto does so by `put` or `add`, which take no place but those of the table. A
patch for a while is put on, and taken off by putting back what `put` returned.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any

_TIME = "A request that is repeated happens at its own time, with its own luck."
_MOTO_SIDE = "tests/moto_side/test_contract.py::"
_MOCK = "tests/testing/mock/test_contract.py::"


TASK_STATE = (
    "moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service:"
    "StateTaskService"
)
"""Where Step Functions' states are that call a service."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One thing of moto's that we replace, or add to.

    Attributes:
        why: in a sentence.
        test: what fails when moto no longer has it, or no longer looks there.
    """

    why: str
    test: str


_TASKS = "moto.stepfunctions.parser.asl.component.state.exec.state_task"

SENDERS = (
    "moto.apigateway.integration_parsers.aws_parser",
    "moto.apigateway.integration_parsers.http_parser",
    "moto.events.models",
    "moto.firehose.models",
    "moto.sns.models",
    f"{_TASKS}.service.state_task_service_api_gateway",
)
"""Modules that send requests to addresses which users choose."""

READING_TEMPLATES = ("moto.cloudformation.models", "moto.cloudformation.responses")
"""Modules that read YAML of users."""

PATCHES: Mapping[tuple[str, str], Patch] = {
    ("moto.backends", "list_of_moto_modules"): Patch(
        "It lists a directory, with a stat for each of 180 entries, on every request.",
        _MOTO_SIDE + "test_the_list_of_modules_is_looked_up_where_we_put_ours",
    ),
    ("moto.core.utils", "create_loader"): Patch(
        "Each loader looks again which service models there are.",
        _MOCK + "test_the_loader_of_models_is_kept",
    ),
    **dict.fromkeys(
        (
            ("moto.core.responses:BaseResponse", "_get_action"),
            ("moto.core.responses:BaseResponse", "get_region_from_url"),
            ("moto.core.responses:BaseResponse", "setup_class"),
        ),
        Patch(
            "A query string, or a text in a JSON document, can name an operation and members.",
            _MOTO_SIDE + "test_a_response_finds_its_operation_by_one_method",
        ),
    ),
    ("moto.sts.models:STSBackend", "get_caller_identity"): Patch(
        "It knows the keys of IAM's users alone, and takes who signs with another one for `moto`.",
        _MOTO_SIDE + "test_who_calls_is_looked_up_by_the_access_key",
    ),
    ("moto.cognitoidp.models", "jwk"): Patch(
        "For every user pool it reads a key, for a tenth of a second; most never sign with it.",
        _MOCK + "test_keys_for_the_tokens_of_cognito_are_read_once",
    ),
    **dict.fromkeys(
        (
            ("moto.s3.responses:S3Response", "_key_response"),
            ("moto.s3.responses:S3Response", "_handle_v4_chunk_signatures"),
        ),
        Patch(
            "An upload may be another key's, and its chunks as large as a header states.",
            _MOTO_SIDE + "test_an_upload_is_answered_by_one_method",
        ),
    ),
    ("moto.s3.models:FakeKey", "dispose"): Patch(
        "It closes the contents of an object that is overwritten under its readers' hands.",
        _MOTO_SIDE + "test_contents_are_closed_by_one_method_in_two_ways",
    ),
    **dict.fromkeys(
        (("moto.s3.models:FakeKey", "__new__"), ("moto.s3.models:FakeMultipart", "__new__")),
        Patch(
            "It lists every object that ever was, so that none is let go after its last reader.",
            _MOTO_SIDE + "test_contents_are_closed_by_one_method_in_two_ways",
        ),
    ),
    **dict.fromkeys(
        (
            ("moto.sqs.models:Message", "visible"),
            ("moto.sqs.models:Message", "delayed"),
            ("moto.sqs.models:Queue", "approximate_number_of_messages"),
            ("moto.sqs.models:Queue", "approximate_number_of_messages_delayed"),
            ("moto.sqs.models:Queue", "approximate_number_of_messages_not_visible"),
        ),
        Patch(
            "A queue's messages are counted, each by a look at the clock, for every one sent.",
            _MOTO_SIDE + "test_a_queue_counts_its_messages_by_properties",
        ),
    ),
    **dict.fromkeys(
        (
            ("moto.settings", "load_iam_aws_managed_policies"),
            ("moto.iam.models:IAMBackend", "_init_managed_policies"),
        ),
        Patch(
            "AWS's managed policies are there, read at the first call that looks for one.",
            _MOTO_SIDE + "test_an_iam_backend_makes_its_policies_after_a_look_at_the_setting",
        ),
    ),
    **dict.fromkeys(
        (
            ("moto.settings", "moto_server_host"),
            ("moto.settings", "moto_server_port"),
            ("moto.stepfunctions.parser.asl.utils.boto_client", "boto3"),
            ("moto.stepfunctions.parser.asl.utils.boto_client", "moto_server_port"),
        ),
        Patch(
            "What services of moto send to their own server goes to ours.",
            _MOTO_SIDE + "test_services_ask_where_their_server_is",
        ),
    ),
    **dict.fromkeys(
        (
            ("moto.stepfunctions.responses", "get_backend"),
            (TASK_STATE, "_SERVICE_NAME_SFN_TO_BOTO_OVERRIDES"),
        ),
        Patch(
            "A Task state names the A2I runtime otherwise than boto3, and moto takes it for one.",
            _MOTO_SIDE + "test_task_states_find_services_by_names_of_boto3",
        ),
    ),
    **dict.fromkeys(
        ((module, "yaml") for module in READING_TEMPLATES),
        Patch(
            "A template's tags make any Python object, and call any function.",
            _MOTO_SIDE + "test_the_modules_that_read_templates_are_known",
        ),
    ),
    **dict.fromkeys(
        (
            ("moto.cloudformation.parsing", "resource_class_from_type"),
            ("moto.cloudformation.parsing", "resource_name_property_from_type"),
        ),
        Patch(
            "CloudFormation knows the resources of A2I.",
            _MOTO_SIDE + "test_types_of_resources_are_looked_up_by_two_functions",
        ),
    ),
    ("moto.stepfunctions.parser.backend.execution:Execution", "start"): Patch(
        "What a state machine did is recorded; repeated, it would be done twice.",
        _MOTO_SIDE + "test_an_execution_that_is_not_started",
    ),
    ("moto.moto_api._internal:mock_random", "__class__"): Patch(
        _TIME, _MOTO_SIDE + "test_time_and_luck_are_those_of_the_moment"
    ),
    **dict.fromkeys(
        (
            ("moto.core.utils", "datetime"),
            ("moto.s3.models", "datetime"),
            ("moto.s3.models", "os"),
            ("moto.cognitoidp.models", "time"),
            ("moto.kms.utils", "os"),
        ),
        Patch(_TIME, _MOTO_SIDE + "test_modules_that_tell_time_and_luck_their_own_way"),
    ),
    **dict.fromkeys(
        (
            ("moto.events.models:EventsBackend", "put_events"),
            ("moto.events.models:Rule", "send_to_targets"),
            ("moto.s3.notifications", "_send_event_bridge_message"),
        ),
        Patch(
            "Events are delivered by moto's rules, but by us: quicker, and to more targets.",
            "tests/aws/events/test_user_events.py::"
            "test_the_moto_functions_that_are_replaced_have_these_parameters",
        ),
    ),
    **dict.fromkeys(
        ((module, "requests") for module in SENDERS),
        Patch(
            "What is sent to addresses of the user's choice carries a mark, see outgoing.py.",
            _MOTO_SIDE + "test_the_modules_that_send_requests_are_known",
        ),
    ),
    ("moto.core.botocore_stubber:BotocoreStubber", "process_request"): Patch(
        "While mock_a2i is active, what is for A2I is answered by us.",
        _MOCK + "test_one_method_of_the_stubber_takes_every_request",
    ),
    ("moto.backend_index", "backend_url_patterns"): Patch(
        "Requests of other libraries than botocore reach the stubber by host, and the A2I "
        "runtime's is none of moto's. Without an active mock_a2i moto knows no path there.",
        _MOCK + "test_services_are_known_by_patterns_that_a_mock_reads_when_it_begins",
    ),
}
"""By where (a module, and what in it) and name."""


def put(where: str, name: str, value: Any) -> Any:
    """Put a value in the place of moto's, which this imports; return what was there.

    Raises:
        KeyError: the place is not in the table.
    """
    place = place_of(where, name)
    before = getattr(place, name)
    setattr(place, name, value)
    return before


def add(where: str, name: str, item: Any) -> None:
    """Add an item to a list of moto's, which this imports.

    Raises:
        KeyError: the place is not in the table.
    """
    getattr(place_of(where, name), name).append(item)


def place_of(where: str, name: str) -> Any:
    """Return the module or object of moto that has what a row of the table names.

    Raises:
        KeyError: the table has no such row.
        AttributeError: moto has no such place.
    """
    _ = PATCHES[where, name]
    module, _, path = where.partition(":")
    place: Any = import_module(module)
    return getattr(place, path) if path else place


@cache
def list_modules_once() -> None:
    """Have moto list its directory but once."""
    modules = tuple(import_module("moto.backends").list_of_moto_modules())
    put("moto.backends", "list_of_moto_modules", lambda: modules)


@cache
def keep_loader() -> None:
    """Have moto look but once which service models there are."""
    create_loader = import_module("moto.core.utils").create_loader
    put("moto.core.utils", "create_loader", cache(create_loader))


@cache
def keep_contents_for_readers() -> None:
    """Have moto's S3, which this imports, close an object's contents after the last reader.

    Contents never change once they are made: who has found an object reads it as it was, whole.
    """
    put("moto.s3.models:FakeKey", "dispose", _dispose)
    for made in ("moto.s3.models:FakeKey", "moto.s3.models:FakeMultipart"):
        put(made, "__new__", staticmethod(_untracked))


def _untracked(kind: type, *_: Any, **__: Any) -> Any:
    return object.__new__(kind)


def _dispose(stored: Any, garbage: bool = False) -> None:
    if garbage:  # nobody has a hand on it any more
        with suppress(AttributeError):  # one whose making failed
            stored._value_buffer.close()  # noqa: SLF001
    elif stored.multipart:
        stored.multipart.dispose()
    stored.disposed = True


@cache
def remember_keys() -> None:
    """Have moto's Cognito, which this imports, read its key once, and not before it signs a token.

    What it reads leaves out the primes: to find them takes a tenth of a second.
    """
    stand_in = SimpleNamespace(RSAKey=SimpleNamespace(import_key=_later))
    put("moto.cognitoidp.models", "jwk", stand_in)


def _later(content: Any) -> Callable[[Any], Any]:
    """Return what joserfc takes for a key: a function that finds it for a token."""
    text = json.dumps(content)
    return lambda _token: _imported(text)


@cache
def _imported(content: str) -> Any:
    from joserfc import jwk  # moto's Cognito has imported it

    return jwk.RSAKey.import_key(json.loads(content))
