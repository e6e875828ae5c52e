"""How Sphinx makes the site of what is in this folder: ``make docs``."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from a2i_emulator import __version__  # noqa: E402 - the site is made of what is installed

project = "a2i-emulator"
copyright = "the authors of a2i-emulator"  # noqa: A001 - Sphinx's name of it
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "docs.generators"]
exclude_patterns = ["generators", "_static"]

highlight_language = "none"
myst_enable_extensions = ["attrs_block", "deflist"]
myst_heading_anchors = 3

# Single backticks in docstrings name things of the package.
default_role = "py:obj"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
napoleon_numpy_docstring = False
napoleon_preprocess_types = False

nitpicky = True
nitpick_ignore_regex = [
    # Types in signatures are named in full: those of others, and of the inside of the package.
    ("py:class", r".*[.].*"),
    # What `Emulator` raises where its data directory cannot be opened; it has no public name.
    ("py:exc", "StorageError"),
]

html_theme = "furo"
html_title = f"a2i-emulator {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
