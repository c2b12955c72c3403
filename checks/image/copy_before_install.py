"""Sources are copied before the dependencies are installed.

The layer that installs the dependencies comes after one that changes with every edit, so every build
downloads and installs everything again. On a runner without a cache that is minutes a build; the time is lost
by everybody, every day.

Copy what names the dependencies first (`package.json` and its lock file, `requirements.txt`, `go.mod` ...),
install, then copy the sources. Or mount those files into the `RUN` with `--mount=type=bind`. An install in a script of
the repository, which a `RUN` calls, is told as well.

It is fine where the install needs the sources and the dependencies came in an earlier layer or with their cache
folder from another stage, for compilers that are told to download nothing (`dotnet publish --no-restore`, `mvn
-o`), for folders that the manifest itself names as packages to install (`path:` in a Gemfile, `file:` in a
package.json, `-e ./lib`), where the manifest names no package, so that nothing is downloaded, for compilers whose
dependencies stay in cache mounts (`cargo build` with the registry and `target/`, `go build` with both of its
caches), and for images that are built once a month.
"""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from complexity_lint import (
    Command,
    Copy,
    CopyLater,
    Declaration,
    Finding,
    Fix,
    ImageBuild,
    Level,
    Precision,
    Related,
    Run,
    Safety,
    ScriptKind,
    Stage,
    StepKind,
    System,
    caches_brought,
    called_script,
    check,
    copied_paths,
    install_family,
    installation,
    is_kept_in_mounts,
    is_used_up,
    manifests_of,
    names_no_package,
    read_by_install,
    run_installations,
    stages_below,
)

SOURCE_ENDINGS = (
    ".py",
    ".js",
    ".ts",
    ".go",
    ".rb",
    ".java",
    ".php",
    ".rs",
    ".cs",
    ".jsx",
    ".tsx",
    ".kt",
    ".ex",
)
SOURCE_FOLDERS = frozenset(
    "src app lib source sources code server client api web backend frontend cmd internal pkg".split()
)


@check("copy-before-install", Level.WARNING, since="0.1.0", precision=Precision.HIGH, fixes=Safety.UNSAFE)
def copy_before_install(system: System) -> Iterator[Finding]:
    scripts = {s.at.path: s.commands for s in system.scripts if s.kind is ScriptKind.SHELL}
    bases = {build.at.path: build for build in system.builds}
    seen: set[str] = set()
    for build in system.builds:
        if build.at.path in seen or not build.is_deployed:
            continue
        for stage in build.dockerfile.stages:
            for finding in _in_stage(stage, build, scripts, bases) if not stage.is_unchosen else ():
                seen.add(build.at.path)
                yield finding


Scripts = Mapping[str, tuple[Command, ...]]
Bases = Mapping[str, ImageBuild]


def _in_stage(stage: Stage, build: ImageBuild, scripts: Scripts, bases: Bases) -> Iterator[Finding]:
    earlier = _installed_below(stage, build, scripts, bases)
    copied: Copy | None = None
    there: list[str] = []
    for last, step in zip((None, *stage.steps), stage.steps, strict=False):
        if isinstance(step, Copy):
            there += [] if step.from_ else copied_paths(step, build)
            if copied is None and _is_sources(step):
                aside = _is_for_the_install(step, build) or _is_run(step, stage) or is_used_up(step, stage)
                copied = None if aside else step
            earlier |= caches_brought(step)
        if not isinstance(step, Run):
            continue
        for family, command in (*_installs(step), *_in_called(step, there, scripts)):
            if copied is None:
                earlier |= {family} - ({"go"} if _is_a_tool(command) else set())
            elif is_kept_in_mounts(command.words, step.mounts) or any(m.kind == "bind" for m in step.mounts):
                continue
            elif isinstance(last, Copy) and _lists_only(last) and _needs_sources(family, earlier):
                # what another project needs, which no layer holds yet
                yield replace(_finding(copied, family, command, step, build), at=last.at)
                return
            elif not _has_dependencies(family, command, copied) or names_no_package(
                command.words, stage, build
            ):
                continue
            elif not _needs_sources(family, earlier):
                found = _finding(copied, family, command, step, build)
                edited = command.at.path == step.at.path
                fix = _installed_first(copied, family, command, step, stage, build) if edited else None
                yield replace(found, fix=fix)
                return


def _in_called(step: Run, copied: Collection[str], scripts: Scripts) -> Iterator[tuple[str, Command]]:
    """What the scripts of the repository install that a RUN calls, of the project's own dependencies. A script that is
    given words may be asked for another part of it.
    """
    for call in step.commands:
        path = called_script(call, copied, scripts) if not call.words[-1].startswith("-") else ""
        for command in scripts[path] if path and call.words[-1].endswith(posixpath.basename(path)) else ():
            family = install_family(command.words)
            if (
                family
                and not family.endswith("packages")
                and not (command.by_option or command.in_development)
            ):
                yield family, command


def _is_run(copied: Copy, stage: Stage) -> bool:
    """Whether a RUN names the very file that is copied: it is a tool of the build, and no source of the application."""
    name = copied.destination.rpartition("/")[2]
    texts = (step.text for step in stage.steps if isinstance(step, Run))
    return len(copied.sources) == 1 and "." in name.strip(".") and any(copied.destination in t for t in texts)


def _finding(copied: Copy, family: str, command: Command, step: Run, build: ImageBuild) -> Finding:
    what = " ".join(command.words[:3])
    cached = any(mount.kind == "cache" for mount in step.mounts)
    again = "runs" if cached else "downloads everything"
    of = f" of {command.at.path}" if command.at.path != step.at.path else ""
    return Finding(
        copied.at,
        f"{' '.join(copied.sources)} is copied before `{what}`{of}, "
        f"which therefore {again} again at every change of the sources",
        related=(Related(command.at, "the install that every change repeats"),),
        entity=build.at.path,
        evidence=family,
        # With a cache mount the download is spared, and only the installation is repeated.
        level=Level.NOTE if cached else None,
    )


def _installed_below(stage: Stage, build: ImageBuild, scripts: Scripts, bases: Bases) -> set[str]:
    """What the stages below this one have installed, those of a base that the repository builds among them."""
    found: set[str] = set()
    for below, of in stages_below(stage, build, bases):
        copies = [step for step in below.steps if isinstance(step, Copy) and not step.from_]
        there = [path for step in copies for path in copied_paths(step, of)]
        for step in (step for step in below.steps if isinstance(step, Run)):
            installs = (*_installs(step), *_in_called(step, there, scripts))
            found |= {family for family, one in installs if not _is_a_tool(one)}
    return found


def _is_a_tool(command: Command) -> bool:
    """Whether Go installs a program by its address (`go install golang.org/x/tools/cmd/stringer@v0.30.0`), which
    leaves none of the project's dependencies.
    """
    return command.words[:2] == ("go", "install") and any("@" in word for word in command.words)


def _needs_sources(family: str, earlier: set[str]) -> bool:
    """An install of the project itself, or a compile, whose dependencies an earlier layer holds."""
    return family in earlier and not family.endswith("packages")


def _is_sources(step: Copy) -> bool:
    if step.from_ or step.is_heredoc:
        return False
    if step.takes_all or "**" in step.sources:
        return True
    if step.held is not None:
        manifests = len(step.held.manifests)
        # Code has to be a fair part of it: a folder of data with a page beside it holds no sources.
        # What a manifest names as a package to install is read by the install.
        code = step.held.code_files - step.held.local_code
        fair = code > 0 and 4 * code >= step.held.files - manifests
        # A folder that lists its dependencies beside its code is a project, whatever else lies in it.
        project = code > 0 and manifests > 0 and len(step.sources) == 1
        return (fair or project) and not all(_is_named_manifest(s) for s in step.sources)
    return any(_looks_like_sources(source) for source in step.sources)


def _is_for_the_install(step: Copy, build: ImageBuild) -> bool:
    """Whether files are named one by one beside the manifest, and the sources come with a copy of their own."""
    if step.takes_all or step.held is None or step.held.files != len(step.sources):
        return False
    others = (
        s for stage in build.dockerfile.stages for s in stage.steps if isinstance(s, Copy) and s is not step
    )
    return any(
        not other.from_ and (other.takes_all or (other.held and other.held.code_files > step.held.code_files))
        for other in others
    )


_LISTS = re.compile(
    r"\.(cs|fs|vb)proj$|^package(-lock)?\*?\.json$|^(yarn|pnpm-lock|Gemfile|composer|Cargo)\.(lock|ya?ml|toml|json)$"
    r"|^(pom\.xml|Gemfile|go\.(mod|sum)|Pipfile(\.lock)?|requirements[\w.-]*\.txt)$"
)


def _lists_only(step: Copy) -> bool:
    """Whether a COPY takes nothing but files that list dependencies: what follows is meant to be kept."""
    names = [source.rstrip("/").rpartition("/")[2] for source in step.sources]
    return not step.from_ and not step.is_heredoc and all(_LISTS.search(name) for name in names)


def _has_dependencies(family: str, command: Command, copied: Copy) -> bool:
    """Whether a compile, if that is what it is, downloads anything. Go code without `go.sum` has no dependencies; with
    `vendor/modules.txt` it has them beside it.
    """
    compiles = family == "go" and command.words[1:2] in (("build",), ("install",))
    if copied.held is None or not compiles:
        return True
    return "modules.txt" not in copied.held.manifests and "go.sum" in copied.held.manifests


_MANIFESTS = re.compile(
    r"(setup\.py|requirements|gulpfile|webpack|vite|build\.gradle|settings\.gradle|package[\w*-]*\.json|pnpm-|yarn\.lock|"
    r"(ts|js)config|index\.html$)|.*\.config\.[cm]?[jt]s$|\.\w+rc\b"
)
"""Files that list dependencies, and those that set up the tools of a build and seldom change."""


def _is_named_manifest(path: str) -> bool:
    return _MANIFESTS.match(path.rstrip("/").rpartition("/")[2].lower()) is not None


def _looks_like_sources(path: str) -> bool:
    """Whether a path that leads nowhere in the repository is named like sources."""
    if "://" in path or path.startswith("git@"):
        return False
    name = path.rstrip("/").rpartition("/")[2].lower()
    return (name.endswith(SOURCE_ENDINGS) and not _is_named_manifest(path)) or name in SOURCE_FOLDERS


def _installs(step: Run) -> Iterator[tuple[str, Command]]:
    kept = {one.at for one in run_installations(step)}
    for command in step.commands:
        family = install_family(command.words)
        # What the same RUN removes again is a tool of that RUN: it works on what was copied before.
        passing = family == "system packages" and command.at not in kept and installation(command, step.text)
        if family and not passing:
            yield family, command


def _installed_first(
    copied: Copy, family: str, command: Command, step: Run, stage: Stage, build: ImageBuild
) -> Fix | None:
    if family == "go" and command.words[1:2] in (("build",), ("install",)):
        return _downloaded_first(copied, step, stage, build)
    return _copied_later(copied, step, stage, build)


def _downloaded_first(copied: Copy, step: Run, stage: Stage, build: ImageBuild) -> Fix | None:
    """The modules of Go downloaded before the sources are copied; the compile stays where it is."""
    folder = _folder_at(stage, copied)
    between = stage.steps[stage.steps.index(copied) + 1 : stage.steps.index(step)]
    # A setting between them may say where modules come from; a `cd` or another folder, where `go.mod` lies.
    moves = any(command.name == "cd" for command in step.commands) or any(
        isinstance(one, Declaration) and one.kind in (StepKind.ENV, StepKind.ARG, StepKind.WORKDIR)
        for one in between
    )
    target = posixpath.normpath(posixpath.join(folder, copied.destination))
    named = len(copied.sources) == 1 and not copied.is_add and build.context is not None
    if moves or not named or posixpath.normpath(folder) != target:
        return None
    edit = replace(_whole(copied, step, build), download="go mod download")
    edit = replace(edit, first=manifests_of("go")[0], also=manifests_of("go")[1])
    return Fix("download the modules before the sources are copied", (edit,), Safety.UNSAFE)


def _whole(copied: Copy, step: Run, build: ImageBuild) -> CopyLater:
    """The edit for a copied folder, without what is read of it."""
    source = copied.sources[0].removeprefix("./").strip("/")
    prefix = "" if copied.takes_all else f"{source}/"
    context = build.context or ""
    inside = posixpath.normpath(posixpath.join(context, source)) if prefix else context
    return CopyLater(copied.at, step.at, "" if inside == "." else inside, prefix)


def _copied_later(copied: Copy, install: Run, stage: Stage, build: ImageBuild) -> Fix | None:
    """The copy behind the install and those that follow it, and before them what they read."""
    if build.context is None or len(copied.sources) != 1 or copied.is_add:
        return None
    steps = list(stage.steps)
    folder = _folder_at(stage, copied)
    target = posixpath.normpath(posixpath.join(folder, copied.destination))
    first: list[str] = []
    also: list[str] = []
    last: Run | None = None
    for step in steps[steps.index(copied) + 1 :]:
        if isinstance(step, Declaration) and step.kind in (StepKind.ENV, StepKind.ARG):
            continue
        read = _read_by(step, target) if isinstance(step, Run) else None
        if read is None or (read[0] and posixpath.normpath(folder) != target):
            break
        first, also, last = [*first, *read[0]], [*also, *read[1]], step if isinstance(step, Run) else None
    if last is None or (last is not install and steps.index(last) < steps.index(install)):
        return None
    beside = tuple(name for name in dict.fromkeys(also) if name not in first)
    edit = replace(_whole(copied, last, build), first=tuple(dict.fromkeys(first)), also=beside)
    return Fix("install before the sources are copied", (edit,), Safety.UNSAFE)


def _folder_at(stage: Stage, until: Copy) -> str:
    """The working folder that a step of a stage has; a name of its own for one that the base image decides."""
    folder = "/(base)"
    for step in stage.steps:
        if step is until:
            break
        if isinstance(step, Declaration) and step.kind is StepKind.WORKDIR and step.words:
            folder = posixpath.join(folder, step.words[0])
    return folder


def _read_by(step: Run, target: str) -> tuple[list[str], list[str]] | None:
    """What a RUN reads of what was copied, relative to `target`; None where it does more than install."""
    if step.is_heredoc or any(mount.kind != "cache" for mount in step.mounts):
        return None
    first: list[str] = []
    also: list[str] = []
    for command in step.commands:
        read = read_by_install(command, target)
        if read is None:
            return None
        first += read[0]
        also += read[1]
    installs = any(True for _ in _installs(step))
    return (first, also) if installs else None
