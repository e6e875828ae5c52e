"""Image and document headers, also those that somebody made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.domain.media import Media, is_readable, media_of, pdf_pages
from a2i_emulator.predictions.samples import sample

PNG = sample("street.png")
START_OF_FRAME = b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10"


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (PNG, Media.PNG),
        (b"\xff\xd8\xff\xe0", Media.JPEG),
        (b"II*\x00", Media.TIFF),
        (b"MM\x00*", Media.TIFF),
        (b"%PDF-1.7", Media.PDF),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_formats_are_told_by_their_first_bytes(content: bytes, media: Media | None) -> None:
    assert media_of(content) is media


@pytest.mark.parametrize(
    ("content", "readable"),
    [
        (PNG, True),
        (PNG[:24], True),
        (PNG[:23], False),
        (PNG[:16] + bytes(8), False),
        (b"\xff\xd8" + START_OF_FRAME, True),
        (b"\xff\xd8\xff\xff" + START_OF_FRAME, True),
        (b"\xff\xd8\xff\xe0\x00\x04ab" + START_OF_FRAME, True),
        (b"\xff\xd8\xff\xc4\x00\x04ab" + START_OF_FRAME, True),
        (b"\xff\xd8\xff\xe0\x00\x08ab" + START_OF_FRAME, False),
        (b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x00\x00\x10", False),
        (b"\xff\xd8\xff\xd9", False),
    ],
)
def test_an_image_needs_a_size(content: bytes, readable: bool) -> None:
    media = media_of(content)

    assert media is not None
    assert is_readable(content, media) is readable


@given(st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"%PDF-"]), st.binary())
def test_made_up_headers_do_no_harm(start: bytes, rest: bytes) -> None:
    media = media_of(start + rest)

    assert media is not None
    assert is_readable(start + rest, media) in (True, False)
    assert pdf_pages(start + rest) >= 0
