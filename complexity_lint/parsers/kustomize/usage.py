"""Which files and folders kustomizations name, and which of them stand on their own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import EnvironmentKind
from complexity_lint.parsers.kustomize.files import is_remote, joined
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, load
from complexity_lint.source import Source

_ASIDE = (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST)


@dataclass(frozen=True, slots=True)
class Kustomization:
    """One kustomization and the paths it names, relative to the root; whether they exist is not looked at.

    `named` are paths of files or folders in `resources`, `bases` and `components`; `files` those of patches,
    generators, configurations and replacements.
    """

    folder: str
    source: Source
    named: tuple[str, ...]
    files: tuple[str, ...]
    is_component: bool

    @property
    def is_aside(self) -> bool:
        """Whether it is an example or a test, which deploys nothing of what it uses."""
        environment = from_path(f"{self.folder}/x")
        return environment is not None and environment.kind in _ASIDE


def read_kustomization(source: Source) -> Kustomization:
    """What a kustomization names; nothing where it cannot be parsed."""
    node = next(load(source).mappings(), None)
    folder = source.folder
    named = _existing(folder, _resources(node)) if node else ()
    files = _existing(folder, _files(node)) if node else ()
    component = node is not None and node.text("kind") == "Component"
    return Kustomization(folder, source, named, files, component)


def _existing(folder: str, paths: Iterator[str]) -> tuple[str, ...]:
    found = (joined(folder, path) for path in paths if path and not is_remote(path))
    return tuple(dict.fromkeys(path for path in found if path is not None))


def _texts(items: tuple[Node, ...]) -> Iterator[str]:
    return (item.text for item in items if isinstance(item, Scalar))


def _resources(node: Mapping) -> Iterator[str]:
    for key in ("resources", "bases", "components"):
        yield from _texts(node.items(key))


def _files(node: Mapping) -> Iterator[str]:
    for key in (
        "patchesStrategicMerge",
        "configurations",
        "crds",
        "generators",
        "transformers",
        "validators",
    ):
        yield from (text for text in _texts(node.items(key)) if "\n" not in text)
    for key in ("patches", "patchesJson6902", "replacements"):
        for item in node.items(key):
            if isinstance(item, Mapping):
                yield item.text("path")
    for key in ("configMapGenerator", "secretGenerator"):
        for item in node.items(key):
            if isinstance(item, Mapping):
                yield item.text("env")
                yield from _texts(item.items("envs"))
                yield from (text.partition("=")[2] or text for text in _texts(item.items("files")))
    if isinstance(chart := node.get("openapi", "path"), Scalar):
        yield chart.text


@dataclass(frozen=True, slots=True)
class Usage:
    """How the kustomizations of a repository hang together.

    `roots` are the folders of those that are deployed as they are: no other uses them, or only an example or a
    test does. `claimed` are the files that any of them reads: they are no manifests of their own. `unused` are
    components that nothing uses.
    """

    by_folder: dict[str, Kustomization]
    roots: tuple[str, ...]
    unused: tuple[str, ...]
    claimed: frozenset[str]


def find_usage(kustomizations: list[Kustomization]) -> Usage:
    """Sort kustomizations into what is deployed and what those are made of."""
    by_folder = {k.folder: k for k in kustomizations}
    used = {
        path
        for k in kustomizations
        for path in k.named
        if path in by_folder and path != k.folder and (not k.is_aside or by_folder[path].is_aside)
    }
    free = [folder for folder in sorted(by_folder) if folder not in used]
    claimed = {path for k in kustomizations for path in (*k.named, *k.files)}
    claimed |= {k.source.path for k in kustomizations}
    return Usage(
        by_folder,
        tuple(f for f in free if not by_folder[f].is_component),
        tuple(f for f in free if by_folder[f].is_component),
        frozenset(claimed),
    )


def sources_of(folder: str, usage: Usage, read: Callable[[str], Source | None]) -> tuple[Source, ...]:
    """Every file the kustomization in a folder needs, its own first; what is missing or cannot be read is
    left out.
    """
    seen: dict[str, None] = {}
    found: dict[str, Source] = {}
    waiting = [folder]
    while waiting:
        current = usage.by_folder.get(waiting.pop())
        if current is None or current.folder in seen:
            continue
        seen[current.folder] = None
        found[current.source.path] = current.source
        for path in (*current.named, *current.files):
            if path in usage.by_folder:
                waiting.append(path)
            elif path not in found and (source := read(path)) is not None:
                found[path] = source
    return tuple(found.values())
