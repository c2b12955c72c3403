"""Dockerfile text -> instructions, with a place for each of them."""

from dataclasses import dataclass, replace

from complexity_lint.parsers.dockerfile.arguments import (
    ArgumentError,
    blank_words,
    health_words,
    json_words,
    pairs,
    quoted_words,
    split_flags,
    split_keyword,
)
from complexity_lint.parsers.dockerfile.characters import SPACE
from complexity_lint.parsers.dockerfile.directives import Directives, read_directives
from complexity_lint.parsers.dockerfile.heredocs import Heredoc
from complexity_lint.parsers.dockerfile.lines import LogicalLine, logical_lines
from complexity_lint.parsers.dockerfile.structure import Outline, outlines
from complexity_lint.parsers.shell.places import Places
from complexity_lint.source import Location, Source

_BLANK_WORDS = frozenset(["EXPOSE", "FROM"])
_JSON_OR_WORDS = frozenset(["ADD", "COPY", "VOLUME"])
_JSON_OR_TEXT = frozenset(["CMD", "ENTRYPOINT", "RUN", "SHELL"])
_PAIRS = frozenset(["ENV", "LABEL"])
_TEXT = frozenset(["MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR"])

KEYWORDS = _BLANK_WORDS | _JSON_OR_WORDS | _JSON_OR_TEXT | _PAIRS | _TEXT | {"ARG", "HEALTHCHECK", "ONBUILD"}
"""The instructions of moby/buildkit v0.32 `frontend/dockerfile/command`."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction as written: nothing is expanded, quotes stand in the words.

    `keyword` is upper-case. `value` is the text after the keyword and its flags, continuations
    joined and comments left out, `places` say where its characters stand. `words` are its
    arguments by the instruction's own rule: the strings of a JSON list (`is_json`), name, value
    and separator in turn for ENV and LABEL, the whole text for shell forms. `inner` is the
    instruction behind ONBUILD. `fault` says what the builder would refuse, empty for nothing.
    """

    at: Location
    keyword: str
    flags: tuple[str, ...]
    value: str
    places: Places
    words: tuple[str, ...] = ()
    is_json: bool = False
    heredocs: tuple[Heredoc, ...] = ()
    inner: "Instruction | None" = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The instructions of a file in order, with its directives."""

    instructions: tuple[Instruction, ...]
    directives: Directives


def read_instructions(source: Source) -> Reading:
    """The instructions of a Dockerfile; never fails, faults stand in the instructions.

    Held to the parser of moby/buildkit v0.32 (`frontend/dockerfile/parser`).
    """
    lines = split_lines(source.text.removeprefix("\ufeff"))
    directives = read_directives(lines)
    logical = logical_lines(source.path, lines, directives)
    found: list[Instruction] = []
    for line, outline in zip(logical, outlines(lines, logical, directives), strict=True):
        at = _place(source.path, outline, line, lines)
        found.append(_instruction(line, at, outline.keyword, directives.escape))
    return Reading(tuple(found), directives)


def split_lines(text: str) -> list[str]:
    """The lines of a text with their ends; only a newline ends a line."""
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _place(path: str, outline: Outline, line: LogicalLine, lines: list[str]) -> Location:
    last = lines[outline.end - 1].rstrip("\r\n")
    return Location(path, outline.start, line.places.columns[0], outline.end, len(last) + 1)


def _instruction(line: LogicalLine, at: Location, keyword: str, escape: str) -> Instruction:
    found = _parsed(line.text, at, line.places, keyword, escape)
    if not line.heredocs and not line.fault:
        return found
    inner = replace(found.inner, heredocs=line.heredocs) if found.inner else None
    return replace(found, heredocs=line.heredocs, fault=line.fault or found.fault, inner=inner)


def _parsed(
    text: str, at: Location, places: Places, keyword: str, escape: str, nested: bool = False
) -> Instruction:
    """Read what follows the keyword of a joined line: the flags and the words."""
    _, rest = split_keyword(text)
    flags, value = split_flags(rest, escape)
    value = value.strip(SPACE)
    start = len(text.rstrip(SPACE)) - len(value)
    inside = places.through(((0, start),), len(value))
    bare = Instruction(at, keyword, flags, value, inside)
    try:
        return _with_words(bare, escape, nested)
    except ArgumentError as error:
        return replace(bare, fault=str(error))


def _with_words(bare: Instruction, escape: str, nested: bool) -> Instruction:
    keyword, value = bare.keyword, bare.value
    if keyword == "ONBUILD" and value and not nested:
        inner = _parsed(value, bare.at, bare.places, split_keyword(value)[0].upper(), escape, nested=True)
        return replace(bare, inner=inner, fault=inner.fault)
    if keyword == "HEALTHCHECK":
        kind, command = health_words(value)
        listed = json_words(command)
        words = listed if listed is not None else (command,) if command else ()
        return replace(bare, words=(kind, *words) if kind else (), is_json=listed is not None)
    if keyword in _JSON_OR_TEXT or keyword in _JSON_OR_WORDS:
        listed = json_words(value)
        if listed is not None:
            return replace(bare, words=listed, is_json=True)
    return replace(bare, words=_plain_words(keyword, value, escape))


def _plain_words(keyword: str, value: str, escape: str) -> tuple[str, ...]:
    if not value or keyword not in KEYWORDS:
        return ()
    if keyword in _PAIRS:
        return tuple(part for pair in pairs(value, keyword, escape) for part in pair)
    if keyword == "ARG":
        return quoted_words(value, escape)
    if keyword in _BLANK_WORDS or keyword in _JSON_OR_WORDS:
        return blank_words(value)
    return (value,)
