"""Java's regular expressions."""

from __future__ import annotations

import pytest

from a2i_emulator.protocol.java import matcher


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("[a-z]+", "abc", True),
        ("[a-z]+", "abc1", False),
        ("[a-z]+", "abc\n", False),
        ("^[a-z]+$", "abc\n", False),
        (".*", "a b", True),
        (".*", "a\nb", False),
        (".*", "a\rb", False),
        (".*", "a\u2028b", False),
        (".*", "a\x85b", False),
        (r"[\S\s]+", "a\nb", True),
        ("[.]", ".", True),
        ("[.]", "x", False),
        (r"\.", "x", False),
        (r"\d+", "123", True),
        (r"\d+", "\u0663", False),
        (r"\w+", "\u00e9", False),
        (r"\S", "\u2003", True),
        (r"[\p{L}]+", "\u00e9\u4e2d", True),
        (r"[\p{L}]+", "1", False),
        (r"\p{Z}", "\u2003", True),
        (r"[\t\n\r -\uD7FF\uE000-\uFFFD]*", "Titel \u20ac", True),
        (r"[\t\n\r -\uD7FF\uE000-\uFFFD]*", "\U0001f600", False),
        ("a++b", "aab", True),
        ("a++ab", "aab", False),
    ],
)
def test_a_pattern_matches_whole_strings_as_in_java(pattern: str, text: str, matches: bool) -> None:
    assert bool(matcher(pattern)(text)) is matches


@pytest.mark.parametrize("pattern", ["[a-z&&[^b]]", "[a[b]]", r"\p{L}\w"])
def test_what_cannot_be_translated_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="class"):
        matcher(pattern)
