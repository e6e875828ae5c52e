"""Joining modules into one script; the browser tests run what comes of it."""

from __future__ import annotations

import pytest

from a2i_emulator.crowd.join import joined

FILES = {
    "main.js": "/** Comment. */\nimport './a/one.js';\nimport {two} from './two.js';\nuse(two);\n",
    "a/one.js": "import {\n  two,\n  three as other,\n} from '../two.js';\nrun(two, other);\n",
    "two.js": (
        "export const two = 2;\nexport class Two {}\nexport async function three() {}\n"
        "const text = `import x from 'y'`;\n"
    ),
    "vendor/least.js": "let x=1;export{x as least,x};",
    "vendor/other.js": "var lib = {};export default lib;\n\n",
    "takes.js": (
        "import lib from './vendor/other.js';\n"
        "import {least} from './vendor/least.js';\nlib(least);\n"
    ),
}


def test_each_module_runs_once_and_after_what_it_imports() -> None:
    script = joined(FILES, "main.js")
    places = [script.index(f"modules['{name}'] ??=") for name in ("two.js", "a/one.js", "main.js")]
    assert places == sorted(places)
    assert script.count("modules['two.js'] ??=") == 1
    assert "const {\ntwo,\nthree: other,\n} = modules['two.js'];" in script
    assert "return {two, Two, three};" in script
    assert "Comment" not in script


def test_what_minifiers_write_is_understood() -> None:
    script = joined(FILES, "takes.js")
    assert "let x=1;\nreturn {least: x, x: x};" in script
    assert "const {default: lib} = modules['vendor/other.js'];" in script
    assert "return {default: lib};" in script
    assert "export" not in script


def test_a_circle_is_refused() -> None:
    files = {"a.js": "import './b.js';\n", "b.js": "import './a.js';\n"}
    with pytest.raises(ValueError, match="imports itself"):
        joined(files, "a.js")


def test_a_module_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        joined({"a.js": "import './b.js';\n"}, "a.js")


@pytest.mark.parametrize(
    "source",
    [
        "import * as all from './b.js';\n",
        "import './b.js'\n",
        "export let changing = 1;\n",
        "export * from './b.js';\n",
        "export default class {}\n",
    ],
)
def test_what_is_not_understood_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"a\.js"):
        joined({"a.js": source, "b.js": ""}, "a.js")
