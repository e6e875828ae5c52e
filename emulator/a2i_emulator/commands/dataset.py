"""``a2i-emulator dataset``: reviewed data as a training set."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from a2i_emulator.commands.files import UsageError
from a2i_emulator.commands.numbers import share
from a2i_emulator.commands.outputs import (
    add_outputs,
    finder,
    open_outputs,
    read_predictions,
    tell_skipped,
    with_progress,
)

if TYPE_CHECKING:
    from a2i_emulator.dataset.exporting import Choices
    from a2i_emulator.dataset.reading import Outputs

_FORMATS = (
    "augmented-manifest",
    "coco",
    "yolo",
    "voc",
    "conll",
    "spacy",
    "jsonl",
    "csv",
    "parquet",
    "huggingface",
)


def add_parser(commands: Any) -> None:
    """Declare the command."""
    group = commands.add_parser("dataset", help="reviewed data as a training set")
    actions = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    parser: argparse.ArgumentParser = actions.add_parser(
        "export",
        help="write reviewed data as a training set, with a report",
        description=(
            "Reads output.json files, of the emulator or of Amazon's service, and writes what "
            "people answered as a training set, with a report of how right the model was."
        ),
    )
    add_outputs(parser)
    parser.add_argument(
        "--format", choices=_FORMATS, required=True, help="one of " + ", ".join(_FORMATS)
    )
    parser.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="the folder to write to"
    )
    parser.add_argument(
        "--field",
        metavar="NAME",
        action="append",
        default=[],
        help="only this field of the answers; may be repeated",
    )
    parser.add_argument(
        "--split",
        metavar="NAME=SHARE,…",
        default="train=0.8,validation=0.1,test=0.1",
        help="the parts and their shares; what is about one image or text stays in one part",
    )
    _add_choices(parser)
    parser.set_defaults(run=run)


def _add_choices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only-changed",
        action="store_true",
        help="only loops in which people corrected the model's prediction",
    )
    parser.add_argument(
        "--only-agreed",
        metavar="SHARE",
        type=share,
        nargs="?",
        const=1.0,
        default=0.0,
        help="only loops whose workers agree, wholly or to this share",
    )
    parser.add_argument(
        "--source",
        metavar="PATH",
        help="where the input has the S3 URI of the image, as a JMESPath expression",
    )
    parser.add_argument(
        "--mask-prefix",
        metavar="URI",
        default="",
        help="what stands before the names of masks in an augmented manifest: where they will be",
    )


def run(options: argparse.Namespace) -> int:
    """Read, write, and say what was written."""
    from a2i_emulator.dataset.exporting import REPORT, export
    from a2i_emulator.dataset.formats.writer import MissingExtraError
    from a2i_emulator.quality.masks import MissingLibraryError

    outputs = open_outputs(options)
    choices = _choices(options, outputs)
    reviews = with_progress(outputs, len(outputs), "Reading")
    try:
        exported = export(reviews, options.format, options.out, choices)
    except (MissingExtraError, MissingLibraryError) as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{options.out}: {error}") from error
    tell_skipped(outputs)
    for split, count in exported.written.items():
        print(f"{split}: {count}")
    for reason, count in sorted(exported.left_out.items()):
        print(f"left out, {reason}: {count}")
    print(f"Report: {options.out / REPORT}")
    return 0 if any(exported.written.values()) else 1


def _choices(options: argparse.Namespace, outputs: Outputs) -> Choices:
    from a2i_emulator.dataset.exporting import Choices
    from a2i_emulator.dataset.splits import Splits
    from a2i_emulator.quality.consolidation import Consolidation

    try:
        splits = Splits.parse(options.split)
    except ValueError as error:
        raise UsageError(f"--split: {error}") from error
    return Choices(
        frozenset(options.field),
        splits,
        options.only_changed,
        options.only_agreed,
        Consolidation.learn(with_progress(outputs, len(outputs), "Learning"))
        if options.weigh_workers
        else None,
        read_predictions(options),
        finder("--source", options.source) if options.source else None,
        options.mask_prefix,
    )
