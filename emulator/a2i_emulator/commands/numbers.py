"""Numbers on the command line that have bounds; argparse tells which option was given another."""

from __future__ import annotations

import argparse
import math


def share(text: str) -> float:
    """Read a share, from 0 to 1.

    Raises:
        ArgumentTypeError: it is none.
    """
    number = _number(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return number


def margin(text: str) -> float:
    """Read half of an interval's width, between 0 and 1.

    Raises:
        ArgumentTypeError: it is none.
    """
    number = _number(text)
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return number


def amount(text: str) -> float:
    """Read an amount of money, 0 or more.

    Raises:
        ArgumentTypeError: it is none.
    """
    number = _number(text)
    if number < 0 or not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{text} is not 0 or more")
    return number


def count(text: str) -> int:
    """Read how many, 0 or more.

    Raises:
        ArgumentTypeError: it is no such number.
    """
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of 0 or more")
    return int(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a number") from error
