"""Hold the Dockerfile parser to the tests of a moby/buildkit checkout: `buildkit_goldens.py CHECKOUT`.

Reads (never copies) `frontend/dockerfile/parser/testfiles` (parse trees), `testfiles-negative`
(files that must be refused), `testfile-line` (line numbers) and `frontend/dockerfile/shell`
`envVarTest` and `wordsTest` (expansion). Prints a count for each; exit code 1 when one differs.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from complexity_lint.parsers.dockerfile.expansion import ExpansionError, expand
from complexity_lint.parsers.dockerfile.instructions import KEYWORDS, Instruction, read_instructions
from complexity_lint.parsers.dockerfile.stages import parse
from complexity_lint.source import Source

ENVIRONMENT = {"PWD": "/home", "SHELL": "bash", "KOREAN": "한국어", "NULL": ""}
LINES = [(5, 5), (11, 12), (17, 31)]
_ESCAPES = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}


class _Folded(dict[str, str]):
    """An environment whose names do not distinguish case, as on Windows."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).upper())

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.upper())


def source_of(path: Path) -> Source:
    """A file as the engine would read it."""
    return Source("Dockerfile", path.read_bytes().decode("utf-8-sig"))


def quoted(text: str) -> str:
    """A string as Go's strconv.Quote writes it."""
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif char in _ESCAPES:
            out.append(_ESCAPES[char])
        elif ord(char) < 0x20 or ord(char) == 0x7F:
            out.append(f"\\x{ord(char):02x}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'


def dumped(instruction: Instruction) -> str:
    """An instruction as BuildKit's parser dumps its tree."""
    text = instruction.keyword.lower()
    if instruction.flags:
        text += " [" + " ".join(map(quoted, instruction.flags)) + "]"
    if instruction.inner:
        return f"{text} ({dumped(instruction.inner)})"
    if instruction.keyword not in KEYWORDS:
        return f'{text} ""'
    return " ".join([text, *map(quoted, instruction.words)])


def trees(parser: Path) -> Iterator[tuple[str, bool]]:
    for folder in sorted((parser / "testfiles").iterdir()):
        read = read_instructions(source_of(folder / "Dockerfile")).instructions
        tree = "".join(f"({dumped(instruction)})\n" for instruction in read)
        yield folder.name, tree == (folder / "result").read_text("utf-8")


def refused(parser: Path) -> Iterator[tuple[str, bool]]:
    for folder in sorted((parser / "testfiles-negative").iterdir()):
        yield folder.name, bool(parse(source_of(folder / "Dockerfile"))[1])


def line_numbers(parser: Path) -> Iterator[tuple[str, bool]]:
    read = read_instructions(source_of(parser / "testfile-line" / "Dockerfile")).instructions
    yield "testfile-line", [(found.at.line, found.at.end_line) for found in read] == LINES


def expansions(shell: Path) -> Iterator[tuple[str, bool]]:
    for line in (shell / "envVarTest").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        platform, word, expected = (part.strip() for part in line.split("|"))
        variables = _Folded(ENVIRONMENT) if platform == "W" else ENVIRONMENT
        try:
            got = expand(word, variables).text
        except ExpansionError:
            got = "error"
        yield word, got == expected


def word_splits(shell: Path) -> Iterator[tuple[str, bool]]:
    variables: dict[str, str] = {}
    for line in (shell / "wordsTest").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("ENV "):
            name, _, value = line[3:].lstrip(" ").partition("=")
            variables[name] = value
            yield line, True
            continue
        word, expected = line.split("|")
        try:
            got = list(expand(word.strip(), variables).words)
        except ExpansionError:
            got = ["error"]
        yield word, got == expected.lstrip(" ").split(",")


def main(checkout: str) -> int:
    frontend = Path(checkout) / "frontend" / "dockerfile"
    suites = {
        "parse trees": trees(frontend / "parser"),
        "refused files": refused(frontend / "parser"),
        "line numbers": line_numbers(frontend / "parser"),
        "expansions": expansions(frontend / "shell"),
        "word splits": word_splits(frontend / "shell"),
    }
    failed = 0
    for title, cases in suites.items():
        results = list(cases)
        wrong = [name for name, right in results if not right]
        failed += len(wrong)
        print(f"{title:14} {len(results) - len(wrong):4} of {len(results)}")
        for name in wrong:
            print(f"    differs: {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: buildkit_goldens.py CHECKOUT")
    sys.exit(main(sys.argv[1]))
