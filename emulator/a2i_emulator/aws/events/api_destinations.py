"""API destinations: the event as an HTTP request to a server of the user's choice.

See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from a2i_emulator.aws.events.failures import (
    CONNECTION_FAILURE,
    ERROR_FROM_TARGET,
    NO_RESOURCE,
    TIMEOUT,
    DeliveryError,
)
from a2i_emulator.aws.events.records import Invocation
from a2i_emulator.aws.moto_backends import backend
from a2i_emulator.moto_side.outgoing import marked

_PATIENCE_SECONDS = 5
_WORTH_RETRYING = frozenset({401, 407, 409, 429})
_SERVER_ERROR = 500
_REDIRECT = 300
_OK = 200


def call_api_destination(invocation: Invocation) -> None:
    """Send the event to an API destination, authorized by its connection.

    Raises:
        DeliveryError: there is no such destination, or its server does not take the event.
    """
    events = backend("events", invocation.arn.scope)
    name = invocation.arn.name.partition("/")[0]
    destination = events.destinations.get(name)
    if destination is None:
        raise DeliveryError(NO_RESOURCE, f"The API destination {name} does not exist")
    connections = list(events.connections.values())
    connection = next((c for c in connections if c.arn == destination.connection_arn), None)
    settings = connection.auth_parameters if connection is not None else {}
    parameters = _merged(settings, invocation.target.get("HttpParameters", {}))
    _request(
        destination.http_method,
        _address(destination.invocation_endpoint, parameters),
        parameters["headers"] | _authorization(settings),
        _body(invocation.payload, settings),
    )


def _merged(connection: Mapping[str, Any], target: Mapping[str, Any]) -> dict[str, Any]:
    """Put the HTTP parameters of target and connection together; the connection's win."""
    own = connection.get("InvocationHttpParameters", {})
    return {
        "path": target.get("PathParameterValues", []),
        "headers": dict(target.get("HeaderParameters", {})) | _pairs(own, "HeaderParameters"),
        "query": dict(target.get("QueryStringParameters", {}))
        | _pairs(own, "QueryStringParameters"),
    }


def _pairs(parameters: Mapping[str, Any], kind: str) -> dict[str, str]:
    return {item["Key"]: item["Value"] for item in parameters.get(kind, [])}


def _address(endpoint: str, parameters: Mapping[str, Any]) -> str:
    for value in parameters["path"]:
        endpoint = endpoint.replace("*", value, 1)
    if not parameters["query"]:
        return endpoint
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters['query'])}"


def _authorization(settings: Mapping[str, Any]) -> dict[str, str]:
    if "ApiKeyAuthParameters" in settings:
        key = settings["ApiKeyAuthParameters"]
        return {key["ApiKeyName"]: key["ApiKeyValue"]}
    if "BasicAuthParameters" in settings:
        basic = settings["BasicAuthParameters"]
        pair = f"{basic['Username']}:{basic['Password']}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    if "OAuthParameters" in settings:
        return {"Authorization": f"Bearer {_token(settings['OAuthParameters'])}"}
    return {}


def _token(oauth: Mapping[str, Any]) -> str:
    """Fetch an access token by OAuth's client credentials."""
    client = oauth["ClientParameters"]
    more = oauth.get("OAuthHttpParameters", {})
    form = {
        "grant_type": "client_credentials",
        "client_id": client["ClientID"],
        "client_secret": client["ClientSecret"],
    } | _pairs(more, "BodyParameters")
    parameters = {"path": [], "query": _pairs(more, "QueryStringParameters")}
    answer = _request(
        oauth["HttpMethod"],
        _address(oauth["AuthorizationEndpoint"], parameters),
        {"Content-Type": "application/x-www-form-urlencoded"} | _pairs(more, "HeaderParameters"),
        urlencode(form).encode(),
    )
    try:
        return str(json.loads(answer)["access_token"])
    except (ValueError, KeyError, TypeError) as error:
        raise DeliveryError(ERROR_FROM_TARGET, "The authorization gave no access token") from error


def _body(payload: str, settings: Mapping[str, Any]) -> bytes:
    """Add the connection's body parameters to an event that is a JSON object."""
    added = _pairs(settings.get("InvocationHttpParameters", {}), "BodyParameters")
    if not added:
        return payload.encode()
    body = json.loads(payload)
    return json.dumps(body | added if isinstance(body, dict) else body).encode()


def _request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> bytes:
    urllib3 = import_module("urllib3")
    given = {name: value for name, value in headers.items() if name.lower() not in _FIXED}
    content = {} if "content-type" in map(str.lower, given) else {"Content-Type": _JSON}
    try:
        with urllib3.PoolManager() as pool:
            answer = pool.request(
                method,
                url,
                headers=marked(content | given) | _FIXED_HEADERS,
                body=body,
                timeout=_PATIENCE_SECONDS,
                retries=False,
                redirect=False,
            )
            content_read = bytes(answer.data)
    except urllib3.exceptions.HTTPError as error:
        raise _unanswered(error) from error
    if not _OK <= answer.status < _REDIRECT:
        again = answer.status in _WORTH_RETRYING or answer.status >= _SERVER_ERROR
        raise DeliveryError(ERROR_FROM_TARGET, f"{url} answered {answer.status}", lasting=not again)
    return content_read


def _unanswered(error: Exception) -> DeliveryError:
    exceptions = import_module("urllib3.exceptions")
    # To urllib3 a refused connection is a timeout as well.
    refused = isinstance(error, exceptions.NewConnectionError)
    late = isinstance(error, exceptions.TimeoutError) and not refused
    return DeliveryError(TIMEOUT if late else CONNECTION_FAILURE, str(error), lasting=False)


_JSON = "application/json; charset=utf-8"
_FIXED_HEADERS = {
    "User-Agent": "Amazon/EventBridge/ApiDestinations",
    "Range": "bytes=0-1048575",
    "Accept-Encoding": "gzip,deflate",
    "Connection": "close",
}
_FIXED = frozenset(map(str.lower, _FIXED_HEADERS)) | {"host", "content-length"}
