"""Pictures of a known size that need no server."""

from __future__ import annotations


def picture(width: int = 800, height: int = 533) -> str:
    """Return the URL of a picture of so many pixels."""
    svg = (
        f"%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%22{width}%22 height=%22{height}%22"
        "%3E%3Crect width=%22100%25%22 height=%22100%25%22 fill=%22teal%22/%3E%3C/svg%3E"
    )
    return f"data:image/svg+xml,{svg}"
