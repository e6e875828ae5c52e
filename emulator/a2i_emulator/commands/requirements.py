"""What the settings of ``start`` need to be of use, looked at before anything is begun."""

from __future__ import annotations

from a2i_emulator.commands.files import UsageError
from a2i_emulator.settings import Settings


def require(settings: Settings) -> None:
    """See that an emulator with these settings can serve.

    Raises:
        UsageError: it cannot.
    """
    if settings.tls_key is not None and settings.tls_cert is None:
        raise UsageError("--tls-key: its certificate is missing, --tls-cert")
    if settings.tls_cert is not None:
        from a2i_emulator.web.tls import Tls, TlsError  # most have no use for it

        try:
            Tls(settings.tls_cert, settings.tls_key)
        except TlsError as error:
            raise UsageError(f"--tls-cert: {error}") from error
