"""How Sphinx builds the pages of docs/ and the API reference: `make docs`."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from braincell.mech.mechanism import Mechanism  # noqa: E402

project = "braincell"
html_title = "braincell"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary"]
html_theme = "furo"
html_copy_source = False
exclude_patterns = ["_*"]

myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_inherit_docstrings = False  # else every mechanism repeats what the interface says about its methods
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True}
python_maximum_signature_line_length = 100

_CODE = re.compile(r"`[^`]+`")
_MARKUP = re.compile(r"(\\|[*|](?=\S)|(?<=\w)_(?!\w))")  # what reStructuredText would take for emphasis, or a reference


def docstring_to_rst(text: str) -> str:
    """Docstrings are plain text: indented paragraphs are code, and what is between backticks, too."""
    result, in_code = [], False
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        was_code, in_code = in_code, paragraph.startswith("    ")
        result += ["::"] * (in_code and not was_code)
        result.append(paragraph if in_code else _as_rst(paragraph))
    return "\n\n".join(result)


def _as_rst(text: str) -> str:
    plain = [_MARKUP.sub(r"\\\1", piece) for piece in _CODE.split(text)]
    code = [rf"\ `{found}`\ " for found in _CODE.findall(text)]
    return "".join(piece for pair in zip(plain, [*code, ""], strict=True) for piece in pair)


def _variables(mechanism: type[Mechanism]) -> list[str]:
    """The parameters and states of a mechanism as fields."""
    found = {"Parameters": [f"``{n}`` = {p.default} {p.unit}".rstrip() for n, p in mechanism.parameters.items()]}
    found["States"] = [f"``{name}``" for name in mechanism.states]
    return ["", *(f":{title}: {', '.join(texts)}" for title, texts in found.items() if texts), ""]


def _process(app, what, name, thing, options, lines):
    lines[:] = docstring_to_rst("\n".join(lines)).splitlines()
    if isinstance(thing, type) and issubclass(thing, Mechanism) and thing.name:
        lines += _variables(thing)


def setup(app):
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", _process)
