"""Painted masks, pixel by pixel. Decoding needs Pillow, which the extra ``quality`` installs."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from a2i_emulator.quality.answers import Mask

if TYPE_CHECKING:
    from PIL.Image import Image

_COLOURS = (
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd",
    "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
)  # fmt: skip
_MOST_PAIRS = 1 << 16


class MissingLibraryError(ImportError):
    """What was asked for needs a library that one of the package's extras installs."""


def mask_agreement(first: Mask, second: Mask) -> float:
    """Return the mean, over all labels that either painted, of intersection over union.

    Raises:
        MissingLibraryError: Pillow is not there.
        OSError: a picture cannot be decoded.
    """
    shared = label_overlaps(first, second)
    return sum(shared.values()) / len(shared) if shared else 1.0


def label_overlaps(first: Mask, second: Mask) -> dict[str, float]:
    """Return intersection over union of each label that is painted in either mask."""
    from PIL import Image

    labels = _labels((first, second))
    one, other = (paint_numbers(mask, labels) for mask in (first, second))
    if other.size != one.size:
        other = other.resize(one.size, Image.Resampling.NEAREST)
    both = Image.merge("RGB", (one, other, Image.new("L", one.size)))
    ones, others, common = Counter[int](), Counter[int](), Counter[int]()
    for count, (a, b, _) in both.getcolors(_MOST_PAIRS) or ():  # type: ignore[misc]
        ones[a] += count
        others[b] += count
        common[a] += count if a == b else 0
    return {
        label: common[i] / (ones[i] + others[i] - common[i])
        for i, label in enumerate(labels, 1)
        if ones[i] or others[i]
    }


def vote(masks: Sequence[Mask], *, smooth: bool = True) -> tuple[Mask, float]:
    """Return the mask that most workers painted at each pixel, and how far they agree.

    Nothing painted is a vote as well, and wins a tie; between labels the first in the alphabet
    does. The confidence is the mean share of the winner's votes, over the pixels that anybody
    painted.

    Args:
        masks: one of each worker.
        smooth: let each pixel that workers dispute have what most of the nine around it have.

    Raises:
        MissingLibraryError: Pillow is not there.
        OSError: a picture cannot be decoded.
    """
    from PIL import Image, ImageChops, ImageFilter

    labels = _labels(masks)
    pictures = [paint_numbers(mask, labels) for mask in masks]
    size = pictures[0].size
    pictures = [p if p.size == size else p.resize(size, Image.Resampling.NEAREST) for p in pictures]
    most, winner = _votes(pictures, 0), Image.new("L", size)
    nobody = most.point(lambda n: 255 * (n == len(masks)))
    for i in range(1, len(labels) + 1):
        votes = _votes(pictures, i)
        winner.paste(i, mask=ImageChops.subtract(votes, most).point(lambda n: 255 * (n > 0)))
        most = ImageChops.lighter(most, votes)
    painted = ImageChops.invert(nobody)
    counts = most.histogram(painted)
    share = sum(n * count for n, count in enumerate(counts)) / (sum(counts) * len(masks) or 1)
    if smooth:
        disputed = most.point(lambda n: 255 * (n < len(masks)))
        winner.paste(winner.filter(ImageFilter.ModeFilter(3)), mask=disputed)
    return _encode(winner, labels, masks), share if sum(counts) else 1.0


def paint_numbers(mask: Mask, labels: Sequence[str]) -> Image:
    """Return a grey picture of the labels' numbers, from 1; 0 is where nothing is painted."""
    from PIL import Image, ImageChops

    picture = _decode(mask.png)
    bands = picture.split()
    numbers = Image.new("L", picture.size)
    seen = bands[3].point(lambda n: 255 * (n > 0))
    for colour, label in mask.colours.items():
        here = seen
        for band, value in zip(bands, bytes.fromhex(colour.lstrip("#")), strict=False):
            here = ImageChops.multiply(here, band.point(lambda n, v=value: 255 * (n == v)))
        numbers.paste(labels.index(label) + 1, mask=here)
    return numbers


@lru_cache(maxsize=16)
def _decode(png: str) -> Image:
    try:
        from PIL import Image
    except ImportError as error:
        raise MissingLibraryError(
            "masks are read with Pillow: pip install 'a2i-emulator[quality]'"
        ) from error
    return Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")


def _labels(masks: Sequence[Mask]) -> list[str]:
    return sorted({label for mask in masks for label in mask.colours.values()})


def _votes(pictures: Sequence[Image], number: int) -> Image:
    from PIL import ImageChops

    total = pictures[0].point(lambda n: int(n == number))
    for picture in pictures[1:]:
        total = ImageChops.add(total, picture.point(lambda n: int(n == number)))
    return total


def _encode(numbers: Image, labels: Sequence[str], masks: Sequence[Mask]) -> Mask:
    from PIL import Image

    colours = _distinct_colours(labels, masks)
    picture = Image.new("RGBA", numbers.size)
    present = set(numbers.tobytes())
    for i, label in enumerate(labels, 1):
        if i in present:
            picture.paste(colours[label], mask=numbers.point(lambda n, i=i: 255 * (n == i)))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    named = {colours[label]: label for i, label in enumerate(labels, 1) if i in present}
    return Mask(base64.b64encode(stream.getvalue()).decode(), named, numbers.size)


def _distinct_colours(labels: Sequence[str], masks: Sequence[Mask]) -> Mapping[str, str]:
    """Return a colour for each label: the workers' own, where it is not taken by another."""
    given = {label: colour for mask in masks for colour, label in mask.colours.items()}
    found: dict[str, str] = {}
    for label in labels:
        choices = (given[label], *_COLOURS, *(f"#{n:06x}" for n in range(1, 1 << 12)))
        found[label] = next(c for c in choices if c not in found.values())
    return found
