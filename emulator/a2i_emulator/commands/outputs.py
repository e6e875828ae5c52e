"""Which output.json files a command is about, and what it is to know of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from a2i_emulator.commands.client import add_address
from a2i_emulator.commands.files import UsageError

if TYPE_CHECKING:
    from a2i_emulator.dataset.reading import Outputs
    from a2i_emulator.quality.predictions import PredictionPaths

Item = TypeVar("Item")

_REGION = "us-east-1"


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which files are read, and where a prediction is in them."""
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--flow", metavar="NAME", help="those of a flow definition of the running emulator"
    )
    where.add_argument(
        "--s3",
        metavar="URI",
        help="those below s3://BUCKET/PREFIX, of the account and endpoint that boto3 is set up for",
    )
    where.add_argument("--dir", metavar="DIR", type=Path, help="those in this folder, at any depth")
    add_address(parser)
    parser.add_argument("--region", help=f"the Region, {_REGION} or boto3's own by default")
    parser.add_argument(
        "--prediction",
        metavar="FIELD=PATH",
        action="append",
        default=[],
        help="where the input of a custom task type has the model's prediction of a field, as a "
        "JMESPath expression; may be repeated",
    )
    parser.add_argument(
        "--confidence",
        metavar="PATH",
        help="where the input has the model's confidence, as a JMESPath expression",
    )
    parser.add_argument(
        "--weigh-workers",
        action="store_true",
        help="make one answer of several by how often each worker is right (Dawid and Skene) "
        "instead of by majority; reads the files twice",
    )


def open_outputs(options: argparse.Namespace) -> Outputs:
    """Find the files.

    Raises:
        UsageError: there are none, or they cannot be reached.
    """
    from a2i_emulator.dataset.reading import Folder

    if options.dir is not None:
        try:
            found: Outputs = Folder(options.dir)
        except OSError as error:
            raise UsageError(str(error)) from error
    else:
        found = _open_bucket(options)
    if not len(found):
        raise UsageError("there is no output.json")
    return found


def read_predictions(options: argparse.Namespace) -> PredictionPaths:
    """Return where predictions are looked for.

    Raises:
        UsageError: an option is no field with a JMESPath expression.
    """
    from a2i_emulator.quality.predictions import PredictionPaths

    values = {}
    for text in options.prediction:
        field, equals, path = text.rpartition("=")
        if not equals:
            raise UsageError(f"--prediction: {text!r} is not FIELD=PATH")
        values[field] = finder("--prediction", path)
    confidence = finder("--confidence", options.confidence) if options.confidence else None
    return PredictionPaths(values, confidence)


def finder(option: str, path: str) -> Callable[[Any], Any]:
    """Compile a JMESPath expression.

    Raises:
        UsageError: it is none.
    """
    import jmespath

    try:
        return jmespath.compile(path).search  # type: ignore[no-any-return]
    except jmespath.exceptions.JMESPathError as error:
        reason = str(error).splitlines()[0]
        raise UsageError(f"{option}: {path!r} is not a JMESPath expression: {reason}") from error


def with_progress(items: Iterable[Item], total: int, text: str) -> Iterable[Item]:
    """Show a bar on the standard error while items are gone through, where that is a terminal."""
    from tqdm import tqdm

    return tqdm(items, text, total, unit="loop", disable=not sys.stderr.isatty())


def tell_skipped(outputs: Outputs) -> None:
    """Say on the standard error which files could not be read."""
    for origin, reason in outputs.reasons:
        print(f"{origin}: skipped: {reason}", file=sys.stderr)
    if outputs.skipped > len(outputs.reasons):
        print(f"and {outputs.skipped - len(outputs.reasons)} more", file=sys.stderr)


def _open_bucket(options: argparse.Namespace) -> Outputs:
    from botocore.exceptions import BotoCoreError, ClientError

    from a2i_emulator.dataset.reading import Bucket
    from a2i_emulator.domain.s3_uri import parse_s3_uri

    try:
        uri = options.s3 if options.s3 is not None else _flow_uri(options)
        place = parse_s3_uri(uri)
        if place is None:
            raise UsageError(f"--s3: {uri!r} is not an S3 URI")
        return Bucket(_client("s3", options), place)
    except (BotoCoreError, ClientError) as error:
        raise UsageError(str(error)) from error


def _flow_uri(options: argparse.Namespace) -> str:
    """Return the S3 URI below which a flow definition's output is."""
    described = _client("sagemaker", options).describe_flow_definition(
        FlowDefinitionName=options.flow
    )
    return f"{described['OutputConfig']['S3OutputPath'].rstrip('/')}/{options.flow}/"


def _client(service: str, options: argparse.Namespace) -> Any:
    from a2i_emulator.sessions import new_session

    session = new_session()
    region = options.region or session.region_name or _REGION
    if options.flow is None:
        return session.client(service, region_name=region)
    known = session.get_credentials()
    keys = {} if known else {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return session.client(service, region_name=region, endpoint_url=options.endpoint, **keys)
