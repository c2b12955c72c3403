"""The variables that compose files leave to whoever starts them (compose-spec, 12-interpolation.md)."""

import re
from collections.abc import Iterator

from complexity_lint.model.environments import Environment
from complexity_lint.model.settings import VariableUse
from complexity_lint.source import Location, Source

_USE = re.compile(
    r"(?<!\$)(?:\$\$)*\$(?:\{(?P<braced>[A-Za-z_]\w*)(?P<rest>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|(?P<bare>[A-Za-z_]\w*))"
)


def variable_uses(source: Source, environment: Environment, project: str) -> Iterator[VariableUse]:
    """Each variable of a file, where it is used first; comments and `$$` are none."""
    seen: set[str] = set()
    for number, line in enumerate(source.text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            continue
        for match in _USE.finditer(re.sub(r"(^|\s)#.*$", "", line)):
            name, rest = match["braced"] or match["bare"], match["rest"] or ""
            if name in seen:
                continue
            seen.add(name)
            column = match.start() + 1
            yield VariableUse(
                at=Location(source.path, number, column, number, column + len(match[0])),
                name=name,
                format="compose",
                environment=environment,
                project=project,
                has_default=rest.startswith(("-", ":-", "+", ":+")),
                demanded=rest.startswith(("?", ":?")),
            )
