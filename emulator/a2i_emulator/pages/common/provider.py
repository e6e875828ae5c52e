"""What portal and console share of signing in at an OpenID Connect provider.

What has to be kept until the browser comes back from there is kept by that browser alone, in a
signed cookie: an answer of the provider is worth nothing in any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import Store
from a2i_emulator.pages.common.words import mark, say
from a2i_emulator.real_time import wall_clock
from a2i_emulator.security.id_tokens import ProviderError
from a2i_emulator.security.oidc import Begun
from a2i_emulator.security.sessions import NOTED_FOR
from a2i_emulator.service import Service

_LASTS = 600 * SECOND
_MOST = 3
"""Tabs in which a sign-in is under way at once."""

_EVERYWHERE = Scope("", "")
_LARGEST_COOKIE = 3800
AS_SOMEBODY_ELSE = "anew"
"""The parameter of an address that leads to the provider, which is to ask once more who it is."""

_OF_PERSON = frozenset({"claims", "refused"})
"""Why somebody is refused who may be known there, or here, by another account."""

_TOLD = {
    "unreachable": (
        502,
        mark("The identity provider cannot be reached"),
        mark("Try again in a while."),
    ),
    "refused": (
        403,
        mark("The identity provider has not signed you in"),
        mark("It says: %(detail)s."),
    ),
    "used": (
        400,
        mark("This sign-in is over"),
        mark("It was finished before, or took too long. Sign in again."),
    ),
    "invalid": (
        502,
        mark("The identity provider's answer cannot be trusted"),
        mark("Sign in again. If that does not help: the log of the emulator says why."),
    ),
    "claims": (
        403,
        mark("The identity provider says too little about you"),
        mark("Its claim %(detail)s is missing, or is not of the right form."),
    ),
    "setup": (
        502,
        mark("Signing in is not set up"),
        mark("The log of the emulator says what is amiss."),
    ),
}


def told_of(error: ProviderError) -> tuple[int, str, str]:
    """Return how somebody who was not signed in is told so: status, title and message."""
    status, title, message = _TOLD[error.kind]
    return status, say(title), say(message, detail=error.detail)


def is_about_person(error: ProviderError) -> bool:
    """Whether somebody else might be signed in where one was not."""
    return error.kind in _OF_PERSON


class UnderWay:
    """The sign-ins that a browser has begun and not finished, in a cookie.

    Args:
        service: the emulator.
        path: where the cookie is sent.
    """

    def __init__(self, service: Service, path: str) -> None:
        self._service = service
        self._cookie = f"a2i-sign-in-{sha256(service.secret).hexdigest()[:12]}"
        self._path = path
        self._signer = URLSafeSerializer(service.secret, salt=f"sign-in under {path}")

    def begin(self, response: AnyResponse, begun: Begun, **what: str) -> None:
        """Keep a sign-in, and what is to be done after it."""
        one = {"begun": asdict(begun), "what": what, "at": wall_clock()}
        self._keep(response, [*self._kept(), one])

    def asked(self) -> tuple[Begun, Mapping[str, str]]:
        """Return the sign-in to which the request is the provider's answer, the first one.

        Raises:
            ProviderError: none was begun in this browser, or it was long ago, or is answered.
        """
        state = request.args.get("state", "").encode()
        for one in self._kept():
            begun = Begun(**one["begun"])
            if compare_digest(begun.state.encode(), state):
                if not self._service.change(partial(_is_first, f"answer to {begun.state}")):
                    raise ProviderError("used", "the sign-in of that state was answered before")
                return begun, one["what"]
        raise ProviderError("used", "no sign-in of that state is under way in the browser")

    def end(self, response: AnyResponse) -> None:
        """Forget the sign-in that was asked for: it has one answer."""
        state = request.args.get("state", "")
        self._keep(response, [one for one in self._kept() if one["begun"]["state"] != state])

    def _kept(self) -> list[dict[str, Any]]:
        try:
            kept = self._signer.loads(request.cookies.get(self._cookie, ""))
        except BadSignature:
            return []
        return [one for one in kept if 0 <= wall_clock() - one["at"] < _LASTS]

    def _keep(self, response: AnyResponse, kept: Sequence[Mapping[str, Any]]) -> None:
        value = str(self._signer.dumps(list(kept)[-_MOST:]))
        set_cookie(response, self._cookie, value, self._path)


def _is_first(answer: str, store: Store) -> bool:
    """Note an answer where every process looks, in whichever copy of the cookie it is awaited."""
    store.hold(_EVERYWHERE, answer)
    if store.session_ended_at(answer) is not None:
        return False
    store.end_session(answer, NOTED_FOR)
    return True


class IdTokens:
    """The ID token of who is signed in: a hint for the provider on the way out, and nothing else.

    Args:
        secret: the database's.
        path: where it is used: its cookie is sent nowhere else.
    """

    def __init__(self, secret: bytes, path: str) -> None:
        self._cookie = f"a2i-id-token-{sha256(secret).hexdigest()[:12]}"
        self._path = path

    def keep(self, response: AnyResponse, id_token: str) -> None:
        """Keep one, if it is not too large."""
        if len(id_token) <= _LARGEST_COOKIE:
            set_cookie(response, self._cookie, id_token, self._path)

    def kept(self) -> str:
        """Return the one that is kept; empty if there is none."""
        return request.cookies.get(self._cookie, "")

    def forget(self, response: AnyResponse) -> None:
        """Forget it."""
        if self.kept():
            response.delete_cookie(self._cookie, path=self._path)


def set_cookie(response: AnyResponse, name: str, value: str, path: str) -> None:
    """Set a cookie that no script reads, and that comes along when a link leads here."""
    response.set_cookie(
        name, value, path=path, httponly=True, samesite="Lax", secure=request.is_secure
    )
