"""Which modules an entry point reaches through imports, inside first-party code."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from complexity_lint.parsers.python.modules import ModuleFacts

_SOURCE_FOLDERS = ("src", "lib", "python", "app", "backend")
"""Folders below a project that are put on the import path by convention (src layout)."""
_DEFAULT_MODULES = ("app.py", "wsgi.py")
"""What `flask run` loads when nothing names the application (Flask 3, "Application Discovery")."""


class _Index:
    """Modules by the tail of their path: `shop/models` finds `services/orders/src/shop/models.py`."""

    __slots__ = ("_by_tail", "_packages")

    def __init__(self, modules: Iterable[ModuleFacts]) -> None:
        self._by_tail: dict[str, list[ModuleFacts]] = defaultdict(list)
        self._packages: dict[str, ModuleFacts] = {}
        for module in modules:
            path = module.name.replace(".", "/")
            segments = path.split("/")
            for start in range(len(segments)):
                self._by_tail["/".join(segments[start:])].append(module)
            if module.is_package:
                self._packages[module.folder] = module

    def find(self, dotted: str, folder: str) -> ModuleFacts | None:
        """The module a dotted name means to a file in `folder`; the longest prefix that is a module counts."""
        parts = dotted.split(".")
        for length in range(len(parts), 0, -1):
            tail = "/".join(parts[:length])
            module = self._nearest(tail, folder)
            if module is not None:
                return module
        return None

    def _nearest(self, tail: str, folder: str) -> ModuleFacts | None:
        candidates = self._by_tail.get(tail, [])
        near = [m for m in candidates if _is_on_path(_root(m, tail), folder)]
        if near:
            return max(near, key=lambda module: len(_root(module, tail)))
        installed = len(candidates) == 1 and candidates[0].is_package
        if installed and tail.partition("/")[0] not in sys.stdlib_module_names:
            return candidates[0]
        return None

    def packages_above(self, module: ModuleFacts) -> Iterator[ModuleFacts]:
        """The `__init__.py` files that are run before the module is."""
        folder = module.folder
        while folder in self._packages:
            yield self._packages[folder]
            folder = folder.rpartition("/")[0]


def _root(module: ModuleFacts, tail: str) -> str:
    """The folder that is on the import path when the module is known by the tail of its path."""
    return module.name.replace(".", "/")[: -len(tail)].rstrip("/")


def _is_on_path(root: str, folder: str) -> bool:
    """Whether code in `folder` is likely to find modules below `root`."""
    parent, _, last = root.rpartition("/")
    return _holds(root, folder) or (last in _SOURCE_FOLDERS and _holds(parent, folder))


def _holds(folder: str, path: str) -> bool:
    return folder == "" or path == folder or path.startswith(f"{folder}/")


def reach(modules: Sequence[ModuleFacts], entries: Iterable[ModuleFacts]) -> frozenset[str]:
    """The paths of the modules that importing the entries loads, the entries among them.

    A module is loaded by an import, by a string that names it (Django settings, Celery), or because it belongs to
    a Django app of INSTALLED_APPS, whose folder is taken whole. What is imported in a function counts.
    So the answer errs on the side of too much.
    """
    index = _Index(modules)
    found: dict[str, ModuleFacts] = {}
    waiting = list(entries)
    while waiting:
        module = waiting.pop()
        if module.path in found:
            continue
        found[module.path] = module
        waiting += index.packages_above(module)
        for name in (*module.imports, *module.mentions):
            target = index.find(name, module.folder)
            if target is not None:
                waiting.append(target)
        waiting += _app_modules(modules, index, module)
    return frozenset(found)


def _app_modules(modules: Sequence[ModuleFacts], index: _Index, module: ModuleFacts) -> Iterator[ModuleFacts]:
    for name in module.installed_apps:
        app = index.find(name, module.folder)
        if app is not None and app.folder:
            yield from (m for m in modules if _holds(app.folder, m.folder) and not m.is_test)


def entry_modules(
    modules: Sequence[ModuleFacts], folder: str, words: Sequence[str]
) -> tuple[ModuleFacts, ...]:
    """The modules a start command names: `gunicorn shop.wsgi:application`, `python manage.py runserver`.

    `folder` is where the command's paths and names count from. Empty where no word names a module.
    """
    index = _Index(modules)
    found = [m for word in words if (m := _named(modules, index, folder, word)) is not None]
    if not found and list(words[:1]) == ["flask"]:
        paths = [f"{folder}/{name}".lstrip("/") for name in _DEFAULT_MODULES]
        found = [m for m in modules if m.path in paths]
    return tuple(dict.fromkeys(found))


def _named(modules: Sequence[ModuleFacts], index: _Index, folder: str, word: str) -> ModuleFacts | None:
    target = word.rpartition("=")[2].partition(":")[0]
    if target.endswith(".py"):
        return _script(modules, folder, target)
    if not target or not all(part.isidentifier() for part in target.split(".")):
        return None
    module = index.find(target, folder)
    if module is None or not _holds(folder, module.path):
        return None
    main = index.find(f"{target}.__main__", folder)
    return main if main is not None and main.path.endswith("__main__.py") else module


def _script(modules: Sequence[ModuleFacts], folder: str, target: str) -> ModuleFacts | None:
    relative = target.removeprefix("./").lstrip("/")
    exact = f"{folder}/{relative}".lstrip("/")
    inside = [m for m in modules if _holds(folder, m.path)]
    for module in inside:
        if module.path == exact:
            return module
    tail = relative
    while tail:  # an absolute path counts from the image's root, which the repository does not know
        ends = [m for m in inside if m.path == tail or m.path.endswith(f"/{tail}")]
        if len(ends) == 1:
            return ends[0]
        tail = tail.partition("/")[2]
    return None
