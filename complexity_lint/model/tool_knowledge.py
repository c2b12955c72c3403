"""What is known of deployment technologies: read from `data/tools.json`, offline."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Literal, TypedDict

from complexity_lint.model.references import ImageReference
from complexity_lint.model.tools import Layer


@dataclass(frozen=True, slots=True)
class ToolFacts:
    """A deployment technology.

    `ended` is the day its makers stopped looking after it (ISO 8601; where only the month is known, its last day),
    None while they do, and `successor` what people moved to. `source` is the page that says so.
    """

    id: str
    title: str
    layer: Layer
    source: str
    ended: str | None = None
    successor: str = ""


class _Required(TypedDict):
    id: str
    title: str
    layer: str
    source: str
    ended: str | None


class _Entry(_Required, total=False):
    """`commands` are programs, with the words that must follow; `files` expressions for paths; `groups` API groups,
    one that begins with a dot stands for all below it, `group/Kind` for one kind; `images` repositories with
    wildcards; `actions` ready-made steps of pipelines; `words` expressions for words of any command; `charts` names of
    charts that install it, with a part of their repository's address in front where the name alone is anybody's.
    """

    successor: str
    commands: list[str]
    files: list[str]
    groups: list[str]
    images: list[str]
    actions: list[str]
    words: list[str]
    charts: list[str]


@cache
def _entries() -> tuple[_Entry, ...]:
    text = (files("complexity_lint") / "data" / "tools.json").read_text("utf-8")
    return tuple(json.loads(text))


@cache
def _tools() -> dict[str, ToolFacts]:
    return {
        entry["id"]: ToolFacts(
            id=entry["id"],
            title=entry["title"],
            layer=Layer(entry["layer"]),
            source=entry["source"],
            ended=entry["ended"],
            successor=entry.get("successor", ""),
        )
        for entry in _entries()
    }


def describe_tool(tool: str) -> ToolFacts | None:
    """What is known of a technology by its id."""
    return _tools().get(tool)


def known_tools() -> tuple[ToolFacts, ...]:
    """All technologies, by layer and id."""
    return tuple(_tools().values())


class _Patterns:
    """Expressions that are all tried in one pass over a text, which takes as long as one (RE2's sets)."""

    def __init__(self, key: Literal["files", "words"]) -> None:
        import re2  # loaded when the first repository is asked for its tools

        self.tools = [entry["id"] for entry in _entries() for _ in entry.get(key, ())]
        self.set = re2.Set.SearchSet()
        for entry in _entries():
            for pattern in entry.get(key, ()):
                self.set.Add(pattern)
        self.set.Compile()

    def tools_in(self, text: str) -> list[str]:
        """The technologies any of whose expressions is found, in order of the data."""
        return [self.tools[number] for number in sorted(self.set.Match(text) or ())]


@cache
def _file_patterns() -> _Patterns:
    return _Patterns("files")


def tools_of_path(path: str) -> tuple[str, ...]:
    """The technologies whose file a path is, by its name."""
    return tuple(dict.fromkeys(_file_patterns().tools_in(path)))


@cache
def _programs() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """For each program the words that must follow it, the longest first, and the technology."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for entry in _entries():
        for command in entry.get("commands", ()):
            program, *rest = command.split()
            found.setdefault(program.rpartition("/")[2], []).append((tuple(rest), entry["id"]))
    return {name: tuple(sorted(rules, key=lambda rule: -len(rule[0]))) for name, rules in found.items()}


@cache
def _word_patterns() -> _Patterns:
    return _Patterns("words")


_VALUED = frozenset(
    ("-C", "--context", "-H", "--host", "-n", "--namespace", "--kubeconfig", "--profile", "--region")
)
"""Options before a program's verbs that take the next word."""


def tools_of_command(words: Sequence[str]) -> tuple[str, ...]:
    """The technologies that a command's words use: its program with its verbs, and addresses among its words."""
    found: list[str] = []
    rules = _programs().get(words[0].rpartition("/")[2]) if words else None
    if rules is not None:
        verbs = _verbs(words[1:])
        found += [tool for rest, tool in rules if _follows(rest, verbs, words)][:1]
    for word in words:
        if len(word) < 2000:
            found += _word_patterns().tools_in(word)
    return tuple(dict.fromkeys(found))


def _verbs(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _VALUED
        else:
            found.append(word)
    return found


def _follows(rest: tuple[str, ...], verbs: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the verbs begin as they must; an option that must be there may stand anywhere (`kubectl apply -k`)."""
    plain = [word for word in rest if not word.startswith("-")]
    options = [word for word in rest if word.startswith("-")]
    given = {word.partition("=")[0] for word in words}
    return list(verbs[: len(plain)]) == plain and given.issuperset(options)


@cache
def _groups() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, str], ...]]:
    exact: dict[str, list[str]] = {}
    below: list[tuple[str, str]] = []
    for entry in _entries():
        for group in entry.get("groups", ()):
            if group.startswith("."):
                below.append((group, entry["id"]))
            else:
                exact.setdefault(group, []).append(entry["id"])
    return {group: tuple(tools) for group, tools in exact.items()}, tuple(below)


def tools_of_object(api_version: str, kind: str) -> tuple[str, ...]:
    """The technologies that an API object is of."""
    group = api_version.rpartition("/")[0]
    exact, below = _groups()
    found = [*exact.get(f"{group}/{kind}", ()), *exact.get(group, ())]
    if not found:
        found = [tool for ending, tool in below if group.endswith(ending)]
    return tuple(dict.fromkeys(found))


@cache
def _images() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    named = [(image, entry["id"]) for entry in _entries() for image in entry.get("images", ())]
    return (
        {image: tool for image, tool in named if "*" not in image},
        tuple((image, tool) for image, tool in named if "*" in image),
    )


def tool_of_image(image: ImageReference) -> str | None:
    """The technology that an image is a part of."""
    if not image.repository:
        return None
    full = f"{image.registry}/{image.repository}" if image.registry not in ("", "docker.io") else ""
    short = image.repository.removeprefix("library/")
    exact, wild = _images()
    for name in (full, short if image.registry in ("", "docker.io") else ""):
        if name and name in exact:
            return exact[name]
        for pattern, tool in wild if name else ():
            if fnmatchcase(name, pattern):
                return tool
    return None


def tool_of_chart(name: str, repository: str = "") -> str | None:
    """The technology that a chart of this name, from a repository of this address, installs."""
    for part, tool in _charts().get(name, ()):
        if part in repository:
            return tool
    return None


@cache
def _charts() -> dict[str, tuple[tuple[str, str], ...]]:
    """For each name of a chart what its repository's address must hold, and the technology."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in _entries():
        for chart in entry.get("charts", ()):
            part, _, name = chart.rpartition("/")
            found.setdefault(name, []).append((part, entry["id"]))
    return {name: tuple(rules) for name, rules in found.items()}


@cache
def _actions() -> dict[str, str]:
    return {action: entry["id"] for entry in _entries() for action in entry.get("actions", ())}


def tool_of_action(name: str) -> str | None:
    """The technology that a ready-made step of a pipeline uses."""
    return _actions().get(name.lower())
