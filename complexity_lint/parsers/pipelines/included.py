"""The files that pipelines include, so that they can be read together with them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from importlib import import_module

from complexity_lint.parsers.pipelines.systems import reader_of
from complexity_lint.parsers.yaml_nodes import Mapping, load
from complexity_lint.source import Source

MAX_FILES = 200
"""Files read together with a pipeline; further ones are missing from it (GitLab allows 150 includes)."""

_MARKS = re.compile(r"include|uses:\s*[\"']?\./|template|buildspec|\bload\b")


def included_files(
    source: Source, read: Callable[[str], Source | None], paths: Sequence[str]
) -> Iterator[Source]:
    """What a pipeline includes, directly or by way of others, in the order found. `paths` are the repository's."""
    known = frozenset(paths)
    seen = {source.path}
    waiting = [source]
    while waiting and len(seen) < MAX_FILES:
        for path in _named(waiting.pop(0), reader_of(source.path)):
            for one in _matching(path, paths) if "*" in path else (path,):
                found = read(one) if one in known and one not in seen else None
                seen.add(one)
                if found is not None:
                    waiting.append(found)
                    yield found


def _matching(pattern: str, paths: Iterable[str]) -> Iterator[str]:
    depth = pattern.count("/")
    for path in paths:
        if fnmatchcase(path, pattern) and ("**" in pattern or path.count("/") == depth):
            yield path


def _named(source: Source, reader: str) -> Iterator[str]:
    """The paths that a file names, from the root."""
    if not _MARKS.search(source.text):
        return
    module = import_module(f"complexity_lint.parsers.pipelines.{reader}")
    if reader == "jenkins":
        loaded: Callable[[str], Iterator[str]] = module.loaded_files
        yield from loaded(source.text)
        return
    named: Callable[[str, tuple[Mapping, ...]], Iterator[str]] = module.named_files
    yield from named(source.path, tuple(load(source).mappings()))


def stands_alone(source: Source) -> bool:
    """Whether a file that others include is started by itself as well: a workflow of GitHub's with other events."""
    if reader_of(source.path) != "github":
        return False
    from complexity_lint.parsers.pipelines.github import triggers_of

    top = next(load(source).mappings(), None)
    return top is not None and any(trigger != "call" for trigger in triggers_of(top.get("on")))
