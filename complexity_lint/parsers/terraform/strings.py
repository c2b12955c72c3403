"""Text inside Terraform strings: escapes, and the Unicode form strings are kept in."""

import re
import unicodedata
from typing import Final

_ESCAPE: Final = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|\$\$\{|%%\{')
_PLAIN: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def normal(text: str) -> str:
    """The text in normal form C, as cty keeps every string (go-cty `cty.NormalizeString`)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unescaped(text: str) -> str:
    """A quoted literal's text with its backslash escapes, `$${` and `%%{` decoded."""
    return _ESCAPE.sub(_decoded, text)


def _decoded(match: re.Match[str]) -> str:
    if match[1]:
        return _PLAIN[match[1]]
    digits = match[2] or match[3]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]
    return match[0][1:]


def unescaped_marks(text: str) -> str:
    """A heredoc's text: only `$${` and `%%{` are escapes there."""
    return text.replace("$${", "${").replace("%%{", "%{") if "{" in text else text
