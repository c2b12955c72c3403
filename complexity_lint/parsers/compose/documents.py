"""One compose file's text -> its documents as trees, with what `!reset` and `!override` take away."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from complexity_lint.parsers.compose.scalars import typed
from complexity_lint.parsers.compose.tree import Field, Leaf, Path, Patterns, Row, Table, Tree
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence, load
from complexity_lint.source import Location, Source

MAX_NODES = 100_000
"""Values of one document, aliases counted wherever they are used: compose-go's own limit."""


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document of a compose file.

    `resets` are the paths that carry `!reset` or `!override`: what earlier files say there is forgotten.
    """

    top: Table
    resets: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A compose file: its documents, and what YAML itself finds wrong with it."""

    source: Source
    documents: tuple[Document, ...]
    problems: tuple[SyntaxProblem, ...] = ()


def read_file(source: Source) -> ReadFile:
    """Read a compose file. Never raises; what cannot be read is missing from the documents."""
    loaded = load(source)
    documents: list[Document] = []
    problems: list[SyntaxProblem] = []
    for node in loaded.nodes:
        if isinstance(node, Mapping):
            builder = _Builder(source.text)
            top = builder.tree(node, ())
            problems += builder.problems
            if isinstance(top, Table):
                documents.append(Document(top, tuple(builder.resets)))
        elif not (isinstance(node, Scalar) and node.is_null):
            problems.append(SyntaxProblem(node.at, "top-level object must be a mapping"))
    problems += [loaded.problem] if loaded.problem else []
    return ReadFile(source, tuple(documents), tuple(problems))


@dataclass(slots=True)
class _Builder:
    """Walks the nodes of one document and collects what it meets on the way."""

    text: str
    resets: list[Path] = field(default_factory=list)
    problems: list[SyntaxProblem] = field(default_factory=list)
    count: int = 0
    lines: list[str] = field(default_factory=list)

    def tree(self, node: Node, path: Path) -> Tree | None:
        """The value of a node; None for one that `!reset` takes away."""
        self.count += 1
        if self.count == MAX_NODES:
            self.problems.append(SyntaxProblem(node.at, f"compose file exceeds {MAX_NODES} values"))
        if self.count >= MAX_NODES:
            return None
        if node.tag in ("!reset", "!override"):
            self.resets.append(path)
            if node.tag == "!reset":
                return None
        if isinstance(node, Scalar):
            value = typed(node.text) if node.plain and node.tag in ("", "!override") else node.text
            return Leaf(node.at, value, True, node.indent)
        if isinstance(node, Sequence):
            return Row(node.at, tuple(self._items(node, path)))
        return self._table(node, path)

    def _items(self, node: Sequence, path: Path) -> Iterator[Tree]:
        for number, item in enumerate(node.items):
            found = self.tree(item, (*path, str(number)))
            if found is not None:
                yield found

    def _table(self, node: Mapping, path: Path) -> Table:
        fields: dict[str, Field] = {}
        seen: dict[str, int | None] = {}
        for entry in node.entries:
            if entry.key in seen:
                message = f'mapping key "{entry.key}" already defined at line {seen[entry.key]}'
                self.problems.append(SyntaxProblem(entry.at, message))
            seen[entry.key] = entry.at.line
            if not isinstance(typed(entry.key), str) and not self._is_quoted(entry.at):
                where = f"in {'.'.join(path)}" if path else "at top level"
                self.problems.append(SyntaxProblem(entry.at, f"non-string key {where}: {entry.key}"))
            value = self.tree(entry.value, (*path, entry.key))
            if value is not None:
                fields[entry.key] = Field(entry.at, value)
        return Table(node.at, fields)

    def _is_quoted(self, at: Location) -> bool:
        """Whether a key is written in quotes, which the nodes do not tell."""
        if at.line is None or at.column is None:
            return True
        if not self.lines:
            self.lines = self.text.split("\n")
        line = self.lines[at.line - 1 : at.line]
        return not line or line[0][at.column - 1 : at.column] in ('"', "'", "?", "!", "&")


def reset(top: Table, resets: tuple[Path, ...]) -> Table:
    """A tree without what a later document resets."""
    if not resets:
        return top
    patterns = Patterns({".".join(p.replace(".", "\0") for p in path): True for path in resets})
    return _reset(top, (), patterns)


def _reset(table: Table, path: Path, patterns: Patterns[bool]) -> Table:
    def change(key: str, value: Tree) -> Tree | None:
        below = (*path, key.replace(".", "\0"))
        if patterns.find(below):
            return None
        return _reset(value, below, patterns) if isinstance(value, Table) else value

    return table.mapped(change)
