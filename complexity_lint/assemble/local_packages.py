"""Manifests of packages -> the folders that they name as packages of the repository itself.

Where the install takes the package in as it is, what is copied of it before the install belongs to the install. The
forms are those of the manuals of Bundler (gemfile, "path"), npm and Yarn ("file:"), pip ("-e", "Local project
installs"), Poetry ("path dependencies"), uv ("tool.uv.sources"), Pipenv and Composer ("path" repositories).

Of the folders that workspaces, `link:`, Cargo's `path` and Go's `replace` name, an install can do with the manifests:
those can be copied first like any other (go.dev/ref/mod, "replace directive": the folder must hold a `go.mod`).
"""

import fnmatch
import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator

MAX_TEXT = 400_000
"""A longer manifest is not read."""


def is_in(path: str, folder: str) -> bool:
    """Whether a file lies in a folder, or in one that fits it as a pattern."""
    head = "/".join(path.split("/")[: folder.count("/") + 1])
    return fnmatch.fnmatchcase(head, folder)


def is_manifest(path: str) -> bool:
    """Whether a path is that of a manifest that may name local packages."""
    name = path.rpartition("/")[2]
    return any(pattern.fullmatch(name) for pattern, _ in _READERS)


def local_packages(path: str, text: str) -> tuple[str, ...]:
    """The folders, relative to the root, of the local packages that a manifest names, some as patterns; none for any
    other file, for one that cannot be read, and never the manifest's own folder or one outside the root.
    """
    home, _, name = path.rpartition("/")
    reader = next((reader for pattern, reader in _READERS if pattern.fullmatch(name)), None)
    if reader is None or len(text) > MAX_TEXT:
        return ()
    try:
        named = tuple(reader(text))
    except (ValueError, RecursionError):
        return ()
    found = (_inside(home, one) for one in named if "$" not in one)
    return tuple(one for one in dict.fromkeys(found) if one and one != home)


def _inside(home: str, path: str) -> str:
    found = posixpath.normpath(posixpath.join(home, path.strip().rstrip("/")))
    return "" if found == "." or found.startswith(("..", "/")) else found


_GEM_PATH = re.compile(
    r"^[^#\n]*?(?:\bpath:\s*|:path\s*=>\s*|^\s*path\s+)[\"']([^\"'\n]+)[\"']", re.MULTILINE
)
_REQUIREMENT = re.compile(
    r"^\s*(?:(?:-e|--editable)[ =]+(?:file:)?(?![\w+]+://|git\+)([^\s#;\[]+)|(?:file:)?(\.\.?/[^\s#;\[]*)"
    r"|[\w.\[\],-]+\s*@\s*file:(?!//)([^\s#;]+))",
    re.MULTILINE,
)


def _of_gemfile(text: str) -> Iterator[str]:
    yield from _GEM_PATH.findall(text)


def _of_requirements(text: str) -> Iterator[str]:
    yield from (next(filter(None, groups)) for groups in _REQUIREMENT.findall(text))


def _of_package_json(text: str) -> Iterator[str]:
    read = _table(json.loads(text))
    for key in ("dependencies", "devDependencies", "optionalDependencies"):
        for value in _table(read.get(key)).values():
            if isinstance(value, str) and (match := re.match(r"file:(?!//)(.+)", value)):
                yield match[1]


def _of_composer(text: str) -> Iterator[str]:
    repositories = _table(json.loads(text)).get("repositories")
    listed = repositories.values() if isinstance(repositories, dict) else repositories
    for one in listed if isinstance(listed, Iterable) else ():
        url = _table(one).get("url")
        if _table(one).get("type") == "path" and isinstance(url, str):
            yield url


def _of_pyproject(text: str) -> Iterator[str]:
    tool = _table(tomllib.loads(text).get("tool"))
    uv, poetry = _table(tool.get("uv")), _table(tool.get("poetry"))
    yield from _paths(uv.get("sources"))
    groups = (_table(one) for one in _table(poetry.get("group")).values())
    for table in (poetry, *groups):
        yield from _paths(table.get("dependencies"))
        yield from _paths(table.get("dev-dependencies"))


def _of_pipfile(text: str) -> Iterator[str]:
    read = tomllib.loads(text)
    yield from _paths(read.get("packages"))
    yield from _paths(read.get("dev-packages"))


def _paths(dependencies: object) -> Iterator[str]:
    """The `path` of each dependency of a table that has one."""
    for one in _table(dependencies).values():
        path = _table(one).get("path")
        if isinstance(path, str):
            yield path


def _table(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


_READERS: tuple[tuple[re.Pattern[str], Callable[[str], Iterator[str]]], ...] = (
    (re.compile(r"Gemfile|gems\.rb"), _of_gemfile),
    (re.compile(r"[\w.-]*requirements[\w.-]*\.(?:txt|in)"), _of_requirements),
    (re.compile(r"package\.json"), _of_package_json),
    (re.compile(r"composer\.json"), _of_composer),
    (re.compile(r"pyproject\.toml"), _of_pyproject),
    (re.compile(r"Pipfile"), _of_pipfile),
)
