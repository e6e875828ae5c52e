"""A certified OpenID Connect provider, run for real, which a test tells whom it knows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.clients.environments import openid_provider
from tests.support.certificates import write_certificate

CLIENT_ID = "a2i"
OPERATORS = "a2i-console"
CLIENT_SECRET = "a secret of the tests"
BROWSER_HOST = "id.example"
"""Under which a test's browser finds the provider: another site than the emulator."""

TIMEOUT_SECONDS = 20


@dataclass
class Provider:
    """The provider.

    Attributes:
        issuer: its address, for programs.
        certificate: what it shows, which has to be trusted.
    """

    issuer: str
    certificate: Path
    _session: requests.Session = field(default_factory=requests.Session)

    def tell(self, **what: Any) -> None:
        """Say whom it knows (``people``), what ID tokens have (``amiss``), or ``rotate`` keys."""
        answer = self._session.post(
            f"{self.issuer}/test", json=what, verify=str(self.certificate), timeout=TIMEOUT_SECONDS
        )
        assert answer.status_code == 200

    def for_browsers(self) -> str:
        """Return the address at which a test's browser finds it, as another site."""
        return f"https://{BROWSER_HOST}:{self.issuer.rpartition(':')[2]}"

    def oidc_config(self, **other: Any) -> dict[str, Any]:
        """Return the OidcConfig of a workforce whose workers sign in here."""
        return {
            "ClientId": CLIENT_ID,
            "ClientSecret": CLIENT_SECRET,
            "Issuer": self.issuer,
            "AuthorizationEndpoint": f"{self.issuer}/auth",
            "TokenEndpoint": f"{self.issuer}/token",
            "UserInfoEndpoint": f"{self.issuer}/me",
            "LogoutEndpoint": f"{self.issuer}/session/end",
            "JwksUri": f"{self.issuer}/jwks",
            "Scope": "sagemaker",
            **other,
        }


def worker(*groups: str, **other: Any) -> Mapping[str, Any]:
    """Return the claims of a worker who is in some groups."""
    said = {"groups": list(groups), "client_id": CLIENT_ID, **other}
    return {f"sagemaker:{name}": value for name, value in said.items()}


@contextmanager
def running(folder: Path, redirects: Sequence[str], way_out: Sequence[str]) -> Iterator[Provider]:
    """Run a provider that the emulators of this process trust.

    Args:
        folder: where its certificate is kept.
        redirects: where it may send browsers back to.
        way_out: where it may send them to once they are signed out.
    """
    certificate = folder / "certificate.pem"
    write_certificate(certificate, BROWSER_HOST)
    client = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uris": list(redirects),
        "post_logout_redirect_uris": list(way_out),
        "token_endpoint_auth_method": "client_secret_post",
    }
    operators = {
        **client,
        "client_id": OPERATORS,
        "token_endpoint_auth_method": "client_secret_basic",
    }
    settings = {"certificate": certificate.read_text(), "clients": [client, operators]}
    command = ["node", "--no-warnings", str(openid_provider() / "provider.mjs")]
    with (
        (folder / "provider.log").open("w") as log,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
        pytest.MonkeyPatch.context() as environment,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(settings))
        process.stdin.close()
        issuer = process.stdout.readline().strip()
        assert issuer, (folder / "provider.log").read_text()
        environment.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        try:
            yield Provider(issuer, certificate)
        finally:
            process.kill()
