"""Whether a private key in PEM may be one: samples hold keys whose lines somebody typed."""

import re

_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)(?:-----END|\Z)", re.DOTALL)
_BREAKS = re.compile(r"\\[nr]|[\s\"']")
_FIRST = ("M", "b3BlbnNzaC1rZXk")
"""How the body begins: a DER sequence (0x30, RFC 7468, RFC 5958), or `openssh-key` (OpenSSH, PROTOCOL.key)."""
_BLOCK = 4
_FEW = 0.5
"""In a body of random bytes next to all blocks of four signs are different ones."""


def is_made_up_key(text: str) -> bool:
    """Whether a text holds private keys and none of them can be one: a body that begins as no key does, or the same
    few signs over and over. One with headers is encrypted (RFC 1421), and may begin with anything.
    """
    bodies = [match[1] for match in _KEY.finditer(text)]
    return bool(bodies) and all(_is_made_up(body) for body in bodies)


def _is_made_up(body: str) -> bool:
    signs = _BREAKS.sub("", body)
    if not signs.startswith(_FIRST) and "Proc-Type:" not in body:
        return True
    blocks = [signs[start : start + _BLOCK] for start in range(len(signs) - _BLOCK + 1)]
    return len(set(blocks)) < _FEW * len(blocks)
