"""Reviews of simulated workers, whose answers are right as often as they are told to be."""

from __future__ import annotations

import base64
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from PIL import Image, ImageDraw

START = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)
FLOW = "arn:aws:sagemaker:eu-west-1:123456789012:flow-definition/animals"


def output(
    name: str,
    answers: Mapping[str, Mapping[str, Any]],
    content: Any = None,
    at: datetime = START,
    seconds: float = 20.0,
) -> dict[str, Any]:
    """Return an output.json with one answer of each worker."""
    return {
        "flowDefinitionArn": FLOW,
        "humanAnswers": [
            {
                "acceptanceTime": iso(at - timedelta(seconds=seconds)),
                "answerContent": dict(answer),
                "submissionTime": iso(at),
                "timeSpentInSeconds": seconds,
                "workerId": worker,
            }
            for worker, answer in answers.items()
        ],
        "humanLoopName": name,
        "inputContent": content if content is not None else {},
    }


def iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


def noisy(chance: random.Random, truth: str, labels: Sequence[str], accuracy: float) -> str:
    """Return the truth, or with the rest of the probability one of the other labels."""
    if chance.random() < accuracy:
        return truth
    return chance.choice([label for label in labels if label != truth])


def labelled(
    count: int, accuracies: Mapping[str, float], labels: Sequence[str] = ("cat", "dog", "owl")
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the truth and an output.json of workers who label pictures."""
    chance = random.Random(7)
    for i in range(count):
        truth = chance.choice(labels)
        answers = {
            worker: {"animal": {"label": noisy(chance, truth, labels, accuracy)}}
            for worker, accuracy in accuracies.items()
        }
        yield truth, output(f"loop-{i}", answers, at=START + timedelta(hours=i))


def painted(
    colour: str, box: tuple[int, int, int, int], size: tuple[int, int] = (40, 30)
) -> dict[str, Any]:
    """Return the answer of who painted a rectangle as a dog, its last pixels included."""
    picture = Image.new("RGBA", size)
    ImageDraw.Draw(picture).rectangle(box, colour)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return {
        "inputImageProperties": {"height": size[1], "width": size[0]},
        "labelMappings": {"Dog": {"color": colour}},
        "labeledImage": {"pngImageData": base64.b64encode(stream.getvalue()).decode()},
    }
