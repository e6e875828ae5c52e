"""A worker's page with a thousand Textract blocks, beside python-liquid alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from liquid import Environment

from a2i_emulator import templates
from benchmarks.measure import (
    Figure,
    Goal,
    Plan,
    Spread,
    in_words,
    interleaved,
    ratios,
    seconds_per_call,
)

_BLOCKS = 1000
_TEMPLATE = """\
<crowd-form>
{% for block in task.input.blocks %}
  <p id="{{ block.id }}" class="{{ block.blockType | downcase }}">
    {{ block.text }} ({{ block.confidence | round: 1 }}
    at {{ block.geometry.boundingBox.left }}, {{ block.geometry.boundingBox.top }})
    {% if block.confidence < 90 %}<b>please check</b>{% endif %}
  </p>
{% endfor %}
</crowd-form>
"""


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare rendering, both with the template parsed before."""
    task_input = {"blocks": [_block(number) for number in range(_BLOCKS)]}
    parsed = Environment(autoescape=True).from_string(_TEMPLATE)
    times = plan.pick(10, 3)

    def ours() -> None:
        rendered = templates.render(_TEMPLATE, task_input, presign=str)
        if rendered.errors:
            raise RuntimeError(rendered.errors)

    def theirs() -> str:
        return parsed.render(task={"input": task_input})

    taken = interleaved(
        {
            "ours": partial(seconds_per_call, ours, times),
            "theirs": partial(seconds_per_call, theirs, times),
        },
        plan.rounds,
    )
    yield Figure(
        f"A task page with {_BLOCKS:,} Textract blocks",
        "python-liquid alone",
        ratios(taken["ours"], taken["theirs"]),
        Goal(1.3),
        "; ".join(in_words(Spread.of(values).median) for values in taken.values()),
    )


def _block(number: int) -> dict[str, Any]:
    return {
        "id": f"5f9c9a4c-0d3b-4b62-9d8b-{number:012d}",
        "blockType": "WORD",
        "text": f"R&D <{number}>",
        "confidence": 80 + number % 20 + 0.123,
        "geometry": {"boundingBox": {"left": number / 1000, "top": 0.5, "width": 0.1}},
    }
