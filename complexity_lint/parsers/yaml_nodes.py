"""YAML and JSON text -> nodes with the place of every key and value.

Read with PyYAML's libyaml parser, event by event. Scalars keep their text; what type a plain scalar has is
asked where it matters, since compose (YAML 1.2), Kubernetes (YAML 1.1 by way of JSON) and pipelines differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.source import Location, Source

try:
    from yaml.cyaml import CLoader as _Parser
except ImportError:  # PyYAML built without libyaml: slower, the same events
    from yaml import Loader as _Parser  # type: ignore[assignment]  # another class, the same event interface

MAX_DEPTH = 100
MAX_MERGED = 200_000
"""Entries that merge keys may add to one file; beyond it they stay unmerged."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar: its text, and whether it was written plain, so that it may be a number, boolean or null.

    `indent` is the indentation of a block scalar's lines (`|` or `>`), 0 for every other style. `made_of` are the
    values that a template put it together of, each with its own place. `folded` says that lines of a block scalar
    were joined (`>`), so that its text has fewer than its file.
    """

    at: Location
    text: str
    plain: bool = True
    tag: str = ""
    indent: int = 0
    made_of: "tuple[tuple[str, Location], ...]" = ()
    folded: bool = False

    @property
    def is_null(self) -> bool:
        """Whether a plain scalar means null."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")

    @property
    def integer(self) -> int | None:
        """The scalar as an integer, also when quoted (`"80"`); None where it is none."""
        text = self.text.strip().replace("_", "")
        if text.isascii() and text.lstrip("+-").isdigit():
            return int(text) if len(text) < 20 else None
        return None

    @property
    def boolean(self) -> bool | None:
        """The scalar as a boolean, also when quoted; None where it is none."""
        return _BOOLEANS.get(self.text.lower())


_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, with the key's own place, and its value.

    `switched_at` is where a chart's value is switched off, for which alone its template writes this.
    """

    key: str
    at: Location
    value: "Node"
    switched_at: Location | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping, in the order written; keys that came by a merge key follow those written.

    `left_out` are keys that a chart's template does not print for what a value says, with the place of that value.
    """

    at: Location
    entries: tuple[Entry, ...] = ()
    tag: str = ""
    left_out: tuple[tuple[str, Location], ...] = ()

    def left_out_at(self, *keys: str) -> Location | None:
        """The value for which a chart's template does not print a key: of the first of several that it leaves out."""
        places = dict(self.left_out)
        return next((places[key] for key in keys if key in places), None)

    def entry(self, key: str) -> Entry | None:
        """The entry of a key; of a key written twice, the last, as every reader takes it."""
        found = None
        for entry in self.entries:
            if entry.key == key:
                found = entry
        return found

    def get(self, *keys: str) -> "Node | None":
        """The value below a path of keys; None where the path ends early or leads through something else."""
        node: Node | None = self
        for key in keys:
            if not isinstance(node, Mapping):
                return None
            entry = node.entry(key)
            node = entry.value if entry else None
        return node

    def mapping(self, *keys: str) -> "Mapping":
        """The mapping below a path of keys; an empty one at this place where there is none."""
        node = self.get(*keys)
        return node if isinstance(node, Mapping) else Mapping(self.at)

    def items(self, *keys: str) -> "tuple[Node, ...]":
        """The items of the sequence below a path of keys; none where there is no sequence."""
        node = self.get(*keys)
        return node.items if isinstance(node, Sequence) else ()

    def scalar(self, *keys: str) -> Scalar | None:
        """The scalar below a path of keys, or None, also where it is null."""
        node = self.get(*keys)
        return node if isinstance(node, Scalar) and not node.is_null else None

    def text(self, *keys: str) -> str:
        """The text of the scalar below a path of keys; empty where there is none."""
        node = self.scalar(*keys)
        return node.text if node else ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence of nodes."""

    at: Location
    items: "tuple[Node, ...]" = ()
    tag: str = ""


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a file that could be read, and what stopped the reading, if anything did."""

    nodes: tuple[Node, ...]
    problem: SyntaxProblem | None = None

    def mappings(self) -> Iterator[Mapping]:
        """The documents that are mappings."""
        return (node for node in self.nodes if isinstance(node, Mapping))


def load(source: Source) -> Documents:
    """Read every document of a file. Never raises: a syntax error ends the reading at its place."""
    builder = _Builder(source)
    nodes: list[Node] = []
    try:
        parser = _Parser(source.text)
        while True:
            event = parser.get_event()
            if isinstance(event, yaml.StreamEndEvent):
                return Documents(tuple(nodes))
            if isinstance(event, yaml.DocumentStartEvent):
                builder.start_document()
                nodes.append(builder.node(parser, parser.get_event(), 0))
    except yaml.MarkedYAMLError as error:
        return Documents(tuple(nodes), _problem(source.path, error))
    except _UndefinedAlias as error:
        return Documents(tuple(nodes), error.args[0])
    except (yaml.YAMLError, _TooDeep, ValueError) as error:
        message = " ".join(str(error).split())[:160]
        return Documents(tuple(nodes), SyntaxProblem(Location(source.path), message))


class _TooDeep(Exception):
    """Nesting beyond MAX_DEPTH."""


class _UndefinedAlias(Exception):
    """An alias without an anchor before it; holds the SyntaxProblem."""


def _problem(path: str, error: yaml.MarkedYAMLError) -> SyntaxProblem:
    mark = error.problem_mark or error.context_mark
    at = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
    message = " ".join(part for part in (error.context, error.problem) if part)
    return SyntaxProblem(at, message or "not YAML")


class _Builder:
    """Events -> nodes; holds the anchors of the document that is being read."""

    def __init__(self, source: Source) -> None:
        self.path = source.path
        self.source = source
        self.lines: list[str] | None = None
        self.anchors: dict[str, Node] = {}
        self.merged = 0

    def start_document(self) -> None:
        self.anchors = {}

    def node(self, parser: "_Parser", event: yaml.Event | None, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _TooDeep(f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0]
            indent = self._indent(event) if event.style in ("|", ">") else 0
            found: Node = Scalar(
                self._at(event), event.value, plain, _tag(event.tag), indent, folded=event.style == ">"
            )
        elif isinstance(event, yaml.SequenceStartEvent):
            found = self._sequence(parser, event, depth)
        else:
            found = self._mapping(parser, event, depth)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self.anchors[anchor] = found
        return found

    def _alias(self, event: yaml.AliasEvent) -> Node:
        name = event.anchor or ""
        if name not in self.anchors:
            raise _UndefinedAlias(SyntaxProblem(self._at(event), f"undefined alias {name!r}"))
        return self.anchors[name]

    def _sequence(self, parser: "_Parser", start: yaml.Event | None, depth: int) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := parser.get_event(), yaml.SequenceEndEvent):
            items.append(self.node(parser, event, depth + 1))
        return Sequence(self._span(start, event), tuple(items), _tag(getattr(start, "tag", None)))

    def _mapping(self, parser: "_Parser", start: yaml.Event | None, depth: int) -> Mapping:
        entries: list[Entry] = []
        merges: list[Node] = []
        while not isinstance(event := parser.get_event(), yaml.MappingEndEvent):
            key = self.node(parser, event, depth + 1)
            value = self.node(parser, parser.get_event(), depth + 1)
            if isinstance(key, Scalar) and key.text == "<<" and key.plain:
                merges.append(value)
            else:
                entries.append(Entry(key.text if isinstance(key, Scalar) else "", key.at, value))
        if merges:
            entries += self._merge({entry.key for entry in entries}, merges)
        return Mapping(self._span(start, event), tuple(entries), _tag(getattr(start, "tag", None)))

    def _merge(self, present: set[str], merges: list[Node]) -> Iterator[Entry]:
        """Entries that merge keys add: earlier ones win (yaml.org/type/merge.html)."""
        flat: list[Node] = []
        for merge in merges:
            flat += merge.items if isinstance(merge, Sequence) else [merge]
        for node in flat:
            for entry in node.entries if isinstance(node, Mapping) else ():
                if entry.key not in present and self.merged < MAX_MERGED:
                    present.add(entry.key)
                    self.merged += 1
                    yield entry

    def _indent(self, event: yaml.Event) -> int:
        if self.lines is None:
            self.lines = self.source.text.splitlines()
        first = (event.start_mark.line if event.start_mark else 0) + 1
        for line in self.lines[first : first + 50]:
            if line.strip():
                return len(line) - len(line.lstrip(" "))
        return 1

    def _at(self, event: yaml.Event) -> Location:
        return self._span(event, event)

    def _span(self, start: yaml.Event | None, end: yaml.Event | None) -> Location:
        a, b = start.start_mark if start else None, end.end_mark if end else None
        if a is None or b is None:  # the event type allows it, the parser never does it
            return Location(self.path)
        return Location(self.path, a.line + 1, a.column + 1, b.line + 1, b.column + 1)


def _tag(tag: str | None) -> str:
    return tag if tag and not tag.startswith("tag:yaml.org,2002:") else ""
