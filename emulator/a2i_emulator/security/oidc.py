"""Sign-in at an OpenID Connect provider: the authorization code flow with PKCE, state and nonce.

See https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth and RFC 7636, and for the
way out https://openid.net/specs/openid-connect-rpinitiated-1_0.html.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from a2i_emulator.protocol.exchange import SENT_BY_US
from a2i_emulator.security.id_tokens import KeySets, ProviderError, verified

TIMEOUT_SECONDS = 10
"""How long a provider may keep an answer to itself."""

_OPENID = "openid"
_BASIC = "client_secret_basic"
_OURS = frozenset(
    {
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "code_verifier",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
    }
)
"""Parameters of the authentication request that no setting replaces."""

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID Connect provider, and who we are to it.

    Attributes:
        issuer: its name, as ``iss`` of its tokens has it.
        authorization_endpoint: where a browser is sent to sign in.
        token_endpoint: where a code becomes tokens.
        jwks_uri: where its keys are.
        client_id: what we are called there.
        client_secret: proves that it is us.
        userinfo_endpoint: tells more claims; empty if there is none.
        logout_endpoint: where a browser is sent to sign out; empty if there is none.
        scope: what is asked for, apart by spaces.
        extra: further parameters of the authentication request.
        authentication: how the secret is shown: ``client_secret_post`` or ``client_secret_basic``.
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    client_id: str
    client_secret: str = field(repr=False)
    userinfo_endpoint: str = ""
    logout_endpoint: str = ""
    scope: str = _OPENID
    extra: Mapping[str, str] = field(default_factory=dict)
    authentication: str = "client_secret_post"


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way, kept where only the browser that began it can show it again.

    Attributes:
        state: names it in the provider's answer.
        nonce: names it in the ID token.
        verifier: PKCE's, without which the code is worth nothing.
        redirect_uri: where the provider sends the browser back to.
    """

    state: str
    nonce: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a provider has said of somebody.

    Attributes:
        claims: of the ID token and, where that says too little, of the UserInfo endpoint.
        id_token: as it came, for the way out.
    """

    claims: Claims
    id_token: str = field(repr=False)


class ProviderSignIns:
    """Signs people in at any number of providers, whose keys it remembers."""

    def __init__(self) -> None:
        self._keys = KeySets()

    def begin(
        self, provider: Provider, redirect_uri: str, *, is_anew: bool = False
    ) -> tuple[str, Begun]:
        """Return where to send the browser, and what has to be kept until it comes back.

        Args:
            provider: where somebody signs in.
            redirect_uri: where it sends the browser back to.
            is_anew: it is to ask who that is, though it knows who has signed in there before.
        """
        begun = Begun(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            redirect_uri=redirect_uri,
        )
        extra = {name: value for name, value in provider.extra.items() if name not in _OURS}
        if is_anew:
            extra["prompt"] = "login"  # Which every provider knows, unlike select_account.
        with _session(provider, redirect_uri) as session:
            address, _ = session.create_authorization_url(
                provider.authorization_endpoint,
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
                **extra,
            )
        return str(address), begun

    def finish(
        self,
        provider: Provider,
        begun: Begun,
        answer: Mapping[str, str],
        is_enough: Callable[[Claims], bool],
    ) -> SignedIn:
        """Return who has signed in, once the browser is back.

        Args:
            provider: the one that the sign-in was begun at.
            begun: the sign-in that the answer's ``state`` names.
            answer: the parameters with which the browser came back.
            is_enough: whether claims say all that is needed; else the UserInfo endpoint is asked.

        Raises:
            ProviderError: nobody has.
        """
        if "error" in answer:
            raise ProviderError("refused", answer["error"][:200])
        if answer.get("iss", provider.issuer) != provider.issuer:
            raise ProviderError("invalid", "the answer is another issuer's")
        if not answer.get("code"):
            raise ProviderError("invalid", "the answer has neither a code nor an error")
        with _session(provider, begun.redirect_uri) as session:
            with _talking(provider.token_endpoint):
                token = session.fetch_token(
                    provider.token_endpoint,
                    grant_type="authorization_code",
                    code=answer["code"],
                    code_verifier=begun.verifier,
                    allow_redirects=False,
                )
            id_token = str(token.get("id_token", ""))
            claims = verified(
                id_token,
                issuer=provider.issuer,
                client_id=provider.client_id,
                nonce=begun.nonce,
                keys=partial(self._keys.of, provider.jwks_uri, partial(_public, session)),
            )
            if provider.userinfo_endpoint and not is_enough(claims):
                more = _user_info(session, provider, claims["sub"])
                claims = {**_without_nulls(more), **_without_nulls(claims)}
        return SignedIn(claims, id_token)


def described(provider: Provider) -> Provider:
    """Return a provider with what it says of itself.

    See https://openid.net/specs/openid-connect-discovery-1_0.html.

    Raises:
        ProviderError: it does not say.
    """
    address = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    with _session(provider, "") as session:
        said = _public(session, address)
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if said.get("issuer") != provider.issuer or not all(said.get(name) for name in needed):
        raise ProviderError("invalid", f"{address}: describes another provider, or too little")
    known = said.get("token_endpoint_auth_methods_supported", [_BASIC])
    return replace(
        provider,
        authorization_endpoint=said["authorization_endpoint"],
        token_endpoint=said["token_endpoint"],
        jwks_uri=said["jwks_uri"],
        userinfo_endpoint=said.get("userinfo_endpoint", ""),
        logout_endpoint=said.get("end_session_endpoint", ""),
        authentication=_BASIC if _BASIC in known else "client_secret_post",
    )


def require_keys(issuer: str, jwks_uri: str) -> None:
    """See that a provider's public keys can be had, without which nobody signs in.

    Raises:
        ProviderError: they cannot.
    """
    asked = Provider(issuer, "", "", jwks_uri, "", "")
    with _session(asked, "") as session:
        if not isinstance(_public(session, jwks_uri).get("keys"), list):
            raise ProviderError("invalid", f"{jwks_uri}: no keys")


def logout_address(provider: Provider, id_token: str, return_to: str) -> str | None:
    """Return where a browser is to be sent to sign out at the provider, too; None if nowhere.

    Args:
        provider: where somebody has signed in.
        id_token: what it said then; empty if that is not known any more.
        return_to: where it is to send the browser afterwards.
    """
    if not provider.logout_endpoint:
        return None
    hint = {"id_token_hint": id_token} if id_token else {}
    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": return_to, **hint}
    separator = "&" if "?" in provider.logout_endpoint else "?"
    return f"{provider.logout_endpoint}{separator}{urlencode(asked)}"


def _session(provider: Provider, redirect_uri: str) -> Any:
    try:
        from authlib.integrations.requests_client import OAuth2Session
    except ModuleNotFoundError as error:
        raise ProviderError("setup", "pip install 'a2i-emulator[team]'") from error
    scopes = provider.scope.split()
    session = OAuth2Session(
        provider.client_id,
        provider.client_secret,
        token_endpoint_auth_method=provider.authentication,
        scope=" ".join(scopes if _OPENID in scopes else [_OPENID, *scopes]),
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        default_timeout=TIMEOUT_SECONDS,
    )
    session.headers[SENT_BY_US] = "1"  # Its addresses are as much their users' choice as others.
    return session


@contextmanager
def _talking(address: str) -> Iterator[None]:
    """Tell what goes wrong between us and a provider by what has to be done about it."""
    from authlib.common.errors import AuthlibBaseError
    from requests import RequestException

    try:
        yield
    except AuthlibBaseError as error:
        kind = "used" if error.error == "invalid_grant" else "setup"
        raise ProviderError(kind, f"{address}: {error.error}") from error
    except (RequestException, OSError) as error:
        raise ProviderError("unreachable", f"{address}: {type(error).__name__}") from error
    except ValueError as error:
        raise ProviderError("invalid", f"{address}: {error}") from error


def _public(session: Any, address: str) -> dict[str, Any]:
    return _document(session, address, withhold_token=True)


def _document(session: Any, address: str, **how: Any) -> dict[str, Any]:
    with _talking(address):
        answer = session.get(address, allow_redirects=False, **how)
        answer.raise_for_status()
        document = answer.json()
    if not isinstance(document, dict):
        raise ProviderError("invalid", f"{address}: no JSON object")
    return document


def _user_info(session: Any, provider: Provider, subject: str) -> Claims:
    claims = _document(session, provider.userinfo_endpoint)
    if claims.get("sub") != subject:
        raise ProviderError("invalid", f"{provider.userinfo_endpoint}: tells of somebody else")
    return claims


def _without_nulls(claims: Claims) -> Claims:
    """Return what claims say: null says nothing, and hides nothing that is said elsewhere."""
    return {name: value for name, value in claims.items() if value is not None}
