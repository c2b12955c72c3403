"""The file by which a repository is handed out to others."""

import re
from collections.abc import Iterable

from complexity_lint.source import Location

_LICENCE = re.compile(r"(?i)^((un)?licen[sc]es?|copying)([._-][\w.-]+)?(/[^/]+)?$")
"""At the root, as file or folder (reuse.software keeps `LICENSES/`)."""


def licence_in(paths: Iterable[str]) -> Location | None:
    """The file that says on which terms others may use what a repository holds; None where there is none."""
    return next((Location(path) for path in sorted(paths) if _LICENCE.match(path)), None)
