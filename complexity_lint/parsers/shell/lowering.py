"""Texts that a shell turns to small letters: by `tr`, by `awk`, by bash's own `${NAME,,}`."""

import re

_UPPER = r"""['"]?(?:\[:upper:\]|\[?A-Z\]?)['"]?"""
_LOWER = r"""['"]?(?:\[:lower:\]|\[?a-z\]?)['"]?"""
_LOWERING = rf"(?:tr\s+(?:-s\s+)?{_UPPER}\s+{_LOWER}|awk\s+'\{{\s*print\s+tolower\(\$0\)\s*\}}')"
_EXPRESSION = r"\$\{\{[^}]*\}\}"
_TEXT = (
    r'(?:"(?P<double>(?:[^"\\`$]|\$(?!\())*)"'
    r"|'(?P<single>[^']*)'"
    rf"|(?P<plain>(?:{_EXPRESSION}|[^\s|\"'\\`$;&<>()]|\$(?!\())+))"
)
_PRINTING = r"""(?:echo(?:\s+-[ne]+)?|printf(?:\s+--)?(?:\s+["']?%s(?:\\n)?["']?)?)"""
_SUBSTITUTIONS = (
    re.compile(rf"(?:\$\(|`)\s*{_PRINTING}\s+{_TEXT}\s*\|\s*{_LOWERING}\s*(?:\)|`)"),
    re.compile(rf"(?:\$\(|`)\s*{_LOWERING}\s*<<<\s*{_TEXT}\s*(?:\)|`)"),
)
"""POSIX.1-2017, XCU, "tr"; the GNU bash manual, 3.6.7 "Here Strings"."""

_STANDING_FOR_MORE = re.compile(
    rf"{_EXPRESSION}|\$\{{(?P<braced>[A-Za-z_]\w*)\}}|\$\{{[^}}]*\}}|\$(?P<plain>[A-Za-z_]\w*)"
)


def with_lowering(text: str) -> str:
    """A word in which substitutions that only turn a text to small letters are that text: `$(echo "$A/B" | tr A-Z a-z)`
    is `${A,,}/b`.
    """
    if "$(" not in text and "`" not in text:
        return text
    for pattern in _SUBSTITUTIONS:
        text = pattern.sub(lambda m: lowered(m["double"] or m["single"] or m["plain"] or ""), text)
    return text


def lowered(text: str) -> str:
    """A text in small letters. The expressions of a pipeline in it stay as they are, whatever they stand for; of a
    variable its small letters are asked (`${NAME,,}`: the GNU bash manual, 3.5.3 "Shell Parameter Expansion").
    """
    pieces: list[str] = []
    at = 0
    for match in _STANDING_FOR_MORE.finditer(text):
        name = match["braced"] or match["plain"]
        pieces += [text[at : match.start()].lower(), f"${{{name},,}}" if name else match[0]]
        at = match.end()
    return "".join((*pieces, text[at:].lower()))
