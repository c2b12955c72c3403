"""The files that say that what lies beside them can be started."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from complexity_lint.model.knowledge import describe
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.roles import Role
from complexity_lint.parsers.code_lines import is_own_code
from complexity_lint.parsers.code_tree import StartingPoint, Tree, cut, has_dockerfile, join, nearest_with
from complexity_lint.parsers.manifest_rules import RULES
from complexity_lint.source import Location


def starting_points(tree: Tree) -> Iterator[StartingPoint]:
    """All starting points, those that say most first; a folder may have several."""
    found: list[StartingPoint] = []
    for rule in RULES:
        for folder in tree.folders:
            found += rule(tree, folder)
    found += _go(tree)
    found += _python(tree)
    for folder in tree.folders:
        found += _procfile(tree, folder)
    yield from (p for p in found if not _is_part_of_a_build(p.folder))
    known = {point.folder for point in found}
    for folder in tree.folders:
        yield from _dockerfile(tree, folder, known)


def _is_part_of_a_build(folder: str) -> bool:
    """A front end among the sources of a JVM module is packed into it."""
    return re.search(r"(?:^|/)src/main/", f"{folder}/") is not None


_GO_IGNORED = re.compile(r"^//(?:go:build|\s*\+build)\s+ignore\b", re.MULTILINE)
_GO_MAIN_PACKAGE = re.compile(r"^package main\b", re.MULTILINE)
_GO_MAIN = re.compile(r"^func main\(\)", re.MULTILINE)


def _go(tree: Tree) -> Iterator[StartingPoint]:
    """Folders with a main package; those under one `cmd` are one, and so is a module with a single one."""
    mains: dict[str, list[str]] = defaultdict(list)
    for folder, names in tree.folders.items():
        path = _go_main(tree, folder, names)
        if path is not None:
            mains[_above_cmd(folder)].append(path)
    modules = {folder: _go_module(tree, folder) for folder in mains}
    for folder, paths in mains.items():
        same = [other for other in mains if modules[other] == modules[folder]]
        if any(other != folder and _is_below(other, folder) for other in same):
            continue  # commands beside services that have folders of their own are the services' tools
        module = modules[folder]
        yield StartingPoint(folder if module is None or len(same) > 1 else module, paths[0], "a Go program")


def _is_below(folder: str, above: str) -> bool:
    return not above or folder.startswith(f"{above}/")


def _go_main(tree: Tree, folder: str, names: Sequence[str]) -> str | None:
    sources = [n for n in names if n.endswith(".go") and not n.endswith("_test.go")]
    sources.sort(key=lambda name: name != "main.go")
    for name in sources:
        text = tree.text(folder, name)
        if _GO_IGNORED.search(text):
            continue
        if _GO_MAIN_PACKAGE.search(text) is None:
            return None
        if _GO_MAIN.search(text):
            return join(folder, name)
    return None


def _above_cmd(folder: str) -> str:
    segments = folder.split("/")
    return "/".join(segments[: segments.index("cmd")]) if "cmd" in segments else folder


def _go_module(tree: Tree, folder: str) -> str | None:
    return nearest_with(tree, folder, ("go.mod",))


_PYTHON_PROJECT = (
    "pyproject.toml", "requirements.txt", "requirements.in", "Pipfile", "setup.py", "environment.yml", "Dockerfile",
)  # fmt: skip
_SHARED = frozenset(["common", "shared", "lib", "libs", "utils", "packages", "internal"])
"""Folders whose code others import, though it may hold a server that they start."""
_PYTHON_ENTRY = re.compile(
    r"(?:app|main|server|wsgi|asgi|run|api|application|index|worker|__main__|__init__)\.py$"
)
_PYTHON_SERVER = re.compile(
    r"^\s*\w+(?:\s*:\s*\w+)?\s*=\s*(?:\w+\.)?(?:Flask|FastAPI|Sanic|Starlette|Quart|Bottle|Litestar|Celery|Dash)\("
    r"|get_[aw]sgi_application\(|\buvicorn\.run\(|\bweb\.run_app\(|\bgrpc\.server\(|\bfalcon\.App\(|\bserve_forever\("
    r"|\bstart_consuming\(",
    re.MULTILINE,
)


def _python(tree: Tree) -> Iterator[StartingPoint]:
    """Django projects by `manage.py`; others by a file that makes a server, as one for each project folder."""
    projects = {folder for folder, names in tree.folders.items() if _is_django(tree, folder, names)}
    for folder in sorted(projects):
        yield StartingPoint(folder, join(folder, "manage.py"), "a Django project")
    for path in tree.paths:
        if not _PYTHON_ENTRY.search(path) or not is_own_code(path):
            continue
        folder, name = cut(path)
        if any(folder == p or folder.startswith(f"{p}/") or not p for p in projects):
            continue
        if _PYTHON_SERVER.search(tree.text(folder, name)):
            home = nearest_with(tree, folder, _PYTHON_PROJECT)
            place = folder if home is None else home
            if place.rpartition("/")[2] not in _SHARED or has_dockerfile(tree, place):
                yield StartingPoint(place, path, "a Python server")


def _is_django(tree: Tree, folder: str, names: Sequence[str]) -> bool:
    return "manage.py" in names and "django" in tree.text(folder, "manage.py").lower()


def _procfile(tree: Tree, folder: str) -> Iterator[StartingPoint]:
    """https://devcenter.heroku.com/articles/procfile"""
    if re.search(r"^[\w-]+:\s*\S", tree.text(folder, "Procfile"), re.MULTILINE):
        yield StartingPoint(folder, join(folder, "Procfile"), "a Procfile")


_DOCKER_START = re.compile(r"^\s*(?:CMD|ENTRYPOINT)\b", re.MULTILINE | re.IGNORECASE)
_DOCKER_BASE = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*(\S+)", re.MULTILINE | re.IGNORECASE)
_DOCKER_COPY = re.compile(r"^\s*(?:COPY|ADD)\s+(?!--from)", re.MULTILINE | re.IGNORECASE)


def _dockerfile(tree: Tree, folder: str, known: set[str]) -> Iterator[StartingPoint]:
    """A Dockerfile that starts code copied from beside it, where nothing else says what the folder is."""
    if "Dockerfile" not in tree.folders[folder]:
        return
    inside = any(k == folder or k.startswith(f"{folder}/") or not folder for k in known)
    text = tree.text(folder, "Dockerfile")
    if not inside and _DOCKER_START.search(text) and _DOCKER_COPY.search(text) and not _is_wrapper(text):
        yield StartingPoint(folder, join(folder, "Dockerfile"), "a Dockerfile that starts the code beside it")


def _is_wrapper(text: str) -> bool:
    """Whether the image is a well-known one, and the code beside the Dockerfile sets it up.

    A web server is what front ends are served with, and wraps nothing.
    """
    bases = _DOCKER_BASE.findall(text)
    facts = describe(parse_image_reference(bases[-1], Location("Dockerfile"))) if bases else None
    return facts is not None and not facts.base and facts.role is not Role.PROXY
