"""Functions that read files: only those handed to the evaluation, and only inside the repository."""

import base64
import fnmatch
import hashlib
import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from complexity_lint.parsers.terraform.functions.signature import TEXT, Function, text
from complexity_lint.parsers.terraform.strings import normal
from complexity_lint.parsers.terraform.types import BOOL, STRING, SetType
from complexity_lint.parsers.terraform.values import EvaluationError, Value, boolean, set_of, string, unknown


@dataclass(frozen=True, slots=True)
class Files:
    """Where relative paths start, and how text files are read.

    `folder` is the root module's folder, relative to the repository. `read` gives None for a file that
    is not at hand, which says nothing about whether it exists. `names` lists every file of the
    repository, or is None when that is not known.
    """

    folder: str
    read: Callable[[str], str | None]
    names: Sequence[str] | None = None

    def locate(self, path: str) -> str | None:
        """The path relative to the repository, or None when it leads out of it."""
        if path.startswith(("/", "~")):
            return None
        joined = posixpath.normpath(posixpath.join(self.folder, path))
        return None if joined == ".." or joined.startswith(("../", "/")) else joined

    def content(self, path: str) -> str | None:
        """The text of a file, or None when it cannot be had."""
        located = self.locate(path)
        if located is None:
            return None
        content = self.read(located)
        if content is None and self.names is not None and located not in self.names:
            raise EvaluationError(f"no file exists at {path!r}")
        return content


def file_functions(files: Files) -> dict[str, Function]:
    """The functions, for one root module."""

    def digested(digest: Callable[[bytes], str]) -> Callable[[Sequence[Value]], Value]:
        def body(given: Sequence[Value]) -> Value:
            content = files.content(text(given[0]))
            return unknown(STRING) if content is None else string(digest(content.encode()))

        return body

    def file(given: Sequence[Value]) -> Value:
        content = files.content(text(given[0]))
        return unknown(STRING) if content is None else string(normal(content))

    def exists(given: Sequence[Value]) -> Value:
        located = files.locate(text(given[0]))
        if located is None:
            return unknown(BOOL)
        if files.names is not None:
            return boolean(located in files.names)
        return boolean(True) if files.read(located) is not None else unknown(BOOL)

    def matching(given: Sequence[Value]) -> Value:
        located = files.locate(text(given[0]))
        if located is None or files.names is None:
            return unknown(SetType(STRING))
        prefix = "" if located == "." else located + "/"
        pattern = _glob(text(given[1]))
        inside = [name.removeprefix(prefix) for name in files.names if name.startswith(prefix)]
        return set_of([string(name) for name in inside if pattern.fullmatch(name)], STRING)

    return {
        "file": Function(file, (TEXT,), STRING),
        "fileexists": Function(exists, (TEXT,), BOOL),
        "fileset": Function(matching, (TEXT, TEXT), SetType(STRING)),
        **{name: Function(digested(digest), (TEXT,), STRING) for name, digest in _DIGESTS.items()},
    }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _hex(name: str) -> Callable[[bytes], str]:
    return lambda data: hashlib.new(name, data, usedforsecurity=False).hexdigest()


def _hash64(name: str) -> Callable[[bytes], str]:
    return lambda data: _base64(hashlib.new(name, data).digest())


_DIGESTS: Final = {
    "filebase64": _base64,
    "filemd5": _hex("md5"),
    "filesha1": _hex("sha1"),
    "filesha256": _hex("sha256"),
    "filesha512": _hex("sha512"),
    "filebase64sha256": _hash64("sha256"),
    "filebase64sha512": _hash64("sha512"),
}


def _glob(pattern: str) -> re.Pattern[str]:
    """Globs of bmatcuk/doublestar: `*` stays inside one folder, `**` does not, `{a,b}` are choices."""
    result = ""
    position = 0
    while position < len(pattern):
        if pattern.startswith("**/", position):
            result += "(?:[^/]+/)*"
            position += 3
            continue
        char = pattern[position]
        step = 2 if pattern.startswith("**", position) else 1
        if char == "*":
            result += ".*" if step == 2 else "[^/]*"
        elif char == "[":
            match = re.match(r"\[[^\]/]+\]", pattern[position:])
            piece = match[0] if match else "["
            result += fnmatch.translate(piece)[4:-3] if match else r"\["
            step = len(piece)
        else:
            result += {"?": "[^/]", "{": "(?:", "}": ")", ",": "|"}.get(char, re.escape(char))
        position += step
    try:
        return re.compile(result)
    except re.error:
        return re.compile(r"(?!)")


def _basename(given: Sequence[Value]) -> Value:
    path = text(given[0])
    if not path:
        return string(".")
    return string(path.rstrip("/").rpartition("/")[2] or "/")


def _dirname(given: Sequence[Value]) -> Value:
    path = text(given[0])
    head = path.rpartition("/")[0]
    return string(posixpath.normpath(head or ("/" if path.startswith("/") else ".")))


def _pathexpand(given: Sequence[Value]) -> Value:
    return unknown(STRING) if text(given[0]).startswith("~") else given[0]


def _abspath(given: Sequence[Value]) -> Value:
    """Absolute paths are kept; where the repository will be checked out is not known."""
    path = text(given[0])
    return string(posixpath.normpath(path)) if path.startswith("/") else unknown(STRING)


FUNCTIONS: Final = {
    "basename": Function(_basename, (TEXT,), STRING),
    "dirname": Function(_dirname, (TEXT,), STRING),
    "pathexpand": Function(_pathexpand, (TEXT,), STRING),
    "abspath": Function(_abspath, (TEXT,), STRING),
}
