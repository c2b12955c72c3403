"""`.Files`: a chart's files as its templates see them (helm v4 pkg/engine/files.go)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import ClassVar

from complexity_lint.parsers.gotemplate import GoMap, Method, Value, to_yaml
from complexity_lint.parsers.gotemplate.values import StringList


class ChartFiles(GoMap):
    """engine.files: file contents by path."""

    go_type = "engine.files"
    elem_zero = b""
    methods: ClassVar[Mapping[str, Method]] = {}

    __slots__ = ()


def chart_files(files: Iterable[tuple[str, bytes]]) -> ChartFiles:
    """The object for these files."""
    return ChartFiles(files)


def _get(files: Value, name: Value) -> Value:
    data = _data(files, name)
    return data.decode("utf-8", "surrogateescape")


def _data(files: Value, name: Value) -> bytes:
    data = files.get(str(name)) if isinstance(files, dict) else None
    return data if isinstance(data, bytes) else b""


def _glob(files: Value, pattern: Value) -> Value:
    assert isinstance(files, ChartFiles)  # methods are looked up on it
    found = glob_pattern(str(pattern))
    return ChartFiles((name, data) for name, data in files.items() if found.fullmatch(name))


def _contents(files: Value) -> Iterable[tuple[str, bytes]]:
    assert isinstance(files, ChartFiles)  # methods are looked up on it
    return [(name.rpartition("/")[2], _data(files, name)) for name in sorted(files)]


def _as_config(files: Value) -> Value:
    return to_yaml({name: data.decode("utf-8", "surrogateescape") for name, data in _contents(files)})


def _as_secrets(files: Value) -> Value:
    return to_yaml({name: b64encode(data).decode() for name, data in _contents(files)})


def _lines(files: Value, name: Value) -> Value:
    text = str(_get(files, name))
    return StringList(text.removesuffix("\n").split("\n")) if text else StringList()


ChartFiles.methods = {
    "Get": lambda self, name: _get(self, name),
    "GetBytes": lambda self, name: _data(self, name),
    "Glob": lambda self, pattern: _glob(self, pattern),
    "AsConfig": lambda self: _as_config(self),
    "AsSecrets": lambda self: _as_secrets(self),
    "Lines": lambda self, name: _lines(self, name),
}


@lru_cache(maxsize=256)
def glob_pattern(pattern: str) -> re.Pattern[str]:
    """gobwas/glob with `/` as separator: `*`, `**`, `?`, `[a-z]`, `[!a]`, `{a,b}`; a bad one matches all."""
    out: list[str] = []
    depth = 0
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            double = pattern.startswith("*", at)
            out.append(".*" if double else "[^/]*")
            at += double
        elif char == "?":
            out.append("[^/]")
        elif char == "[" and "]" in pattern[at + 1 :]:
            end = pattern.index("]", at + 1)
            body = pattern[at:end].replace("\\", "\\\\")
            out.append(f"[^{body[1:]}]" if body.startswith("!") else f"[{body}]")
            at = end + 1
        elif char == "{":
            depth += 1
            out.append("(?:")
        elif char == "}" and depth:
            depth -= 1
            out.append(")")
        elif char == "," and depth:
            out.append("|")
        elif char == "\\" and at < len(pattern):
            out.append(re.escape(pattern[at]))
            at += 1
        else:
            out.append(re.escape(char))
    try:
        return re.compile("".join(out), re.DOTALL)
    except re.error:
        return re.compile(".*", re.DOTALL)


@lru_cache(maxsize=256)
def path_pattern(pattern: str) -> re.Pattern[str]:
    """Go's path.Match: `*` and `?` without `/`, `[a-z]`, `[^a]`, `\\` before any character; a bad one matches no
    path.
    """
    out: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char in "*?":
            out.append("[^/]*" if char == "*" else "[^/]")
        elif char == "[":
            end = pattern.find("]", at + 1)
            if end < 0:
                return re.compile(r"(?!)")
            out.append(f"[{pattern[at:end]}]")
            at = end + 1
        elif char == "\\" and at < len(pattern):
            out.append(re.escape(pattern[at]))
            at += 1
        else:
            out.append(re.escape(char))
    try:
        return re.compile("".join(out))
    except re.error:
        return re.compile(r"(?!)")
