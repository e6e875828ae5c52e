"""Records and JSON values as bytes, and back."""

from __future__ import annotations

import json
from typing import Any, Generic, TypeVar

import msgspec

from a2i_emulator.operations.ports import StorageError

T = TypeVar("T")


class Codec(Generic[T]):
    """JSON in UTF-8 for one type: a frozen dataclass or plain JSON values.

    A field that a later release adds needs a default and no migration.
    """

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(kind)

    def encode(self, value: T) -> bytes:
        """Return the value's bytes."""
        try:
            return self._encoder.encode(value)
        except UnicodeEncodeError:
            # A lone surrogate, legal in JSON as an escape: workers and callers may send it.
            return json.dumps(msgspec.to_builtins(value)).encode()

    def decode(self, body: bytes) -> T:
        """Return the value of these bytes.

        Raises:
            StorageError: they are not such a value.
        """
        try:
            return self._decoder.decode(body)
        except msgspec.DecodeError:
            return self._decode_escapes(body)

    def _decode_escapes(self, body: bytes) -> T:
        try:
            return msgspec.convert(json.loads(body), self._kind)
        except ValueError as error:
            raise StorageError(f"A stored {self._kind.__name__} is damaged: {error}.") from error


def text_to_bytes(text: str) -> bytes:
    """Return any text's bytes, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def bytes_to_text(content: bytes) -> str:
    """Return the text of `text_to_bytes`."""
    return bytes(content).decode("utf-8", "surrogatepass")


VALUES: Codec[Any] = Codec(object)
"""Plain JSON values."""
