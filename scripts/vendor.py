"""Re-create the vendored browser libraries from the npm registry: ``python scripts/vendor.py``.

Needs ``npm`` on the path. Every version is exact, so that two runs give the same bytes; the
licence of each package is laid beside its file.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "emulator" / "a2i_emulator" / "crowd" / "vendor"
EDITOR = ROOT / "emulator" / "a2i_emulator" / "pages" / "console" / "vendor"

LIT = "lit@3.3.3"
JSON5 = "json5@2.2.3"
IRON_ICONS = "@polymer/iron-icons@3.0.1"
POLYMER = "@polymer/polymer@3.5.2"
"""The home of the licence text that iron-icons only refers to."""
ESBUILD = "esbuild@0.28.2"
CODE_MIRROR = (
    "@codemirror/autocomplete@6.20.4",
    "@codemirror/commands@6.11.1",
    "@codemirror/lang-css@6.3.1",
    "@codemirror/lang-html@6.4.12",
    "@codemirror/lang-javascript@6.2.5",
    "@codemirror/lang-liquid@6.3.3",
    "@codemirror/language@6.13.1",
    "@codemirror/lint@6.9.8",
    "@codemirror/state@6.7.6",
    "@codemirror/view@6.43.15",
    "@lezer/common@1.5.5",
    "@lezer/css@1.3.9",
    "@lezer/highlight@1.2.5",
    "@lezer/html@1.3.13",
    "@lezer/javascript@1.5.6",
    "@lezer/lr@1.4.12",
    "@marijn/find-cluster-break@1.0.4",
    "crelt@1.0.7",
    "style-mod@4.1.5",
    "w3c-keyname@2.2.8",
)
"""The editor of the console, and all that it is made of."""

ICON = re.compile(r'<g id="([\w-]+)">(.*?)</g>(?=\s*(?:<g id|</defs>))', re.DOTALL)
"""One icon in a set: its name and its markup."""

JSON5_TABLE = re.compile(r"\b(?P<name>ID_Start|ID_Continue)=/(?:[^/\\]|\\.)+/")
"""A pattern that lists every letter that may begin, or be in, a bare key."""

LIT_ENTRY = """\
export {LitElement, html, svg, css, nothing} from 'lit';
export {classMap} from 'lit/directives/class-map.js';
export {ifDefined} from 'lit/directives/if-defined.js';
export {live} from 'lit/directives/live.js';
export {repeat} from 'lit/directives/repeat.js';
export {styleMap} from 'lit/directives/style-map.js';
"""


CODE_MIRROR_ENTRY = """\
export {EditorState} from '@codemirror/state';
export {EditorView, drawSelection, keymap} from '@codemirror/view';
export {highlightActiveLine, lineNumbers} from '@codemirror/view';
export {defaultKeymap, history, historyKeymap} from '@codemirror/commands';
export {bracketMatching, indentOnInput, syntaxHighlighting} from '@codemirror/language';
export {lintGutter, setDiagnostics} from '@codemirror/lint';
export {liquid} from '@codemirror/lang-liquid';
export {classHighlighter} from '@lezer/highlight';
"""


def main() -> None:
    """Install the packages in a scratch folder and write what is kept of them."""
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        install(work)
        shutil.rmtree(VENDOR, ignore_errors=True)
        VENDOR.mkdir(parents=True)
        bundle_lit(work)
        bundle_code_mirror(work)
        copy_json5(work)
        write_icons(work)


def install(work: Path) -> None:
    """Install every package into ``work``, running none of their scripts."""
    (work / "package.json").write_text('{"private": true}')
    packages = [LIT, JSON5, IRON_ICONS, POLYMER, ESBUILD, *CODE_MIRROR]
    command = [
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--legacy-peer-deps",
    ]
    subprocess.run([*command, *packages], cwd=work, check=True)


def bundle_lit(work: Path) -> None:
    """Bundle lit and the few directives that the elements use into one module."""
    entry = work / "lit-entry.js"
    entry.write_text(LIT_ENTRY)
    esbuild = work / "node_modules" / ".bin" / "esbuild"
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=inline"]
    target = VENDOR / "lit.js"
    subprocess.run([esbuild, entry, *options, f"--outfile={target}"], cwd=work, check=True)
    shutil.copyfile(package(work, "lit") / "LICENSE", VENDOR / "lit.LICENSE.txt")


def bundle_code_mirror(work: Path) -> None:
    """Bundle the editor into one classic script, which makes a global ``codeMirror``."""
    entry = work / "code-mirror-entry.js"
    entry.write_text(CODE_MIRROR_ENTRY)
    esbuild = work / "node_modules" / ".bin" / "esbuild"
    options = ["--bundle", "--minify", "--format=iife", "--global-name=codeMirror"]
    options += ["--target=es2022", "--legal-comments=inline"]
    shutil.rmtree(EDITOR, ignore_errors=True)
    EDITOR.mkdir(parents=True)
    target = EDITOR / "codemirror.js"
    subprocess.run([esbuild, entry, *options, f"--outfile={target}"], cwd=work, check=True)
    licence = package(work, "@codemirror/view") / "LICENSE"
    shutil.copyfile(licence, EDITOR / "codemirror.LICENSE.txt")


def copy_json5(work: Path) -> None:
    """Copy the module that json5 publishes, minified already, without its tables of letters."""
    source = package(work, "json5")
    module = (source / "dist" / "index.min.mjs").read_text()
    (VENDOR / "json5.js").write_text(with_the_browser_s_letters(module))
    shutil.copyfile(source / "LICENSE.md", VENDOR / "json5.LICENSE.txt")


def with_the_browser_s_letters(module: str) -> str:
    """Put what browsers know of Unicode in place of json5's tables, which are half of it."""
    return JSON5_TABLE.sub(r"\g<name>=/\\p{\g<name>}/u", module)


def write_icons(work: Path) -> None:
    """Turn each icon set into a module whose default export maps names to SVG markup."""
    folder = VENDOR / "iron-icons"
    folder.mkdir()
    for source in sorted(package(work, "@polymer/iron-icons").glob("*-icons.js")):
        markup = source.read_text()
        name = _found(r'<iron-iconset-svg name="([\w-]+)"', markup)
        icons = dict(ICON.findall(markup))
        body = json.dumps({key: " ".join(value.split()) for key, value in icons.items()}, indent=0)
        notice = f"/* {IRON_ICONS}, BSD-3-Clause; see ./LICENSE.txt */"
        (folder / f"{name}.js").write_text(f"{notice}\nexport default {body};\n")
    shutil.copyfile(package(work, "@polymer/polymer") / "LICENSE.txt", folder / "LICENSE.txt")


def package(work: Path, name: str) -> Path:
    """Return where npm put a package."""
    return work / "node_modules" / name


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise SystemExit(f"nothing matches {pattern}")
    return match.group(1)


if __name__ == "__main__":
    main()
