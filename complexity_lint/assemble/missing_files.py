"""What files name and what is not there.

Only what would stop a build or a deployment is asked for: Dockerfiles, build contexts, charts, values files, manifests,
kustomize resources and module folders. A path that something may make first counts as there.
"""

import fnmatch
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from complexity_lint.assemble.known_paths import folders_above
from complexity_lint.assemble.matrix_contexts import of_matrices
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.commands import Command
from complexity_lint.model.deploying import compose_files, is_of_compose
from complexity_lint.model.files import FileReference
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.build_commands import read_command
from complexity_lint.parsers.installations import installations, installs
from complexity_lint.source import Location, Source

_HOLES = re.compile(r"[$<>{}*?%`~\[\]\\]|^@|://|^-$|^/|^https?:")
_MADE = re.compile(
    r"(^|/)(dist|build|out|output|target|tmp|temp|gen|generated|rendered|node_modules|vendor|bin|publish|artifacts?"
    r"|\.terraform)(/|$)"
)
"""Folders whose content builds make."""
_FETCHED = re.compile(r"(^|.*/)charts(/|$)")
"""Where `helm dependency` puts the charts that another asks for, in the folder of that one."""


def find_missing(
    references: Iterable[FileReference],
    workloads: Iterable[Workload],
    dependencies: Iterable[ChartDependency],
    scripts: Iterable[Script],
    repository: Repository,
    targets: Iterable[BuildTarget] = (),
) -> tuple[FileReference, ...]:
    """The references to what does not exist, each once, in order of place."""
    there = _There.of(repository)
    listed, built = tuple(scripts), tuple(targets)
    named = [
        *references,
        *_of_workloads(workloads),
        *_of_charts(dependencies),
        *_of_installations(there, repository),
    ]
    missing = [one for one in named if not there.holds(one.path) and not _is_for_elsewhere(one, there)]
    for script in listed:
        missing += (one for one in _of_actions(script) if not _may_exist(one.path, script, there))
        missing += _of_script(script, there, repository)
        missing += of_matrices(script, built, partial(_may_exist, script=script, there=there))
    if any(_OVERRIDES.search(word) for script in listed for word in _told(script)):
        missing = [one for one in missing if not one.named_by.startswith("target ")]
    if missing:
        texts = tuple(repository.text(script.at.path) or "" for script in listed)
        carried = _carried_off(listed)
        missing = [one for one in missing if not _is_written(one, texts) and one.at.path not in carried]
    unique = dict.fromkeys(missing)
    contexts = {(o.at.path, o.named_by, o.path) for o in unique if o.what == "build context"}
    # with the folder the Dockerfile in it is gone: one of them is told
    told = (
        one
        for one in unique
        if one.what != "Dockerfile"
        or all((one.at.path, one.named_by, folder) not in contexts for folder in folders_above(one.path))
    )
    return tuple(sorted(told, key=lambda one: (one.at.order, one.path)))


_OVERRIDES = re.compile(r"[\w*-]\.(dockerfile|context)=")
"""How `docker buildx bake --set` and the action's `set:` give a target another context or Dockerfile."""


def _told(script: Script) -> Iterator[str]:
    yield from (word for command in script.commands for word in command.words)
    yield from (given.value or "" for job in script.jobs for action in job.actions for given in action.inputs)


_TEST_DATA = re.compile(r"(^|/)(test-?data|fixtures?|__fixtures__)/")


def _is_for_elsewhere(one: FileReference, there: "_There") -> bool:
    """Whether what names a path is test data, or is made to be copied to where the path then exists."""
    if _TEST_DATA.search(one.at.path):
        return True
    home = posixpath.dirname(one.at.path)
    inner = re.sub(r"^(\.\./)+", "", posixpath.relpath(one.path or ".", home or "."))
    return there.holds(inner) or ("/" in inner and there.ends_somewhere(inner))


def _carried_off(scripts: Iterable[Script]) -> frozenset[str]:
    """The files that a script copies to another machine or folder by themselves: their paths are meant there."""
    copies = ("rsync", "scp", "cp", "install")
    commands = (command for script in scripts for command in script.commands if command.name in copies)
    # the last word is where to; a folder that is copied takes its paths along
    return frozenset(posixpath.normpath(word) for command in commands for word in command.words[1:-1])


def _is_written(one: FileReference, texts: Sequence[str]) -> bool:
    """Whether a script of the repository makes a file of that name."""
    name = re.escape(posixpath.basename(one.path))
    makes = re.compile(
        rf"(>|-o|--output|tee|--dest\S*|-O|touch|cp|mv|mkdir)[= ]+[^\n|;]*{name}\b|[A-Z_]+=[^\s|;]*{name}\b"
    )
    return any(makes.search(text) for text in texts)


@dataclass(frozen=True, slots=True)
class _There:
    """What exists: files, folders, the folders of submodules, and what git is told to ignore."""

    files: frozenset[str]
    folders: frozenset[str]
    submodules: tuple[str, ...]
    ignored: tuple[str, ...]

    @property
    def dockerfiles(self) -> bool:
        """Whether anything may be a Dockerfile, by its name."""
        return bool(self.submodules) or any(_DOCKERFILE.search(path) for path in self.files)

    @classmethod
    def of(cls, repository: Repository) -> "_There":
        paths = (*repository.paths, *repository.links)
        folders = {"", *(folder for path in paths for folder in folders_above(path))}
        modules = re.findall(r"(?m)^\s*path\s*=\s*(\S+)", repository.text(".gitmodules") or "")
        ignored = [
            line.strip()
            for name in (".gitignore", *(p for p in paths if p.endswith("/.gitignore")))
            for line in (repository.text(name) or "").splitlines()
        ]
        kept = tuple(line for line in ignored if line and not line.startswith(("#", "!")))
        links = tuple(repository.links) + repository.outside
        return cls(frozenset(paths), frozenset(folders), (*modules, *links), kept)

    def holds(self, path: str) -> bool:
        """Whether a path exists, or may for all that can be told."""
        plain = posixpath.normpath(path) if path else ""
        plain = "" if plain == "." else plain
        if plain in self.files or plain in self.folders or plain.startswith(".."):
            return True
        if _HOLES.search(plain) or _MADE.search(plain):
            return True
        chart = _FETCHED.match(plain)
        if chart is not None and f"{chart[1]}Chart.yaml" in self.files:
            return True
        return any(
            plain == one or plain.startswith(f"{one}/") for one in self.submodules
        ) or self._is_ignored(plain)

    def ends_somewhere(self, path: str) -> bool:
        """Whether something in the repository has this path at its end: a command may be run in any folder."""
        tail = re.sub(r"^(\.\.?/)+", "", posixpath.normpath(path))
        tails = (self.files, self.folders)
        return any(one == tail or one.endswith(f"/{tail}") for group in tails for one in group)

    def _is_ignored(self, path: str) -> bool:
        for line in self.ignored:
            pattern = line.strip("/")
            parts = [path, posixpath.basename(path), *path.split("/")]
            if any(fnmatch.fnmatch(part, pattern) for part in parts) or path.startswith(f"{pattern}/"):
                return True
        return False


_DOCKERFILE = re.compile(r"(?i)(dockerfile|containerfile)[^/]*$")
_FETCHES = re.compile(r"git clone|submodule|tar |unzip|curl|wget|download-artifact|rsync")
"""Commands after which there may be files that nobody can know of."""


def _of_workloads(workloads: Iterable[Workload]) -> Iterator[FileReference]:
    for workload in workloads:
        for container in workload.containers:
            request = container.build
            if request is None or request.context is None:
                continue
            by = f"service {workload.name}"
            yield FileReference(request.context_at or request.at, request.context, "build context", by)
            if request.dockerfile is not None:
                at = request.named_at or request.at
                yield FileReference(at, request.dockerfile, "Dockerfile", by)


def _of_installations(there: "_There", repository: Repository) -> Iterator[FileReference]:
    """Values files that helmfiles, Argo CD and Flux give to charts of the repository, and charts of helmfiles."""
    for path in repository.paths:
        if path.endswith((".yaml", ".yml", ".gotmpl")) and installs(path, repository.read(path) or b""):
            source = Source(path, repository.text(path) or "")
            # which of a helmfile's environments are meant to work nobody says
            for one in (one for one in installations(source) if not one.variant):
                values = [value for value in one.values if isinstance(value, str)]
                of_helmfile = "helmfile" in path
                if one.chart in there.folders or of_helmfile:
                    yield from (_named_in(source, value, "values file") for value in values)
                if one.chart not in there.folders and of_helmfile:
                    yield _named_in(source, one.chart, "chart")


def _named_in(source: Source, path: str, what: str) -> FileReference:
    """A reference whose place is the line that has the file's name."""
    lines = source.text.splitlines()
    parts = path.split("/")
    shown = ("/".join(parts[-count:]) for count in (2, 1))
    found = (number for one in shown for number, text in enumerate(lines, start=1) if one in text)
    line = next(found, None)
    return FileReference(Location(source.path, line), path, what, "the release")


def _of_charts(dependencies: Iterable[ChartDependency]) -> Iterator[FileReference]:
    for one in dependencies:
        if one.repository.startswith("file://") and not one.installed_by:
            path = posixpath.normpath(posixpath.join(one.project, one.repository.removeprefix("file://")))
            yield FileReference(one.at, path, "chart", f"the chart in {one.project or 'the root'}")


_INPUTS = {
    "docker/build-push-action": (("file", "Dockerfile"), ("context", "build context")),
    "helm/chart-testing-action": (),
    "Docker": (("dockerfile", "Dockerfile"), ("Dockerfile", "Dockerfile")),
    "HelmDeploy": (("chartPath", "chart"), ("valueFile", "values file")),
    "KubernetesManifest": (("manifests", "manifest"),),
    "azure/k8s-deploy": (("manifests", "manifest"),),
    "Azure/k8s-deploy": (("manifests", "manifest"),),
}
"""The inputs of well-known actions that name files."""


_CHECKED_OUT = re.compile(r"\$\((Build\.SourcesDirectory|System\.DefaultWorkingDirectory)\)/")
"""Where a pipeline of Azure has the repository."""


def _of_actions(script: Script) -> Iterator[FileReference]:
    """What ready-made steps are given: a Dockerfile, a context, manifests."""
    for job in script.jobs:
        made: list[str] = []
        spoken_of = " ".join(word for command in job.commands for word in command.words)
        for action in job.actions:
            for name, what in _INPUTS.get(action.name, ()):
                given = action.input(name)
                text = _CHECKED_OUT.sub("", (given.value or "").replace("\n", " ")) if given else ""
                if given is None or not text or _HOLES.search(text):
                    continue
                for value in text.split():
                    copied = any(value.startswith(one) for one in made)
                    if not copied and posixpath.basename(value.rstrip("/")) not in spoken_of:
                        yield FileReference(given.at, posixpath.normpath(value), what, f"job {job.name}")
            path = action.input("path")
            if (
                path is not None
                and path.value
                and action.name.startswith(("actions/checkout", "actions/download"))
            ):
                made.append(posixpath.normpath(path.value))


def _may_exist(path: str, script: Script, there: _There) -> bool:
    folder = script.at.path.rpartition("/")[0]
    return there.holds(path) or there.holds(posixpath.join(folder, path)) or there.ends_somewhere(path)


def _of_script(script: Script, there: _There, repository: Repository) -> Iterator[FileReference]:
    text: list[str] | None = None
    for command in script.commands:
        for path, what in (*_named(command), *_in_context(command, script, there)):
            if _HOLES.search(path) or _is_there(path, command, script, there):
                continue
            if text is None:
                text = (repository.text(script.at.path) or "").splitlines()
            if not _made_before(path, command, text):
                by = f"{command.name} {_verb(command)}".strip()
                yield FileReference(command.at, posixpath.normpath(path), what, f"`{by}`")


def _in_context(command: Command, script: Script, there: _There) -> Iterator[tuple[str, str]]:
    """The Dockerfile that `docker build` takes out of a folder of the repository when it is told no other."""
    written = read_command(command) if command.name in ("docker", "podman") else None
    if written is None or written.dockerfile:
        return
    if posixpath.normpath(written.context) in (".", ".."):
        # which folder that is nobody knows for sure, but there is none with a Dockerfile
        if written.context == "." and not there.dockerfiles and _is_all_there(script):
            yield "Dockerfile", "Dockerfile"
        return
    context = posixpath.normpath(written.context)
    folders = (command.folder, "", script.at.path.rpartition("/")[0])
    homes = [posixpath.normpath(posixpath.join(folder, context)) for folder in folders]
    if not any(home in there.folders for home in homes):
        yield written.context, "build context"
    others = (f"{context}/Containerfile", f"{context}/dockerfile")
    if any(home in there.folders for home in homes) and not any(map(there.ends_somewhere, others)):
        yield posixpath.join(context, "Dockerfile"), "Dockerfile"


def _is_all_there(script: Script) -> bool:
    """Whether a pipeline has nothing but this repository before it, as far as its ready-made steps say."""
    actions = [action for job in script.jobs for action in job.actions]
    fetched = any(action.input("repository") or "download" in action.name for action in actions)
    return script.kind is ScriptKind.PIPELINE and bool(script.jobs) and script.complete and not fetched


def _is_there(path: str, command: Command, script: Script, there: _There) -> bool:
    home = script.at.path.rpartition("/")[0]
    if _starts_at_home(path, command, home, there):
        return there.holds(posixpath.join(home, path)) or there.ends_somewhere(path)
    folders = (command.folder, "", home)
    return any(there.holds(posixpath.join(folder, path)) for folder in folders) or there.ends_somewhere(path)


def _starts_at_home(path: str, command: Command, home: str, there: _There) -> bool:
    """Whether a path that leads up is seen from the script's folder: others of the same command are there."""
    if not path.startswith("../") or posixpath.normpath(posixpath.join(home, path)).startswith(".."):
        return False
    others = (posixpath.normpath(posixpath.join(home, one)) for one, _ in _named(command) if one != path)
    return any(one in there.files for one in others)


_LISTED = re.compile(r"""\s*-\s+['"]?[\w./*!-]+['"]?\s*$""")
"""A path in a list, as a pipeline has those that start it: no step."""


def _made_before(path: str, command: Command, lines: Sequence[str]) -> bool:
    """Whether the script speaks of the file before, so that a step may make it, or changes folders out of sight."""
    before = "\n".join(line for line in lines[: (command.at.line or 1) - 1] if not _LISTED.match(line))
    name = posixpath.basename(posixpath.normpath(path))
    first = posixpath.normpath(path).split("/")[0]
    inside = first not in (".", "..") and first != name and f"{first}/" in before
    speaks = name in before or inside
    return speaks or _FETCHES.search(before) is not None


_VALUED = frozenset(
    "-f --file -p --project-name --env-file --project-directory --profile -n --namespace --context --kubeconfig "
    "--kube-context".split()
)
"""Options before a sub-command that take the next word."""


def _verb(command: Command) -> str:
    before = ("", *command.arguments)
    words = zip(before, command.arguments, strict=False)
    return next((word for option, word in words if not word.startswith("-") and option not in _VALUED), "")


def _named(command: Command) -> Iterator[tuple[str, str]]:
    """The paths a command names, and what each is."""
    words = [word for word in command.arguments if not word.startswith("-")]
    if is_of_compose(command):
        yield from ((path, "compose file") for path in compose_files(command))
    elif command.name in ("docker", "podman", "buildah") and _builds(command, words):
        yield from ((path, "Dockerfile") for path in command.values_of("-f", "--file"))
    elif command.name == "kubectl" and words[:1] in (["apply"], ["create"], ["replace"]):
        paths = command.values_of("-f", "--filename", "-k", "--kustomize")
        yield from ((path, "manifest") for path in paths if path != "-")
    elif command.name == "helm" and words[:1] in (["upgrade"], ["install"]):
        yield from ((path, "values file") for path in command.values_of("-f", "--values"))
        yield from ((word, "chart") for word in words[1:] if word.startswith(("./", "../")))
    elif command.name == "helm" and words[:1] in (["lint"], ["template"], ["package"]):
        yield from ((word, "chart") for word in words[1:] if word.startswith(("./", "../")))
    elif command.name in ("terraform", "tofu"):
        yield from ((path, "root module") for path in command.values_of("-chdir"))


def _builds(command: Command, words: Sequence[str]) -> bool:
    return "build" in words[:2] or "bud" in words[:1]
