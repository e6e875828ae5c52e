"""The seam between moto's mock and the emulator: requests that boto3 would have sent.

moto leads every request, of botocore and of `requests`, through one function,
``BotocoreStubber.process_request``. While a mock is active it is wrapped: what is for A2I is
answered here, the rest is moto's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlsplit

import moto.core.models as moto_models
from botocore.exceptions import ConnectionClosedError
from moto.core import config as moto_config
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.exceptions import ServiceNotWhitelisted

from a2i_emulator.faults import ConnectionDroppedError
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.calls import noted
from a2i_emulator.moto_side.cloudformation import teach_cloudformation
from a2i_emulator.moto_side.patches import add, put, remember_keys
from a2i_emulator.moto_side.presigned import expired
from a2i_emulator.moto_side.step_functions import prepare_step_functions
from a2i_emulator.operations.human_task_uis import TEMPLATES_PATH
from a2i_emulator.protocol.exchange import Request, Response
from a2i_emulator.protocol.route import A2I, Route, concerns_a2i, query_of, route
from a2i_emulator.service import Service
from a2i_emulator.testing.mock.variants import with_plain_address
from a2i_emulator.testing.surroundings import Elsewhere

Reply = tuple[int, Mapping[str, str], bytes | str]
"""Status, headers and body, as moto's stubber wants them."""

_AWS_HOSTS = re.compile(
    r"(^|\.)(aws|aws\.amazon\.com|amazonaws\.(com(\.cn)?|cn|eu)|amazonaws-(us-gov\.com|eusc\.eu)"
    r"|api\.amazonwebservices\.(com\.cn|eu)|ic\.gov|sgov\.gov|adc-e\.uk|scloud)(:\d+)?$"
)
"""The domains of the endpoints that botocore knows, in all partitions."""

_MOCKED_KEY = "FOOBARKEY"
"""What moto's mocked credentials are; a look at every account would find nothing."""

_NOT_IMPLEMENTED: Reply = (404, {}, "Not yet implemented")
"""What moto answers to calls of services that it does not know."""

_PASSED_ON: Reply = (0, {}, "")
"""What is noted of a call that real AWS is to answer."""

_STUBBER = "moto.core.botocore_stubber:BotocoreStubber"

_RUNTIME_HOST = ("sagemaker", re.compile(r"https?://a2i-runtime\.sagemaker\.(.+)"))
add("moto.backend_index", "backend_url_patterns", _RUNTIME_HOST)


class InProcessMoto(MotoApp):
    """moto under its own mock, where nothing is served and nothing kept."""

    has_journal: ClassVar[bool] = False

    def _import(self) -> Any:
        return _serve_nothing

    def account_of(self, access_key: str) -> str:
        """Return the account of an access key by moto's rule."""
        if access_key == _MOCKED_KEY:
            return str(moto_models.DEFAULT_ACCOUNT_ID)
        from moto.iam.models import get_account_id_from  # at the first call

        return str(get_account_id_from(access_key))


@contextmanager
def intercepting(service: Service, elsewhere: Elsewhere) -> Iterator[None]:
    """Answer the requests for A2I that moto's mock catches; it must be active.

    Args:
        service: answers them.
        elsewhere: refuses requests that the environment would lead out of the mock.
    """
    original: Callable[[BotocoreStubber, Any], Any]

    def process_request(stubber: BotocoreStubber, request: Any) -> Any:
        asked = _asked(request)
        if asked is None:
            if not moto_config.passthrough_url(request.url.partition("?")[0]):
                elsewhere.refuse(request.url)
            return original(stubber, request)
        reply = _reply(service, request, asked)
        if reply is not None:
            return reply
        if asked.headers["host"].startswith("cognito-idp."):
            remember_keys()
        elif "states" in asked.headers["host"]:
            prepare_step_functions()
        elif asked.headers["host"].startswith("cloudformation"):
            teach_cloudformation()
        account_of = service.ports.account_of
        with noted(asked, service.note, service.clock.now, account_of) as call:
            refused = expired(asked, service.clock.now())
            reply = _reply_of(refused) if refused else original(stubber, _known_to_moto(request))
            if reply is None and not _is_anything_passed_through():
                reply = _NOT_IMPLEMENTED
            status, headers, body = reply or _PASSED_ON
            call.answered(status, headers.items(), _bytes(body))
        if asked.path == "/moto-api/reset" and asked.method == "POST":
            service.reset()
        return reply

    original = put(_STUBBER, "process_request", process_request)
    try:
        yield
    finally:
        put(_STUBBER, "process_request", original)


def _asked(request: Any) -> Request | None:
    """Return a request; None if it is not meant for AWS."""
    url = urlsplit(request.url)
    if not _AWS_HOSTS.search(url.netloc):
        return None
    headers = {"host": url.netloc}
    # What botocore's headers do for items() costs as much as a third of the answer.
    items = getattr(request.headers, "raw_items", request.headers.items)
    for name, value in items():
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        headers[name.lower()] = text
    return Request(request.method, url.path or "/", url.query, headers, partial(_body, request))


def _reply(service: Service, request: Any, asked: Request) -> Reply | None:
    """Answer what is for A2I; None for what is moto's, or real AWS's by the user's wish."""
    if asked.path.startswith(TEMPLATES_PATH):
        return _template(service, asked)
    found = route(asked)
    if found is None or _is_passed_through(found, request.url):
        return None
    if not concerns_a2i(found, asked):
        return None
    try:
        response = service.handle(asked, found)
    except ConnectionDroppedError as error:
        raise ConnectionClosedError(endpoint_url=request.url) from error
    return _reply_of(response)


def _reply_of(response: Response) -> Reply:
    headers = {**dict(response.headers), "content-length": str(len(response.body))}
    return response.status, headers, response.body


def _template(service: Service, asked: Request) -> Reply:
    """Answer what ``UiTemplate.Url`` leads to, as a server does."""
    sha256 = asked.path.removeprefix(TEMPLATES_PATH)
    signature = query_of(asked.query).get("signature", [""])[0]
    status, content_type, text = service.template_page(sha256, signature)
    return status, {"content-type": content_type}, text


def _known_to_moto(request: Any) -> Any:
    """Return a request whose address moto knows, unless it is one that the user passes through."""
    if moto_config.passthrough_url(request.url.partition("?")[0]):
        return request
    return with_plain_address(request)


def _is_passed_through(found: Route, url: str) -> bool:
    """Follow the user's configuration of moto.

    Raises:
        ServiceNotWhitelisted: the user's configuration forbids the service.
    """
    service = "sagemaker" if found.service == A2I else found.service
    if moto_config.passthrough_url(url.partition("?")[0]):
        return True
    if moto_config.passthrough_service(service):
        return True
    if not moto_config.service_whitelisted(service):
        raise ServiceNotWhitelisted(service)
    return False


def _is_anything_passed_through() -> bool:
    wishes = moto_config.default_user_config.get("core", {}).get("passthrough", {})
    return any(wishes.values())


def _body(request: Any) -> bytes:
    body = request.body
    if hasattr(body, "read"):
        body = body.read()
    return _bytes(body or b"")


def _bytes(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)


def _serve_nothing(_environ: Any, _start_response: Any) -> Any:
    raise RuntimeError("a mock has no server")
