"""Base64 and base32 texts decoded as Go's encoding packages do, with the offset they blame for an error."""

from __future__ import annotations

from base64 import b32decode, b64decode

_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_BASE32 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_PAD = ord("=")
_BREAKS = b"\r\n"


def base64(data: bytes) -> bytes:
    """What a right base64 text stands for."""
    return b64decode(data)


def base32(data: bytes) -> bytes:
    """What a right base32 text stands for."""
    return b32decode(bytes(byte for byte in data if byte not in _BREAKS))


def base64_error(data: bytes) -> int:
    """The offset of encoding/base64's CorruptInputError for StdEncoding, or -1 when the text is right."""
    held = 0
    at = 0
    while at < len(data):
        byte = data[at]
        at += 1
        if byte in _BREAKS:
            continue
        if byte == _PAD:
            return _padding_error(data, at, held)
        if byte not in _BASE64:
            return at - 1
        held = (held + 1) % 4
    return at - held if held else -1


def _padding_error(data: bytes, at: int, held: int) -> int:
    """The rest after the first `=`: one more is due after two characters, then only line ends."""
    if held < 2:
        return at - 1
    if held == 2:
        at = _skip_breaks(data, at)
        if at == len(data):
            return at
        if data[at] != _PAD:
            return at - 1
        at += 1
    at = _skip_breaks(data, at)
    return at if at < len(data) else -1


def _skip_breaks(data: bytes, at: int) -> int:
    while at < len(data) and data[at] in _BREAKS:
        at += 1
    return at


def base32_error(data: bytes) -> int:
    """The offset of encoding/base32's CorruptInputError for StdEncoding, or -1 when the text is right."""
    kept = bytes(byte for byte in data if byte not in _BREAKS)
    size, at = len(kept), 0
    while at < size:
        for held in range(8):
            if at >= size:
                return size - held
            byte = kept[at]
            at += 1
            if byte == _PAD and held >= 2 and size - at < 8:
                return _padding32_error(kept, at, held)
            if byte not in _BASE32:
                return at - 1
    return -1


def _padding32_error(data: bytes, at: int, held: int) -> int:
    size = len(data)
    if size - at + held < 7:
        return size
    for number in range(7 - held):
        if at + number < size and data[at + number] != _PAD:
            return at + number - 1
    return at - 1 if held in (1, 3, 6) else -1
