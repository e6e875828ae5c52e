"""The control API under ``/_a2i/``: what tests and tools ask of the emulator itself."""

from a2i_emulator.control.blueprint import control_blueprint

__all__ = ["control_blueprint"]
