"""Releases as tags and versions name them, cut down to what makes a difference between two of them."""

import re

_NUMBERS = re.compile(r"^(?:[a-z]+-)?v?(\d+)(?:\.(\d+|x))?", re.IGNORECASE)
_BY_MAJOR = frozenset(
    (
        "node postgresql debian java eclipse-temurin openjdk amazoncorretto corretto fedora mariadb-galera centos "
        "rockylinux almalinux amazonlinux oraclelinux"
    ).split()
)
"""What has a new release line with every major number."""
CODENAMES = {
    "jessie": "8",
    "stretch": "9",
    "buster": "10",
    "bullseye": "11",
    "bookworm": "12",
    "trixie": "13",
    "trusty": "14.04",
    "xenial": "16.04",
    "bionic": "18.04",
    "focal": "20.04",
    "jammy": "22.04",
    "noble": "24.04",
}
"""Debian's and Ubuntu's names for their releases."""


def release_of(tag: str, software: str = "") -> str:
    """The release a tag names: `3.12` of `3.12.4-slim`, the major number alone for software that counts so.

    Empty where the tag names no version, or less of one than tells releases apart.
    """
    named = CODENAMES.get(tag.partition("-")[0].lower())
    if named is not None:
        return named
    found = _NUMBERS.match(tag)
    if found is None or len(found[1]) > 4:
        return ""
    if software in _BY_MAJOR:
        return found[1]
    return f"{found[1]}.{found[2]}" if found[2] and found[2] != "x" else ""


def order_of(release: str) -> tuple[int, ...]:
    """How a release sorts among those of the same software."""
    return tuple(int(part) for part in release.split(".") if part.isdigit())
