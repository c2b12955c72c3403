"""Which other files a compose file names, so that they can be read together with it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from complexity_lint.parsers.compose.documents import read_file
from complexity_lint.parsers.compose.files import is_outside
from complexity_lint.parsers.compose.include import texts
from complexity_lint.parsers.compose.paths import is_remote, joined
from complexity_lint.parsers.compose.tree import Row, Table, Tree
from complexity_lint.source import Source

MAX_FILES = 500
"""Files read together with a project; further ones are missing from it."""

_MARKS = ("extends", "include", "env_file", "label_file")


class Use(Enum):
    """What a file is named for."""

    PROJECT = "a part of the project"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that is named: its path relative to the root, and what for."""

    path: str
    use: Use


def references(source: Source) -> tuple[Reference, ...]:
    """The files in the repository that a compose file names; those with variables in their name are left out."""
    if not any(mark in source.text for mark in _MARKS):
        return ()
    found = (r for document in read_file(source).documents for r in _of_document(document.top))
    named = (Reference(joined(source.folder, r.path), r.use) for r in found if _is_plain(r.path))
    return tuple(dict.fromkeys(r for r in named if not is_outside(r.path)))


def _is_plain(path: str) -> bool:
    return bool(path) and "$" not in path and not path.startswith(("/", "~")) and not is_remote(path)


def _of_document(top: Table) -> Iterator[Reference]:
    for item in top.items("include"):
        yield from _of_include(item)
    services = top.table("services") if "services" in top else top
    for found in services.fields.values():
        if isinstance(found.value, Table):
            yield from _of_service(found.value)


def _of_include(item: Tree) -> Iterator[Reference]:
    paths = texts(item.get("path") if isinstance(item, Table) else item)
    yield from (Reference(path, Use.PROJECT) for path in paths)
    settings = texts(item.get("env_file")) if isinstance(item, Table) else []
    directory = item.text("project_directory") if isinstance(item, Table) else ""
    folder = directory or (paths[0].rpartition("/")[0] if paths else "")
    yield from (Reference(path, Use.SETTINGS) for path in settings or [joined(folder, ".env")])


def _of_service(service: Table) -> Iterator[Reference]:
    file = service.text("extends", "file")
    if file:
        yield Reference(file, Use.PROJECT)
    for key in ("env_file", "label_file"):
        listed = service.get(key)
        items = listed.items if isinstance(listed, Row) else (listed,)
        for item in items:
            path = item.get("path") if isinstance(item, Table) else item
            yield from (Reference(text, Use.SETTINGS) for text in texts(path))


def parts_of_others(sources: Iterable[Source]) -> frozenset[str]:
    """The compose files that files of other folders extend or include."""
    return frozenset(
        reference.path
        for source in sources
        for reference in references(source)
        if reference.use is Use.PROJECT and reference.path.rpartition("/")[0] != source.folder
    )


def with_named_files(sources: Iterable[Source], read: Callable[[str], str | None]) -> tuple[Source, ...]:
    """Compose files and all the files they name, directly or not; `read` gives None for what cannot be read."""
    found = {source.path: source for source in sources}
    waiting = [reference for source in found.values() for reference in references(source)]
    while waiting and len(found) < MAX_FILES:
        reference = waiting.pop()
        if reference.path in found:
            continue
        text = read(reference.path)
        if text is None:
            continue
        found[reference.path] = Source(reference.path, text)
        if reference.use is Use.PROJECT:
            # What a part names starts at the part's folder or at the project's; both are read.
            waiting += references(found[reference.path])
    return tuple(found.values())
