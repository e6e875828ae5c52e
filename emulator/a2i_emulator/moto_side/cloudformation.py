"""AWS::SageMaker::HumanTaskUi, ::Workforce and ::Workteam in moto's CloudFormation.

moto makes a stack's resources; what is for us is made by our own API operations. There is no
AWS::SageMaker::FlowDefinition. What each type has is in the provider's schemas: see
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from a2i_emulator.domain.names import Scope
from a2i_emulator.moto_side.patches import READING_TEMPLATES, put
from a2i_emulator.moto_side.stack_resources import TYPES, Call, ResourceType
from a2i_emulator.operations.errors import AwsError
from a2i_emulator.protocol.exchange import Request, Response

_DATE = "20260101"
_PARSING = "moto.cloudformation.parsing"

_callers: list[Call] = []
"""Of the emulators of this process, which have one moto; the latest makes the resources."""


@contextmanager
def making_resources(call: Call) -> Iterator[None]:
    """Have an emulator make the resources of stacks.

    Args:
        call: makes an API call for an account in a Region: operation and request to response,
            in the model's names. It raises an `AwsError`.
    """
    _callers.append(call)
    try:
        yield
    finally:
        _callers.remove(call)


def by_requests(handle: Callable[[Request, str], Response]) -> Call:
    """Return what makes API calls of SageMaker by requests, as a program does.

    Args:
        handle: answers a request of an account.
    """

    def call(scope: Scope, operation: str, members: Mapping[str, Any]) -> Mapping[str, Any]:
        credential = f"cloudformation/{_DATE}/{scope.region}/sagemaker/aws4_request"
        headers = {
            "host": "localhost",
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"SageMaker.{operation}",
            "authorization": f"AWS4-HMAC-SHA256 Credential={credential}, Signature=0",
        }
        request = Request("POST", "/", "", headers, json.dumps(members).encode())
        response = handle(request, scope.account)
        answer: dict[str, Any] = json.loads(response.body or b"{}")
        if response.status >= HTTPStatus.BAD_REQUEST:
            message = answer.get("message") or answer.get("Message") or ""
            raise AwsError(str(answer.get("__type")).rpartition("#")[2], message)
        return answer

    return call


def _call(scope: Scope, operation: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
    return _callers[-1](scope, operation, request)


@cache
def teach_cloudformation() -> None:
    """Have moto's CloudFormation, which this imports, know the types as long as one makes them."""
    read_templates_as_data()
    parsing = import_module(_PARSING)

    def refuse(text: str) -> Exception:
        error: Exception = parsing.ValidationError(message=text)
        return error

    types = {name: ResourceType(name, shape, _call, refuse) for name, shape in TYPES.items()}
    class_of, name_of = parsing.resource_class_from_type, parsing.resource_name_property_from_type

    def resource_class_from_type(resource_type: str) -> Any:
        known = types.get(resource_type) if _callers else None
        return known or class_of(resource_type)

    def resource_name_property_from_type(resource_type: str) -> Any:
        known = TYPES.get(resource_type) if _callers else None
        return known.name if known else name_of(resource_type)

    put(_PARSING, "resource_class_from_type", resource_class_from_type)
    put(_PARSING, "resource_name_property_from_type", resource_name_property_from_type)


@cache
def read_templates_as_data() -> None:
    """Have moto's CloudFormation, which this imports, run nothing that a template names.

    Its own reader of YAML makes any Python object, and calls any function, by a template's tags.
    """
    import yaml  # with moto's CloudFormation

    class Loader(yaml.SafeLoader):
        pass

    of_tags = import_module("moto.cloudformation.utils").yaml_tag_constructor
    Loader.add_multi_constructor("", of_tags)

    def load(text: Any, **_: Any) -> Any:
        return yaml.load(text, Loader)  # noqa: S506 - a kind of the safe one

    reader = SimpleNamespace(load=load, Loader=Loader, add_multi_constructor=_has_it_already)
    for module in READING_TEMPLATES:
        put(module, "yaml", reader)


def _has_it_already(*_: Any) -> None:
    """Add nothing."""
