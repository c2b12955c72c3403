"""Folders whose files nobody deploys from here: somebody else's, and what tests are given or expect."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import EnvironmentKind

VENDORED = frozenset(
    (
        "node_modules vendor third_party third-party thirdparty .terraform bower_components site-packages .venv "
        "venv .tox Pods .git .terragrunt-cache jspm_packages .yarn _vendor"
    ).split()
)
"""Folders whose content is somebody else's."""
_VENDOR_OF = re.compile(r"^vendor[_-][\w.-]+$")
"""`vendor_jsonnet`; but `vendor-portal` is a service for vendors."""
_LICENCE = re.compile(r"(?i)^(licen[cs]e|copying)([.-]\w+)*$")
_TEST_DATA = frozenset(("testdata", "__snapshots__"))
"""What the go command passes over (`go help packages`), and where Jest keeps its snapshots."""
_EXPECTED = frozenset(("golden", "goldens", "golden-files", "golden_files"))


class ForeignFolders:
    """The folders of a repository that hold nothing deployed from it."""

    def __init__(self, paths: Collection[str]) -> None:
        self._vendored = frozenset(_vendored_by_their_files(paths))

    def reason(self, path: str) -> str:
        """Why a file is passed over: `vendored`, `data of tests`; empty for one that is not."""
        folders = path.split("/")[:-1]
        if not VENDORED.isdisjoint(folders):
            return "vendored"
        if self._vendored and any(
            "/".join(folders[:n]) in self._vendored for n in range(1, len(folders) + 1)
        ):
            return "vendored"
        if not _TEST_DATA.isdisjoint(folders):
            return "data of tests"
        # a golden image is what machines begin with: the word tells of tests only among them
        expected = next((n for n, folder in enumerate(folders) if folder in _EXPECTED), None)
        if expected:
            stated = from_path("/".join((*folders[:expected], "x")))
            return "data of tests" if stated is not None and stated.kind is EnvironmentKind.TEST else ""
        return ""


def _vendored_by_their_files(paths: Iterable[str]) -> Iterable[str]:
    """The folders `vendor_x` that a package manager fills: beside a `jsonnetfile.json`, or with nothing but folders
    that have a licence each.
    """
    managed = set()
    inside: dict[str, set[str]] = defaultdict(set)
    licensed: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        *folders, name = path.split("/")
        if name == "jsonnetfile.json":
            managed.add("/".join(folders))
        index = next((n for n, folder in enumerate(folders) if _VENDOR_OF.match(folder)), None)
        if index is not None:
            root = "/".join(folders[: index + 1])
            child = folders[index + 1] if len(folders) > index + 1 else name
            inside[root].add(child)
            if _LICENCE.match(name) and child != name:
                licensed[root].add(child)
    for root, children in inside.items():
        name = root.rpartition("/")[2]
        by_jsonnet = root.rpartition("/")[0] in managed and "jsonnet" in name
        if by_jsonnet or children == licensed[root]:
            yield root
