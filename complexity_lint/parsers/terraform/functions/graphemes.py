"""Characters as a reader counts them, which is how Terraform measures and cuts strings."""

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"


def graphemes(text: str) -> list[str]:
    """The grapheme clusters of a text (Unicode Standard Annex 29), without the rules for Indic conjuncts."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    clusters: list[str] = []
    flags = 0
    for char in text:
        is_flag = 0x1F1E6 <= ord(char) <= 0x1F1FF
        flags = flags + 1 if is_flag else 0
        if clusters and (_extends(clusters[-1], char) or (is_flag and flags % 2 == 0)):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _extends(cluster: str, char: str) -> bool:
    last = cluster[-1]
    if last == "\r":
        return char == "\n"
    if unicodedata.category(last) in ("Cc", "Zl", "Zp"):
        return False
    if char == _JOINER or unicodedata.category(char) in ("Mn", "Me", "Mc") or 0x1F3FB <= ord(char) <= 0x1F3FF:
        return True
    if last == _JOINER and unicodedata.category(char) == "So":
        return True
    return _joins_hangul(last, char)


def _joins_hangul(last: str, char: str) -> bool:
    first, second = _hangul(last), _hangul(char)
    if first == "L":
        return second in ("L", "V", "LV", "LVT")
    if first in ("LV", "V"):
        return second in ("V", "T")
    return first in ("LVT", "T") and second == "T"


def _hangul(char: str) -> str:
    code = ord(char)
    if 0x1100 <= code <= 0x115F:
        return "L"
    if 0x1160 <= code <= 0x11A7:
        return "V"
    if 0x11A8 <= code <= 0x11FF:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    return ""
