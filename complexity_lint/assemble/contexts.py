"""Build contexts that are copied whole -> what is sent and copied that nobody excludes."""

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from complexity_lint.assemble.listed_packages import lists_of
from complexity_lint.assemble.local_packages import is_in, is_manifest, local_packages
from complexity_lint.assemble.mode_settings import settings_of_a_mode
from complexity_lint.assemble.needed_settings import is_needed
from complexity_lint.assemble.package_managers import pinned_managers
from complexity_lint.discovery.ballast import find_ballast
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.dependency_installs import HEAVY_WHEELS
from complexity_lint.model.images import Ballast, Contents, Copy, ImageBuild, Stage, Step
from complexity_lint.parsers.dockerfile.ignore import IgnoreRules, parse_ignore

CODE_ENDINGS = (
    *(
        ".py",
        ".js",
        ".jsx",
        ".ts",
        ".tsx",
        ".mjs",
        ".cjs",
        ".vue",
        ".svelte",
        ".css",
        ".scss",
        ".html",
        ".erb",
        ".twig",
    ),
    *(
        ".go",
        ".rb",
        ".java",
        ".kt",
        ".kts",
        ".scala",
        ".php",
        ".rs",
        ".cs",
        ".fs",
        ".vb",
        ".swift",
        ".dart",
    ),
    *(
        ".c",
        ".cc",
        ".cpp",
        ".h",
        ".hpp",
        ".ex",
        ".exs",
        ".erl",
        ".clj",
        ".lua",
        ".pl",
        ".pm",
        ".r",
        ".jl",
        ".elm",
    ),
    *(".hs", ".ml", ".proto"),
)
MANIFESTS = frozenset(
    (
        "package.json package-lock.json yarn.lock pnpm-lock.yaml requirements.txt pyproject.toml "
        "setup.py setup.cfg Pipfile go.mod go.sum Cargo.toml Cargo.lock pom.xml build.gradle "
        "build.gradle.kts Gemfile composer.json mix.exs modules.txt npm-shrinkwrap.json bun.lock bun.lockb "
        "Gemfile.lock composer.lock"
    ).split()
)


def with_contents(
    builds: Iterable[ImageBuild], sent: "SentFiles", repository: Repository
) -> tuple[ImageBuild, ...]:
    """The builds, each `COPY` from the context with what it leads to."""
    return tuple(_with_contents(build, sent.of(build), repository) for build in builds)


class SentFiles:
    """What build contexts send to the builder, worked out once for each context and ignore file."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.found: dict[tuple[str, str], Sequence[str]] = {}

    def of(self, build: ImageBuild) -> Sequence[str]:
        """The repository's files that a build sends, sorted; none for a remote context."""
        if build.context is None:
            return ()
        prefix = f"{build.context}/" if build.context else ""
        ignored = _ignore_text(build, self.repository, prefix)
        key = (build.context, ignored)
        if key not in self.found:
            inside = _below(build.context, self.repository.paths)
            rules = parse_ignore(ignored)
            kept = rules.kept(path[len(prefix) :] for path in inside) if rules.patterns else ()
            self.found[key] = [prefix + path for path in kept] if rules.patterns else inside
        return self.found[key]


def _with_contents(build: ImageBuild, paths: Sequence[str], repository: Repository) -> ImageBuild:
    if build.context is None:
        return build
    stages = tuple(
        _stage_with_contents(stage, build.context, paths, repository) for stage in build.dockerfile.stages
    )
    return replace(build, dockerfile=replace(build.dockerfile, stages=stages))


def _stage_with_contents(stage: Stage, context: str, paths: Sequence[str], repository: Repository) -> Stage:
    copied = (s for s in stage.steps if isinstance(s, Copy) and not s.from_ and not s.is_heredoc)
    taken = {
        step: {source: _taken(step, context, source, paths) for source in step.sources} for step in copied
    }
    packages = _packages_of(taken, repository)
    steps: list[Step] = []
    for step in stage.steps:
        if isinstance(step, Copy) and step in taken:
            found = [path for one in taken[step].values() for path in one]
            empty = (source for source, one in taken[step].items() if not one)
            missing = tuple(source for source in empty if _is_missing(context, source, repository))
            held = _contents(found, repository) if found else step.held
            local = sum(_is_code(path) and any(is_in(path, one) for one in packages) for path in found)
            step = replace(step, held=replace(held, local_code=local) if held else held, missing=missing)
        steps.append(step)
    return replace(stage, steps=tuple(steps))


_MOST_MANIFESTS = 12


def _packages_of(taken: Mapping[Copy, Mapping[str, list[str]]], repository: Repository) -> set[str]:
    """The local packages that the manifests name which a stage takes in one by one."""
    named = (path for sources in taken.values() for one in sources.values() if len(one) == 1 for path in one)
    manifests = [path for path in dict.fromkeys(named) if is_manifest(path)][:_MOST_MANIFESTS]
    return {found for path in manifests for found in local_packages(path, repository.text(path) or "")}


_WRAPPER = re.compile(r"(^|/)((\.mvn|gradle)/wrapper|\.yarn)/")
"""Where the wrappers of Maven and Gradle keep what starts them, and Yarn its releases and plugins (yarnpkg.com, "Which
files should be gitignored?"): tools of the build, though they may be code.
"""


def _is_code(path: str) -> bool:
    named = path.endswith(CODE_ENDINGS) and posixpath.basename(path) not in MANIFESTS
    return named and not _WRAPPER.search(path)


def _is_missing(context: str, source: str, repository: Repository) -> bool:
    """Whether a source that leads to no file is a path of the repository all the same: not a URL, not left out by
    the ignore file, no link and no submodule.
    """
    if "://" in source or source.startswith("git@") or "$" in source or "{{" in source:
        return False
    path = posixpath.normpath(posixpath.join(context, source.lstrip("/") or "."))
    start = re.split(r"[*?\[]", path)[0].rstrip("/")
    beside = (*repository.links, *_submodules(repository.text(".gitmodules") or ""))
    if any(start == one or start.startswith(f"{one}/") or one.startswith(f"{start}/") for one in beside):
        return False
    return not path.startswith("..") and path != "." and not files_behind(context, source, repository.paths)


def _submodules(text: str) -> list[str]:
    return re.findall(r"(?m)^\s*path\s*=\s*(\S+)", text)


def _taken(step: Copy, context: str, source: str, paths: Sequence[str]) -> list[str]:
    """The files that one source of a COPY leads to, without those that its `--exclude` leaves out.

    The patterns are relative to the source where it is a folder, else to the folder it lies in.
    """
    found = files_behind(context, source, paths)
    if not step.excludes or not found:
        return found
    rules = parse_ignore("\n".join(step.excludes))
    start = posixpath.normpath(posixpath.join(context, source.lstrip("/") or "."))
    if found == [start] or set("*?[") & set(start):
        start = posixpath.dirname(start)
    prefix = "" if start in (".", "") else f"{start}/"
    return [path for path in found if not rules.excludes(path.removeprefix(prefix))]


_REQUIREMENTS = re.compile(
    r"(^|/)([\w.-]*requirements[\w.-]*\.(txt|in)|pyproject\.toml|Pipfile)$|/requirements/[^/]+\.txt$"
)
_HEAVY = re.compile(rf"(?im)^[\s\"']*({HEAVY_WHEELS})(?=[\s\"'=<>~!\[;,]|$)")


def _heavy(found: list[str], repository: Repository, most: int = 8) -> frozenset[str]:
    lists = [path for path in found if _REQUIREMENTS.search(path)][:most]
    return frozenset(name.lower() for path in lists for name in _HEAVY.findall(repository.text(path) or ""))


_PACKAGE = re.compile(r"[A-Za-z0-9][\w.-]*(\[[\w\s,.-]+\])?(\s*;.*)?")
"""A requirement that only says a name (PEP 508)."""


def _unversioned(found: list[str], repository: Repository, most: int = 8) -> frozenset[str]:
    lists = [path for path in found if _REQUIREMENTS.search(path) and path.endswith(".txt")][:most]
    return frozenset(
        posixpath.basename(path) for path in lists if _gives_no_version(repository.text(path) or "")
    )


def _gives_no_version(text: str) -> bool:
    """Whether a list of requirements names packages and nothing but their names; one that takes in another list, or
    constraints, is not all there is.
    """
    lines = [re.sub(r"(^|\s)#.*", "", line).strip() for line in text.splitlines()]
    named = [line for line in lines if line]
    return bool(named) and all(_PACKAGE.fullmatch(line) for line in named)


def _contents(found: list[str], repository: Repository) -> Contents:
    names = frozenset(posixpath.basename(path) for path in found)
    code = sum(_is_code(path) for path in found)
    heavy, unversioned = _heavy(found, repository), _unversioned(found, repository)
    bare, listing = lists_of(found, repository)
    known = names & MANIFESTS
    managers = pinned_managers(found, repository)
    return Contents(
        len(found),
        code,
        known,
        heavy,
        unversioned=unversioned,
        bare=bare,
        listing=listing,
        managers=managers,
        tuning=settings_of_a_mode(found, repository),
    )


def files_behind(context: str, source: str, paths: Sequence[str]) -> list[str]:
    """The files that a source of a COPY leads to: a file, all of a folder, or what a pattern matches."""
    path = posixpath.normpath(posixpath.join(context, source.lstrip("/") or "."))
    if set("*?[") & set(path):
        pattern = re.compile(
            "".join("[^/]*" if c == "*" else "[^/]" if c == "?" else re.escape(c) for c in path) + "(/.*)?"
        )
        folder = re.split(r"[*?\[]", path)[0].rpartition("/")[0]
        return [p for p in _below(folder, paths) if pattern.fullmatch(p)]
    index = bisect_left(paths, path)
    if index < len(paths) and paths[index] == path:
        return [path]
    return _below("" if path == "." else path, paths)


def _below(folder: str, paths: Sequence[str]) -> list[str]:
    if not folder:
        return list(paths)
    # "/" is followed by "0", so these two enclose what lies below the folder.
    return list(paths[bisect_left(paths, folder + "/") : bisect_left(paths, folder + "0")])


def with_ballast(builds: Iterable[ImageBuild], repository: Repository) -> tuple[ImageBuild, ...]:
    """The builds, those that copy their whole context with the ballast it holds.

    What a builder fetches from Git comes without `.git` and without what lies about in a checkout, and no ignore file
    is read for it (BuildKit 0.26, dockerui, `MainContext`).
    """
    return tuple(
        replace(build, ballast=_ballast(build, repository), ignore_file=_ignore_file(build, repository))
        if copies_all(build) and not build.from_git
        else build
        for build in builds
    )


def copies_all(build: ImageBuild) -> bool:
    """Whether some stage copies the whole context."""
    return build.context is not None and any(
        isinstance(step, Copy) and step.takes_all for stage in build.dockerfile.stages for step in stage.steps
    )


def _ballast(build: ImageBuild, repository: Repository) -> tuple[Ballast, ...]:
    context = build.context or ""
    prefix = f"{context}/" if context else ""
    rules = _rules(build, repository, prefix)
    found = find_ballast(repository, context)
    kept = (b for b in found if not rules.excludes(b.path[len(prefix) :]))
    return tuple(b for b in kept if not is_needed(b, build, repository))


def _ignore_file(build: ImageBuild, repository: Repository) -> str | None:
    own, prefix = f"{build.at.path}.dockerignore", f"{build.context}/" if build.context else ""
    return next((path for path in (own, f"{prefix}.dockerignore") if path in repository.paths), None)


def _rules(build: ImageBuild, repository: Repository, prefix: str) -> IgnoreRules:
    return parse_ignore(_ignore_text(build, repository, prefix))


def _ignore_text(build: ImageBuild, repository: Repository, prefix: str) -> str:
    """The ignore file of this Dockerfile, else that of the context (docs.docker.com, "Build context")."""
    own = repository.text(f"{build.at.path}.dockerignore")
    return own if own is not None else repository.text(f"{prefix}.dockerignore") or ""
