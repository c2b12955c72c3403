"""The syntax tree of a template: Go text/template/parse's nodes, as frozen values.

Every node knows its offset in the text; `Tree.place` turns an offset into Go's line and column.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """The text one or more trees were parsed from; `name` is the file (Go's ParseName)."""

    name: str
    text: str
    line_starts: tuple[int, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, name: str, text: str) -> Source:
        """The source with its line starts worked out once."""
        starts = [0]
        at = text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        return cls(name, text, tuple(starts))

    def line(self, pos: int) -> int:
        """1-based line of an offset."""
        return bisect_right(self.line_starts, pos)

    def column(self, pos: int) -> int:
        """0-based byte offset in the line, as Go's ErrorContext counts."""
        start = self.line_starts[self.line(pos) - 1]
        return len(self.text[start:pos].encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Anything in the tree; `pos` is its offset in the source text."""

    pos: int


@dataclass(frozen=True, slots=True, eq=False)
class Text(Node):
    """Literal text between actions, trimming already applied."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Field(Node):
    """`.a.b`"""

    ident: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Variable(Node):
    """`$x.a.b`; `ident[0]` is the name with its dollar."""

    ident: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Identifier(Node):
    """A function's name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Dot(Node):
    """`.`"""


@dataclass(frozen=True, slots=True, eq=False)
class Nil(Node):
    """`nil`"""


@dataclass(frozen=True, slots=True, eq=False)
class Bool(Node):
    """`true` or `false`"""

    value: bool


@dataclass(frozen=True, slots=True, eq=False)
class Number(Node):
    """A number constant: what it is as an integer and as a float, each when it can be one."""

    text: str
    integer: int | None
    floating: float | None
    is_complex: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class String(Node):
    """A string constant: as written, and its value."""

    quoted: str
    value: str


@dataclass(frozen=True, slots=True, eq=False)
class Pipe(Node):
    """Commands joined by `|`, with the variables it declares or assigns."""

    commands: tuple[Command, ...]
    declared: tuple[Variable, ...] = ()
    is_assign: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Chain(Node):
    """`(pipeline).a.b` or `function.a.b`"""

    inner: Operand
    fields: tuple[str, ...]


Operand = Field | Variable | Identifier | Dot | Nil | Bool | Number | String | Pipe | Chain


@dataclass(frozen=True, slots=True, eq=False)
class Command(Node):
    """A function or value with its arguments."""

    args: tuple[Operand, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Action(Node):
    """`{{ pipeline }}`"""

    pipe: Pipe


@dataclass(frozen=True, slots=True, eq=False)
class If(Node):
    """`if` with its lists; `else if` is an `If` alone in the else list."""

    pipe: Pipe
    body: Body
    otherwise: Body | None


@dataclass(frozen=True, slots=True, eq=False)
class With(Node):
    """`with`"""

    pipe: Pipe
    body: Body
    otherwise: Body | None


@dataclass(frozen=True, slots=True, eq=False)
class Range(Node):
    """`range`"""

    pipe: Pipe
    body: Body
    otherwise: Body | None


@dataclass(frozen=True, slots=True, eq=False)
class Break(Node):
    """`break`"""


@dataclass(frozen=True, slots=True, eq=False)
class Continue(Node):
    """`continue`"""


@dataclass(frozen=True, slots=True, eq=False)
class TemplateCall(Node):
    """`template "name" pipeline`"""

    name: str
    pipe: Pipe | None


Statement = Text | Action | If | With | Range | Break | Continue | TemplateCall
Body = tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """One named template: a file's own text or a `define` in it."""

    name: str
    source: Source
    body: Body

    @property
    def is_empty(self) -> bool:
        """Only blanks and comments: such a definition never replaces another (parse.IsEmptyTree)."""
        return all(isinstance(node, Text) and not node.text.strip() for node in self.body)
