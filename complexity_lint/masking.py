"""Code as it may be shown: credentials in it are replaced by as many asterisks, so that columns stay."""

import re
from collections.abc import Iterator, Sequence

from complexity_lint.model.credentials import credential_of, is_secret_name, tokens_in

_PAIR = re.compile(
    r"(?P<name>[A-Za-z_][\w.-]*)[\"']?(?:\s*(?::=|=>|[:=])\s*|\s+)"
    r"(?P<value>\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s\"',}\]][^\s,}\]]*)"
)
_NAMED = re.compile(r"^\s*(?:-\s*)?[\"']?(?:name|key)[\"']?\s*[:=]\s*[\"']?(?P<name>[\w.-]+)")
_VALUE = re.compile(r"^\s*(?:-\s*)?[\"']?value[\"']?\s*[:=]\s*(?P<value>\"[^\"]*\"|'[^']*'|\S.*)")
_BEGIN = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_END = re.compile(r"-----END [A-Z ]*PRIVATE KEY-----")


def masked(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines of a file with the values of settings that may be credentials, issued tokens and private keys masked."""
    return tuple(_masked(lines))


def _masked(lines: Sequence[str]) -> Iterator[str]:
    name, inside = "", False
    for line in lines:
        if inside or _BEGIN.search(line):
            inside = not _END.search(line)
            yield re.sub(r"[A-Za-z0-9+/=]{12,}", _stars, line)
            continue
        value = _VALUE.match(line)
        spans = [*tokens_in(line), *_pairs(line)]
        if name and value is not None and credential_of(name, value["value"].strip("\"'")) is not None:
            spans.append(value.span("value"))
        named = _NAMED.match(line)
        name = named["name"] if named else ""
        yield _without(line, spans) if spans else line


def _pairs(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    while (match := _PAIR.search(line, start)) is not None:
        value = match["value"].strip("\"'")
        if is_secret_name(match["name"]) and credential_of(match["name"], value) is not None:
            yield match.span("value")
            start = match.end()
        else:
            # the value may itself be the name of one: `ENV NAME value`
            start = match.start("value") if match.start("value") > start else match.end()


def _stars(match: re.Match[str]) -> str:
    return "*" * len(match[0])


def _without(line: str, spans: Sequence[tuple[int, int]]) -> str:
    characters = list(line)
    for start, end in spans:
        quoted = end - start > 1 and line[start] in "\"'" and line[end - 1] == line[start]
        inner = (start + 1, end - 1) if quoted else (start, end)
        characters[slice(*inner)] = "*" * (inner[1] - inner[0])
    return "".join(characters)
