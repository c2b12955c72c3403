"""What a Terraform configuration comes to: resources, modules, variables, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.terraform.values import Value
from complexity_lint.source import Location


class Mode(Enum):
    """Whether Terraform makes the resource, or only reads what others made."""

    MANAGED = "managed"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class EvaluatedBlock:
    """A nested block; one that a `dynamic` block makes stands where its content is written.

    `uncertain` marks the stand-in for a `dynamic` block whose collection is unknown: there may be
    any number of it, none too. `ignored` is what the `ignore_changes` of a lifecycle block names, without indexes.
    """

    at: Location
    type: str
    labels: tuple[str, ...]
    attributes: Mapping[str, Value]
    blocks: tuple["EvaluatedBlock", ...] = ()
    uncertain: bool = False
    ignored: tuple[str, ...] = ()

    def blocks_of(self, kind: str) -> tuple["EvaluatedBlock", ...]:
        """The nested blocks of a type; in JSON syntax objects stand for them, which read the same."""
        blocks = tuple(block for block in self.blocks if block.type == kind)
        given = self.attributes.get(kind)
        return blocks if blocks or given is None else element_blocks(given, kind)

    def value(self, name: str) -> Value | None:
        """The attribute's value, None where it is not set or null."""
        value = self.attributes.get(name)
        return None if value is None or value.is_null else value


@dataclass(frozen=True, slots=True)
class Resource:
    """One instance of a resource or data source.

    `address` is Terraform's own (`module.db[0].aws_db_instance.main["eu"]`), `at` the block's header.
    `uncertain` marks the stand-in for a `count` or `for_each` whose value is unknown, `repeat` is that value,
    `repeat_names` the names its expression is written with and `repeat_at` the line that repeats.
    """

    at: Location
    address: str
    mode: Mode
    type: str
    name: str
    key: str | int | None
    body: EvaluatedBlock
    module: str = ""
    uncertain: bool = False
    repeat: Value | None = None
    repeat_names: tuple[str, ...] = ()
    repeat_at: Location | None = None

    def value(self, name: str) -> Value | None:
        """The attribute's value, None where it is not set or null."""
        return self.body.value(name)

    def blocks_of(self, kind: str) -> tuple[EvaluatedBlock, ...]:
        """The nested blocks of a type."""
        return self.body.blocks_of(kind)

    def ignores(self, path: str) -> bool:
        """Whether Terraform leaves an argument (`spec.replicas`) as it finds it, once the resource is made."""
        named = {name for block in self.body.blocks for name in block.ignored if block.type == "lifecycle"}
        parts = path.split(".")
        return "all" in named or any(".".join(parts[:n]) in named for n in range(1, len(parts) + 1))


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """One instance of a module call; `folder` is where a local module lies, None for all others.

    `providers` are the names that its choice of providers is written with (`{ aws = aws.us }` has `aws` and `us`).
    """

    at: Location
    address: str
    name: str
    key: str | int | None
    source: str
    version: str
    arguments: Mapping[str, Value]
    folder: str | None = None
    module: str = ""
    uncertain: bool = False
    repeat: Value | None = None
    repeat_names: tuple[str, ...] = ()
    repeat_at: Location | None = None
    providers: tuple[str, ...] = ()

    def value(self, name: str) -> Value | None:
        """The argument's value, None where it is not given or null."""
        value = self.arguments.get(name)
        return None if value is None or value.is_null else value


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the root module; `required` when it has no default, `given` when set from outside.

    `description` is what its author says of it, empty where that is not a plain text.
    """

    at: Location
    name: str
    value: Value
    required: bool
    given: bool
    sensitive: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A local or an output of the root module."""

    at: Location
    name: str
    value: Value


class NoteKind(Enum):
    """Why part of a configuration stayed unknown."""

    REMOTE_MODULE = "remote-module"
    MISSING_MODULE = "missing-module"
    UNKNOWN_COUNT = "unknown-count"
    REFUSED = "refused"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Note:
    """A place whose evaluation is not complete, and why."""

    at: Location
    kind: NoteKind
    message: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """One root module evaluated for one set of variables, all module instances included."""

    folder: str
    var_files: tuple[str, ...]
    resources: tuple[Resource, ...]
    modules: tuple[ModuleCall, ...]
    variables: tuple[Variable, ...]
    locals: tuple[NamedValue, ...]
    outputs: tuple[NamedValue, ...]
    providers: tuple[EvaluatedBlock, ...] = ()
    settings: tuple[EvaluatedBlock, ...] = ()
    problems: tuple[SyntaxProblem, ...] = ()
    notes: tuple[Note, ...] = ()
    folders: tuple[str, ...] = ()

    def resources_of(self, *types: str) -> Iterator[Resource]:
        """The managed resources of the given types."""
        return (one for one in self.resources if one.mode is Mode.MANAGED and one.type in types)


def element_blocks(value: Value, kind: str) -> tuple[EvaluatedBlock, ...]:
    """An attribute that stands for blocks (JSON syntax, `for` over blocks) as blocks."""
    items = value.data if isinstance(value.data, tuple) else (value,)
    return tuple(
        EvaluatedBlock(item.at or value.at or Location(""), kind, (), item.data)
        for item in items
        if isinstance(item.data, Mapping)
    )
