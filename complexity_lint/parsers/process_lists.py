"""Configurations of process supervisors -> the processes they keep running: supervisord, Procfile,
pm2, monit."""

import re
from collections.abc import Iterator

from complexity_lint.finding import FileCoverage
from complexity_lint.model.processes import SupervisedProcess
from complexity_lint.parsers.unit import Parts, Unit
from complexity_lint.source import Location, Source

_SECTION = re.compile(r"^\[(?P<kind>[\w-]+):(?P<name>[^\]]+)\]")
_PROCESS = re.compile(r"^(?P<name>[A-Za-z0-9_-]+):\s*(?P<command>.+)$")
_PM2_NAME = re.compile(r"""\bname["']?\s*:\s*["'](?P<name>[^"']+)["']""")


def evaluate(unit: Unit) -> Parts:
    """The processes that a unit's files list."""
    found = tuple(process for source in unit.sources for process in read(source))
    return Parts(
        supervised=found, coverage=tuple(FileCoverage(source.path, "evaluated") for source in unit.sources)
    )


def read(source: Source) -> Iterator[SupervisedProcess]:
    """The processes of one file."""
    name = source.name.lower()
    if name.startswith("procfile"):
        yield from _procfile(source)
    elif "monitrc" in name:
        yield from _monit(source)
    elif "ecosystem" in name:
        yield from _pm2(source)
    else:
        yield from _supervisord(source)


def _supervisord(source: Source) -> Iterator[SupervisedProcess]:
    """`[program:x]` sections (supervisord.org, "Configuration File"); `autorestart=false` with `startsecs=0`
    runs once, `numprocs=2` twice side by side.
    """
    lines = source.text.splitlines()
    for number, line in enumerate(lines, start=1):
        match = _SECTION.match(line.strip())
        if not match or match["kind"] not in ("program", "fcgi-program"):
            continue
        settings: dict[str, str] = {}
        for following in lines[number:]:
            if following.strip().startswith("["):
                break
            key, separator, value = following.partition("=")
            if separator and not key.strip().startswith((";", "#")):
                settings[key.strip()] = value.strip()
        once = settings.get("autorestart") == "false"
        off = settings.get("autostart") == "false"
        written = re.match(r"\d+\b", settings.get("numprocs", ""))
        count = int(written[0]) if written else 1
        at = Location(source.path, number, 1, number, len(line) + 1)
        yield SupervisedProcess(
            at, match["name"], settings.get("command", ""), "supervisord", once or off or not count, count
        )


def _procfile(source: Source) -> Iterator[SupervisedProcess]:
    for number, line in enumerate(source.text.splitlines(), start=1):
        match = _PROCESS.match(line.strip())
        if match:
            at = Location(source.path, number, 1, number, len(line) + 1)
            yield SupervisedProcess(
                at, match["name"], match["command"], "Procfile", match["name"] == "release"
            )


def _monit(source: Source) -> Iterator[SupervisedProcess]:
    """`check process x` blocks (mmonit.com, "Monit manual": service entries)."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        match = re.match(r"^\s*check\s+process\s+(\S+)", line, re.IGNORECASE)
        if match:
            at = Location(source.path, number, match.start(1) + 1, number, match.end(1) + 1)
            yield SupervisedProcess(at, match[1], "", "monit")


def _pm2(source: Source) -> Iterator[SupervisedProcess]:
    for number, line in enumerate(source.text.splitlines(), start=1):
        for match in _PM2_NAME.finditer(line):
            at = Location(source.path, number, match.start() + 1, number, match.end() + 1)
            yield SupervisedProcess(at, match["name"], match["name"], "pm2")
