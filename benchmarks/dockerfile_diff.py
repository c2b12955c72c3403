"""Compare our instructions with those of BuildKit's own parser: `dockerfile_diff.py DIR...`.

The other side is PyPI's `dockerfile`, a binding of moby/buildkit's Go parser. For every
Dockerfile below the folders: keyword, first and last line, flags, words, JSON form and
here-documents of every instruction, and whether the file is refused. Lists what differs and prints
the counts and the time ours took; exit code 1 when anything differs.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from complexity_lint.parsers.dockerfile.instructions import KEYWORDS, Instruction, read_instructions
from complexity_lint.parsers.dockerfile.stages import parse
from complexity_lint.source import Source

# a plain import would give a type checker the folder tests/dockerfile
dockerfile: Any = import_module("dockerfile")

Row = tuple[object, ...]
_NAME = re.compile(r"(?:.*[._-])?(?:dockerfile|containerfile)(?:[._-].*)?", re.IGNORECASE)
_LONGEST = 65_535
"""BuildKit refuses longer lines; we read them."""


def their_rows(text: str) -> list[Row] | None:
    """What BuildKit reads; None for a file it refuses."""
    try:
        commands = dockerfile.parse_string(text)
    except dockerfile.GoParseError:
        return None
    return [
        (
            (row.cmd or "").upper(),
            (row.sub_cmd or "").upper(),
            row.start_line,
            row.end_line,
            row.flags,
            row.value,
            row.json,
            tuple(tuple(heredoc) for heredoc in row.heredocs),
        )
        for row in commands
    ]


def our_rows(text: str) -> list[Row] | None:
    """What we read, in the same form; None for a file whose syntax has a fault."""
    reading = read_instructions(Source("Dockerfile", text.removeprefix("\ufeff")))
    if reading.directives.faults or not reading.instructions:
        return None
    if any(instruction.fault for instruction in reading.instructions):
        return None
    return [_row(instruction) for instruction in reading.instructions]


def _row(instruction: Instruction) -> Row:
    inner = instruction.inner or instruction
    words = inner.words
    if inner.keyword in ("ENV", "LABEL"):
        words = tuple(word for index, word in enumerate(words) if index % 3 < 2)
    elif inner.keyword not in KEYWORDS:
        words = ("",)
    elif inner.keyword == "ONBUILD" and inner.value:
        words = ("",)  # the binding goes one level deep
    seen = () if instruction.inner else instruction.heredocs  # and gives no heredocs there
    heredocs = tuple((doc.mark.name, doc.mark.descriptor, doc.content) for doc in seen)
    at = instruction.at
    return (
        instruction.keyword,
        inner.keyword if instruction.inner else "",
        at.line,
        at.end_line,
        instruction.flags,
        words,
        inner.is_json,
        heredocs,
    )


def differences(text: str) -> list[str]:
    """What differs between the two readings of a text, a line each."""
    ours, theirs = our_rows(text), their_rows(text)
    if ours is None or theirs is None:
        same = ours is None and theirs is None
        return [] if same else [f"refused: ours {ours is None}, BuildKit {theirs is None}"]
    found = [
        f"ours {our}\n  theirs {their}" for our, their in zip(ours, theirs, strict=False) if our != their
    ]
    if len(ours) != len(theirs):
        found.append(f"{len(ours)} instructions, BuildKit has {len(theirs)}")
    return found


def dockerfiles(folders: list[str]) -> Iterator[Path]:
    for folder in folders:
        for top, inner, names in os.walk(folder):
            inner[:] = sorted(name for name in inner if name != ".git")
            yield from (Path(top, name) for name in sorted(names) if _NAME.fullmatch(name))


def main(folders: list[str]) -> int:
    files = instructions = different = 0
    seconds: list[float] = []
    for path in dockerfiles(folders):
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            print(f"{path}: {error}")
            continue
        if any(len(line) >= _LONGEST for line in text.split("\n")):
            print(f"{path}: line too long for BuildKit")
            continue
        files += 1
        start = time.perf_counter()
        parse(Source(str(path), text))
        seconds.append(time.perf_counter() - start)
        instructions += len(our_rows(text) or ())
        found = differences(text)
        different += bool(found)
        for line in found:
            print(f"{path}: {line}")
    seconds.sort()
    print(f"{files} files, {instructions} instructions, {different} files differ")
    if seconds:
        middle, most = seconds[len(seconds) // 2], seconds[-1]
        print(f"parse: median {middle * 1e3:.2f} ms, longest {most * 1e3:.2f} ms, sum {sum(seconds):.2f} s")
    return 1 if different else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: dockerfile_diff.py DIR...")
    sys.exit(main(sys.argv[1:]))
