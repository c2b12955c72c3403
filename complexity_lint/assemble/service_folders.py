"""Service folders of s6 and runit that an image takes in -> the processes they keep running."""

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence

from complexity_lint.assemble.contexts import files_behind
from complexity_lint.model.images import Copy, Declaration, ImageBuild, StepKind
from complexity_lint.model.processes import SupervisedProcess
from complexity_lint.source import Location

_SERVICE = re.compile(
    r"^/(?:etc/)?(?P<kind>services\.d|service|sv|s6-overlay/s6-rc\.d|s6)/(?P<name>[^/]+)/run$"
)


def service_folders(
    build: ImageBuild, paths: Sequence[str], text_of: Callable[[str], str | None], given: frozenset[str]
) -> Iterator[SupervisedProcess]:
    """Services of s6 and runit: a folder each, with a `run` file, below the folder that the supervisor scans.

    `given` are the variables that some deployment of the repository sets.
    """
    known = given | _declared(build)
    for path, target in _placed_files(build, paths):
        match = _SERVICE.match(target)
        if match:
            kind = text_of(posixpath.join(posixpath.dirname(path), "type")) or ""
            supervisor = "s6" if "s6" in match["kind"] or match["kind"] == "services.d" else "runit"
            text = text_of(path) or ""
            once = kind.strip() == "oneshot" or _takes_itself_down(text, match["name"], known)
            at = Location(path, _starting_line(text))
            yield SupervisedProcess(at, match["name"], target, supervisor, once)


def _declared(build: ImageBuild) -> set[str]:
    """The variables that the image itself gives what runs in it."""
    declared = (
        step
        for stage in build.shipped_stages
        for step in stage.steps
        if isinstance(step, Declaration) and step.kind is StepKind.ENV
    )
    return {variable.name for step in declared for variable in step.variables if variable.value}


def _starting_line(text: str) -> int:
    """The line of a `run` file that gives way to the program, else the first."""
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if re.match(r"\s*exec\s+(?!\d*[<>])\S", line)), 1)


_DOWN = re.compile(r"\b(?:s6-svc\s+-\w*d\w*|sv\s+(?:d|down))\s+(?P<folder>\S+)")
"""How a service is told to stay down (skarnet.org, "The s6-svc program"; smarden.org/runit, "sv")."""
_TEST = re.compile(
    r"""^\s*(?:if\s+)?(?:\[\[?|test)\s+(?P<not>!\s+)?(?:-(?P<test>[nz])\s+)?"?\$\{?(?P<name>\w+)(?::?-(?P<default>[^}$]*))?\}?"?"""
    r"""(?:\s+(?P<sign>==?|!=)\s+["']?(?P<value>[^"'\]\s;$]*)["']?)?\s*(?:\]\]?)?\s*(?:;\s*then\b.*)?$"""
)
"""A condition that asks one variable."""


def _takes_itself_down(text: str, name: str, given: set[str] | frozenset[str]) -> bool:
    """Whether a `run` script has its own service stay down unless a variable is set that nothing sets."""
    lines = [line.partition(" #")[0].rstrip() for line in text.splitlines()]
    for number, line in enumerate(lines):
        down = _DOWN.search(line)
        if down is None or line.lstrip().startswith("#"):
            continue
        if down["folder"].strip("\"'").rstrip("/;").rpartition("/")[2] not in (".", name, "$PWD", ""):
            continue
        head, separator, _ = line[: down.start()].rpartition("&&")
        asked = (head, True) if separator else _branch(lines[:number])
        if asked is not None and _holds(asked[0], given) is asked[1]:
            return True
    return False


def _branch(before: Sequence[str]) -> tuple[str, bool] | None:
    """The condition of the branch that some lines end in, and whether it has to hold for that; None where there is
    none, or several are asked one after the other.
    """
    depth, holds = 0, True
    for line in reversed(before):
        word = re.match(r"\s*(fi|if|elif|else)\b", line)
        if word is None:
            continue
        if word[1] == "fi":
            depth += 1
        elif word[1] == "if" and depth:
            depth -= 1
        elif not depth and word[1] == "elif":
            return None
        elif not depth and word[1] == "else":
            holds = False
        elif not depth:
            return line, holds
    return None


def _holds(condition: str, given: set[str] | frozenset[str]) -> bool | None:
    """Whether a condition holds where a variable has no value but its default; None where that is not known."""
    match = _TEST.match(condition)
    if match is None or match["name"] in given or bool(match["test"]) == bool(match["sign"]):
        return None
    value = match["default"] or ""
    if match["test"]:
        found = bool(value) is (match["test"] == "n")
    else:
        found = (value == match["value"]) is (match["sign"] != "!=")
    return found is not bool(match["not"])


def _placed_files(build: ImageBuild, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The files named `run` that the shipped stages copy out of the context, with the path each gets in the image."""
    for step, source in context_copies(build):
        start = posixpath.normpath(posixpath.join(build.context or "", source.lstrip("/") or "."))
        into_folder = step.destination.endswith("/") or len(step.sources) > 1
        for path in files_behind(build.context or "", source, paths):
            if not path.endswith("/run") and not step.destination.endswith("/run"):
                continue
            inner = path[len(start) :].lstrip("/") if start != "." else path
            if path == start:
                inner = posixpath.basename(path) if into_folder else ""
            yield path, posixpath.normpath(posixpath.join("/", step.destination, inner))


def context_copies(build: ImageBuild) -> Iterator[tuple[Copy, str]]:
    """The copies out of the context that reach the image, once for each source."""
    for stage in build.shipped_stages if build.context is not None else ():
        for step in stage.steps:
            if isinstance(step, Copy) and not step.from_ and not step.is_heredoc:
                yield from ((step, source) for source in step.sources)
