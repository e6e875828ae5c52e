"""The provider at which people sign in to operate the emulator, and the roles they have by it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from a2i_emulator.formats import FormatError, check, read_file, read_json
from a2i_emulator.real_time import monotonic
from a2i_emulator.security.access_keys import ROLES
from a2i_emulator.security.oidc import Claims, Provider, described

SECRET_VARIABLE = "A2I_EMULATOR_OPERATOR_OIDC_SECRET"  # noqa: S105 - where it is
"""The environment variable with the client's secret, where the file has none."""

_BELIEVED_SECONDS = 3600.0


class OperatorProviderError(Exception):
    """The file that describes the provider cannot be used; the message says why."""


@dataclass(slots=True)
class OperatorProvider:
    """The provider of operators.

    Attributes:
        known: what its file says of it.
        role_claim: the claim by which people have roles; with dots for one inside another.
        roles: for each role the values of that claim that give it.
    """

    known: Provider
    role_claim: str
    roles: Mapping[str, tuple[str, ...]]
    _described: tuple[float, Provider] | None = field(default=None, repr=False)

    @classmethod
    def read(cls, path: Path, environment: Mapping[str, str] = os.environ) -> OperatorProvider:
        """Read the file of ``--operator-oidc``; `specs/operator-provider.schema.json` has its form.

        Raises:
            OperatorProviderError: it is none.
        """
        try:
            said = read_json(read_file(path))
            check("operator-provider", said)
        except FormatError as error:
            raise OperatorProviderError(f"{path}: {error}") from error
        except (OSError, ValueError) as error:
            raise OperatorProviderError(f"{path}: {error}") from error
        secret = said.get("clientSecret") or environment.get(SECRET_VARIABLE)
        if not secret:
            raise OperatorProviderError(f"{path}: no clientSecret, and none in {SECRET_VARIABLE}")
        known = Provider(
            issuer=said["issuer"],
            authorization_endpoint="",
            token_endpoint="",
            jwks_uri="",
            client_id=said["clientId"],
            client_secret=secret,
            scope=said.get("scope", "openid profile"),
        )
        roles = {role: tuple(values) for role, values in said["roles"].items()}
        return cls(known, said["roleClaim"], roles)

    def provider(self) -> Provider:
        """Return the provider with what it says of itself, which is believed for an hour.

        Raises:
            ProviderError: it does not say.
        """
        now = monotonic()
        if self._described is None or now - self._described[0] > _BELIEVED_SECONDS:
            self._described = (now, described(self.known))
        return self._described[1]

    def role_of(self, claims: Claims) -> str | None:
        """Return the highest role that somebody has by their claims; None if they have none."""
        found = self._claim(claims)
        said = found if isinstance(found, list) else [found]
        values = {one for one in said if isinstance(one, str)}
        having = [role for role in ROLES if not values.isdisjoint(self.roles.get(role, ()))]
        return having[-1] if having else None

    def is_told_by(self, claims: Claims) -> bool:
        """Whether claims say what somebody may do."""
        return self._claim(claims) is not None

    def _claim(self, claims: Claims) -> Any:
        found: Any = claims.get(self.role_claim)
        if found is not None:
            return found
        found = claims
        for part in self.role_claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found
