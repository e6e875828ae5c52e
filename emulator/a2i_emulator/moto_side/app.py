"""moto's server as one WSGI application: loaded when needed, its rough edges smoothed.

What is smoothed, and where moto leaves it rough:

* moto costs a quarter of a second to import: it is imported by `MotoApp.load`, at the first
  need or from `MotoApp.warm_up`.
* It tells an S3 key ``a%2Fb`` from ``a/b`` by ``RAW_URI``, which waitress calls
  ``REQUEST_URI``.
* It lists its own directory, with a ``stat`` for each of 180 entries, on every request.
* It lets Python exceptions out: they become AWS errors in the caller's protocol, 400 where the
  request was wrong, 501 where moto lacks the operation (boto3 tries neither again), and 500
  otherwise (boto3 does).
* It has no locks: overwriting an S3 object closes the buffer that another request may still be
  reading, which is patched, and listings walk over dictionaries that grow meanwhile. Changes
  take turns, and a reading that one of them broke is done again in turn (`journal.turns`).
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from a2i_emulator.moto_side.cloudformation import teach_cloudformation
from a2i_emulator.moto_side.errors import refusal, speaks_query
from a2i_emulator.moto_side.identities import tell_callers_who_they_are
from a2i_emulator.moto_side.managed_policies import offer_aws_policies
from a2i_emulator.moto_side.one_meaning import read_calls_as_we_do
from a2i_emulator.moto_side.outgoing import mark_motos_requests
from a2i_emulator.moto_side.own_address import tell_own_port
from a2i_emulator.moto_side.own_api import NAMES, guarded
from a2i_emulator.moto_side.patches import (
    keep_contents_for_readers,
    keep_loader,
    list_modules_once,
    remember_keys,
)
from a2i_emulator.moto_side.refusals import fault_of
from a2i_emulator.moto_side.step_functions import prepare_step_functions
from a2i_emulator.moto_side.uploads import hold_uploads_to_requests
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import DEFAULT_ACCOUNT
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest, ask, metadata_names

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from a2i_emulator.moto_side.journal import Journal, JournalState

_HEAD_START_SECONDS = 0.3
_LOADING_SECONDS = 3.0

IMPORTS = threading.Lock()
"""Held by who imports moto or the pages: both need packages whose modules import one another.

Of two threads that begin at different ends of such a circle, one would see half a module.
"""

log = logging.getLogger(__name__)


class MotoApp:
    """moto's WSGI application.

    Args:
        journal: keeps moto's state across restarts; None keeps it in memory alone.
        prepare: called once moto is imported, before its recorded state comes back.

    Attributes:
        has_journal: whether there is any use in a journal.
    """

    has_journal: ClassVar[bool] = True

    def __init__(
        self, journal: Journal | None = None, prepare: Callable[[], None] | None = None
    ) -> None:
        self._journal = journal
        self._prepare = prepare or _nothing
        self._app: WSGIApplication | None = None
        self._is_repeating = False
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._warming: threading.Thread | None = None

    @property
    def is_loaded(self) -> bool:
        """Whether moto was imported and its recorded state is back."""
        return self._app is not None

    @property
    def is_live(self) -> bool:
        """Whether what happens in moto happens now, and does not only happen again."""
        return self.is_loaded and not self._is_repeating

    def load(self) -> WSGIApplication:
        """Import moto, bring its recorded state back, and return its application.

        Whoever calls moto's backends directly calls this first.

        Raises:
            StorageError: the journal can not be read.
        """
        if self._app is None:
            with self._lock:
                if self._app is None:
                    app = self._import()
                    self._prepare()
                    if self._journal is not None:
                        if self._journal.is_on_disk:
                            _empty_moto()  # which lives as long as the process, not as this
                        self._journal.replay(app)
                    self._app = app
        return self._app

    def _import(self) -> WSGIApplication:
        return _import_moto()

    def recall(self) -> None:
        """Load moto if its recorded state has to come back: what starts next may look into it.

        Raises:
            StorageError: the journal can not be read.
        """
        if self._journal is not None and not self._journal.is_empty():
            self.load()

    def warm_up(self) -> threading.Thread:
        """Load moto in a thread of its own, so that nobody has to wait for it later.

        Only for a process that does nothing else. Importing reads and sets Python's warning
        filters, which belong to the whole process: beside pytest, which changes them for each
        test, an import in a thread can meet filters of a test that makes warnings errors.

        The first requests have a head start: importing would keep them from the interpreter.

        Raises:
            StorageError: the journal can not be read.
        """
        self.recall()
        self._warming = threading.Thread(target=self._warm, name="moto-warm-up", daemon=True)
        self._warming.start()
        return self._warming

    def _warm(self) -> None:
        if self._closed.wait(_HEAD_START_SECONDS):
            return
        try:
            self.load()
        except Exception:  # the first request meets it again and answers with it
            log.exception("moto could not be loaded")

    def service_of(self, environ: WSGIEnvironment) -> str | None:
        """Return moto's name of the service that it would have answer; None if it has none."""
        app: Any = self.load()
        try:
            return str(app.get_application(environ).service)
        except Exception:  # noqa: BLE001 - moto trips over what is no request of AWS's
            return None

    def account_of(self, access_key: str) -> str:
        """Return the account of an access key by moto's rule.

        Credentials from sts:AssumeRole and keys of IAM users belong to the account that made
        them, all others to the default account. moto is not imported only to learn this.
        """
        if self._app is None and (self._journal is None or self._journal.is_empty()):
            return DEFAULT_ACCOUNT
        self.load()
        from moto.iam.models import get_account_id_from

        return str(get_account_id_from(access_key))

    def reset(self) -> None:
        """Empty moto and its journal, also of what others in this process have left in it."""
        empty = _empty_moto if "moto.core" in sys.modules else _nothing
        if self._journal is None:
            empty()
        else:
            self._journal.reset(empty)

    def dump(self) -> dict[str, Any] | None:
        """Return moto's state as one JSON-able document; None without a journal."""
        return None if self._journal is None else self._journal.dump()

    def restore(self, document: Any) -> Callable[[], None]:
        """Return what brings moto to the state of a dump; so far nothing is done.

        Raises:
            ValueError: it is no dump, or there is no journal to keep it in.
        """
        if self._journal is None:
            raise ValueError("There is nowhere to keep moto's state.")
        from a2i_emulator.moto_side.journal import parse_state

        return partial(self._restore, self._journal, parse_state(document))

    def _restore(self, journal: Journal, state: JournalState) -> None:
        app = self.load()
        self._is_repeating = True
        try:
            journal.load(state, app, _empty_moto)
        finally:
            self._is_repeating = False

    def close(self) -> None:
        """End what loads moto, and let go of the journal's file."""
        self._closed.set()
        if self._warming is not None:
            self._warming.join(_LOADING_SECONDS)
        if self._journal is not None:
            self._journal.close()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, as a WSGI application does."""
        return self.answer(environ).send(start_response)

    def answer(self, environ: WSGIEnvironment) -> Answer:
        """Answer a request; whatever goes wrong is an AWS error."""
        environ = _translated(environ)
        try:
            return self._answer(environ)
        except Exception as error:  # noqa: BLE001 - a fault here is one request's, not ours
            return self._refuse(environ, error)

    def _refuse(self, environ: WSGIEnvironment, error: Exception) -> Answer:
        request = _read_again(environ)
        signed = _service_of(environ)
        service = self.service_of(environ) if self._app is not None else None
        fault = fault_of(error, request, service)
        if fault.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            log.debug("moto: %s: %s", signed, fault.code, exc_info=error)
        elif fault.status == HTTPStatus.NOT_IMPLEMENTED:
            log.warning("moto: %s: %s", signed, fault.message)
        else:
            log.error("moto: %s failed", signed, exc_info=error)
        return refusal(request, fault)

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        app = self.load()
        given = self._journal.ask(app, environ) if self._journal else ask(app, environ)
        answer = _without_cors(given)
        if _is_unrouted(environ, answer):
            asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
            raise NotImplementedError(f"The action of {asked} has not been implemented")
        return answer


def _without_cors(answer: Answer) -> Answer:
    """Take from an answer what lets any page read it; which may, is not for moto to say."""
    kept = [pair for pair in answer.headers if not pair[0].lower().startswith("access-control-")]
    return replace(answer, headers=kept)


def _read_again(environ: WSGIEnvironment) -> WsgiRequest:
    """Return a request that moto may have read: a form names the operation in its body."""
    request = WsgiRequest(environ)
    body = environ.get("wsgi.input")
    if speaks_query(request) and body is not None and body.seekable():
        body.seek(0)
    return request


def _translated(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Say in moto's variables what waitress says in its own, and the front door in its."""
    if "REQUEST_URI" in environ:
        environ.setdefault("RAW_URI", environ["REQUEST_URI"])
    if names := metadata_names(environ):
        environ["moto.preserved_header_names"] = names
    request = WsgiRequest(environ)
    if request.has_no_bucket_in_host and _may_be_for_s3(request):
        # So it is recorded, too: where it is repeated, the server may have another name.
        return environ | {"HTTP_HOST": "localhost"}
    return environ


def _may_be_for_s3(request: WsgiRequest) -> bool:
    signed = credential_of(request)
    return signed.service == "s3" if signed else "x-amz-target" not in request.headers


def _import_moto() -> WSGIApplication:
    with IMPORTS:
        from moto.moto_server.werkzeug_app import (  # costs 250 ms
            DomainDispatcherApplication,
            create_backend_app,
        )

    keep_loader()
    list_modules_once()
    keep_contents_for_readers()
    offer_aws_policies()
    mark_motos_requests()
    read_calls_as_we_do()
    tell_own_port()

    def create_app(service: Any) -> Any:
        if service is None:
            raise NotImplementedError("The service has not been implemented")
        if service == "cognitoidp":  # moto names services by its modules
            remember_keys()
        elif service == "stepfunctions":
            prepare_step_functions()
        elif service == "cloudformation":
            teach_cloudformation()
        elif service in {"s3", "s3bucket_path"}:
            hold_uploads_to_requests()
        elif service == "sts":
            tell_callers_who_they_are()
        elif service == "sqs":
            from a2i_emulator.moto_side.queues import count_messages_when_asked

            count_messages_when_asked()
        made = create_backend_app(service)
        # Exceptions come out of it all the same. What else debugging does costs a sixteenth.
        made.config["PROPAGATE_EXCEPTIONS"] = True
        made.debug = False
        return guarded(made) if service in NAMES else made

    app: WSGIApplication = DomainDispatcherApplication(create_app)
    return app


def _empty_moto() -> None:
    from moto.moto_api._internal.models import moto_api_backend

    moto_api_backend.reset()


def _nothing() -> None:
    """Do nothing."""


def _is_unrouted(environ: WSGIEnvironment, answer: Answer) -> bool:
    """Tell Flask's own page for an unknown path from the 404 of an AWS API, which has a body.

    S3 is left out: to HEAD it says nothing, and its web sites say what they like.
    """
    if answer.code != HTTPStatus.NOT_FOUND or environ["REQUEST_METHOD"] == "HEAD":
        return False
    service = _service_of(environ)
    if service in {None, "s3", "execute-api"}:
        return False
    return not answer.body or answer.body.startswith(b"<!doctype html>")


def _service_of(environ: WSGIEnvironment) -> str | None:
    signed = credential_of(WsgiRequest(environ))
    return signed.service if signed else None
