"""Doing things in the console: one form after the other, each an operation of AWS.

What has succeeded sends the browser on to the page of what has changed, which tells of it: a
reload does nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from a2i_emulator.domain.names import Scope, parse_arn
from a2i_emulator.pages.console.api import Api, Call, Clients, RefusedCallError
from a2i_emulator.pages.console.code import boto3_code, cli_code, signed_by
from a2i_emulator.pages.console.forms import Form, input_of
from a2i_emulator.pages.console.passing import Passing
from a2i_emulator.record.calls import shown
from a2i_emulator.service import Service

_MOST_REMEMBERED = 200
_REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class Code:
    """The same as was done, or would be, for programs.

    Attributes:
        operations: the names of the operations, in order.
        boto3: a Python program.
        cli: commands for a shell.
    """

    operations: tuple[str, ...]
    boto3: str
    cli: str


def code_of(calls: Sequence[Call], scope: Scope) -> Code:
    """Write calls as programs make them, at the address under which the browser knows us."""
    where = {"endpoint": request.host_url.rstrip("/"), "region": scope.region}
    operations = tuple(call.operation for call in calls)
    texts = (write(calls, **where) for write in (boto3_code, cli_code))
    return Code(operations, *(signed_by(scope.account, text) for text in texts))


class ConsoleActions:
    """Where the console's pages act.

    Args:
        service: the emulator, to look at.
        clients: how to change it.
    """

    def __init__(self, service: Service, clients: Clients) -> None:
        self.service = service
        self._clients = clients
        self._done = Passing(service, "done", _MOST_REMEMBERED)

    @property
    def home(self) -> Scope:
        """The account and Region of those who name none."""
        return Scope(self.service.ports.account_of(None), _REGION)

    def scope_of(self, form: Form) -> Scope:
        """Return the account and Region that a form names, by themselves or in an ARN."""
        for name in ("FlowDefinitionArn", "HumanLoopConfig.HumanTaskUiArn"):
            arn = parse_arn(form.values.get(name, ""))
            if arn is not None:
                return arn.scope
        account, region = (form.values.get(name, "").strip() for name in ("account", "region"))
        return Scope(account or self.home.account, region or self.home.region)

    def api(self, scope: Scope) -> Api:
        """Return the operations, for one action in an account and Region."""
        return Api(self._clients, scope)

    def finish(self, api: Api, endpoint: str, **values: Any) -> Response:
        """Send the browser on to a page, which tells of what was done and shows the code for it."""
        calls = [[call.service, call.operation, shown(call.input)] for call in api.calls]
        name = self._done.keep([api.scope.account, api.scope.region, calls])
        return redirect(url_for(endpoint, **values, done=name), 303)

    def done(self) -> Code | None:
        """Return what the page that is asked for is to tell of; None if nothing."""
        found = self._done.find(request.args.get("done", ""))
        if found is None:
            return None
        account, region, calls = found
        return code_of([Call(*call) for call in calls], Scope(account, region))

    def preview(self, service: str, operation: str, form: Form, scope: Scope) -> Code:
        """Write the one call that a form stands for so far, whatever is wrong with it."""
        unsaid = Form(dict(form.values))
        members = input_of(self.api(scope).shape(service, operation), unsaid)
        return code_of([Call(service, operation, members)], scope)


_LONGEST_NAME = 63


def next_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """Return a name, with a number behind it if it would be somebody's already."""
    stem, dash, last = name.rpartition("-")
    stem = stem if dash and last.isdecimal() else name
    number, free = 1, name
    while is_taken(free):
        number += 1
        free = f"{stem[: _LONGEST_NAME - len(str(number)) - 1].rstrip('-')}-{number}"
    return free


def sent() -> Form:
    """Return the form that the request brings; several values of one name are lines of one text."""
    names = (name for name in request.form if name != "csrf_token")
    return Form({name: "\n".join(request.form.getlist(name)) for name in names})


def confirmed(
    acting: ConsoleActions,
    scope: Scope,
    call: Call,
    onward: tuple[str, dict[str, Any]],
    page: Callable[[], dict[str, Any]],
) -> Response | str | tuple[str, int]:
    """Ask before a call is made, and make it when the answer comes.

    Args:
        acting: where to act.
        scope: the account and Region.
        call: what is to be done.
        onward: the endpoint to go on to and its values.
        page: returns what `console/confirm.html` shows: a title, consequences, the button's word
            and the way back.
    """
    error = None
    if request.method == "POST":
        api = acting.api(scope)
        try:
            api.call(call.service, call.operation, **call.input)
            return acting.finish(api, onward[0], **onward[1])
        except RefusedCallError as refused:
            error = refused
    shown = render_template(
        "console/confirm.html", error=error, code=code_of([call], scope), **page()
    )
    return shown if error is None else (shown, 400)
