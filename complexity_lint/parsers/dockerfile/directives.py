"""Parser directives: the `# syntax=`, `# escape=` and `# check=` comments a Dockerfile may begin with."""

import re
from dataclasses import dataclass

from complexity_lint.parsers.dockerfile.characters import SPACE

_DIRECTIVE = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\Z")
_KNOWN = ("syntax", "escape", "check")


@dataclass(frozen=True, slots=True)
class Directives:
    """What the directives say: the values by name, how many lines they take, and (line, message) faults."""

    values: dict[str, str]
    count: int
    faults: tuple[tuple[int, str], ...]

    @property
    def escape(self) -> str:
        """The escape character: a backslash, or a backtick where the file asks for it."""
        return "`" if self.values.get("escape") == "`" else "\\"

    @property
    def syntax(self) -> str:
        """The frontend image of `# syntax=`, empty when none is named."""
        return self.values.get("syntax", "").partition(" ")[0]

    @property
    def skipped_rules(self) -> tuple[str, ...]:
        """The builder's checks that `# check=skip=A,B` switches off, as written; `all` is every one."""
        return tuple(name.strip() for name in self._check("skip").split(",") if name.strip())

    @property
    def faults_end_build(self) -> bool:
        """Whether `# check=error=true` makes the builder's checks stop the build."""
        return self._check("error").lower() in ("1", "t", "true")

    def _check(self, name: str) -> str:
        """An option of `# check=`: they are parted by `;` (buildkit `frontend/dockerfile/linter`, ParseLintOptions)."""
        for option in self.values.get("check", "").split(";"):
            key, _, value = option.partition("=")
            if key.strip().lower() == name:
                return value.strip()
        return ""


def read_directives(lines: list[str]) -> Directives:
    """The directives at the head of a file, by the rules of moby/buildkit `parser/directives.go`.

    The first line that is no directive ends them: a blank line, another comment, an
    instruction. A name may stand once.
    """
    values: dict[str, str] = {}
    faults: list[tuple[int, str]] = []
    count = 0
    for number, line in enumerate(lines, 1):
        text = line.strip(SPACE)
        match = _DIRECTIVE.match(text[1:].lstrip(SPACE)) if text.startswith("#") else None
        if match is None or match.group(1).lower() not in _KNOWN:
            break
        name, value = match.group(1).lower(), match.group(2)
        count = number
        if name in values:
            faults.append((number, f"only one {name} parser directive can be used"))
        elif name == "escape" and value not in ("`", "\\"):
            faults.append((number, f"invalid escape token {value!r}: it must be ` or \\"))
        else:
            values[name] = value
    return Directives(values, count, tuple(faults))
