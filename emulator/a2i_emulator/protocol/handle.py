"""One request, start to end: route, credential, parse, constraints, operation, bytes.

The checks run in the service's own order, and every error leaves as AWS would write it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from a2i_emulator.operations.errors import AwsError, aws_error
from a2i_emulator.operations.ids import new_id
from a2i_emulator.operations.ports import StorageError
from a2i_emulator.protocol.body import AWS_JSON
from a2i_emulator.protocol.credential import credential_error, credential_of
from a2i_emulator.protocol.exchange import (
    DEFAULT_ACCOUNT,
    DEFAULT_REGION,
    Caller,
    Exchange,
    Request,
    Response,
)
from a2i_emulator.protocol.input import parse_input
from a2i_emulator.protocol.model import Operation, load
from a2i_emulator.protocol.output import (
    OutputError,
    Written,
    internal_error,
    output_violations,
    write_error,
    write_output,
)
from a2i_emulator.protocol.route import Route, route
from a2i_emulator.protocol.validate import describe

Answer = Callable[[Operation, Caller, dict[str, Any]], Mapping[str, Any]]
"""Carries an operation out: its parsed input to its output, both in the model's names."""


def _default_account(_access_key: str | None) -> str:
    return DEFAULT_ACCOUNT


def handle(
    request: Request,
    answer: Answer,
    found: Route | None = None,
    *,
    account_of: Callable[[str | None], str] = _default_account,
    strict_names: bool = False,
    strict_output: bool = False,
) -> Exchange:
    """Answer a request.

    Args:
        request: any HTTP request; one that is not ours is an unknown operation.
        answer: carries the operation out. It may raise an AwsError; any other exception is
            answered as the service's internal error and kept in the exchange.
        found: where the request goes, if that is known already.
        account_of: tells whose an access key is, or a request without one.
        strict_names: apply the model where the service is known to forgive.
        strict_output: fail where an output does not fit the model.
    """
    turn = _Turn(request, found or route(request), account_of)
    try:
        return turn.take(answer, strict_names=strict_names, strict_output=strict_output)
    except AwsError as error:
        return turn.failed(error)
    except StorageError as error:
        return turn.failed(aws_error("state_unavailable", reason=str(error)))
    except Exception as error:  # noqa: BLE001 - the caller of an API never sees a traceback
        return turn.broken(error)


class _Turn:
    """One request on its way, and what is known of it so far."""

    def __init__(
        self, request: Request, found: Route | None, account_of: Callable[[str | None], str]
    ) -> None:
        self.request = request
        self.found = found
        self.operation = found.operation if found else None
        self.format = found.format if found else AWS_JSON
        self.credential = found.credential if found else credential_of(request)
        self.caller = Caller(
            account=account_of(self.credential.access_key if self.credential else None),
            region=self.credential.region if self.credential else DEFAULT_REGION,
            service=self.credential.service if self.credential else "",
            request_id=new_id(),
            origin=request.origin,
        )
        self.input: dict[str, Any] | None = None

    def take(self, answer: Answer, *, strict_names: bool, strict_output: bool) -> Exchange:
        """Carry the request out; raises what goes wrong."""
        if self.credential is None:
            raise credential_error(self.request)
        if self.found is None or self.operation is None:
            raise aws_error("operation_unknown", reason=self._address())
        operation = self.operation
        self.input = parse_input(self.request, self.found, operation)
        _refuse_violations(operation, self.input, strict=strict_names)
        output = answer(operation, self.caller, self.input)
        found = output_violations(operation.output, output) if strict_output else ()
        if found:
            raise OutputError("; ".join(found))
        response = self._response(write_output(operation, self.format, output))
        return self._exchange(response, output=output)

    def failed(self, error: AwsError) -> Exchange:
        """Answer an error of the API."""
        return self._exchange(
            self._response(write_error(error, self.operation, self.format)),
            error_code=error.code,
            error_message=error.message,
            reason=error.reason,
        )

    def broken(self, error: Exception) -> Exchange:
        """Answer a failure of the emulator itself."""
        exchange = self.failed(internal_error(self.operation))
        return replace(exchange, exception=error, reason=f"{type(error).__name__}: {error}")

    def _address(self) -> str:
        target = self.request.headers.get("x-amz-target", "none")
        return f"no operation at {self.request.method} {self.request.path}, X-Amz-Target {target}"

    def _response(self, written: Written) -> Response:
        typed = (("content-type", written.content_type),) if written.content_type else ()
        requested = ("x-amzn-requestid", self.caller.request_id)
        headers = (requested, *typed, *self.format.headers, *written.headers)
        return Response(written.status, headers, written.body)

    def _exchange(self, response: Response, **outcome: Any) -> Exchange:
        return Exchange(
            response=response,
            service=self.found.service if self.found else None,
            operation=self.operation.name if self.operation else None,
            account=self.caller.account,
            region=self.caller.region,
            request_id=self.caller.request_id,
            input=self.input,
            **outcome,
        )


def _refuse_violations(operation: Operation, parsed: Mapping[str, Any], *, strict: bool) -> None:
    check = operation.strict_check if strict else operation.check
    violations = check(parsed) if check else ()
    if not violations:
        return
    listed = describe(violations)
    opaque = load(operation.service).violations
    if opaque:
        raise aws_error(opaque, reason=listed)
    raise AwsError("ValidationException", listed)
