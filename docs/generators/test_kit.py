"""The Python test kit: Sphinx's directives for what the package makes public."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from enum import Enum
from importlib import import_module
from importlib.metadata import distribution
from typing import Any

from docs.generators.markdown import block, code, prose

_MAIN = ("mock_a2i", "Emulator", "testing.A2I")
_PARTS = ("testing.Clock", "testing.Workers", "testing.Faults", "testing.Predictions")


def page() -> str:
    """Return a section for each kind of thing that the test kit has."""
    main, parts = ([f"a2i_emulator.{name}" for name in names] for names in (_MAIN, _PARTS))
    others = {n: thing for n, thing in public_names().items() if n not in {*main, *parts}}
    errors = [name for name, thing in others.items() if _is_error(thing)]
    sections = {
        "The emulator": main,
        "Clock, workers, faults, predictions": parts,
        "Values": [name for name in others if name not in errors],
        "Errors": errors,
    }
    written = [f"## {title}\n\n{_directives(names)}" for title, names in sections.items()]
    return "\n".join([*written, _plugin()])


def public_names() -> Mapping[str, Any]:
    """Return what the package and its test kit make public, each thing under one name."""
    found: dict[str, Any] = {}
    for module in map(import_module, ("a2i_emulator", "a2i_emulator.testing")):
        for name in module.__all__:
            thing = getattr(module, name)
            if not any(thing is other for other in found.values()):
                found[f"{module.__name__}.{name}"] = thing
    return found


def _is_error(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, Exception)


def _directives(names: Iterable[str]) -> str:
    things = public_names()
    return block("eval-rst", "", "\n".join(directive(name, things[name]) for name in names))


def directive(name: str, thing: Any) -> str:
    """Return Sphinx's directive for a public thing, by its full name."""
    if isinstance(thing, type):
        # What the kit makes itself is shown without the parts that it makes it of.
        signature = "()" if name.removeprefix("a2i_emulator.") in {"testing.A2I", *_PARTS} else ""
        options = ["members", "show-inheritance", *["undoc-members"] * issubclass(thing, Enum)]
        return f".. autoclass:: {name}{signature}\n" + "".join(f"   :{o}:\n" for o in options)
    return f".. {'autofunction' if callable(thing) else 'autodata'}:: {name}\n"


def _plugin() -> str:
    """Tell of the pytest plugin: fixtures, marker and ini options, as it declares them."""
    (entry,) = distribution("a2i-emulator").entry_points.select(group="pytest11")
    plugin = entry.load()
    declared = _Declared()
    plugin.pytest_addoption(declared)
    plugin.pytest_configure(declared)
    fixtures = [
        f".. py:function:: {name}\n   :no-index-entry:\n\n"
        + "\n".join(f"   {line}" for line in inspect.cleandoc(thing.__doc__).splitlines())
        for name, thing in vars(plugin).items()
        if type(thing).__name__.startswith("Fixture") and thing.__doc__
    ]
    return "\n\n".join(
        (
            "## The pytest plugin",
            "### Fixtures",
            block("eval-rst", "", ".. py:currentmodule:: pytest\n\n" + "\n\n".join(fixtures)),
            "### Marker",
            *declared.markers,
            "### Options of the ini file",
            *declared.options,
        )
    )


class _Declared:
    """Stands in for pytest's parser and configuration, and keeps what a plugin declares."""

    def __init__(self) -> None:
        self.markers: list[str] = []
        self.options: list[str] = []

    def addini(self, name: str, text: str, type: str = "string", default: Any = None) -> None:  # noqa: A002 - pytest's names
        """Keep an option."""
        end = f" By default {code(default)}." if default else ""
        self.options.append(f"{code(name)} ({type})\n: {prose(text.capitalize())}.{end}")

    def addinivalue_line(self, _: str, line: str) -> None:
        """Keep a marker."""
        signature, _, text = line.partition(": ")
        self.markers.append(f"{code(f'@pytest.mark.{signature}')}\n: {prose(text)}")
