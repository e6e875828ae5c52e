"""The whole account to take away: as a seed file, a program, Terraform or CloudFormation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, Response, abort, render_template, request

from a2i_emulator.domain.names import Scope
from a2i_emulator.pages.console.acting import ConsoleActions
from a2i_emulator.pages.console.api import RefusedCallError
from a2i_emulator.pages.console.code import boto3_code, cli_code
from a2i_emulator.pages.console.forms import Form
from a2i_emulator.pages.console.setup.account import Account, read_account
from a2i_emulator.pages.console.setup.cloudformation import cloudformation
from a2i_emulator.pages.console.setup.program import calls_that_make
from a2i_emulator.pages.console.setup.seed_file import seed_file
from a2i_emulator.pages.console.setup.terraform import terraform

_FILES: Mapping[str, str] = {
    "seed.yaml": "seed",
    "setup.py": "boto3",
    "setup.sh": "AWS CLI",
    "main.tf": "Terraform",
    "template.json": "CloudFormation",
}
"""The files, and what they are called."""


def add_routes(console: Blueprint, acting: ConsoleActions) -> None:
    """Add the routes."""

    @console.get("/setup")
    def setup() -> str | tuple[str, int]:
        scope = acting.scope_of(Form(dict(request.args)))
        where = {"account": scope.account, "region": scope.region}
        shown = {"scopes": _scopes(acting), "where": where}
        try:
            account = read_account(acting.service, acting.api(scope))
        except RefusedCallError as refused:
            return render_template("console/setup.html", refused=refused, files=[], **shown), 400
        written = {name: write(account) for name, write in _writers(scope).items()}
        files = [(name, kind, written[name]) for name, kind in _FILES.items()]
        return render_template("console/setup.html", refused=None, files=files, **shown)

    @console.get("/setup/<name>")
    def setup_file(name: str) -> Response:
        scope = acting.scope_of(Form(dict(request.args)))
        write = _writers(scope).get(name) or abort(404)
        try:
            text = write(read_account(acting.service, acting.api(scope)))
        except RefusedCallError as refused:
            return Response(str(refused), 400, content_type="text/plain; charset=utf-8")
        response = Response(text, content_type="text/plain; charset=utf-8")
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
        return response


def _writers(scope: Scope) -> Mapping[str, Callable[[Account], str]]:
    program = partial(boto3_code, endpoint=request.host_url.rstrip("/"), region=scope.region)
    commands = partial(cli_code, endpoint=request.host_url.rstrip("/"), region=scope.region)
    return {
        "seed.yaml": seed_file,
        "setup.py": lambda account: program(calls_that_make(account)),
        "setup.sh": lambda account: commands(calls_that_make(account)),
        "main.tf": terraform,
        "template.json": cloudformation,
    }


def _scopes(acting: ConsoleActions) -> list[Scope]:
    """Return the accounts and Regions that have something of A2I's."""
    with acting.service.view() as store:
        found = {
            one.scope
            for kind in (
                store.workforces,
                store.workteams,
                store.human_task_uis,
                store.flow_definitions,
            )
            for one in kind.every()
        }
    return sorted(found | {acting.home}, key=lambda scope: (scope.account, scope.region))
