"""The published formats in ``specs/``: where they lie, and checks of documents against them."""

from __future__ import annotations

import errno
import json
import stat
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

_EXPLAINED = ("oneOf", "anyOf", "not", "pattern")
"""Keywords whose own messages tell little; the description beside them tells more."""

LARGEST_FILE = 256 << 20
"""Bytes of a file that a user hands over: more than any state that was ever moved."""

_MAX_MESSAGE = 500
_PACKAGE = Path(__file__).parent


class FormatError(ValueError):
    """A document that is not of its format.

    Attributes:
        path: where it is wrong: the keys and indices that lead there.
        problem: what is wrong there.
    """

    def __init__(self, path: Sequence[str | int], problem: str) -> None:
        self.path = tuple(path)
        self.problem = problem
        super().__init__(f"{place(path)}: {problem}")


@cache
def specs_path() -> Path:
    """Return the folder of the published formats: in the wheel, or beside a checkout's source."""
    shipped = _PACKAGE / "specs"
    return shipped if shipped.is_dir() else _PACKAGE.parents[1] / "specs"


def check(name: str, document: Any) -> None:
    """Check a document.

    Args:
        name: the format: ``worker-rules`` of ``specs/worker-rules.schema.json``.
        document: what was decoded of JSON or YAML.

    Raises:
        FormatError: it is not of the format; of several errors the first one in the document.
    """
    _raise_first(_validator(f"{name}.schema.json"), document)


def schema(name: str) -> Any:
    """Return the JSON Schema of a format, which must not be changed; see `check`."""
    return _read(f"{name}.schema.json")


def _raise_first(validator: Draft202012Validator, document: Any) -> None:
    errors = sorted(validator.iter_errors(document), key=_position)
    if errors:
        raise FormatError(list(errors[0].absolute_path), _message(errors[0]))


def check_body(schema: str, document: Any) -> None:
    """Check the body of a call of the control API.

    Args:
        schema: the name of its schema in ``specs/openapi.json``.
        document: what was decoded of JSON.

    Raises:
        FormatError: as `check`.
    """
    _raise_first(_validator(f"openapi.json#/components/schemas/{schema}"), document)


def read_file(path: Path) -> bytes:
    """Read a file that a user has handed over.

    Raises:
        OSError: it cannot be read, is no ordinary file, or is too large.
    """
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EISDIR, "is a directory")
    if not stat.S_ISREG(status.st_mode):  # a pipe or a device may never end
        raise OSError(errno.EINVAL, "is no ordinary file")
    if status.st_size > LARGEST_FILE:
        raise OSError(errno.EFBIG, f"is larger than {LARGEST_FILE >> 20} MiB")
    return path.read_bytes()


def read_json(text: str | bytes) -> Any:
    """Decode JSON that a user has handed over.

    Raises:
        ValueError: it is none, or is nested too deeply.
    """
    if len(text) > LARGEST_FILE:
        raise ValueError(f"it is larger than {LARGEST_FILE >> 20} MiB")
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def json_object(value: Any, path: Sequence[str | int] = ()) -> dict[str, Any]:
    """Return a copy of nothing but JSON's types, which its owner cannot change any more.

    Raises:
        FormatError: it is no JSON object.
    """
    if not isinstance(value, Mapping):
        raise FormatError(path, f"no JSON object but {type(value).__name__}")
    try:
        copy: dict[str, Any] = json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise FormatError(path, f"no JSON object: {error}") from error
    return copy


def place(path: Sequence[str | int]) -> str:
    """Return a path for people: ``rules[0].match``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "the document"


def _position(error: ValidationError) -> list[tuple[bool, Any]]:
    return [(isinstance(step, int), step) for step in error.absolute_path]


def _message(error: ValidationError) -> str:
    message = error.message
    if error.validator in _EXPLAINED and isinstance(error.schema, Mapping):
        message = error.schema.get("description", message)
    return message if len(message) <= _MAX_MESSAGE else message[:_MAX_MESSAGE] + " …"


@cache
def _validator(address: str) -> Draft202012Validator:
    # Slow to import, and only needed where somebody hands a document in.
    from jsonschema import Draft202012Validator
    from referencing import Registry

    registry: Registry[Any] = Registry(retrieve=_retrieve)  # type: ignore[call-arg]
    return Draft202012Validator({"$ref": address}, registry=registry)


def _retrieve(uri: str) -> Any:
    """Find another format that one refers to, by the last part of its address."""
    from referencing.jsonschema import DRAFT202012

    return DRAFT202012.create_resource(_read(uri.rpartition("/")[2]))


@cache
def _read(file: str) -> Any:
    return json.loads((specs_path() / file).read_text(encoding="utf-8"))
