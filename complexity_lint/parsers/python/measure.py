"""The Python code below a folder, measured as far as its deployment needs it."""

from collections.abc import Iterable, Sequence

from complexity_lint.model.code import PythonCode
from complexity_lint.parsers.python.modules import ModuleFacts
from complexity_lint.parsers.python.reach import entry_modules, reach
from complexity_lint.parsers.python.reader import ModuleReader
from complexity_lint.source import Location, Source


def measure(
    folder: str, sources: Iterable[Source], entry_hint: Sequence[str] = (), reader: ModuleReader | None = None
) -> PythonCode:
    """What the Python files below `folder` hold; files elsewhere are left out.

    `entry_hint` are the words of the command that starts the code; names in it count from `folder`. Tests and
    migrations are counted nowhere: they are carried along, not written to be served. `reader` is given by who
    measures several folders that share files.
    """
    inside = [
        s for s in sources if s.path.endswith(".py") and (not folder or s.path.startswith(f"{folder}/"))
    ]
    modules = (reader or ModuleReader()).read(inside)
    own = [m for m in modules if not m.is_test and not m.is_migration]
    entries = entry_modules(modules, folder, entry_hint)
    reached = reach(modules, entries) if entries else frozenset[str]()
    return PythonCode(
        folder=folder,
        files=len(own),
        lines=sum(m.lines for m in own),
        routes=tuple(at for m in own for at in m.routes),
        models=tuple(at for m in own for at in m.models),
        django_apps=django_apps(modules),
        packages=_packages(own),
        entry_points=tuple(_entry_place(m) for m in own if m.entry_points),
        reached_lines=sum(m.lines for m in own if m.path in reached) if entries else None,
    )


def django_apps(modules: Sequence[ModuleFacts]) -> tuple[str, ...]:
    """The folders of Django apps: an AppConfig in `apps.py`, models beside migrations, or Django models in
    `models.py`.

    https://docs.djangoproject.com/en/stable/ref/applications/
    """
    folders = {m.folder for m in modules if m.app_configs and m.path.endswith("/apps.py") and not m.is_test}
    migrated = {m.folder.rpartition("/")[0] for m in modules if m.folder.endswith("/migrations")}
    for module in modules:
        folder = module.folder.removesuffix("/models")
        of_django = module.path.endswith("/models.py") and any(
            i.startswith("django.db") for i in module.imports
        )
        if module.models and (folder in migrated or of_django) and not module.is_test:
            folders.add(folder)
    return tuple(sorted(folders))


def _packages(modules: Sequence[ModuleFacts]) -> tuple[str, ...]:
    """The outermost packages, as folders."""
    folders = {m.folder for m in modules if m.is_package}
    return tuple(sorted(f for f in folders if f and f.rpartition("/")[0] not in folders))


def _entry_place(module: ModuleFacts) -> Location:
    return module.entry_points[0].at
