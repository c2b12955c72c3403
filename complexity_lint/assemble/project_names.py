"""What a repository's project is called, by the files that name it for its own package manager."""

import re
from collections.abc import Iterator

from complexity_lint.discovery.repository import Repository

_NAMED = {
    "package.json": re.compile(r'"name"\s*:\s*"(?:@[\w.-]+/)?([\w.-]+)"'),
    "composer.json": re.compile(r'"name"\s*:\s*"[\w.-]+/([\w.-]+)"'),
    "pyproject.toml": re.compile(r"(?m)^name\s*=\s*[\"']([\w.-]+)[\"']"),
    "setup.cfg": re.compile(r"(?m)^name\s*=\s*([\w.-]+)\s*$"),
    "Cargo.toml": re.compile(r"(?m)^name\s*=\s*\"([\w.-]+)\""),
    "go.mod": re.compile(r"(?m)^module\s+[\w./-]*?/([\w.-]+?)(?:/v\d+)?\s*$"),
    "settings.gradle": re.compile(r"(?m)^rootProject\.name\s*=\s*[\"']([\w.-]+)[\"']"),
    "settings.gradle.kts": re.compile(r"(?m)^rootProject\.name\s*=\s*\"([\w.-]+)\""),
}
"""The files of a repository's root and where they say the project's name, of the first that is there."""
_CHART = re.compile(r"(?m)^name:\s*[\"']?([\w.-]+)")
_MEANINGLESS = frozenset(
    "app application backend client demo example frontend main server service src test web".split()
)


def project_names(repository: Repository) -> frozenset[str]:
    """The names by which a repository's manifests and charts call its project, in lower case and with hyphens."""
    return frozenset(_names(repository)) - _MEANINGLESS


def _names(repository: Repository) -> Iterator[str]:
    for name, pattern in _NAMED.items():
        found = pattern.search(repository.text(name) or "")
        if found:
            yield found[1].lower().replace("_", "-")
    for path in repository.paths:
        if path.rpartition("/")[2] == "Chart.yaml" and "/charts/" not in path.removeprefix("charts/"):
            found = _CHART.search(repository.text(path) or "")
            if found:
                yield found[1].lower()
