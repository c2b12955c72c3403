"""Images: how they are named and how the repository builds them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.commands import Command
from complexity_lint.model.environment_names import from_word
from complexity_lint.model.environments import Environment, EnvironmentKind
from complexity_lint.model.processes import SupervisedProcess
from complexity_lint.model.references import ImageReference
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class Contents:
    """What of the repository some paths of a build context lead to: how many files, how many of them code, and
    the names of the files that list dependencies (`package.json`, `go.sum`). `heavy` are the machine-learning and
    compiled packages that lists of Python's requirements among them name, `unversioned` the names of those lists that
    give no package a version. `bare` are the kinds of manifests among them (`package.json`, `go.mod`, `Cargo.toml`,
    `.csproj` for the projects of .NET) that name no package in any file, `listing` those that name one. `local_code`
    are how many of the files of code lie in folders that a manifest of the same stage names as packages to install.
    `managers` are the package managers of Node whose version the topmost package.json among them pins, `tuning` the
    names of files of settings, called after an environment, that say nothing that is true in that one alone."""

    files: int
    code_files: int
    manifests: frozenset[str] = frozenset()
    heavy: frozenset[str] = frozenset()
    unversioned: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    local_code: int = 0
    listing: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()
    tuning: frozenset[str] = frozenset()


_WHOLE = frozenset({".", "./", "/", "./.", "*", "./*"})
"""How the whole context is written as a source."""


@dataclass(frozen=True, slots=True)
class Copy:
    """`COPY` or `ADD`: what a stage takes in. `sources` and `destination` have variables resolved.

    `from_` is the stage name, stage number, named context or image of `--from`, empty for the build context;
    `from_stage` is the index of the stage it means, `from_image` the image where it is one, `from_context` the
    context's name once the build is known. `missing` are the sources that lead nowhere in a context of the
    repository, once it is known. `held` says
    what of the repository the sources lead to, once the context is known; None until then, and where they
    lead to nothing. `link`, `parents`, `excludes`, `mode` and `owner` are the flags (`--chmod`, `--chown`).
    """

    at: Location
    sources: tuple[str, ...]
    destination: str
    from_: str = ""
    is_add: bool = False
    is_heredoc: bool = False
    held: Contents | None = None
    from_stage: int | None = None
    from_image: ImageReference | None = None
    link: bool = False
    parents: bool = False
    excludes: tuple[str, ...] = ()
    mode: str = ""
    owner: str = ""
    from_context: str = ""
    missing: tuple[str, ...] = ()

    @property
    def takes_all(self) -> bool:
        """Whether it copies the whole build context."""
        return not self.from_ and not self.is_heredoc and any(source in _WHOLE for source in self.sources)


@dataclass(frozen=True, slots=True)
class BuildMount:
    """One `RUN --mount`: `kind` is bind, cache, secret, ssh or tmpfs.

    `from_` and what it means are as in `Copy`.
    """

    kind: str
    source: str = ""
    target: str = ""
    from_: str = ""
    from_stage: int | None = None
    from_image: ImageReference | None = None
    from_context: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """`RUN`: the commands of one layer, with its mounts. `text` is the shell text as the builder sees it.

    `network` and `security` are the flags' values as written, empty for the builder's own (`default`, `sandbox`).
    `removed_by_scripts` are the packages that the repository's scripts remove which it calls.
    """

    at: Location
    text: str
    commands: tuple[Command, ...]
    mounts: tuple[BuildMount, ...] = ()
    is_heredoc: bool = False
    network: str = ""
    security: str = ""
    removed_by_scripts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """`CMD` or `ENTRYPOINT`: what a container of the image starts.

    `words` is the exec form as written, or the words of the shell text (`shell` says which);
    `commands` is what runs in the end.
    """

    at: Location
    words: tuple[str, ...]
    commands: tuple[Command, ...]
    shell: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """A name set to a value at a place: `ENV`, `ARG`, a container's environment entry.

    `value` is None where only the name is stated. `value_at` is the place of the value where that is another line
    than the name's. `made_with` are the lines that choose the variables which the value is made with: of an
    environment file, or the first in the file that gives a variable this default. `made_of` are the values that a
    template of a chart puts the value together of, each with its place in a values file.
    """

    at: Location
    name: str
    value: str | None = None
    value_at: Location | None = None
    made_with: tuple["Variable", ...] = ()
    made_of: tuple[tuple[str, Location], ...] = ()

    @property
    def edited_at(self) -> Location:
        """Where the value is changed."""
        return self.value_at or self.at


class StepKind(Enum):
    """What a step of a stage is, for the steps with no noun of their own."""

    ENV = "env"
    ARG = "arg"
    EXPOSE = "expose"
    VOLUME = "volume"
    USER = "user"
    WORKDIR = "workdir"
    HEALTHCHECK = "healthcheck"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A step that sets metadata: its kind and its words, variables resolved.

    ENV and ARG give `variables`; HEALTHCHECK gives `words` beginning `NONE` or `CMD`.
    """

    at: Location
    kind: StepKind
    words: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()


Step = Copy | Run | Declaration


_ASIDE = re.compile(r"(?i)^(dev|development|devel|local|debug|test|tests|testing|lint|ci)([-_.]|$)")


@dataclass(frozen=True, slots=True)
class Stage:
    """One `FROM` and what follows it.

    `base` is what FROM names after ARG defaults are put in; `base_stage` is the index of an
    earlier stage when FROM names one. `entrypoint` and `command` are those of this stage only.
    `deferred` are the ONBUILD steps: they run in images built on this one. `base_context` is the named context
    that a build puts in place of the base. `base_arguments` are the ARGs whose
    defaults `base` is made of. `is_unchosen` says that an argument decides whether it is built, and that no build
    here gives the value for it. `base_built_by` is the Dockerfile of the repository that makes the base, empty where
    none does.
    """

    at: Location
    name: str
    base: ImageReference
    base_stage: int | None
    steps: tuple[Step, ...]
    entrypoint: Start | None = None
    command: Start | None = None
    deferred: tuple[Step, ...] = ()
    platform: str = ""
    base_arguments: tuple[Variable, ...] = ()
    base_context: str = ""
    is_unchosen: bool = False
    base_built_by: str = ""

    @property
    def is_aside(self) -> bool:
        """Whether its name says that it is built beside the image, for those who work on it."""
        stated = from_word(self.name)
        aside = stated is not None and stated.kind in (EnvironmentKind.DEVELOPMENT, EnvironmentKind.TEST)
        return aside or _ASIDE.match(self.name) is not None

    @property
    def chosen_at(self) -> Location:
        """Where the version of the base is chosen: the default of the ARG its tag is made of, else the FROM."""
        tag, text = self.base.tag, self.base.text
        for argument in reversed(self.base_arguments):
            value = argument.value
            if value and (value in tag or tag in value if tag else text.endswith(value)):
                return argument.at
        return self.base.at


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """What one Dockerfile says, without who builds it.

    `arguments` are the ARGs before the first FROM. `syntax` is the `# syntax=` directive. `skipped_rules` are
    the builder's own checks that `# check=skip=` switches off (`all` for every one), `faults_end_build` is its
    `error=true`.
    """

    at: Location
    stages: tuple[Stage, ...]
    arguments: tuple[Variable, ...] = ()
    syntax: str = ""
    skipped_rules: tuple[str, ...] = ()
    faults_end_build: bool = False


@dataclass(frozen=True, slots=True)
class NamedContext:
    """A further context of a build, which `FROM name` and `COPY --from=name` then mean instead of an image.

    `source` is what it is, as written: a folder, `docker-image://x`, `target:x` of a bake file, `service:x` of
    a compose project, `oci-layout://x`, a URL. `folder` is the repository's folder it is, relative to the
    root; None where it is something else.
    """

    at: Location
    name: str
    source: str
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class Ballast:
    """Something in a build context that an image rarely wants.

    `path` is relative to the root; `reason` says what it is ("version control history");
    `size` is in bytes and None when the entry is implied rather than on disk;
    `complete` is False where counting stopped at its budget.
    """

    path: str
    reason: str
    size: int | None = None
    complete: bool = True


_INSIDE_A_MODULE = frozenset({"src", "main", "resources", "docker"})


def taken_from(stage: Stage) -> Iterator[int]:
    """The numbers of the stages that a stage is FROM, and that it copies or mounts from."""
    if stage.base_stage is not None:
        yield stage.base_stage
    for step in stage.steps:
        mounts = step.mounts if isinstance(step, Run) else ()
        sources = (step,) if isinstance(step, Copy) else mounts
        yield from (one.from_stage for one in sources if one.from_stage is not None)


@dataclass(frozen=True, slots=True)
class ImageBuild:
    """One way the repository builds an image: a Dockerfile with a context and a target.

    `context` is the folder sent to the builder, relative to the root, empty for the root and
    None for a remote one. `target` is the stage asked for, empty for the last.
    `references` are the names the result is given by those who build it; `requested_at` are
    the places that ask for the build (compose `build:`, pipeline steps, bake files).
    `ballast` is what the context holds that nobody excludes and images rarely want.
    `starts` is what a container of it starts in the end, entrypoint scripts read through; `supervised` are
    the processes that a process supervisor's configuration in the image keeps running.
    `environments` are those of the workloads and pipelines that use it; empty when nobody says.
    `named_contexts` are the contexts it is given beside its own. `ignore_file` is the `.dockerignore` that counts for
    it, None where there is none. `from_git` says that all who ask for it have the builder fetch this repository.
    """

    at: Location
    dockerfile: Dockerfile
    context: str | None
    target: str = ""
    references: tuple[ImageReference, ...] = ()
    requested_at: tuple[Location, ...] = ()
    ballast: tuple[Ballast, ...] = ()
    starts: tuple[Command, ...] = ()
    supervised: tuple[SupervisedProcess, ...] = ()
    environments: tuple[Environment, ...] = ()
    named_contexts: tuple[NamedContext, ...] = ()
    ignore_file: str | None = None
    from_git: bool = False

    @property
    def is_deployed(self) -> bool:
        """Whether the image is used for more than development and tests, as far as anything says."""
        aside = (EnvironmentKind.DEVELOPMENT, EnvironmentKind.TEST)
        used = [e for e in self.environments if e.kind not in aside and not e.is_put_away]
        return bool(used) or not self.environments

    @property
    def final_stage(self) -> int:
        """Index of the stage that becomes the image."""
        for index, stage in enumerate(self.dockerfile.stages):
            if self.target and self.target in (stage.name, str(index)):
                return index
        return len(self.dockerfile.stages) - 1

    @property
    def shipped_stages(self) -> tuple[Stage, ...]:
        """The final stage and the stages it is FROM, nearest first."""
        stages = self.dockerfile.stages
        found: list[Stage] = []
        index: int | None = self.final_stage if stages else None
        while index is not None:
            found.append(stages[index])
            index = stages[index].base_stage
        return tuple(found)

    @property
    def home(self) -> str:
        """The folder that the image is for: the Dockerfile's own, or the module's in
        `orders/src/main/docker/Dockerfile` and `orders/docker/Dockerfile`.
        """
        folders = self.at.path.split("/")[:-1]
        while len(folders) > 1 and folders[-1].lower() in _INSIDE_A_MODULE:
            folders.pop()
        return "/".join(folders)

    @property
    def needed_stages(self) -> tuple[Stage, ...]:
        """The stages that the image is made of in their order: the shipped ones, and what those copy or mount from,
        directly or not.
        """
        stages = self.dockerfile.stages
        waiting = [self.final_stage] if stages else []
        seen: set[int] = set()
        while waiting:
            index = waiting.pop()
            if index not in seen:
                seen.add(index)
                waiting += taken_from(stages[index])
        return tuple(stages[index] for index in sorted(seen))

    @property
    def stages_of_use(self) -> tuple[Stage, ...]:
        """The stages in their order, without those that the image is not made of and that are called after
        development or tests, or that no build here chooses.
        """
        needed = self.needed_stages
        return tuple(s for s in self.dockerfile.stages if s in needed or not (s.is_aside or s.is_unchosen))
