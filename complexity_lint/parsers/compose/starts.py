"""The compose files of a folder -> the projects people start from them.

docker compose itself joins the file with a default name and its override; other pairs are joined with
`-f base -f other`. Which those are is told by commands, by `COMPOSE_FILE`, by what the file says of itself, and by
what docker compose would refuse if the file stood alone.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import DEVELOPMENT, UNSTATED, Environment, EnvironmentKind
from complexity_lint.parsers.compose.show import DEFAULT_NAMES, OVERRIDE_NAMES
from complexity_lint.parsers.compose.tree import Table, Tree
from complexity_lint.source import Source

BASE_NAMES = (*DEFAULT_NAMES, "fig.yml")
_BASE_WORDS = re.compile(r"(?i)(^|[._-])(base|common|main|shared|core|default)([._-])")
_OVERRIDE = re.compile(r"(?i)(^|[._-])compose\.override\.ya?ml$")
_TOGETHER = re.compile(
    r"(?i)\b(alongside|together with|in addition to|in combination with|combined? with|on top of|extends|overrides?|"
    r"overlay|merged?)\b|-f\s"
)
_SAYS_OVERRIDE = re.compile(r"(?i)\b(overrides?|overlay)\b")
_COMMAND_FILE = re.compile(r"(?:-f|--file)[ =]\s*[\"']?([\w./-]+\.ya?ml)")


@dataclass(frozen=True, slots=True)
class File:
    """A compose file that may be started: its text, its services, and what its first comment says."""

    source: Source
    services: Table
    head: str = ""

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def name(self) -> str:
        return self.source.name


@dataclass(frozen=True, slots=True)
class Project:
    """One way to start compose files. `name` is the path of the file that tells it from other ways.

    `usual` is True for what starts when no file is named.
    """

    name: str
    paths: tuple[str, ...]
    environment: Environment
    usual: bool = False


def head_of(text: str) -> str:
    """The comment that a file starts with."""
    lines = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    return " ".join(lines)


@dataclass(frozen=True, slots=True)
class Starts:
    """What is known about how the files of a folder are started.

    `commands` are lists of files that commands join, of one file where it is given alone; `usual` is the one that
    starts when no file is named, where COMPOSE_FILE tells it; `faults` counts what docker compose refuses in files
    taken together.
    """

    files: Sequence[File]
    commands: Sequence[Sequence[str]]
    usual: tuple[str, ...]
    faults: Callable[[tuple[str, ...]], int]

    def projects(self) -> Iterator[Project]:
        """The projects, variants of one base included."""
        base = next((f for name in BASE_NAMES for f in self.files if f.name == name), None)
        joined = list(self._joined_by_commands())
        yield from joined
        done = {path for project in joined for path in project.paths[1:]}
        # Nobody said what a joined file is for that states no environment: the base is started without it too.
        stated = (p for p in joined if base is not None and base.path in p.paths)
        completed = [
            self._of_override(p.paths[0]) if p.usual else p.environment
            for p in stated
            if p.usual or p.environment != UNSTATED
        ]
        alone = {paths[0] for paths in self.commands if len(paths) == 1}
        others = [file for file in self.files if file is not base and file.path not in done]
        bases = {file.path: None if file.path in alone else self._base_of(file, base) for file in others}
        under = {one.path for one in bases.values() if one is not None} | {p.paths[0] for p in joined}
        for file in others:
            below = bases[file.path]
            environment = environment_of(file.source)
            if below is None:
                # What is called a base is only what others are put on.
                if file.path not in under or not _BASE_WORDS.search(file.name):
                    yield Project(file.path, (file.path,), environment)
                continue
            usual = file.name in OVERRIDE_NAMES and below is base
            if below is base:
                completed.append(self._of_override(below.path) if usual else environment)
            if usual:
                yield Project(below.path, (below.path, file.path), self._of_override(below.path), usual=True)
            else:
                yield Project(file.path, (below.path, file.path), environment)
        if base is not None and base.path not in done and not any(_settled(e) for e in completed):
            yield Project(base.path, (base.path,), environment_of(base.source), usual=True)

    def _joined_by_commands(self) -> Iterator[Project]:
        own = {file.path: file for file in self.files}
        seen: set[tuple[str, ...]] = set()
        heads = [paths for file in self.files for paths in self._named_in_head(file)]
        for paths in (self.usual, *self.commands, *heads):
            listed = tuple(paths)
            if len(listed) < 2 or listed in seen or not all(path in own for path in listed):
                continue
            seen.add(listed)
            last = own[listed[-1]]
            stated = next((from_path(p) for p in reversed(listed[1:]) if from_path(p)), None)
            override = _OVERRIDE.search(last.name)
            environment = self._of_override(listed[0]) if override else stated or environment_of(last.source)
            yield Project(last.path, listed, environment, usual=listed == self.usual)

    def _of_override(self, base: str) -> Environment:
        """What base and override are for: development, unless they stand in a folder of tests or examples, or another
        file beside them says that it is the one for development.
        """
        stated = from_path(base)
        quiet = (EnvironmentKind.TEST, EnvironmentKind.EXAMPLE)
        if stated is not None and stated.kind in quiet:
            return stated
        others = (environment_of(file.source) for file in self.files if file.name not in OVERRIDE_NAMES)
        aside = any(one.kind is EnvironmentKind.DEVELOPMENT for one in others)
        return stated or UNSTATED if aside else DEVELOPMENT

    def _named_in_head(self, file: File) -> Iterator[tuple[str, ...]]:
        """The files of a command in a file's first comment, when the file itself is one of them."""
        folder = file.source.folder
        names = [name.removeprefix("./") for name in _COMMAND_FILE.findall(file.head)]
        paths = tuple(dict.fromkeys(f"{folder}/{name}" if folder else name for name in names))
        if file.path in paths and paths[-1] == file.path:
            yield paths

    def _base_of(self, file: File, base: File | None) -> File | None:
        candidates = [base] if base is not None else []
        candidates += [
            other for other in self.files if other is not file and _is_longer_name(file.name, other.name)
        ]
        if base is None:
            candidates += [
                other for other in self.files if other is not file and _BASE_WORDS.search(other.name)
            ]
        return next((other for other in candidates if self._completes(other, file)), None)

    def _completes(self, base: File, other: File) -> bool:
        """Whether a file only makes sense together with another."""
        if _OVERRIDE.search(other.name) and base.name in BASE_NAMES:
            return True
        started = {name.rpartition("/")[2] for name in _COMMAND_FILE.findall(other.head)}
        alone = other.name in started and base.name not in started
        if base.name in other.head and _TOGETHER.search(other.head) and not alone:
            return True
        services = base.services
        changes_only = all(name in services for name in other.services.fields)
        if changes_only and not started and _puts_on(other, base):
            return True
        if any(name in services and not stands_alone(f.value) for name, f in other.services.fields.items()):
            return True
        faults = self.faults((other.path,))
        return faults > 0 and self.faults((base.path, other.path)) < faults


def _settled(environment: Environment) -> bool:
    return environment == DEVELOPMENT or environment.is_production


def environment_of(source: Source) -> Environment:
    """The environment that a file's path states."""
    return from_path(source.path) or UNSTATED


def _is_longer_name(name: str, shorter: str) -> bool:
    """Whether a name is another one with a part put in: `app.prod.yml` and `app.yml`."""
    stem, _, ending = shorter.rpartition(".")
    return (
        bool(stem) and name.startswith((f"{stem}.", f"{stem}-", f"{stem}_")) and name.endswith(f".{ending}")
    )


def _puts_on(other: File, base: File) -> bool:
    """Whether a file calls itself an override, and its name the base's: `compose.prod.yaml` beside `compose.yaml`."""
    named = base.name in BASE_NAMES and _is_longer_name(other.name, base.name)
    return named and _SAYS_OVERRIDE.search(other.head) is not None


def stands_alone(service: Tree) -> bool:
    """Whether a service says what it runs: `build` with nothing but arguments does not."""
    if not isinstance(service, Table):
        return False
    if any(key in service for key in ("image", "extends", "provider")):
        return True
    build = service.get("build")
    if isinstance(build, Table):
        return any(key in build for key in ("context", "dockerfile", "dockerfile_inline"))
    return build is not None
