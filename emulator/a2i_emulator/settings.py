"""All settings of an emulator in one object."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

__version__ = "0.1.0"
"""Of this package; ``pyproject.toml`` takes it from here."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 4224


_OF_SECURE = (
    "verify_signatures",
    "enforce_policies",
    "operator_keys",
    "audit",
    "password_required",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How an emulator is to behave; the defaults are those of the command line.

    Attributes:
        host: the address to listen on; loopback unless told otherwise.
        port: 0 takes a free one.
        data_dir: keep all state here, in SQLite; None keeps it in memory.
        recover: go on with what can be read of a damaged data directory.
        database_url: keep all state in PostgreSQL instead.
        tls_cert: serve by TLS, with this certificate and those that lead to its root, in PEM.
        tls_key: its private key; None where it is in the same file.
        trusted_proxies: where proxies are that are believed what they say of a request's client,
            host and scheme.
        template_origin: where worker templates are shown instead of at our own address, and
            nothing else is, ``https://templates.example.com``.
        workers: processes that serve the one address, on a PostgreSQL database.
        activation_delay: milliseconds that a new flow definition is Initializing.
        strict_names: refuse upper-case human loop names, as the model's pattern says.
        lenient_templates: print nothing for undefined template variables instead of failing.
        quotas: enforce the service's quotas.
        new_customer: play an account that A2I, closed to new customers since 30 July 2026, does
            not know.
        s3_endpoint: write output to this S3 instead of moto's.
        events_endpoint: send events to this EventBridge instead of moto's.
        events_source: the source of those events in place of ``aws.sagemaker``, which
            EventBridge takes from nobody but AWS.
        cognito_endpoint: look workers up in this Cognito instead of moto's.
        predictions_dir: recorded Rekognition and Textract responses, ``*.json``.
        passthrough: ask the real Rekognition and Textract and record their answers.
        password_required: workers sign in to the portal by password, or at the provider of an
            OIDC workforce, not by choosing a name.
        session_end: milliseconds after which who has signed in so has to do it again.
        session_idle: milliseconds after which that is so for who has done nothing.
        allowed_hosts: further host names under which the emulator may be reached.
        verify_signatures: refuse calls of AWS APIs that no known access key has signed.
        enforce_policies: refuse calls that the signer's IAM policies do not allow; signatures are
            then verified, too.
        operator_keys: open console, control API and moto's own API to access keys with a role
            alone.
        operator_oidc: and to people whom the provider that this file describes signs in.
        audit: keep a trail of who did what, in the database.
        secure: be fit for a network: `verify_signatures`, `enforce_policies`, `operator_keys`,
            `audit` and `password_required` at once; ``start`` then refuses to begin where
            something is missing.
        audit_retention: milliseconds that its entries are kept; None keeps them for ever.
        retention: milliseconds that settled human loops and events are kept; None, likewise.
        open_to_targets: let API destinations, subscriptions and other addresses that AWS APIs
            are given reach the portal, the console, the control API and moto's own.
    """

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    data_dir: Path | None = None
    recover: bool = False
    database_url: str | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: tuple[Network, ...] = ()
    template_origin: str | None = None
    workers: int = 1
    seeds: tuple[Path, ...] = ()
    activation_delay: int = 0
    strict_names: bool = False
    lenient_templates: bool = False
    quotas: bool = False
    new_customer: bool = False
    s3_endpoint: str | None = None
    events_endpoint: str | None = None
    events_source: str | None = None
    cognito_endpoint: str | None = None
    predictions_dir: Path | None = None
    passthrough: bool = False
    password_required: bool = False
    session_end: int = 12 * 3_600_000
    session_idle: int = 3_600_000
    allowed_hosts: tuple[str, ...] = ()
    verify_signatures: bool = False
    enforce_policies: bool = False
    operator_keys: bool = False
    operator_oidc: Path | None = None
    audit: bool = False
    secure: bool = False
    audit_retention: int | None = None
    retention: int | None = None
    open_to_targets: bool = False
    log_level: str = "info"
    log_format: str = "text"

    def __post_init__(self) -> None:
        if self.secure:
            for name in _OF_SECURE:
                object.__setattr__(self, name, True)

    def url(self, port: int) -> str:
        """Return the address of who listens on the host and a port."""
        scheme = "http" if self.tls_cert is None else "https"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the address to listen on."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost" or self.host.endswith(".localhost")
