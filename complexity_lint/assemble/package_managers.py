"""The package managers whose version a project of Node pins, by `packageManager` (nodejs.org, "Modules: Packages")."""

import json
import re
from collections.abc import Sequence

from complexity_lint.discovery.repository import Repository

_NAME = "package.json"
_EXACT = re.compile(r"(?P<name>pnpm|yarn)@\d+\.\d+\.\d+")
"""Managers that keep to the version a project pins: pnpm from 10 on fetches and runs it (pnpm.io, "Settings"), yarn 1
refuses another (yarnpkg/yarn 1.22.20)."""


def pinned_managers(found: Sequence[str], repository: Repository) -> frozenset[str]:
    """The managers that the topmost package.json among some files pins, with corepack, which fetches what is pinned."""
    manifests = [path for path in found if path.rpartition("/")[2] == _NAME]
    if not manifests:
        return frozenset()
    text = repository.text(min(manifests, key=lambda path: path.count("/"))) or ""
    stated = _stated(text) if '"packageManager"' in text else None
    match = _EXACT.match(stated) if isinstance(stated, str) else None
    return frozenset({match["name"], "corepack"}) if match else frozenset()


def _stated(text: str) -> object:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read.get("packageManager") if isinstance(read, dict) else None
