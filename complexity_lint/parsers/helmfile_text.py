"""A helmfile, and the values templates it names, as plain YAML for one of its environments.

Both are Go templates over YAML (helmfile.readthedocs.io, "Templating" and "Environment"). What one environment writes
is found without running anything, line by line: the name of the environment is filled in, what else a template
prints is `UNKNOWN_TEXT`, and of branches and loops all lines stay, once. So each line keeps its number.
"""

import re
from collections.abc import Iterator

from complexity_lint.parsers.gotemplate.provenance import UNKNOWN_TEXT
from complexity_lint.source import Source

_HELMFILE = re.compile(r"(^|/)helmfile[^/]*\.ya?ml(\.gotmpl)?$|(^|/)helmfile\.d/[^/]+\.ya?ml(\.gotmpl)?$")
_ACTION = re.compile(
    r"""(?s)\{\{-?\s*(?P<inner>/\*.*?\*/|(?:[^`"}]|`[^`]*`|"[^"\n]*"|\}(?!\}))*?)\s*-?\}\}"""
)
_CONTROL = re.compile(r"(if|else|end|range|with|define|block|template|break|continue)\b|/\*|\$\w*\s*:?=")
ENVIRONMENT_NAME = ".Environment.Name"
"""How templates ask for the name of the environment."""


def is_helmfile(path: str) -> bool:
    """Whether a path is a helmfile's by its name."""
    return bool(_HELMFILE.search(path))


def for_environment(source: Source, name: str = "") -> Source:
    """The text that a helmfile or a values template is for an environment; without a name it stays unknown."""
    if "{{" not in source.text:
        return source
    return Source(source.path, "".join(_pieces(source.text, name)))


def _pieces(text: str, name: str) -> Iterator[str]:
    at = 0
    for action in _ACTION.finditer(text):
        yield text[at : action.start()]
        at = action.end()
        yield _printed(action["inner"], name) + "\n" * action[0].count("\n")
    yield text[at:]


def _printed(inner: str, name: str) -> str:
    """What an action prints: nothing for control, its own text for a quoted one (a template for later)."""
    if not inner or _CONTROL.match(inner):
        return ""
    if inner[0] == inner[-1] and inner[0] in ("`", '"') and inner.count(inner[0]) == 2:
        return inner[1:-1]
    if name and inner.strip("() ") == ENVIRONMENT_NAME:
        return name
    return UNKNOWN_TEXT
