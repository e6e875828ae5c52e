"""Command-line options that are settings, each with an environment variable of its own."""

from __future__ import annotations

import argparse
import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from a2i_emulator.commands.files import UsageError
from a2i_emulator.record import log
from a2i_emulator.settings import Network, Settings

_PREFIX = "A2I_EMULATOR_"
_TRUE = frozenset({"1", "true", "yes", "on"})
_MOST_WORKERS = 64
_DAY = 86_400_000
_LONGEST_SESSION = 31 * _DAY
"""Milliseconds: as long as it is remembered that one was ended."""
_FALSE = frozenset({"0", "false", "no", "off", ""})


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the options of an emulator to a command."""
    for name, (kind, metavar, text) in _OPTIONS.items():
        help_text = f"{text} [{variable(name)}]"
        flag = f"--{name.replace('_', '-')}"
        if kind is _flag:
            parser.add_argument(flag, action="store_const", const="true", dest=name, help=help_text)
        elif name in _REPEATED:
            parser.add_argument(flag, action="append", metavar=metavar, dest=name, help=help_text)
        else:
            parser.add_argument(flag, metavar=metavar, dest=name, help=help_text)


def read_settings(
    options: argparse.Namespace, environment: Mapping[str, str] = os.environ
) -> Settings:
    """Make the settings that the options name; the environment fills in what they do not.

    Raises:
        UsageError: a value is not one that its option takes.
    """
    values: dict[str, Any] = {}
    for name, (kind, _, _) in _OPTIONS.items():
        given = getattr(options, name)
        field = _FIELDS.get(name, name)
        if name in _REPEATED:
            texts = given or _split(environment.get(variable(name)))
            if texts:
                values[field] = tuple(_read(name, kind, text) for text in texts)
            continue
        text = given if given is not None else environment.get(variable(name))
        if text is not None:
            values[field] = _read(name, kind, text)
    return Settings(**values)


def _read(name: str, kind: Callable[[str], Any], text: str) -> Any:
    try:
        return kind(text)
    except ValueError as error:
        raise UsageError(f"--{name.replace('_', '-')}: {error}") from error


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return _PREFIX + name.upper()


def _split(text: str | None) -> list[str]:
    return [part for part in (text or "").split(os.pathsep) if part]


def _flag(text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise ValueError(f"{text!r} is neither true nor false")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:  # noqa: PLR2004 - the highest TCP port
        raise ValueError(f"{text!r} is not a port number")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_WORKERS:
        raise ValueError(f"{text!r} is not a number from 1 to {_MOST_WORKERS}")
    return int(text)


def _endpoint(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{text!r} is no address such as https://127.0.0.1:9297")
    _ = parts.port  # which is refused where it is no number
    return text


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(","))


def _origin(text: str) -> str:
    parts = urlsplit(text.lower())
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError(f"{text!r} is no origin such as https://templates.example.com")
    if text.lower() not in (origin, f"{origin}/"):
        raise ValueError(f"{text!r} has more than scheme, name and port")
    return origin


def _milliseconds(text: str) -> int:
    try:
        seconds = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number of seconds") from None
    if not 0 <= seconds < 1e9:  # noqa: PLR2004 - thirty years
        raise ValueError(f"{text!r} is not a sensible number of seconds")
    return round(seconds * 1000)


def _session(text: str) -> int:
    milliseconds = _milliseconds(text)
    if not 0 < milliseconds <= _LONGEST_SESSION:
        raise ValueError(f"{text!r} is no time of 31 days at most")
    return milliseconds


def _days(text: str) -> int:
    try:
        days = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number of days") from None
    if not 0 < days < 100_000:  # noqa: PLR2004 - three centuries
        raise ValueError(f"{text!r} is not a sensible number of days")
    return round(days * _DAY)


def _one_of(*choices: str) -> Callable[[str], str]:
    def choose(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(f"{text!r} is none of {', '.join(choices)}")
        return text.lower()

    return choose


def _readable_file(text: str) -> Path:
    path = Path(text)
    if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe may never end
        raise ValueError(f"{text}: is no ordinary file")
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise ValueError(f"{text}: {error.strerror}") from error


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise ValueError(f"{text} is not a folder")
    return path


_OPTIONS: Mapping[str, tuple[Callable[[str], Any], str | None, str]] = {
    "host": (str, "HOST", "address to listen on; 127.0.0.1 unless told otherwise"),
    "port": (_port, "PORT", "port to listen on, 4224 by default; 0 takes a free one"),
    "data_dir": (Path, "DIR", "keep all state in this folder; without it, in memory"),
    "recover": (_flag, None, "go on with what can be read of a damaged data directory"),
    "database_url": (str, "URL", "keep all state in this PostgreSQL database"),
    "tls_cert": (
        _readable_file,
        "FILE",
        "serve by TLS with this certificate and its chain, in PEM",
    ),
    "tls_key": (_readable_file, "FILE", "the certificate's private key, unencrypted, in PEM"),
    "trusted_proxies": (
        _networks,
        "CIDRS",
        "believe proxies at these addresses, by commas, on a request's client, host and scheme",
    ),
    "template_origin": (
        _origin,
        "URL",
        "show worker templates at this origin, which leads here, too, and nothing else there",
    ),
    "workers": (_count, "N", "serve by so many processes, on PostgreSQL; 1 by default"),
    "seed": (_readable_file, "FILE", "set up what this file describes; may be repeated"),
    "activation_delay": (
        _milliseconds,
        "SECONDS",
        "how long a new flow definition is Initializing; 0 by default",
    ),
    "strict_names": (_flag, None, "refuse upper-case human loop names, as the model says"),
    "lenient_templates": (_flag, None, "let undefined template variables print nothing"),
    "quotas": (_flag, None, "enforce the service's quotas"),
    "new_customer": (_flag, None, "play an account that A2I does not take any more"),
    "s3_endpoint": (_endpoint, "URL", "read and write objects there instead of in moto"),
    "events_endpoint": (_endpoint, "URL", "send events there instead of to moto's rules"),
    "events_source": (str, "SOURCE", "the events' source there, in place of aws.sagemaker"),
    "cognito_endpoint": (_endpoint, "URL", "look workers up there instead of in moto"),
    "predictions": (_folder, "DIR", "recorded Rekognition and Textract responses"),
    "passthrough": (_flag, None, "ask the real Rekognition and Textract, and record"),
    "password_required": (
        _flag,
        None,
        "workers sign in to the portal by password, or at an OIDC workforce's provider",
    ),
    "session_end": (_session, "SECONDS", "how long a sign-in lasts; 43200 by default"),
    "session_idle": (_session, "SECONDS", "how long it lasts unused; 3600 by default"),
    "allowed_hosts": (str, "NAME", "a further host name of this server; may be repeated"),
    "secure": (
        _flag,
        None,
        "ask everybody who they are, by the next four and --password-required, or do not begin",
    ),
    "verify_signatures": (
        _flag,
        None,
        "refuse calls of AWS APIs that no access key of `keys` or IAM has signed",
    ),
    "enforce_policies": (_flag, None, "refuse calls that the signer's IAM policies do not allow"),
    "operator_keys": (
        _flag,
        None,
        "open console and control API to access keys of `keys` with a role alone",
    ),
    "operator_oidc": (
        _readable_file,
        "FILE",
        "open them to people with a role at the OpenID Connect provider of this file, too",
    ),
    "audit": (_flag, None, "keep a trail of who did what, in the database"),
    "audit_retention": (_days, "DAYS", "keep entries of that trail for so long; else for ever"),
    "retention": (_days, "DAYS", "keep finished human loops for so long; else for ever"),
    "open_to_targets": (
        _flag,
        None,
        "let addresses that AWS APIs are given be those of control API and pages",
    ),
    "log_level": (_one_of(*log.LEVELS), "LEVEL", "debug, info, warning or error"),
    "log_format": (_one_of(*log.FORMATS), "FORMAT", "text or json"),
}
_REPEATED = frozenset({"seed", "allowed_hosts"})
_FIELDS = {"seed": "seeds", "predictions": "predictions_dir"}

if unknown := {_FIELDS.get(n, n) for n in _OPTIONS} - {f.name for f in fields(Settings)}:
    raise AssertionError(f"options without a setting: {unknown}")
