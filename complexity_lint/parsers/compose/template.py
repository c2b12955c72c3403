"""`${VARIABLE}` in compose and environment files, as compose-go's template package reads it.

Rules: Compose Specification, "Interpolation"; where that is silent, compose-go 2.16 (template/template.go): a
variable is found by pattern, so that `${` without a name is an error, `$5` is text, and the word behind an operator
ends at the brace that closes the variable.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PATTERN = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<named>[_a-z][_a-z0-9]*)"
    r"|\{(?:(?P<braced>[_a-z][_a-z0-9]*(?::?[-+?](?:.*))?)\}|(?P<invalid>)))",
    re.IGNORECASE,
)
_OPERATORS = (":?", "?", ":-", "-", ":+", "+")
MAX_DEPTH = 30
MAX_WORK = 20_000_000
"""Characters looked at in one text; more is only reached by text made to take long."""

PLACEHOLDER = "${%s}"
"""What stays in the text for a variable whose value nobody can know."""


class InvalidTemplate(Exception):
    """Text whose `$` is no variable. docker compose refuses the file."""


class RequiredVariable(Exception):
    """A variable that has to be set (`${NAME:?why}`) and is not."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"required variable {name} is missing a value" + (f": {reason}" if reason else ""))
        self.name = name


@dataclass(frozen=True, slots=True)
class Variables:
    """The values of variables.

    With `complete`, as when docker compose runs, a variable that is not among them is empty; without, its value is
    unknown, since whoever starts the project may set it.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    complete: bool = False

    def below(self, more: Mapping[str, str]) -> "Variables":
        """These and more; those already set win."""
        return Variables({**more, **self.values}, self.complete)


def interpolate(text: str, variables: Variables) -> tuple[str, bool]:
    """Text with variables -> the text with their values, and whether all of it is known.

    Raises InvalidTemplate, and RequiredVariable when the variables are complete.
    """
    if "$" not in text:
        return text, True
    if text.count("${") * len(text) > MAX_WORK:
        raise InvalidTemplate(text)
    return _substitute(text, variables, 0)


def _substitute(text: str, variables: Variables, depth: int) -> tuple[str, bool]:
    if depth > MAX_DEPTH:
        raise InvalidTemplate(text)
    known = True
    pieces: list[str] = []
    end = 0
    for match in _PATTERN.finditer(text):
        pieces.append(text[end : match.start()])
        end = match.end()
        value, sure = _replace(match.group(), text, variables, depth)
        pieces.append(value)
        known = known and sure
    pieces.append(text[end:])
    return "".join(pieces), known


def _replace(found: str, text: str, variables: Variables, depth: int) -> tuple[str, bool]:
    """The value of one variable, and of what the pattern took along behind its closing brace."""
    closing = _closing_brace(found)
    rest = found[closing + 1 :] if closing >= 0 else ""
    first = found[: closing + 1] if closing >= 0 else found
    match = _PATTERN.match(first)
    if match is None or match["invalid"] is not None:
        raise InvalidTemplate(text)
    if match["escaped"]:
        return "$", True
    operator = _operator(found) if match["braced"] else ""
    body = match["braced"] or match["named"]
    if operator and operator in body:
        value, known = _applied(body, operator, variables, depth)
        following, sure = _substitute(rest, variables, depth + 1)
        return value + following, known and sure
    if body in variables.values:
        return variables.values[body], True
    return ("", True) if variables.complete else (PLACEHOLDER % body, False)


def _operator(text: str) -> str:
    """The operator that stands first. Of two at one place the longer one comes first in the list, as in
    compose-go.
    """
    places = [(text.find(operator), number, operator) for number, operator in enumerate(_OPERATORS)]
    found = [entry for entry in places if entry[0] >= 0]
    return min(found)[2] if found else ""


def _applied(body: str, operator: str, variables: Variables, depth: int) -> tuple[str, bool]:
    name, _, word = body.partition(operator)
    value = variables.values.get(name)
    present = value is not None and not (operator.startswith(":") and value == "")
    if operator.endswith("+"):
        return _substitute(word, variables, depth + 1) if present else (value or "", True)
    if present and value is not None:
        return value, True
    if operator.endswith("-"):
        return _substitute(word, variables, depth + 1)
    if variables.complete:
        raise RequiredVariable(name, _substitute(word, variables, depth + 1)[0])
    return PLACEHOLDER % name, False


def _closing_brace(text: str) -> int:
    """Where the first brace closes again; a character right behind an opening brace is passed over, as there."""
    depth = 0
    i = 0
    while i < len(text):
        if text[i] == "}":
            depth -= 1
            if depth == 0:
                return i
        if text[i] == "{":
            depth += 1
            i += 1
        i += 1
    return -1
