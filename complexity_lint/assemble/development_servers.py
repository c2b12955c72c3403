"""Scripts that containers start and that serve themselves with their framework's development server."""

from collections.abc import Iterable, Iterator

from complexity_lint.assemble.python_code import PythonSources
from complexity_lint.assemble.starts import copied_files
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.code import DevelopmentServer
from complexity_lint.model.commands import Command
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.workloads import Workload
from complexity_lint.source import Source

_OPTIONS = frozenset({"-u", "-O", "-OO", "-B", "-s", "-S", "-E", "-I", "-q", "-v"})
"""Options of the interpreter that take no value (docs.python.org, "Command line and environment")."""


def find_development_servers(
    builds: Iterable[ImageBuild], workloads: Iterable[Workload], repository: Repository, python: PythonSources
) -> tuple[DevelopmentServer, ...]:
    """The servers of the scripts that production workloads start with Python; other code is not read."""
    by_path: dict[str, list[ImageBuild]] = {}
    for build in builds:
        by_path.setdefault(build.at.path, []).append(build)
    found: dict[DevelopmentServer, None] = {}
    for workload in workloads:
        main = workload.main
        if main is None or not workload.is_production:
            continue
        for build in by_path.get(workload.built_by, ()):
            for command in (*main.starts, *build.starts):
                found |= dict.fromkeys(_of_command(command, build, repository, python))
    return tuple(found)


def _of_command(
    command: Command, build: ImageBuild, repository: Repository, python: PythonSources
) -> Iterator[DevelopmentServer]:
    path = _file(_script(command), build, repository)
    text = repository.text(path) if path else None
    if text is None or ".run(" not in text:
        return
    for module in python.reader.read([Source(path, text)]):
        for at in module.development_servers[:1]:
            yield DevelopmentServer(at, command.at)


def _script(command: Command) -> str:
    """The file that a command has Python run; empty for all others."""
    words = [word for word in command.arguments if word not in _OPTIONS]
    is_python = command.name.startswith("python")
    return words[0] if is_python and words and words[0].endswith(".py") else ""


def _file(script: str, build: ImageBuild, repository: Repository) -> str:
    """The repository's file behind a script of an image, by its name; empty where several may be meant."""
    name = script.removeprefix("./").rpartition("/")[2]
    if not name or "$" in script:
        return ""
    copied = {p for p in copied_files(build, repository.paths) if p.rpartition("/")[2] == name}
    least = min((path.count("/") for path in copied), default=0)
    outermost = [path for path in copied if path.count("/") == least]
    return outermost[0] if len(outermost) == 1 else ""
