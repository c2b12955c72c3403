"""Manifests that a script of the repository renders from what lies beside them, and writes into it again."""

import posixpath
import re
from collections.abc import Collection, Iterator

from complexity_lint.discovery.repository import Repository
from complexity_lint.grouping.script_paths import HOLE, ScriptPaths

_SCRIPTS = re.compile(r"(?i)(\.(sh|bash|mk)|(^|/)(gnu)?makefile)$")
MAX_SCRIPTS = 500
_RENDERING = re.compile(
    r"(?<![\w-])(?:(?P<helm>helm3?\s+template|\$[({]HELM[)}]\s+template)|kubectl\s+kustomize"
    r"|kustomize(?:\s+-\S+)*\s+build|\$[({]KUSTOMIZE[)}]\s+build)(?P<words>[^\n;&>]*)"
    r"(?:\d>\s*\S+\s*)*(?:>>?\s*(?P<file>[^\s;|&>]+))?"
)
"""A command that prints manifests, with its words and the file they go into."""
_FOLDER = re.compile(r"--output-dir[ =](\S+)|(?<!\S)-o[ =](\S+)")
_NAME = re.compile(r"(?m)^name:[ \t]*[\"']?([\w.-]+)")
_LABEL = re.compile(
    r"(?m)^[ \t]+(?:helm\.sh/)?chart:[ \t]*[\"']?([\w.-]{1,80}?)-v?\d+\.\d+[\w.+-]{0,80}[\"']?[ \t]*$"
)
_MANAGED = re.compile(
    r"(?m)^[ \t]+(?:app\.kubernetes\.io/managed-by|heritage):[ \t]*[\"']?(?:Helm|Tiller)[\"']?[ \t]*$"
)
_REMOTE = re.compile(r"://|\?ref=|(^|\s)[\"']?(github|gitlab|bitbucket)\.")


class RenderedFiles:
    """The files of a repository that its own scripts render from charts and kustomizations in it."""

    def __init__(self, repository: Repository, charts: Collection[str]) -> None:
        self._patterns = tuple(_written(repository, charts))
        self._repository = repository
        texts = (repository.text(f"{folder}/Chart.yaml".lstrip("/")) or "" for folder in charts)
        self._charts = frozenset(match[1] for text in texts if (match := _NAME.search(text)))

    def holds(self, path: str) -> bool:
        if not path.endswith((".yaml", ".yml", ".json")):
            return False
        return any(p.fullmatch(path) for p in self._patterns) or self._is_labelled(path)

    def _is_labelled(self, path: str) -> bool:
        """Whether the labels of a manifest name a chart of the repository, with a version, and Helm as what manages
        it (helm.sh, "Labels and Annotations").
        """
        text = (self._repository.text(path) or "") if self._charts else ""
        named = {match[1] for match in _LABEL.finditer(text)}
        return not named.isdisjoint(self._charts) and _MANAGED.search(text) is not None


def _written(repository: Repository, charts: Collection[str]) -> Iterator[re.Pattern[str]]:
    listed = [path for path in repository.paths if _SCRIPTS.search(path)]
    for path in listed[:MAX_SCRIPTS]:
        text = repository.text(path) or ""
        if "template" not in text and "kustomize" not in text.lower():
            continue
        paths = ScriptPaths(path, text)
        for match in _RENDERING.finditer(paths.text):
            words = match["words"]
            if not (_is_of_here(words, paths, charts) if match["helm"] else not _REMOTE.search(words)):
                continue
            for one in paths.meant(match["file"] or ""):
                yield from _pattern(one, "")
            folder = _FOLDER.search(words)
            for one in paths.meant((folder[1] or folder[2]) if folder else ""):
                yield from _pattern(one, "/.+")


def _is_of_here(words: str, paths: ScriptPaths, charts: Collection[str]) -> bool:
    """Whether one of a command's words is a chart of the repository."""
    for word in words.split():
        if word.strip("\"'") in (".", "./", ".."):
            return True
        for one in paths.meant(word) if "/" in word or "$" in word else ():
            if any(re.fullmatch(_of(one), chart) for chart in charts):
                return True
    return False


def _pattern(path: str, rest: str) -> Iterator[re.Pattern[str]]:
    """What a path with holes may be, where it says at least its own name and a folder; or all of it."""
    folder, name = posixpath.split(path)
    if (HOLE not in path and name) or (name.replace(HOLE, "") and re.search(r"\w", folder.replace(HOLE, ""))):
        yield re.compile(_of(path) + rest)


def _of(path: str) -> str:
    return ".+".join(re.escape(part) for part in path.split(HOLE))
