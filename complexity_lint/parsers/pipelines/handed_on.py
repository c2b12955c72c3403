"""What steps of GitHub workflows hand on to those after them: variables and outputs, as far as their value is sure.

docs.github.com, "Workflow commands": lines `NAME=VALUE`, or `NAME<<END` with the value up to `END`, in the files that
`$GITHUB_ENV` and `$GITHUB_OUTPUT` name; once `::set-output name=NAME::VALUE` on the standard output.
"""

import re
from collections.abc import Iterable, Iterator

from complexity_lint.model.commands import Command
from complexity_lint.parsers.shell.words import closing_brace, closing_paren
from complexity_lint.parsers.yaml_filling import Values

Handed = tuple[tuple[str, str | None], ...]
"""Names with what they stand for from here on, in order; None for what nobody can know."""

GIVEN = {
    f"env.GITHUB_{name.upper()}": f"${{{{ github.{name} }}}}"
    for name in ("repository", "repository_owner", "sha", "ref_name", "run_number", "run_id")
}
"""Variables that every step finds set (docs.github.com, "Default environment variables")."""

COMPUTED = "${{ computed }}"
"""Stands for a part of a value that only running the workflow tells."""

MAX_LENGTH = 1_000
"""Characters of a value; a longer one names no image."""

_FILE = re.compile(r"^\$\{?GITHUB_(?P<kind>ENV|OUTPUT)\}?$")
_KINDS = {"ENV": "env", "OUTPUT": "outputs", "env": "env", "output": "outputs"}
_SET = re.compile(r"^::set-(?P<kind>env|output) name=(?P<name>[^:,]+)::(?P<value>.*)$")
_ASSIGNED = re.compile(r"^(?P<name>[A-Za-z_][\w-]*)=(?P<value>.*)$")
_OPENED = re.compile(r"^(?P<name>[A-Za-z_][\w-]*)<<(?P<end>.+)$")
_NAME = re.compile(r"\w+")

_Lines = list[tuple[str, bool]]
"""Lines, each with whether it is sure to be written."""


def handed_on(commands: Iterable[Command]) -> Iterator[tuple[str, str | None]]:
    """What the commands of one step hand on, as `env.NAME` and `outputs.NAME`."""
    written: dict[str, _Lines] = {}
    before: Command | None = None
    for command in commands:
        if command.captured:
            continue
        if command.words[:3] == ("docker", "context", "use"):
            yield "env.DOCKER_CONTEXT", command.words[-1]  # it holds for whoever uses docker from here on
        source = before if command.name == "tee" and command.piped_from and before else command
        lines = _lines(source)
        for file in (*command.writes, *(command.arguments if command.name == "tee" else ())):
            match = _FILE.match(file)
            if match:
                written.setdefault(_KINDS[match["kind"]], []).extend(lines)
        for line, sure in lines:
            told = _SET.match(line)
            if told:
                yield f"{_KINDS[told['kind']]}.{told['name']}", _value(told["value"]) if sure else None
        before = command
    for kind, lines in written.items():
        yield from ((f"{kind}.{name}", value) for name, value in _assignments(lines))


def _lines(command: Command) -> _Lines:
    """The lines that a command prints; those of one that may not be run, or whose text nobody knows, as written."""
    if command.prints is not None:
        return [(line, True) for line in command.prints.splitlines()]
    if command.name == "cat":
        return [(line, False) for line in command.here_document.splitlines()]
    return [(" ".join(word for word in command.arguments if word[:1] != "-"), False)]


def _assignments(lines: _Lines) -> Iterator[tuple[str, str | None]]:
    name = end = ""
    held: _Lines = []
    for line, sure in lines:
        if end and line != end:
            held.append((line, sure))
        elif end:
            known = all(one for _, one in held)
            yield name, _value("\n".join(text for text, _ in held)) if known else None
            end, held = "", []
        elif opened := _OPENED.match(line):
            name, end, held = opened["name"], opened["end"], [("", sure)] if not sure else []
        elif assigned := _ASSIGNED.match(line):
            yield assigned["name"], _value(assigned["value"]) if sure else None


def _value(written: str) -> str | None:
    """A value without what only the shell knows; None where nothing else is left of it."""
    text = _without_unknown(written.strip()) if len(written) <= MAX_LENGTH else ""
    return text if text.replace(COMPUTED, "").strip(":/-_.,\n") else None


def _without_unknown(text: str) -> str:
    """A text with each variable and substitution replaced by `COMPUTED`; the expressions of the workflow stay."""
    pieces: list[str] = []
    at = 0
    while at < len(text):
        if text.startswith("${{", at):
            end = text.find("}}", at) + 2 if "}}" in text[at:] else len(text)
            pieces.append(text[at:end])
        elif text[at] == "`" or text.startswith(("$(", "${"), at):
            end = _past(text, at)
            pieces.append(COMPUTED)
        elif text[at] == "$" and (name := _NAME.match(text, at + 1)):
            end = name.end()
            pieces.append(COMPUTED)
        else:
            end = at + 1
            pieces.append(text[at])
        at = end
    return "".join(pieces)


def _past(text: str, at: int) -> int:
    """The offset behind the substitution or expansion that begins at `at`."""
    if text[at] == "`":
        end = text.find("`", at + 1)
        return len(text) if end < 0 else end + 1
    return closing_paren(text, at + 2) if text[at + 1] == "(" else closing_brace(text, at + 2)


def of_step(handed: Iterable[tuple[str, str | None]], step: str, *, sure: bool) -> Handed:
    """What is handed on under the names that the steps after this one know it by; `sure` is False where the step may
    be left out. The outputs of a step without a name are nobody's.
    """
    return tuple(
        (f"steps.{step}.{name}" if name.startswith("outputs.") else name, value if sure else None)
        for name, value in handed
        if step or not name.startswith("outputs.")
    )


def after(values: Values, handed: Handed) -> Values:
    """The values that are known after something has handed on more."""
    if not handed:
        return values
    found = dict(values)
    for name, value in handed:
        if value is None:
            found.pop(name, None)
        else:
            found[name] = value
    return found
