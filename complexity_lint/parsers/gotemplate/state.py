"""What a running template knows: the shared runtime of a rendering, and the state of one template in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from complexity_lint.parsers.gotemplate.errors import BudgetError, ExecError, ValidationFailure
from complexity_lint.parsers.gotemplate.nodes import Body, Node, Source, Tree
from complexity_lint.parsers.gotemplate.provenance import LeftOut, Origin, Read
from complexity_lint.parsers.gotemplate.signature import Function
from complexity_lint.parsers.gotemplate.source_text import of_node
from complexity_lint.parsers.gotemplate.values import Value


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds of one rendering: evaluated nodes, bytes written or built, nested `tpl` and nested calls.

    helm itself stops at 1000 nested includes of one name (pkg/engine, recursionMaxNums).
    """

    steps: int = 3_000_000
    output: int = 50_000_000
    tpl_depth: int = 50
    call_depth: int = 1_000


@dataclass(frozen=True, slots=True)
class Note:
    """Something a lenient rendering stepped over: where, and what helm would have said.

    `kind` is `error`, `required`, `fail` or `unknown-condition`.
    """

    template: str
    line: int
    column: int
    kind: str
    message: str


@dataclass(slots=True)
class Runtime:
    """Shared by all templates of one rendering.

    `left` are the blocks that were left out before their template wrote anything, `blocks` what the bodies that were
    left out would have printed: keys, whether they are an item's, and their place.
    """

    templates: dict[str, Tree]
    functions: Mapping[str, Function]
    names: frozenset[str]
    strict: bool
    budget: Budget
    notes: list[Note] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    blocks: dict[Body, tuple[tuple[str, ...], bool, Source, int] | None] = field(default_factory=dict)
    steps: int = 0
    output: int = 0
    depth: int = 0
    tpl_depth: int = 0
    include_counts: dict[str, int] = field(default_factory=dict)

    def note(self, error: ExecError) -> str:
        """Note an error that is stepped over; the kind of the note."""
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ValidationFailure):
            cause = cause.__cause__
        kind, message = "error", error.message
        if isinstance(cause, ValidationFailure):
            kind = "required" if cause.needs_value else "fail"
            message = cause.message
        self.notes.append(Note(error.template, error.line, error.column, kind, message))
        return kind

    def spend(self, size: int) -> None:
        """Account for `size` characters built; BudgetError when it is too much."""
        self.output += size
        if self.output > self.budget.output:
            raise BudgetError("output exceeds the budget")


@dataclass(slots=True)
class State:
    """One template being executed: its scope, where it writes, and the node it is at.

    `element` is the current item of the innermost range: its static type is interface{}. `guard` is what was read
    for the condition of the innermost branch.
    """

    runtime: Runtime
    tree: Tree
    caller: Origin | None
    sink: list[tuple[str, Origin]]
    names: list[str]
    held: list[Value]
    held_reads: list[tuple[Read, ...]]
    node: Node
    element: Value = None
    guard: tuple[Read, ...] = ()

    @property
    def source(self) -> Source:
        """The text the template is in."""
        return self.tree.source

    def error(self, message: str) -> ExecError:
        """An error at the current node, worded as Go's ExecError."""
        source, node = self.tree.source, self.node
        line, column = source.line(node.pos), source.column(node.pos)
        return ExecError(
            f'template: {source.name}:{line}:{column}: executing "{self.tree.name}" at <{of_node(node)}>: {message}',
            source.name,
            line,
            column,
        )

    def push(self, name: str, value: Value, reads: tuple[Read, ...] = ()) -> None:
        """Declare a variable."""
        self.names.append(name)
        self.held.append(value)
        self.held_reads.append(reads)

    def assign(self, name: str, value: Value, reads: tuple[Read, ...] = ()) -> None:
        """Assign to the nearest variable of the name."""
        for at in range(len(self.names) - 1, -1, -1):
            if self.names[at] == name:
                self.held[at] = value
                self.held_reads[at] = reads
                return
        raise self.error(f"undefined variable: {name}")

    def lookup(self, name: str) -> Value:
        """The value of a variable; what it was read from counts as read now."""
        names = self.names
        for at in range(len(names) - 1, -1, -1):
            if names[at] == name:
                if self.held_reads[at]:
                    self.runtime.reads.extend(self.held_reads[at])
                return self.held[at]
        raise self.error(f"undefined variable: {name}")

    def pop(self, mark: int) -> None:
        """Forget the variables declared since `mark`."""
        del self.names[mark:]
        del self.held[mark:]
        del self.held_reads[mark:]
