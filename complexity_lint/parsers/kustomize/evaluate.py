"""A kustomization as a unit: what it deploys, once for the environment its path names."""

from functools import lru_cache

from complexity_lint.finding import FileCoverage
from complexity_lint.model.environments import UNSTATED
from complexity_lint.parsers.clusters.objects import clusters_of_objects
from complexity_lint.parsers.kubernetes.definitions import DEFINITION, without_definitions
from complexity_lint.parsers.kubernetes.manifests import Context, read_object
from complexity_lint.parsers.kustomize.build import Build, build
from complexity_lint.parsers.kustomize.named import file_references, obsolete_fields
from complexity_lint.parsers.kustomize.notes import Note, NoteKind
from complexity_lint.parsers.kustomize.remote_bases import remote_bases
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.templates import TEMPLATE_REASON, is_template
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Documents, load
from complexity_lint.source import Source


def evaluate(unit: Unit) -> Parts:
    """The parts of what a kustomization builds; `unit.name` is its folder, the sources are all files it needs.

    What it could not build is told in the coverage of the file that asks for it.
    """
    files = {source.path: source for source in unit.sources}
    built = build(unit.name, files, _read, frozenset((DEFINITION,)))
    context = Context(unit.name, unit.environment or UNSTATED)
    parts = [read_object(node, context) for node in built.objects]
    clusters = clusters_of_objects(built.objects, context.environment)
    kustomizations = [s for s in unit.sources if s.name in ("kustomization.yaml", "kustomization.yml")]
    old = tuple(use for source in kustomizations for use in obsolete_fields(source))
    named = tuple(one for source in kustomizations for one in file_references(source))
    taken = tuple(use for s in kustomizations for use in remote_bases(s, unit.environment or UNSTATED))
    own = Parts(clusters=clusters, file_references=named, obsolete=old, packages=taken)
    return join([*parts, own, _told(built, files)])


@lru_cache(maxsize=1000)
def _read(source: Source) -> Documents:
    """A file's documents; bases are read once however many overlays there are."""
    return load(without_definitions(source))


def _told(built: Build, files: dict[str, Source]) -> Parts:
    by_path: dict[str, list[Note]] = {}
    problems = []
    for note in built.notes:
        if note.at.path in files:
            by_path.setdefault(note.at.path, []).append(note)
        template = note.at.path in files and is_template(files[note.at.path].text)
        if note.kind is NoteKind.BROKEN and not template:
            problems.append(SyntaxProblem(note.at, note.message))
    coverage = [_coverage(files[path], by_path.get(path, [])) for path in built.files if path in files]
    return Parts(problems=tuple(problems), coverage=tuple(coverage))


def _coverage(source: Source, notes: list[Note]) -> FileCoverage:
    if not notes:
        return FileCoverage(source.path, "evaluated")
    if any(note.kind is NoteKind.BROKEN for note in notes):
        if is_template(source.text):
            return FileCoverage(source.path, "skipped", TEMPLATE_REASON)
        return FileCoverage(source.path, "partly", "not valid YAML")
    first = notes[0]
    more = f" and {len(notes) - 1} more" if len(notes) > 1 else ""
    return FileCoverage(source.path, "partly", f"kustomize: {first.message}{more}")
