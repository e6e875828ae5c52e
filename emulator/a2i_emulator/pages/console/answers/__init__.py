"""Workers' answers as a person reads them, made of the JSON alone: pure, and never as markup."""

from a2i_emulator.pages.console.answers.parts import Part, parts_of
from a2i_emulator.pages.console.answers.task_page import Widget, widgets_of

__all__ = ["Part", "Widget", "parts_of", "widgets_of"]
