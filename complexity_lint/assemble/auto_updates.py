"""Machines that restart themselves to be renewed, told from the files that say so, also those that Ansible writes.

unattended-upgrades (`Automatic-Reboot`, `Automatic-Reboot-Time`) and CoreOS (`reboot-strategy`, `REBOOT_STRATEGY`).
"""

import re
from collections.abc import Iterator

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.updates import AutoUpdate
from complexity_lint.source import Location

_NAMES = re.compile(
    r"(?i)(^|/)[^/]*(unattended[-_]?upgrades?|auto-?upgrades|cloud-(config|init)|user-?data|update\.conf|ignition)[^/]*$"
    r"|\.(ign|bu|fcc)$|(^|/)(tasks|handlers|playbooks)/[^/]+\.ya?ml$"
)
_REBOOT = re.compile(r"(?mi)^[ \t]*Unattended-Upgrade::Automatic-Reboot[ \t]+\"(true|false)\"")
_TIME = re.compile(r"(?mi)^[ \t]*Unattended-Upgrade::Automatic-Reboot-Time[ \t]+\"")
_STRATEGY = re.compile(r"(?m)^[ \t]*(?:REBOOT_STRATEGY=|reboot-strategy:)[ \t]*[\"']?([\w-]+)")
_WINDOW = re.compile(r"LOCKSMITHD_REBOOT_WINDOW|window-start|reboot-window|REBOOT_WINDOW")


def unattended_reboots(repository: Repository) -> Iterator[AutoUpdate]:
    """What files of the repository say about machines that restart themselves."""
    for path in repository.paths:
        if not _NAMES.search(path):
            continue
        text = repository.text(path) or ""
        environment = from_path(path) or PRODUCTION
        reboot, strategy = _REBOOT.search(text), _STRATEGY.search(text)
        if reboot and reboot[1].lower() == "true":
            planned = _TIME.search(text) is not None
            subject = "restarts of machines after updates"
            yield AutoUpdate(_at(path, text, reboot), path, subject, environment, True, planned)
        elif strategy and strategy[1] in ("reboot", "best-effort", "off"):
            enabled = strategy[1] != "off"
            planned = enabled and _WINDOW.search(text) is not None
            subject = "updates and restarts of machines"
            yield AutoUpdate(_at(path, text, strategy), path, subject, environment, enabled, planned)


def _at(path: str, text: str, match: re.Match[str]) -> Location:
    line = text.count("\n", 0, match.start()) + 1
    start = text.rfind("\n", 0, match.start()) + 1
    return Location(path, line, match.start() - start + 1, line, match.end() - start + 1)
