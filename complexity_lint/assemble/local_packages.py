"""Manifests of packages -> the folders that they name as packages of the repository itself.

An install reads such a folder: what is copied of it before the install belongs to the install. The forms are those of
the manuals of Bundler (gemfile, "path"), npm ("Local Paths", "workspaces"), Yarn ("portal:", "link:"), pnpm
("pnpm-workspace.yaml"), Go (go.mod, "replace"; go.work, "use"), Cargo ("path dependencies", "workspaces"), pip ("-e",
"Local project installs"), Poetry ("path dependencies"), uv ("tool.uv.sources"), Pipenv and Composer ("path"
repositories).
"""

import fnmatch
import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

MAX_TEXT = 400_000
"""A longer manifest is not read."""


@dataclass(frozen=True, slots=True)
class LocalPackage:
    """A folder, relative to the root, that a manifest names; `is_member` is that of a workspace, which may be a
    pattern, and of which an install reads no more than the manifest.
    """

    folder: str
    is_member: bool = False

    def covers(self, path: str, source: str) -> bool:
        """Whether a file belongs to it, copied by a source: a member has to be what is copied, or hold it."""
        if not self.is_member:
            return _is_below(path, self.folder)
        depth = self.folder.count("/") + 1
        head = "/".join(source.split("/")[:depth])
        return head.count("/") + 1 == depth and fnmatch.fnmatchcase(head, self.folder)


def is_manifest(path: str) -> bool:
    """Whether a path is that of a manifest that may name local packages."""
    name = path.rpartition("/")[2]
    return any(pattern.fullmatch(name) for pattern, _ in _READERS)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def local_packages(path: str, text: str) -> tuple[LocalPackage, ...]:
    """The local packages that a manifest names; none for any other file, for one that cannot be read, and never the
    manifest's own folder or one outside the root.
    """
    home, _, name = path.rpartition("/")
    reader = next((reader for pattern, reader in _READERS if pattern.fullmatch(name)), None)
    if reader is None or len(text) > MAX_TEXT:
        return ()
    try:
        named = tuple(reader(text))
    except (ValueError, RecursionError):
        return ()
    found = (LocalPackage(_inside(home, one), member) for one, member in named if "$" not in one)
    return tuple(one for one in dict.fromkeys(found) if one.folder and one.folder != home)


def _inside(home: str, path: str) -> str:
    found = posixpath.normpath(posixpath.join(home, path.strip().rstrip("/")))
    return "" if found == "." or found.startswith(("..", "/")) else found


_Named = Iterator[tuple[str, bool]]
_GEM_PATH = re.compile(
    r"^[^#\n]*?(?:\bpath:\s*|:path\s*=>\s*|^\s*path\s+)[\"']([^\"'\n]+)[\"']", re.MULTILINE
)
_GO_REPLACE = re.compile(r"^[^/\n]*(?:/[^/\n]+)*?=>\s*(\.\.?/\S*|\.\.?$)", re.MULTILINE)
_GO_USE = re.compile(r"^(?:use\s+|\s+)(\.\.?/\S*)\s*(?://.*)?$", re.MULTILINE)
_REQUIREMENT = re.compile(
    r"^\s*(?:(?:-e|--editable)[ =]+(?:file:)?(?![\w+]+://|git\+)([^\s#;\[]+)|(?:file:)?(\.\.?/[^\s#;\[]*)"
    r"|[\w.\[\],-]+\s*@\s*file:(?!//)([^\s#;]+))",
    re.MULTILINE,
)
_LISTED = re.compile(r"^\s*-\s*[\"']?([^\s\"'#!][^\s\"'#]*)[\"']?\s*(?:#.*)?$", re.MULTILINE)


def _of_gemfile(text: str) -> _Named:
    yield from ((path, False) for path in _GEM_PATH.findall(text))


def _of_go(text: str) -> _Named:
    yield from ((path, False) for path in _GO_REPLACE.findall(text))


def _of_go_workspace(text: str) -> _Named:
    yield from ((path, False) for path in _GO_USE.findall(text))


def _of_requirements(text: str) -> _Named:
    yield from ((next(filter(None, groups)), False) for groups in _REQUIREMENT.findall(text))


def _of_pnpm(text: str) -> _Named:
    listed = re.search(r"(?ms)^packages:[^\n]*\n(.*?)(?=^\w|\Z)", text)
    yield from ((path, True) for path in _LISTED.findall(listed[1] if listed else ""))


def _of_package_json(text: str) -> _Named:
    read = _table(json.loads(text))
    for key in ("dependencies", "devDependencies", "optionalDependencies"):
        for value in _table(read.get(key)).values():
            if isinstance(value, str) and (match := re.match(r"(?:file|link|portal):(?!//)(.+)", value)):
                yield match[1], False
    workspaces = read.get("workspaces")
    members = _table(workspaces).get("packages") if isinstance(workspaces, dict) else workspaces
    yield from ((path, True) for path in _texts(members))


def _of_composer(text: str) -> _Named:
    repositories = _table(json.loads(text)).get("repositories")
    listed = repositories.values() if isinstance(repositories, dict) else repositories
    for one in listed if isinstance(listed, Iterable) else ():
        url = _table(one).get("url")
        if _table(one).get("type") == "path" and isinstance(url, str):
            yield url, "*" in url


def _of_cargo(text: str) -> _Named:
    read = tomllib.loads(text)
    workspace = _table(read.get("workspace"))
    yield from ((path, True) for path in _texts(workspace.get("members")))
    targets = (_table(one) for one in _table(read.get("target")).values())
    for table in (read, workspace, *targets):
        for key in ("dependencies", "dev-dependencies", "build-dependencies"):
            yield from _paths(table.get(key))
    for patched in _table(read.get("patch")).values():
        yield from _paths(patched)


def _of_pyproject(text: str) -> _Named:
    tool = _table(tomllib.loads(text).get("tool"))
    uv, poetry = _table(tool.get("uv")), _table(tool.get("poetry"))
    yield from ((path, True) for path in _texts(_table(uv.get("workspace")).get("members")))
    yield from _paths(uv.get("sources"))
    groups = (_table(one) for one in _table(poetry.get("group")).values())
    for table in (poetry, *groups):
        yield from _paths(table.get("dependencies"))
        yield from _paths(table.get("dev-dependencies"))


def _of_pipfile(text: str) -> _Named:
    read = tomllib.loads(text)
    yield from _paths(read.get("packages"))
    yield from _paths(read.get("dev-packages"))


def _paths(dependencies: object) -> _Named:
    """The `path` of each dependency of a table that has one."""
    for one in _table(dependencies).values():
        path = _table(one).get("path")
        if isinstance(path, str):
            yield path, False


def _table(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> Iterator[str]:
    yield from (one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


_READERS: tuple[tuple[re.Pattern[str], Callable[[str], _Named]], ...] = (
    (re.compile(r"Gemfile|gems\.rb"), _of_gemfile),
    (re.compile(r"go\.mod"), _of_go),
    (re.compile(r"go\.work"), _of_go_workspace),
    (re.compile(r"[\w.-]*requirements[\w.-]*\.(?:txt|in)"), _of_requirements),
    (re.compile(r"pnpm-workspace\.yaml"), _of_pnpm),
    (re.compile(r"package\.json"), _of_package_json),
    (re.compile(r"composer\.json"), _of_composer),
    (re.compile(r"Cargo\.toml"), _of_cargo),
    (re.compile(r"pyproject\.toml"), _of_pyproject),
    (re.compile(r"Pipfile"), _of_pipfile),
)
