"""Makes the pages of the reference when the site is built, of what they are the reference of.

A page with a line ``<!-- generated: NAME -->`` gets there what the generator of that name returns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from docs.generators import (
    command_line,
    control_api,
    fidelity,
    formats,
    links,
    reviewed_data,
    test_kit,
)

GENERATORS: Mapping[str, Callable[[], str]] = {
    "command-line": command_line.page,
    "control-api": control_api.page,
    "fidelity": fidelity.page,
    "reviewed-data": reviewed_data.page,
    "test-kit": test_kit.page,
    **{name: partial(formats.page, name) for name in formats.PAGES},
}
_MARK = re.compile(r"^<!-- generated: ([a-z-]+) -->$", re.MULTILINE)


def setup(app: Any) -> Mapping[str, Any]:
    """Register with Sphinx."""
    app.connect("source-read", _read_page)
    app.connect("include-read", _read_included)
    app.connect("missing-reference", _find_by_end)
    app.connect("build-finished", lambda app, _: fidelity.write(app.outdir))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read_page(app: Any, name: str, source: list[str]) -> None:
    # A function, since a replacement text would have its backslashes read.
    text = _MARK.sub(lambda found: GENERATORS[found[1]](), source[0])
    source[0] = links.mended(text, app.srcdir / f"{name}.md", name)


def _find_by_end(app: Any, env: Any, node: Any, content: Any) -> Any:
    """Find what a docstring names by its last part, wherever in the package it is."""
    if node.get("refdomain") != "py" or node.get("refspecific"):
        return None
    node["refspecific"] = True
    found = node["refdoc"], app.builder, node["reftype"], node["reftarget"], node, content
    return env.get_domain("py").resolve_xref(env, *found)


def _read_included(app: Any, path: Any, parent: str, content: list[str]) -> None:
    content[0] = links.mended(content[0], (app.srcdir / path).resolve(), parent)
