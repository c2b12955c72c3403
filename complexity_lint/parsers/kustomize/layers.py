"""One kustomization after another: what each adds to and changes of the objects below it."""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Files
from dataclasses import dataclass, replace

from complexity_lint.parsers.kustomize.budgets import check_size
from complexity_lint.parsers.kustomize.directives import transform
from complexity_lint.parsers.kustomize.editing import CannotApply
from complexity_lint.parsers.kustomize.fields import FieldConfig, default_config, merge_config, read_config
from complexity_lint.parsers.kustomize.files import is_inside, is_remote, joined, kustomization_in
from complexity_lint.parsers.kustomize.generators import absorb, generate
from complexity_lint.parsers.kustomize.notes import Note, NoteKind
from complexity_lint.parsers.kustomize.resources import Resource, resources_of
from complexity_lint.parsers.kustomize.variables import Variable, mark_variables, read_variable
from complexity_lint.parsers.yaml_nodes import Documents, Mapping, Node, Scalar
from complexity_lint.source import Location, Source

MAX_LAYERS = 500
"""Kustomizations one build may read; a chain of bases in real repositories is rarely longer than ten."""
MAX_DEPTH = 40
_UNKNOWN = {
    "helmCharts": "a chart, which is not rendered here",
    "helmChartInflationGenerator": "a chart, which is not rendered here",
    "generators": "a generator, which is not run",
    "transformers": "a transformer, which is not run",
    "crds": "a schema of custom resources, by which names in them would be updated, is not read",
    "buildMetadata": "annotations about the build itself are not added",
}


@dataclass(frozen=True, slots=True)
class Layer:
    """The objects of a kustomization with all below it, and what it hands on to the one above."""

    path: str = ""
    resources: tuple[Resource, ...] = ()
    config: FieldConfig = FieldConfig()  # noqa: RUF009  # frozen, so that sharing it is safe
    variables: tuple[Variable, ...] = ()
    sort_options: Mapping | None = None


class Layers:
    """Reads kustomizations and keeps what one build knows: the files used and the notes."""

    def __init__(
        self, files: Files[str, Source], read: Callable[[Source], Documents], opaque: frozenset[str]
    ) -> None:
        self.files = files
        self.opaque = opaque
        self.notes: list[Note] = []
        self.used: dict[str, None] = {}
        self._read = read
        self._open: list[str] = []
        self._count = 0

    def note(self, at: Location, kind: NoteKind, message: str) -> None:
        """Remember what could not be done."""
        self.notes.append(Note(at, kind, message))

    def documents(self, source: Source) -> tuple[Node, ...]:
        """The documents of a file; a problem in it is noted."""
        self.used[source.path] = None
        found = self._read(source)
        if found.problem is not None:
            self.note(found.problem.at, NoteKind.BROKEN, found.problem.message)
        if "*" not in source.text or "&" not in source.text:
            return found.nodes  # without aliases nothing is larger than the file
        try:
            for node in found.nodes:
                check_size(node)
        except CannotApply as error:
            self.note(Location(source.path), NoteKind.BROKEN, str(error))
            return ()
        return found.nodes

    def layer(self, folder: str) -> Layer:
        """The layer of a folder's kustomization; an empty one, noted, where there is none."""
        return self._layer(folder, Layer(), Location(folder or "."), component=False)

    def _layer(self, folder: str, below: Layer, at: Location, *, component: bool) -> Layer:
        source = kustomization_in(folder, self.files)
        if source is None:
            self.note(at, NoteKind.REFUSED, f"there is no kustomization in {folder or '.'}")
            return below
        if folder in self._open or len(self._open) >= MAX_DEPTH or self._count >= MAX_LAYERS:
            self.note(
                at,
                NoteKind.REFUSED,
                f"{folder or '.'} is one of the kustomizations it is used by, or too many are nested",
            )
            return below
        self._open.append(folder)
        self._count += 1
        try:
            node = next(
                (n for n in self.documents(source) if isinstance(n, Mapping)), Mapping(Location(source.path))
            )
            if self._open[1:] and (node.text("kind") == "Component") is not component:
                self.note(at, NoteKind.REFUSED, f"{source.path} is {'no' if component else 'a'} component")
            return self._filled(node, source, below)
        finally:
            self._open.pop()

    def _filled(self, node: Mapping, source: Source, below: Layer) -> Layer:
        folder = source.folder
        layer = replace(below, path=source.path)
        for item in (*node.items("resources"), *node.items("bases")):
            if isinstance(item, Scalar):
                layer = self._with_resource(layer, folder, item)
        layer = replace(layer, config=merge_config(layer.config, self._config(node, folder)))
        layer = self._with_generated(layer, node, folder)
        for item in node.items("components"):
            layer = self._with_component(layer, folder, item)
        changed = transform(list(layer.resources), node, layer.config, self, folder)
        variables = tuple(read_variable(i) for i in node.items("vars") if isinstance(i, Mapping))
        try:
            changed = mark_variables(changed, variables)
        except CannotApply as error:
            self.note(node.at, NoteKind.REFUSED, str(error))
        options = node.get("sortOptions")
        return replace(
            layer,
            resources=tuple(changed),
            variables=(*layer.variables, *variables),
            sort_options=options if isinstance(options, Mapping) else None,
        )

    def _with_resource(self, layer: Layer, folder: str, item: Scalar) -> Layer:
        if is_remote(item.text):
            self.note(item.at, NoteKind.HOLE, f"{item.text} is somewhere else")
            return layer
        path = joined(folder, item.text)
        if path is not None and path in self.files:
            self._check_inside(folder, path, item)
            added = tuple(resources_of(self.documents(self.files[path])))
            return self._appended(layer, added, item)
        if path is None or kustomization_in(path, self.files) is None:
            self.note(item.at, NoteKind.REFUSED, f"there is no {item.text}")
            return layer
        inner = self._layer(path, Layer(), item.at, component=False)
        layer = self._appended(layer, inner.resources, item)
        config = merge_config(layer.config, inner.config)
        return replace(layer, config=config, variables=(*layer.variables, *inner.variables))

    def _check_inside(self, folder: str, path: str, item: Scalar) -> None:
        if not is_inside(folder, path):
            self.note(item.at, NoteKind.REFUSED, f"{item.text} is outside of the kustomization's folder")

    def _appended(self, layer: Layer, added: tuple[Resource, ...], item: Scalar) -> Layer:
        """The layer with resources added, without those that are there already."""
        present = {
            (r.identity.kind, r.identity.name, r.identity.effective_namespace) for r in layer.resources
        }
        fresh = []
        for resource in added:
            own = resource.identity
            key = (own.kind, own.name, own.effective_namespace)
            if key in present:
                self.note(item.at, NoteKind.REFUSED, f"there is a {own} already")
                continue
            present.add(key)
            fresh.append(resource)
        return replace(layer, resources=(*layer.resources, *fresh))

    def _with_component(self, layer: Layer, folder: str, item: Node) -> Layer:
        text = item.text if isinstance(item, Scalar) else ""
        if is_remote(text):
            self.note(item.at, NoteKind.HOLE, f"{text} is somewhere else")
            return layer
        path = joined(folder, text)
        if path is None:
            self.note(item.at, NoteKind.REFUSED, f"there is no {text}")
            return layer
        return self._layer(path, layer, item.at, component=True)

    def _config(self, node: Mapping, folder: str) -> FieldConfig:
        config = default_config()
        for item in node.items("configurations"):
            try:
                for document in self.documents(self.file(folder, item)):
                    if isinstance(document, Mapping):
                        config = merge_config(config, read_config(document))
            except CannotApply as error:
                self.note(item.at, NoteKind.REFUSED, str(error))
        return config

    def file(self, folder: str, item: Node, text: str | None = None) -> Source:
        """The file an entry names. Raises CannotApply where there is none."""
        name = text if text is not None else item.text if isinstance(item, Scalar) else ""
        path = joined(folder, name)
        if path is None or path not in self.files:
            raise CannotApply(f"there is no {name}")
        if not is_inside(folder, path):
            self.note(item.at, NoteKind.REFUSED, f"{name} is outside of the kustomization's folder")
        self.used[path] = None
        return self.files[path]

    def _with_generated(self, layer: Layer, node: Mapping, folder: str) -> Layer:
        resources = list(layer.resources)
        options = node.mapping("generatorOptions")
        for kind, arguments in _generators(node):
            try:
                made = generate(kind, arguments, options, lambda item, text: self.file(folder, item, text))
                resources = absorb(resources, made)
            except CannotApply as error:
                self.note(arguments.at, NoteKind.REFUSED, str(error))
        for key, reason in _UNKNOWN.items():
            for item in node.items(key):
                self.note(item.at, NoteKind.HOLE, reason)
        if isinstance(node.get("openapi", "path"), Scalar):
            self.note(node.mapping("openapi").at, NoteKind.HOLE, "a schema of its own is not read")
        return replace(layer, resources=tuple(resources))


def _generators(node: Mapping) -> Iterator[tuple[str, Mapping]]:
    for key, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
        for item in node.items(key):
            if isinstance(item, Mapping):
                yield kind, item
