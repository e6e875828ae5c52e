"""What kind of image or document some bytes are, and whether they can be read at all.

Only headers are looked at: enough to refuse what the services refuse, without a library that
decodes untrusted images.
"""

from __future__ import annotations

import re
from enum import Enum

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PNG_HEADER = re.compile(re.escape(_PNG) + rb".{4}IHDR(?P<width>.{4})(?P<height>.{4})", re.DOTALL)
_TIFF = (b"II*\x00", b"MM\x00*")
_PDF = b"%PDF-"
_PDF_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_STANDALONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Media(str, Enum):
    """A format that Rekognition or Textract takes."""

    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    PDF = "pdf"


def media_of(content: bytes) -> Media | None:
    """Tell the format by the first bytes; None for any other."""
    if content.startswith(_PNG):
        return Media.PNG
    if content.startswith(_JPEG):
        return Media.JPEG
    if content.startswith(_TIFF):
        return Media.TIFF
    return Media.PDF if content.startswith(_PDF) else None


def is_readable(content: bytes, media: Media) -> bool:
    """Tell whether the header goes on as the format asks: an image must have a size."""
    if media is Media.PNG:
        header = _PNG_HEADER.match(content)
        return header is not None and _has_area(header["width"], header["height"])
    if media is Media.JPEG:
        return _jpeg_has_frame(content)
    return len(content) > len(_PDF) + 3


def pdf_pages(content: bytes) -> int:
    """Count a PDF's pages as far as they can be seen; pages in compressed streams cannot."""
    return len(_PDF_PAGE.findall(content))


def _has_area(width: bytes, height: bytes) -> bool:
    return any(width) and any(height)


def _jpeg_has_frame(content: bytes) -> bool:
    """Walk the segments to the frame header, which holds the image's size."""
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:  # noqa: PLR2004 (marker)
        marker = content[position + 1]
        if marker in _FRAME_MARKERS:
            return _has_area(
                content[position + 5 : position + 7], content[position + 7 : position + 9]
            )
        if marker == 0xFF:  # noqa: PLR2004 (fill byte)
            position += 1
        elif marker in _STANDALONE_MARKERS:
            position += 2
        else:
            position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    return False
