"""The bake files of a folder -> the builds they declare."""

import posixpath
import re
from collections.abc import Iterator, Sequence

from complexity_lint.finding import FileCoverage
from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.files import FileReference
from complexity_lint.model.images import NamedContext, Variable
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.bake.files import parse, projects
from complexity_lint.parsers.bake.targets import Target, Targets, read_targets
from complexity_lint.parsers.terraform.syntax import TerraformFile
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Scalar
from complexity_lint.parsers.yaml_nodes import Sequence as List

_REMOTE = re.compile(r"^([a-z][a-z0-9+.-]*://|git@|github\.com/)|^-$")
_PUSHED = re.compile(r"type=registry|push=true")


def evaluate(unit: Unit) -> Parts:
    """The builds of a folder's bake files: `docker-bake.*` with its overrides together, each other file alone."""
    return join(_project([parse(source) for source in files]) for files in projects(unit.sources))


def _project(files: Sequence[TerraformFile]) -> Parts:
    targets = read_targets([file.body for file in files])
    folder = files[0].path.rpartition("/")[0]
    coverage = tuple(
        FileCoverage(f.path, *(("partly", "not a valid bake file") if f.problems else ("evaluated", "")))
        for f in files
    )
    problems = tuple(problem for file in files for problem in file.problems)
    built = tuple(_builds(targets, folder))
    named = tuple(one for build in built for one in _named(build, targets.whole(build.name)))
    return Parts(targets=built, file_references=named, problems=problems, coverage=coverage)


def _named(build: BuildTarget, target: Target) -> Iterator[FileReference]:
    """The build context and the Dockerfile of a target, where they are written down."""
    by = f"target {build.name}"
    written = (("context", build.context, "build context"), ("dockerfile", build.dockerfile, "Dockerfile"))
    for attribute, path, what in written:
        node = target.attributes.get(attribute)
        if node is not None and path is not None and "$" not in path:
            yield FileReference(node.at, posixpath.normpath(posixpath.join(build.folder, path)), what, by)


def _builds(targets: Targets, folder: str) -> Iterator[BuildTarget]:
    """The targets that are built: not those that are only there for others to inherit."""
    members = {name: targets.members(name) for name in targets.groups}
    grouped = set().union(*members.values())
    parents = {parent.text for target in targets.found.values() for parent in target.texts("inherits")}
    for name in targets.found:
        if name in parents and name not in grouped and name != "default":
            continue
        groups = tuple(group for group, listed in members.items() if name in listed)
        yield _build(targets.whole(name), folder, groups)


def _build(target: Target, folder: str, groups: tuple[str, ...]) -> BuildTarget:
    context = target.text("context") or "."
    local = not _REMOTE.search(context) and "${" not in context
    dockerfile = target.text("dockerfile") or "Dockerfile"
    named = local and "${" not in dockerfile and target.text("dockerfile-inline") is None
    return BuildTarget(
        at=target.at,
        name=target.name,
        context=posixpath.normpath(context) if local else None,
        dockerfile=posixpath.normpath(posixpath.join(context, dockerfile)) if named else None,
        folder=folder,
        target=target.text("target") or "",
        references=tuple(parse_image_reference(tag.text, tag.at) for tag in target.texts("tags") if tag.text),
        cache_from=_cache_from(target),
        contexts=tuple(
            NamedContext(place.at, place.key, place.value.text)
            for place in _entries(target, "contexts")
            if isinstance(place.value, Scalar)
        ),
        arguments=tuple(
            Variable(entry.at, entry.key, entry.value.text if isinstance(entry.value, Scalar) else None)
            for entry in _entries(target, "args")
        ),
        platforms=tuple(platform.text for platform in target.texts("platforms")),
        groups=groups,
        pushed=_is_pushed(target),
    )


def _cache_from(target: Target) -> tuple[str, ...]:
    """What `cache-from` lists; where nobody can know the entries, that there are some."""
    if "cache-from" not in target.attributes:
        return ()
    return tuple(entry.text for entry in target.texts("cache-from")) or ("unknown",)


def _entries(target: Target, name: str) -> tuple[Entry, ...]:
    """The entries of an attribute that is a map."""
    node = target.attributes.get(name)
    return node.entries if isinstance(node, Mapping) else ()


def _is_pushed(target: Target) -> bool:
    """Whether `output` sends the image to a registry: as text, or as an object since buildx 0.17."""
    if any(_PUSHED.search(output.text) for output in target.texts("output")):
        return True
    node = target.attributes.get("output")
    listed = node.items if isinstance(node, List) else ()
    objects = [one for one in listed if isinstance(one, Mapping)]
    return any(one.text("type") == "registry" or one.text("push") == "true" for one in objects)
