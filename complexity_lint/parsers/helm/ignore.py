"""`.helmignore` (helm v4 pkg/ignore): which files of a chart's folder are not part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from complexity_lint.parsers.helm.errors import ChartError


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: the pattern, whether `!` was before it, `/` behind it, and whether only names are matched."""

    pattern: re.Pattern[str]
    negate: bool
    only_folders: bool
    by_name: bool

    def matches(self, path: str) -> bool:
        """Whether a path, or its last part, fits the pattern."""
        return self.pattern.fullmatch(path.rpartition("/")[2] if self.by_name else path) is not None


def parse_rules(text: str) -> tuple[Rule, ...]:
    """The rules of a file and helm's own for dot files in templates/; ChartError for `**`."""
    lines = text.removeprefix("\ufeff").splitlines()
    rules = [_rule(line.strip()) for line in lines if line.strip() and not line.strip().startswith("#")]
    return (*rules, _rule("templates/.?*"))


def _rule(line: str) -> Rule:
    if "**" in line:
        raise ChartError("double-star (**) syntax is not supported")
    negate = line.startswith("!")
    line = line.removeprefix("!")
    only_folders = line.endswith("/")
    line = line.removesuffix("/")
    rooted = line.startswith("/")
    return Rule(_pattern(line.removeprefix("/")), negate, only_folders, not rooted and "/" not in line)


def _pattern(glob: str) -> re.Pattern[str]:
    """Go's filepath.Match as a regular expression."""
    out: list[str] = []
    at = 0
    while at < len(glob):
        char = glob[at]
        at += 1
        if char == "*":
            if out[-1:] != ["[^/]*"]:
                out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "[" and "]" in glob[at + 1 :]:
            end = glob.index("]", at + 1)
            body = glob[at:end].replace("\\", "\\\\").replace("[", "\\[")
            out.append(f"[{body}]")
            at = end + 1
        elif char == "\\" and at < len(glob):
            out.append(re.escape(glob[at]))
            at += 1
        else:
            out.append(re.escape(char))
    try:
        return re.compile("".join(out))
    except re.error:
        raise ChartError("syntax error in pattern") from None


def _ignored(rules: tuple[Rule, ...], path: str, is_folder: bool) -> bool:
    for rule in rules:
        if rule.negate:
            if (rule.only_folders and not is_folder) or not rule.matches(path):
                return True
        elif (is_folder or not rule.only_folders) and rule.matches(path):
            return True
    return False


def kept(paths: Iterable[str], rules: tuple[Rule, ...]) -> list[str]:
    """The paths no rule ignores, by themselves or by a folder above them."""
    folders: dict[str, bool] = {"": False}

    def folder_ignored(folder: str) -> bool:
        known = folders.get(folder)
        if known is None:
            known = folder_ignored(folder.rpartition("/")[0]) or _ignored(rules, folder, is_folder=True)
            folders[folder] = known
        return known

    return [
        path
        for path in paths
        if not folder_ignored(path.rpartition("/")[0]) and not _ignored(rules, path, is_folder=False)
    ]
