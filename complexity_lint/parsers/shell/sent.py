"""What programs of clouds have another machine run: `gcloud compute ssh`, `aws ssm send-command`, `az vm run-command`.

cloud.google.com/sdk/gcloud/reference/compute/ssh (`--command`, or words behind `--`); docs.aws.amazon.com, AWS CLI
reference, "ssm send-command" (`--parameters commands=...`, shorthand or JSON); learn.microsoft.com, "az vm run-command
invoke" (`--scripts`). What is kept in files is not known.
"""

import re
from collections.abc import Iterator, Sequence

from complexity_lint.parsers.shell.places import Places, Run
from complexity_lint.parsers.shell.words import Word

_COMMANDS = re.compile(r"""^(?:commands=|\{[\s\S]*?"commands"\s*:\s*)(?P<listed>\[)?""")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PIECES = {"n": "\n", "t": "\t"}
_WINDOWS = re.compile(r"(?i)powershell")


def sent_by_clouds(words: Sequence[Word], places: Places) -> tuple[str, Places] | None:
    """The shell text that a command sends, with where its characters stand; None for any other command."""
    texts = [word.text for word in words]
    program = texts[0].rpartition("/")[2]
    if any(_WINDOWS.search(text) for text in texts):
        return None
    pieces: list[tuple[Word, list[Run], str]] = []
    if program == "gcloud" and {"compute", "ssh"} <= set(texts[1:5]):
        pieces = list(_of_option(words, "--command")) or [_whole(word) for word in _behind_dashes(words)]
        return _together(pieces, places, " ")
    if program == "aws" and texts[1:3] == ["ssm", "send-command"]:
        pieces = [piece for word in _values(words, "--parameters") for piece in _of_parameters(word)]
    elif program == "az" and "run-command" in texts[2:3]:
        given = [word for word in _values(words, "--scripts") if not word.text.startswith("@")]
        pieces = [_whole(word) for word in given] or list(_of_option(words, "--scripts"))
    return _together(pieces, places, "\n")


_Piece = tuple[Word, list[Run], str]
"""A text out of a word: the word, where the text's characters stand in the word's value, and the text."""


def _whole(word: Word) -> _Piece:
    return word, [(0, 0)], word.text


def _of_option(words: Sequence[Word], name: str) -> Iterator[_Piece]:
    """The value of an option, as `--name=value` or the next word."""
    start = len(name) + 1
    for word, following in zip(words, (*words[1:], None), strict=True):
        if word.text == name and following is not None:
            yield _whole(following)
        elif word.text.startswith(f"{name}="):
            yield word, [(0, start)], word.text[start:]


def _behind_dashes(words: Sequence[Word]) -> list[Word]:
    position = next((i for i, word in enumerate(words) if word.text == "--"), len(words))
    return list(words[position + 1 :])


def _values(words: Sequence[Word], name: str) -> list[Word]:
    """The words behind an option that takes several, up to the next option."""
    position = next((i for i, word in enumerate(words) if word.text == name), len(words))
    found: list[Word] = []
    for word in words[position + 1 :]:
        if word.text.startswith("--"):
            break
        found.append(word)
    return found


def _of_parameters(word: Word) -> Iterator[_Piece]:
    """The lines of `commands=["cd /opt","make"]`, `{"commands": [...]}`, or of a plain text behind `commands=`."""
    match = _COMMANDS.match(word.text)
    if match is None:
        return
    strings = _in_list(word.text, match.end())
    if match["listed"] is None and not strings and word.text.startswith("commands="):
        yield word, [(0, match.end())], word.text[match.end() :]
    for start, end in strings:
        yield _unescaped(word, start, end)


def _in_list(text: str, at: int) -> list[tuple[int, int]]:
    """The spans of the strings that follow each other from an offset on, with commas between them."""
    found: list[tuple[int, int]] = []
    while match := re.compile(r"[\s,]*").match(text, at):
        string = _STRING.match(text, match.end())
        if string is None:
            break
        found.append(string.span(1))
        at = string.end()
    return found


def _unescaped(word: Word, start: int, end: int) -> _Piece:
    """A string of JSON as it is meant."""
    parts: list[str] = []
    runs: list[Run] = []
    length = 0
    at = start
    for match in _ESCAPE.finditer(word.text, start, end):
        sign = _PIECES.get(match[1], match[1])
        runs += [(length, at), (length + match.start() - at, match.start(1))]
        parts += [word.text[at : match.start()], sign]
        length += match.start() - at + 1
        at = match.end()
    return word, [*runs, (length, at)], "".join((*parts, word.text[at:end]))


def _together(pieces: Sequence[_Piece], places: Places, between: str) -> tuple[str, Places] | None:
    """The pieces as one text, and its places; None without any."""
    if not pieces:
        return None
    points: list[tuple[int, int, int]] = []
    length = 0
    for word, runs, text in pieces:
        value = places.through(word.runs, len(word.text)).through(runs, len(text))
        rows = zip(value.offsets, value.lines, value.columns, strict=True)
        points += [(length + offset, line, column) for offset, line, column in rows]
        length += len(text) + 1
    found = between.join(text for _, _, text in pieces)
    return found, Places(places.path, *(tuple(point[part] for point in points) for part in range(3)))
