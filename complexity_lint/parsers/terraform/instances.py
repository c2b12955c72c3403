"""One module instance: its names are evaluated when something asks for them, and once only."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.bodies import arrived, evaluate_body
from complexity_lint.parsers.terraform.configuration import (
    EvaluatedBlock,
    Mode,
    ModuleCall,
    NoteKind,
    Resource,
)
from complexity_lint.parsers.terraform.constraints import constrained, constraint
from complexity_lint.parsers.terraform.evaluator import evaluate
from complexity_lint.parsers.terraform.modules import Module
from complexity_lint.parsers.terraform.references import referred
from complexity_lint.parsers.terraform.repetition import Repetition, names_in, repeated, together
from complexity_lint.parsers.terraform.run import Run
from complexity_lint.parsers.terraform.scope import Scope
from complexity_lint.parsers.terraform.syntax import Block
from complexity_lint.parsers.terraform.template_data import TEMPLATE_FILE, with_rendered
from complexity_lint.parsers.terraform.types import DYNAMIC, STRING
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    NULL,
    BudgetSpent,
    EvaluationError,
    UndeclaredReference,
    Value,
    object_of,
    one_at,
    string,
    through,
    unknown,
)
from complexity_lint.source import Location

_MAX_MODULE_DEPTH: Final = 12
_MAX_MODULES: Final = 400
_CALL_SETTINGS: Final = frozenset(["source", "version", "providers", "count", "for_each", "depends_on"])


class CycleError(EvaluationError):
    """A value needs itself. Terraform has no such cycle in what it accepts, but values asked for as a whole
    (all outputs of a module) can come upon one on the way to a part that has none."""


class ModuleInstance:
    """A module with its arguments. Values are kept, so that each expression is evaluated once."""

    def __init__(
        self,
        run: Run,
        module: Module,
        argument: Callable[[str], Value | None],
        address: str = "",
        depth: int = 0,
    ) -> None:
        self.run = run
        self.module = module
        self.argument = argument
        self.address = address
        self.depth = depth
        self._values: dict[tuple[str, ...], Value] = {}
        self._running: set[tuple[str, ...]] = set()
        self._resources: dict[tuple[Mode, str, str], tuple[Resource, ...]] = {}
        self._children: dict[str, tuple[Child, ...]] = {}
        self.scope = Scope(self.resolve, run.call, run.budget, {})

    def resolve(self, name: str, names: Sequence[str], at: Location) -> tuple[Value, int]:
        """The value of a reference, and how many of the names after the root it used."""
        special = _ROOTS.get(name)
        if special is not None:
            if not names:
                raise UndeclaredReference(f"{name!r} needs an attribute", at)
            return special(self, names, at)
        if name == "ephemeral":
            return DYNAMIC_UNKNOWN, len(names)
        if name in ("count", "each", "self"):
            raise UndeclaredReference(f"{name!r} is not available here", at)
        if not names:
            raise UndeclaredReference(f"invalid reference {name!r}", at)
        kind, names_used = (name, 1) if name != "resource" else (names[0], 2)
        if len(names) < names_used:
            raise UndeclaredReference(f"invalid reference {name!r}", at)
        return self._resource(Mode.MANAGED, kind, names[names_used - 1], at), names_used

    def _once(self, key: tuple[str, ...], at: Location, make: Callable[[], Value]) -> Value:
        if key in self._values:
            return self._values[key]
        if key in self._running:
            raise CycleError(f"{'.'.join(key)} refers to itself", at)
        self._running.add(key)
        try:
            value = make()
        except CycleError:
            # what asks is part of the cycle: whoever asks from outside may get a value
            return DYNAMIC_UNKNOWN
        except EvaluationError as error:
            self.run.note(error.at or at, NoteKind.REFUSED, error.message)
            value = DYNAMIC_UNKNOWN
        finally:
            self._running.discard(key)
        self._values[key] = value
        return value

    def variable(self, names: Sequence[str], at: Location) -> tuple[Value, int]:
        """`var.name`."""
        block = self.module.variables.get(names[0])
        if block is None:
            raise UndeclaredReference(f"no variable {names[0]!r} is declared", at)
        return self._once(("var", names[0]), at, lambda: self._variable(block)), 1

    def _variable(self, block: Block) -> Value:
        name = block.labels[0].value
        written = block.body.attribute("type")
        try:
            kind, defaults = constraint(written.value, self.scope) if written else (DYNAMIC, None)
        except EvaluationError:
            kind, defaults = DYNAMIC, None
        value = self.argument(name)
        default = block.body.attribute("default")
        if default is not None and (value is None or (value.is_null and not self._nullable(block))):
            value = evaluate(default.value, self.scope)
        if value is None:
            value = one_at(unknown(kind), block.at)
        try:
            made = constrained(value, kind, defaults)
        except EvaluationError as error:
            self.run.note(value.at or block.at, NoteKind.REFUSED, f"var.{name}: {error.message}")
            made = one_at(unknown(kind), value.at or block.at)
        made = made if made.at is not None else one_at(made, block.at)
        return replace(made, sensitive=True) if self._flag(block, "sensitive") else made

    def _nullable(self, block: Block) -> bool:
        written = block.body.attribute("nullable")
        return written is None or evaluate(written.value, self.scope).data is not False

    def description(self, block: Block) -> str:
        """What a block says of itself; empty where that is not a text that is known."""
        written = block.body.attribute("description")
        try:
            said = evaluate(written.value, self.scope).data if written is not None else None
        except EvaluationError:
            said = None
        return said if isinstance(said, str) else ""

    def _flag(self, block: Block, name: str) -> bool:
        written = block.body.attribute(name)
        return written is not None and evaluate(written.value, self.scope).data is True

    def local(self, names: Sequence[str], at: Location) -> tuple[Value, int]:
        """`local.name`."""
        attribute = self.module.locals.get(names[0])
        if attribute is None:
            raise UndeclaredReference(f"no local value {names[0]!r} is declared", at)
        return self._once(("local", names[0]), at, lambda: evaluate(attribute.value, self.scope)), 1

    def output(self, name: str) -> Value:
        """An output's value."""
        block = self.module.outputs[name]
        written = block.body.attribute("value")
        if written is None:
            return one_at(NULL, block.at)
        value = self._once(("output", name), block.at, lambda: evaluate(written.value, self.scope))
        value = value if value.at is not None else one_at(value, written.at)
        return replace(value, sensitive=True) if self._flag(block, "sensitive") else value

    def path(self, names: Sequence[str], at: Location) -> tuple[Value, int]:
        """`path.module` and `path.root`, relative to the root module as Terraform gives them."""
        if names[0] == "module":
            return string(posixpath.relpath(self.module.folder or ".", self.run.root or ".")), 1
        return (string("."), 1) if names[0] == "root" else (unknown(STRING), 1)

    def terraform(self, names: Sequence[str], at: Location) -> tuple[Value, int]:
        """`terraform.workspace`: unknown unless it is given, since it changes at every run."""
        workspace = self.run.workspace
        return (unknown(STRING) if workspace is None else string(workspace)), 1

    def data(self, names: Sequence[str], at: Location) -> tuple[Value, int]:
        """`data.type.name`."""
        if len(names) < 2:
            raise UndeclaredReference("a data source needs a type and a name", at)
        return self._resource(Mode.DATA, names[0], names[1], at), 2

    def call_outputs(self, names: Sequence[str], at: Location) -> tuple[Value, int]:
        """`module.name`: the outputs of the call's instances."""
        if names[0] not in self.module.calls:
            raise UndeclaredReference(f"no module call {names[0]!r} is declared", at)
        block = self.module.calls[names[0]]
        single = block.body.attribute("count") is None and block.body.attribute("for_each") is None
        if single and len(names) > 1:
            return self._single_output(names[0], names[1], at), 2
        return self._once(("module", names[0]), at, lambda: self._outputs(names[0])), 1

    def _single_output(self, name: str, output: str, at: Location) -> Value:
        """One output of a call that is made once: the others need not be known for it."""
        (child,) = self.children(name)
        if child.instance is None:
            return one_at(DYNAMIC_UNKNOWN, child.block.at)
        if output not in child.instance.module.outputs:
            raise UndeclaredReference(f"module {name} has no output {output!r}", at)
        return _output_of(child.instance, output)

    def _outputs(self, name: str) -> Value:
        block = self.module.calls[name]
        made: list[tuple[Repetition, Value]] = []
        for child in self.children(name):
            if child.instance is None or child.one.uncertain:
                value = DYNAMIC_UNKNOWN
            else:
                names = child.instance.module.outputs
                value = object_of({one: _output_of(child.instance, one) for one in names})
            made.append((child.one, one_at(value, block.at)))
        return together(block, made)

    def children(self, name: str) -> tuple["Child", ...]:
        """A call's instances, each with the module instance where the module is at hand."""
        if name not in self._children:
            self._children[name] = tuple(self._made(self.module.calls[name]))
        return self._children[name]

    def _made(self, block: Block) -> Iterator["Child"]:
        source, version = (self._constant(block, name) for name in ("source", "version"))
        folder = self._folder(source, block)
        prefix = f"{self.address}." if self.address else ""
        for one in repeated(block, self.scope, self.run.note):
            address = f"{prefix}module.{block.labels[0].value}{one.suffix}"
            made = Child(self, block, one, address, source, version, folder)
            yield replace(made, instance=self._instance(made, folder))

    def _instance(self, child: "Child", folder: str | None) -> "ModuleInstance | None":
        if folder is None:
            return None
        self.run.instances += 1
        if self.depth >= _MAX_MODULE_DEPTH or self.run.instances > _MAX_MODULES:
            message = f"{child.address} is not evaluated: too many modules"
            self.run.note(child.block.at, NoteKind.BUDGET, message)
            return None
        module = self.run.module(folder)
        return ModuleInstance(self.run, module, child.argument, child.address, self.depth + 1)

    def argument_of(self, child: "Child", attribute: syntax.Attribute) -> Value:
        """An argument of a call, evaluated when the module called asks for it."""
        scope = self.scope.holding(child.one.variables)
        key = ("argument", child.address, attribute.name)
        return self._once(
            key, attribute.at, lambda: arrived(self.guarded(attribute.value, scope), attribute.at)
        )

    def _constant(self, block: Block, name: str) -> str:
        written = block.body.attribute(name)
        if written is None:
            return ""
        value = self.guarded(written.value, self.scope)
        return value.data if isinstance(value.data, str) else ""

    def _folder(self, source: str, block: Block) -> str | None:
        """The folder of a local module, None with a note for all others."""
        name = block.labels[0].value
        if not source.startswith(("./", "../")) and source not in (".", ".."):
            self.run.note(block.at, NoteKind.REMOTE_MODULE, f"module {name} comes from {source or 'nowhere'}")
            return None
        folder = posixpath.normpath(posixpath.join(self.module.folder, source))
        folder = "" if folder == "." else folder
        if folder.startswith("..") or not self.run.has_module(folder):
            self.run.note(block.at, NoteKind.MISSING_MODULE, f"module {name} is not at {source}")
            return None
        return folder

    def guarded(self, expression: syntax.Expression, scope: Scope) -> Value:
        """The value, unknown where Terraform would refuse the expression or the budget is spent."""
        return self.kept(lambda: evaluate(expression, scope), expression.at)

    def kept(self, make: Callable[[], Value], at: Location) -> Value:
        """What `make` gives, unknown with a note where it raises one of the evaluation's own errors."""
        budget = self.run.budget
        depth = budget.depth
        try:
            return make()
        except CycleError:
            pass
        except EvaluationError as error:
            self.run.note(error.at or at, NoteKind.REFUSED, error.message)
        except (BudgetSpent, RecursionError):
            self.run.note(at, NoteKind.BUDGET, "the evaluation became too large")
        budget.depth = depth
        return one_at(DYNAMIC_UNKNOWN, at)

    def _resource(self, mode: Mode, kind: str, name: str, at: Location) -> Value:
        block = (self.module.resources if mode is Mode.MANAGED else self.module.data).get((kind, name))
        if block is None:
            raise UndeclaredReference(f"no {mode.value} resource {kind}.{name} is declared", at)
        key = (mode.value, kind, name)
        return self._once(key, at, lambda: self._resource_value(mode, block))

    def _resource_value(self, mode: Mode, block: Block) -> Value:
        instances = self.instances_of(mode, block)
        rendered = mode is Mode.DATA and block.labels[0].value == TEMPLATE_FILE
        made = []
        for one in instances:
            body = with_rendered(one.body, self.scope) if rendered else one.body
            value = referred(body, one.type if mode is Mode.MANAGED else "", one.address)
            made.append((Repetition(one.key, uncertain=one.uncertain), value))
        return together(block, made)

    def instances_of(self, mode: Mode, block: Block) -> tuple[Resource, ...]:
        """The instances of a resource or data source."""
        kind, name = block.labels[0].value, block.labels[1].value
        key = (mode, kind, name)
        if key not in self._resources:
            prefix = f"{self.address}." if self.address else ""
            prefix += "data." if mode is Mode.DATA else ""
            self._resources[key] = tuple(
                Resource(
                    block.at,
                    f"{prefix}{kind}.{name}{one.suffix}",
                    mode,
                    kind,
                    name,
                    one.key,
                    self._body(block, self.scope.holding({**one.variables, "self": DYNAMIC_UNKNOWN})),
                    self.address,
                    one.uncertain,
                    one.value,
                    one.names,
                    one.at,
                )
                for one in repeated(block, self.scope, self.run.note)
            )
        return self._resources[key]

    def _body(self, block: Block, scope: Scope) -> EvaluatedBlock:
        return evaluate_body(block, scope, self.guarded)

    def setting(self, block: Block) -> EvaluatedBlock:
        """A `provider` or `terraform` block."""
        return self._body(block, self.scope)


@dataclass(frozen=True, slots=True)
class Child:
    """One instance of a module call, seen from the module that calls."""

    parent: ModuleInstance
    block: Block
    one: Repetition
    address: str
    source: str
    version: str
    folder: str | None
    instance: ModuleInstance | None = None

    def argument(self, name: str) -> Value | None:
        """The argument's value, None when it is not given."""
        written = self.block.body.attribute(name)
        if written is None or name in _CALL_SETTINGS:
            return None
        return self.parent.argument_of(self, written)

    def call(self) -> ModuleCall:
        """The call with all its arguments evaluated."""
        arguments = {
            attribute.name: self.parent.argument_of(self, attribute)
            for attribute in self.block.body.attributes
            if attribute.name not in _CALL_SETTINGS
        }
        chosen = self.block.body.attribute("providers")
        return ModuleCall(
            self.block.at,
            self.address,
            self.block.labels[0].value,
            self.one.key,
            self.source,
            self.version,
            arguments,
            self.folder,
            self.parent.address,
            self.one.uncertain,
            self.one.value,
            self.one.names,
            self.one.at,
            () if chosen is None else names_in(chosen.value),
        )


def _output_of(child: ModuleInstance, name: str) -> Value:
    return through(child.output(name), child.module.outputs[name].at)


_ROOTS: Final[Mapping[str, Callable[[ModuleInstance, Sequence[str], Location], tuple[Value, int]]]] = {
    "var": ModuleInstance.variable,
    "local": ModuleInstance.local,
    "module": ModuleInstance.call_outputs,
    "data": ModuleInstance.data,
    "path": ModuleInstance.path,
    "terraform": ModuleInstance.terraform,
    "tofu": ModuleInstance.terraform,
}
