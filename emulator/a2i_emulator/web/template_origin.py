"""A second origin, where worker templates are shown and nothing else is to be had."""

from __future__ import annotations

from urllib.parse import urlsplit

from a2i_emulator.protocol.wsgi import Answer, WsgiRequest
from a2i_emulator.settings import Settings
from a2i_emulator.web.protection import forbidden

_FRAMES = "/_a2i/frames/"
_FILES = ("/_a2i/crowd/", "/_a2i/crowd-html-elements")


class TemplateOrigin:
    """The origin of worker templates.

    Args:
        origin: as a browser has it, ``https://templates.example.com``.

    Attributes:
        host: what a request for it has as ``Host``.
    """

    def __init__(self, origin: str) -> None:
        self.host = urlsplit(origin).netloc

    @classmethod
    def of(cls, settings: Settings) -> TemplateOrigin | None:
        """Return the one that the settings name, if any."""
        return cls(settings.template_origin) if settings.template_origin else None

    def refusal(self, request: WsgiRequest) -> Answer | None:
        """Return the answer to a request that has come to the wrong one of both origins."""
        is_for_templates = request.headers.get("host", "").lower() == self.host
        if request.place.startswith(_FRAMES):
            return None if is_for_templates else forbidden("Templates have an origin of their own.")
        if not is_for_templates or request.place.startswith(_FILES):
            return None
        return forbidden("Worker templates are shown here, and nothing else is.")
