"""What the settings of ``start`` need to be of use, looked at before anything is begun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

from a2i_emulator.commands.files import UsageError
from a2i_emulator.operations.ports import Readable, StorageError
from a2i_emulator.security.access_keys import ROLES, access_keys
from a2i_emulator.security.operator_provider import OperatorProvider, OperatorProviderError
from a2i_emulator.security.tokens import SCOPES, tokens
from a2i_emulator.settings import Settings
from a2i_emulator.storage import inspect_database, inspect_older_data_dir, open_database

_TLS = (
    "--secure: --tls-cert and --tls-key, or --trusted-proxies with the addresses of proxies that"
    " speak TLS, are missing: keys and passwords could be read on their way"
)
_STATE = "--secure: --data-dir or --database-url is missing: keys are kept with the state"
_ADMIN = (
    "--secure: there is no admin yet, and nobody could use it;"
    " `a2i-emulator keys create --role admin {place}` makes a key for one"
)
_OWN_NAME = "--template-origin: {name} is the emulator's own name; templates need another"
_UNENCRYPTED = "--template-origin: beside --tls-cert it needs https, or no browser shows it"


def require(settings: Settings) -> None:
    """See that an emulator with these settings can serve.

    Raises:
        UsageError: it cannot; has a line for each thing that is missing.
    """
    _require_pair(settings)
    _require_provider(settings)
    _require_other_origin(settings)
    missing = tuple(_missing(settings)) if settings.secure else ()
    if missing:
        raise UsageError(*missing)


def _require_pair(settings: Settings) -> None:
    if settings.tls_key is not None and settings.tls_cert is None:
        raise UsageError("--tls-key: its certificate is missing, --tls-cert")
    if settings.tls_cert is not None:
        from a2i_emulator.web.tls import Tls, TlsError  # most have no use for it

        try:
            Tls(settings.tls_cert, settings.tls_key)
        except TlsError as error:
            raise UsageError(f"--tls-cert: {error}") from error


def _require_provider(settings: Settings) -> None:
    if settings.operator_oidc is not None:
        try:
            OperatorProvider.read(settings.operator_oidc)
        except OperatorProviderError as error:
            raise UsageError(f"--operator-oidc: {error}") from error


def _require_other_origin(settings: Settings) -> None:
    """See that templates are not shown where the portal is: cookies go by name, not by port."""
    if settings.template_origin is None:
        return
    origin = urlsplit(settings.template_origin)
    if origin.hostname in {settings.host, "localhost", "127.0.0.1", *settings.allowed_hosts}:
        raise UsageError(_OWN_NAME.format(name=origin.hostname))
    if settings.tls_cert is not None and origin.scheme != "https":
        raise UsageError(_UNENCRYPTED)


def _missing(settings: Settings) -> Iterator[str]:
    """Yield what a secured emulator cannot do without."""
    if not (settings.is_loopback or settings.tls_cert or settings.trusted_proxies):
        yield _TLS
    if settings.data_dir is None and settings.database_url is None:
        yield _STATE
    elif not (settings.recover or settings.operator_oidc or _has_admin(settings)):
        # An address of a database may have a password in it.
        place = "--database-url URL" if settings.database_url else f"--data-dir {settings.data_dir}"
        yield _ADMIN.format(place=place)


def _has_admin(settings: Settings) -> bool:
    try:
        if settings.database_url is not None:
            found = inspect_database(settings.database_url)
            return found.version > 0 and _is_for_an_admin(found)
        if settings.data_dir is not None and not settings.data_dir.exists():
            return False
        older = None if settings.data_dir is None else inspect_older_data_dir(settings.data_dir)
        if older is not None:
            return _is_for_an_admin(older)
        with closing(open_database(settings.data_dir)) as database:
            return _is_for_an_admin(database)
    except StorageError as error:
        raise UsageError(str(error)) from error


def _is_for_an_admin(database: Readable) -> bool:
    return any(key.role == ROLES[-1] for key in access_keys(database)) or any(
        token.scope == SCOPES[-1] for token in tokens(database)
    )
