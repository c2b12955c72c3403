"""`${VARIABLE}` in compose files, as the Compose Specification's "Interpolation" chapter has it."""

import re
from collections.abc import Mapping

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
MAX_DEPTH = 20

PLACEHOLDER = "${%s}"
"""What stays in the text for a variable whose value nobody can know."""


def interpolate(text: str, variables: Mapping[str, str], depth: int = 0) -> tuple[str, bool]:
    """Text with variables -> the text with their values, and whether all of it is known.

    A variable that is not set and has no default stays as `${NAME}` and makes the text partly known. `$$` is a dollar.
    """
    if "$" not in text:
        return text, True
    out: list[str] = []
    known = True
    i = 0
    while i < len(text):
        if text[i] != "$":
            out.append(text[i])
            i += 1
            continue
        if text.startswith("$$", i):
            out.append("$")
            i += 2
            continue
        value, sure, i = _variable(text, i, variables, depth)
        out.append(value)
        known = known and sure
    return "".join(out), known


def _variable(text: str, i: int, variables: Mapping[str, str], depth: int) -> tuple[str, bool, int]:
    """The value of the variable that starts at the dollar at `i`, whether it is known, and where it ends."""
    if text.startswith("${", i):
        end = _closing(text, i + 2)
        if end is None or depth > MAX_DEPTH:
            return text[i:], False, len(text)
        value, known = _braced(text[i + 2 : end], variables, depth)
        return value, known, end + 1
    match = _NAME.match(text, i + 1)
    if not match:
        return "$", True, i + 1
    name = match.group()
    if name in variables:
        return variables[name], True, match.end()
    return PLACEHOLDER % name, False, match.end()


def _closing(text: str, start: int) -> int | None:
    depth = 1
    for i in range(start, len(text)):
        if text[i] == "{" and text[i - 1] == "$":
            depth += 1
        elif text[i] == "}":
            depth -= 1
            if depth == 0:
                return i
    return None


def _braced(body: str, variables: Mapping[str, str], depth: int) -> tuple[str, bool]:
    match = _NAME.match(body)
    if not match:
        return PLACEHOLDER % body, False
    name, rest = match.group(), body[match.end() :]
    value = variables.get(name)
    operator = next((o for o in (":-", "-", ":+", "+", ":?", "?") if rest.startswith(o)), "")
    word = rest[len(operator) :]
    empty_counts = operator.startswith(":")
    present = value is not None and not (empty_counts and value == "")
    if operator.endswith("-") and not present:
        return interpolate(word, variables, depth + 1)
    if operator.endswith("+"):
        return interpolate(word, variables, depth + 1) if present else ("", True)
    if value is None:
        return PLACEHOLDER % name, False
    return value, True


def parse_environment_file(text: str) -> dict[str, str]:
    """The settings of a `.env` file: `NAME=value` lines, optional quotes and `export`, `#` comments."""
    settings: dict[str, str] = {}
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.removeprefix("export ").partition("=")
        if separator and _NAME.fullmatch(name.strip()):
            settings[name.strip()] = _unquoted(value.strip())
    return settings


def _unquoted(value: str) -> str:
    if value[:1] in ("'", '"'):
        end = value.find(value[0], 1)
        return value[1:end] if end > 0 else value[1:]
    return re.split(r"\s+#", value, maxsplit=1)[0]
