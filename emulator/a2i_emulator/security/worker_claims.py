"""What a provider says of a worker, by the claims that the service asks for.

See https://docs.aws.amazon.com/sagemaker/latest/dg/sms-workforce-create-private-oidc.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from a2i_emulator.security.id_tokens import ProviderError
from a2i_emulator.security.oidc import Provider

_NEEDED = ("groups", "sub", "client_id", "name")
_MOST_GROUPS = 10
_LONGEST_GROUP = 63


@dataclass(frozen=True, slots=True)
class WorkerClaims:
    """A worker of an OIDC workforce.

    Attributes:
        subject: ``sagemaker:sub``, by which the worker is known.
        name: ``sagemaker:name``, as the portal shows it.
        groups: ``sagemaker:groups``, which decide whose tasks they see.
    """

    subject: str
    name: str
    groups: tuple[str, ...]


def provider_of(config: Mapping[str, Any]) -> Provider:
    """Return the provider that an ``OidcConfig`` of a workforce describes."""
    return Provider(
        issuer=config["Issuer"],
        authorization_endpoint=config["AuthorizationEndpoint"],
        token_endpoint=config["TokenEndpoint"],
        userinfo_endpoint=config["UserInfoEndpoint"],
        logout_endpoint=config["LogoutEndpoint"],
        jwks_uri=config["JwksUri"],
        client_id=config["ClientId"],
        client_secret=config["ClientSecret"],
        scope=config.get("Scope") or "openid",
        extra=config.get("AuthenticationRequestExtraParams") or {},
    )


def are_enough(claims: Mapping[str, Any]) -> bool:
    """Whether claims have all that is needed of a worker."""
    return all(_claim(claims, name) is not None for name in _NEEDED)


def worker_of(claims: Mapping[str, Any], client_id: str) -> WorkerClaims:
    """Return the worker whom claims describe.

    Args:
        claims: with ``:`` or ``-`` in their names, as the service takes them.
        client_id: the workforce's.

    Raises:
        ProviderError: one is missing, or is not of the form that the service documents.
    """
    groups = _claim(claims, "groups")
    names = [groups] if isinstance(groups, str) else groups
    if not isinstance(names, list) or len(names) > _MOST_GROUPS:
        raise ProviderError("claims", "sagemaker:groups")
    if not all(isinstance(name, str) and 0 < len(name) <= _LONGEST_GROUP for name in names):
        raise ProviderError("claims", "sagemaker:groups")
    if _text(claims, "client_id") != client_id:
        raise ProviderError("claims", "sagemaker:client_id")
    return WorkerClaims(_text(claims, "sub"), _text(claims, "name"), tuple(names))


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = _claim(claims, name)
    if not isinstance(value, str) or not value.strip():
        raise ProviderError("claims", f"sagemaker:{name}")
    return value


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    return claims.get(f"sagemaker:{name}", claims.get(f"sagemaker-{name}"))
