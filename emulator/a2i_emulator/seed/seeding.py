"""What each part of a seed document needs to be applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.names import Scope
from a2i_emulator.seed.clients import Clients
from a2i_emulator.seed.reading import Document, Place
from a2i_emulator.service import Service


@dataclass(frozen=True)
class Seeding:
    """One document on its way into an emulator.

    Attributes:
        scope: the account and Region that it is for.
    """

    document: Document
    scope: Scope
    service: Service
    clients: Clients

    def client(self, service: str) -> Any:
        """Return a boto3 client."""
        return self.clients(service, self.scope)

    def entries(self, section: str) -> Iterator[tuple[Place, dict[str, Any]]]:
        """Yield the entries of a section with their places.

        Raises:
            SeedError: a call that is made for an entry was refused; the line is the entry's.
        """
        for index, entry in enumerate(self.document.data.get(section, ())):
            yield (section, index), entry

    @contextmanager
    def at(self, place: Place) -> Iterator[None]:
        """Turn the refusal of a call into an error at a place.

        Raises:
            SeedError: a call was refused.
        """
        from botocore.exceptions import BotoCoreError, ClientError  # costs 30 ms

        try:
            yield
        except ClientError as error:
            raise self.document.error(place, self._reason(error)) from error
        except BotoCoreError as error:
            raise self.document.error(place, str(error)) from error

    def _reason(self, error: Any) -> str:
        """Return the true reason, which an opaque AWS error does not tell."""
        wanted = error.response.get("ResponseMetadata", {}).get("RequestId")
        for entry in self.service.history.latest(1):
            if entry.request_id == wanted and entry.reason:
                return f"{entry.error_code}: {entry.reason}"
        details = error.response["Error"]
        return f"{details['Code']}: {details['Message']}"


def found_or_none(call: Any, codes: Sequence[str], **params: Any) -> Any:
    """Call an operation; None for an error that says that there is no such thing.

    Args:
        call: a boto3 client's method.
        codes: how the service says so.
        params: of the call.
    """
    from botocore.exceptions import ClientError

    try:
        return call(**params)
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise
        return None


def differs(wanted: Any, have: Any) -> bool:
    """Tell whether something that is wanted is not in what is there, which may have more."""
    if isinstance(wanted, Mapping):
        return not isinstance(have, Mapping) or any(
            differs(value, have.get(name)) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return not isinstance(have, list) or (
            len(wanted) != len(have) or any(map(differs, wanted, have))
        )
    return bool(wanted != have)


def is_arn(text: str) -> bool:
    """Tell an ARN from a name."""
    return text.startswith("arn:")
