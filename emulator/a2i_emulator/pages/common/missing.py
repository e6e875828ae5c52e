"""What is answered where nobody has an answer: an unknown address, a wrong method, a failure."""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, jsonify, make_response, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator.operations.ports import StorageError
from a2i_emulator.pages.common.responses import guarded
from a2i_emulator.pages.common.words import mark, say

log = logging.getLogger(__name__)

_PAGES = ("/_a2i/portal", "/_a2i/console")
"""Where people go; all else under ``/_a2i`` is for programs, unless a browser asks for a page."""

_REFUSED = {
    401: (
        mark("The console asks who you are"),
        mark("Open it again, with an access key's id and secret as user name and password."),
    ),
    403: (
        mark("This takes another role than yours"),
        mark("Nothing was done. Who is an admin can give you the role."),
    ),
}

_SAID = {
    404: (
        mark("There is no such page"),
        mark("The address is wrong, or what it led to has been deleted."),
    ),
    405: (
        mark("This address cannot be opened like that"),
        mark("It is there for the scripts of a page."),
    ),
    503: (
        mark("The emulator's state cannot be reached"),
        mark("Its database is away; try again in a moment."),
    ),
    500: (mark("Something went wrong in the emulator"), mark("Its log tells more.")),
}


def add_error_pages(app: Flask) -> None:
    """Answer every error of HTTP's in the looks of the pages, or in JSON where that is wanted."""

    @app.errorhandler(HTTPException)
    def _tell(error: HTTPException) -> AnyResponse:
        status = error.code or 500
        title, message = _SAID.get(status, (error.name, error.description or ""))
        response: Response
        if wants_page():
            response = _page(status, title, message)
        else:
            code = error.name.replace(" ", "")
            response = make_response(jsonify(error={"code": code, "message": title}), status)
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    @app.errorhandler(StorageError)
    def _tell_of_state(error: StorageError) -> AnyResponse:
        log.error("%s", error)
        return _tell(ServiceUnavailable())


def page_of_refusal(status: int) -> Response:
    """Return the page for who has not shown who they are (401), or may not do something (403)."""
    return _page(status, *_REFUSED[status])


def _page(status: int, title: str, message: str) -> Response:
    # Past what blueprints add to their pages: for that they ask the state, which may be away.
    template = current_app.jinja_env.get_template("common/missing.html")
    page = template.render(title=say(title), message=say(message))
    return guarded(make_response(page, status))


def wants_page() -> bool:
    """Whether a person is to read the answer, as far as the request tells."""
    accepted = request.accept_mimetypes
    if any(wanted == "text/html" for wanted, _ in accepted):
        return accepted["text/html"] >= accepted["application/json"]
    return request.path.startswith(_PAGES) and accepted.best != "application/json"
