"""``a2i-emulator quality``: what output.json files tell of people and of the model."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from a2i_emulator.commands.files import UsageError, read_json
from a2i_emulator.commands.numbers import amount, count, margin
from a2i_emulator.commands.outputs import (
    add_outputs,
    open_outputs,
    read_predictions,
    tell_skipped,
    with_progress,
)

if TYPE_CHECKING:
    from a2i_emulator.quality.report import QualityReport


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "quality",
        help="agreement, workers, the model's accuracy and drift, from output.json files",
        description=(
            "Reads output.json files, of the emulator or of Amazon's service, and prints how far "
            "workers agree, figures of each, how right the model was and whether it drifts. What "
            "each figure means is told in the documentation, under Quality."
        ),
    )
    add_outputs(parser)
    parser.add_argument("--json", action="store_true", help="print all figures, as JSON")
    parser.add_argument(
        "--gold",
        metavar="FILE",
        help="known answers: JSON of human loop name, then answerContent; `-` is standard input",
    )
    parser.add_argument(
        "--cost",
        metavar="AMOUNT",
        type=amount,
        default=0.0,
        help="what one answer of one worker costs, in any currency",
    )
    parser.add_argument(
        "--worst", metavar="N", type=count, default=10, help="how many loops that disagree are told"
    )
    parser.add_argument(
        "--margin",
        metavar="SHARE",
        type=margin,
        help="also print how many loops, and which RandomSamplingPercentage, a figure of plus or "
        "minus this share takes (0.02 is two points) at 95 percent confidence",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read the files and print the figures."""
    from a2i_emulator.quality.json_form import as_json
    from a2i_emulator.quality.masks import MissingLibraryError

    outputs = open_outputs(options)
    try:
        report = _assess(options, outputs)
    except MissingLibraryError as error:
        raise UsageError(str(error)) from error
    tell_skipped(outputs)
    plan = _sampling(options.margin, report.loops)
    if options.json:
        found = as_json(report) | ({"sampling": plan} if plan else {})
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    print("\n".join([*_lines(report), *_plan_lines(options.margin, plan)]))
    return 0


def _assess(options: argparse.Namespace, outputs: Any) -> QualityReport:
    from a2i_emulator.quality.consolidation import Consolidation
    from a2i_emulator.quality.report import assess

    consolidation = (
        Consolidation.learn(with_progress(outputs, len(outputs), "Learning"))
        if options.weigh_workers
        else None
    )
    return assess(
        with_progress(outputs, len(outputs), "Reading"),
        consolidation=consolidation,
        predictions=read_predictions(options),
        gold=_gold(options.gold),
        cost_per_answer=options.cost,
        worst=options.worst,
    )


def _gold(file: str | None) -> dict[str, dict[str, object]]:
    from a2i_emulator.quality.answers import read_fields

    known = read_json(file) if file else {}
    if not isinstance(known, dict) or not all(isinstance(c, dict) for c in known.values()):
        raise UsageError("--gold: not an object of human loop name, then answerContent")
    return {
        loop: {name: field.value for name, field in read_fields(content).items()}
        for loop, content in known.items()
    }


def _sampling(margin: float | None, loops: int) -> dict[str, float]:
    from a2i_emulator.quality.intervals import sample_size, sampling_percentage

    if margin is None:
        return {}
    return {
        "loops": sample_size(margin, population=loops),
        "randomSamplingPercentage": sampling_percentage(margin, loops),
    }


def _lines(report: QualityReport) -> list[str]:
    lines = [f"{report.loops} human loops, {report.answers} answers"]
    if report.agreement:
        rows = [
            [flow, name, f.kind, f.loops, _n(f.agreement), _n(f.fleiss), _n(f.alpha), _n(f.cohen)]
            for (flow, name), f in report.agreement.items()
        ]
        head = ["flow", "field", "kind", "loops", "agreement", "Fleiss", "alpha", "Cohen"]
        lines += ["", "Agreement of workers", *_table([head, *rows])]
    worst = [[_n(agreement), flow, loop] for agreement, flow, loop in report.worst]
    if worst:
        lines += ["", "Loops that disagree most", *_table([["agreement", "flow", "loop"], *worst])]
    head = ["worker", "tasks", "median s", "agreement", "gold", "estimated"]
    people = [
        [
            worker,
            f.tasks,
            _n(f.median_seconds, 1),
            _n(f.agreement),
            _n(f.gold.value),
            _n(f.estimated_accuracy),
        ]
        for worker, f in report.workers.items()
    ]
    lines += ["", "Workers", *_table([head, *people])] if people else []
    return lines + _model_lines(report)


def _model_lines(report: QualityReport) -> list[str]:
    if not report.model:
        return ["", "No prediction of a model was found in the input; see --prediction."]
    lines: list[str] = []
    for (flow, name), model in report.model.items():
        loops = model.loops
        right = f"{_n(loops.value)} of {loops.of} loops ({_n(loops.low)} to {_n(loops.high)})"
        lines += ["", f"The model on {flow}, {name}: right in {right}"]
        rows = [
            [label, _n(f.precision.value), _n(f.recall.value), _n(f.f1)]
            for label, f in model.by_label.items()
        ]
        lines += _table([["label", "precision", "recall", "F1"], *rows])
        if model.calibration_error is not None:
            lines.append(f"Its confidence is off by {_n(model.calibration_error)} on average")
            steps = [
                [_n(t.threshold), _n(t.sent.value), _n(t.caught.value)]
                for t in model.thresholds[:: max(len(model.thresholds) // 10, 1)]
            ]
            lines += _table([["threshold", "loops sent", "errors caught"], *steps])
    weeks = [
        [week, f.changed.of, _n(f.changed.value), _n(f.changed.low), _n(f.changed.high), f.cost]
        for week, f in report.weeks.items()
    ]
    head = ["week of", "loops", "changed", "low", "high", "cost"]
    return [*lines, "", "What people changed, by week", *_table([head, *weeks])]


def _plan_lines(margin: float | None, plan: dict[str, float]) -> list[str]:
    if not plan:
        return []
    loops, percentage = plan["loops"], plan["randomSamplingPercentage"]
    sampled = f"RandomSamplingPercentage {percentage:g}"
    return ["", f"For plus or minus {margin:g} review {loops:.0f} loops: {sampled}"]


def _table(rows: list[list[Any]]) -> list[str]:
    texts = [
        [f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in texts
    ]


def _n(value: float | None, places: int = 3) -> str:
    return "-" if value is None else f"{value:.{places}f}"
