"""Text from linted files made safe to print: nothing in it can move a cursor or command a CI runner."""

import json
import re
import unicodedata

# C0, DEL, C1, line and paragraph separators, zero-width and bidirectional controls, lone surrogates.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
# A GitHub runner obeys `##[...]` and an Azure agent `##vso[...]` anywhere in a line of a log.
_RUNNER_COMMAND = re.compile(r"##(?=\[|vso\[)")


def printable(text: str) -> str:
    """The text on one line, with control characters and runner commands escaped as Python escapes them."""
    return _RUNNER_COMMAND.sub(r"\\x23#", _CONTROL.sub(_escape, text))


def printable_path(path: str) -> str:
    """A path to begin a line with; `::` at a line's start would be a workflow command of GitHub's."""
    safe = printable(path)
    return f"./{safe}" if safe.lstrip().startswith("::") else safe


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def json_text(value: object) -> str:
    """A value as indented JSON in ASCII, ending in a line feed, that no runner finds a command in."""
    return json.dumps(value, indent=2).replace("##", "#\\u0023") + "\n"


def width(text: str) -> int:
    """How many terminal cells a printable text takes."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
