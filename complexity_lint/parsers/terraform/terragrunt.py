"""Terragrunt units whose module lies in the repository: the module evaluated with the unit's inputs.

Follows the configuration reference of Terragrunt v0.67: includes are merged shallowly, the unit's own
inputs win, and functions about places are answered for the unit, wherever the file that asks lies.
"""

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.calls import functions
from complexity_lint.parsers.terraform.configuration import Configuration
from complexity_lint.parsers.terraform.evaluation import evaluate as evaluate_module
from complexity_lint.parsers.terraform.evaluator import evaluate
from complexity_lint.parsers.terraform.files import parse_file
from complexity_lint.parsers.terraform.functions.file_access import Files
from complexity_lint.parsers.terraform.functions.signature import ANYTHING, TEXT, Function, text
from complexity_lint.parsers.terraform.modules import ParsedFiles, parse_all
from complexity_lint.parsers.terraform.scope import Budget, Functions, Scope
from complexity_lint.parsers.terraform.types import STRING
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    BudgetSpent,
    EvaluationError,
    UndeclaredReference,
    Value,
    elements,
    object_of,
    one_at,
    string,
    unknown,
)
from complexity_lint.source import Location, Source

FILE_NAME: Final = "terragrunt.hcl"
_MAX_DEPTH: Final = 8
_ELSEWHERE: Final = frozenset(["dependency", "feature", "values", "unit", "stack"])
_CHANGING: Final = (
    "get_env",
    "get_aws_account_id",
    "get_aws_account_alias",
    "get_aws_caller_identity_arn",
    "get_aws_caller_identity_user_id",
    "get_platform",
    "get_terraform_command",
    "get_terraform_commands_that_need_vars",
    "get_terraform_cli_args",
    "get_working_dir",
    "run_cmd",
    "sops_decrypt_file",
    "get_default_retryable_errors",
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """What all files of one unit share; `included` is the folder of the file being read, when included."""

    files: Mapping[str, Source]
    folder: str
    budget: Budget
    included: str | None = None
    depth: int = 0


@dataclass(slots=True)
class _File:
    """One file of a unit, its locals evaluated when they are asked for."""

    unit: _Unit
    body: syntax.Body
    includes: dict[str, "_File"] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)

    @property
    def scope(self) -> Scope:
        """What expressions of the file see."""
        return Scope(self.resolve, _functions(self.unit), self.unit.budget, {})

    def resolve(self, name: str, names: Sequence[str], at: Location) -> tuple[Value, int]:
        """`local.x`, `include.root.locals.x`; dependencies are known only to those who applied them."""
        if name in _ELSEWHERE:
            return one_at(DYNAMIC_UNKNOWN, at), len(names)
        if name == "local" and names:
            return self.local(names[0], at), 1
        if name == "include" and len(names) > 1 and names[0] in self.includes:
            other = self.includes[names[0]]
            if names[1] == "locals" and len(names) > 2:
                return other.local(names[2], at), 3
            if names[1] == "inputs":
                return object_of(other.inputs()), 2
        raise UndeclaredReference(f"invalid reference {name!r}", at)

    def local(self, name: str, at: Location) -> Value:
        """A local value."""
        for block in self.body.blocks_of("locals"):
            attribute = block.body.attribute(name)
            if attribute is not None and name not in self.running:
                self.running.add(name)
                try:
                    return evaluate(attribute.value, self.scope)
                finally:
                    self.running.discard(name)
        raise UndeclaredReference(f"no local value {name!r} is declared", at)

    def inputs(self) -> dict[str, Value]:
        """The inputs, those of included files below the file's own."""
        merged: dict[str, Value] = {}
        for other in self.includes.values():
            merged.update(other.inputs())
        attribute = self.body.attribute("inputs")
        if attribute is None:
            return merged
        if isinstance(attribute.value, syntax.ObjectOf):
            for item in attribute.value.items:
                if isinstance(item.key, syntax.Literal):
                    merged[str(item.key.value)] = self.guarded(item.value)
            return merged
        value = self.guarded(attribute.value)
        if isinstance(value.data, Mapping):
            merged.update({str(key.data): one for key, one in elements(value)})
        return merged

    def source(self) -> str:
        """Where the module comes from, empty when nothing says it."""
        for block in self.body.blocks_of("terraform"):
            attribute = block.body.attribute("source")
            value = self.guarded(attribute.value) if attribute is not None else None
            if value is not None and isinstance(value.data, str):
                return value.data
        return next((found for other in self.includes.values() if (found := other.source())), "")

    def guarded(self, expression: syntax.Expression) -> Value:
        """The value, unknown where it cannot be had."""
        depth = self.unit.budget.depth
        try:
            return evaluate(expression, self.scope)
        except (EvaluationError, BudgetSpent, RecursionError):
            self.unit.budget.depth = depth
            return one_at(DYNAMIC_UNKNOWN, expression.at)


def units(files: Mapping[str, Source]) -> tuple[str, ...]:
    """The `terragrunt.hcl` files that run a module of the repository, sorted."""
    return tuple(path for path in sorted(files) if _is_unit(path) and _module_folder(files, path) is not None)


def _is_unit(path: str) -> bool:
    return path.rpartition("/")[2] == FILE_NAME


def evaluate_unit(
    files: Mapping[str, Source], path: str, parsed: ParsedFiles | None = None
) -> Configuration | None:
    """The module of a unit with the unit's inputs; None when the module is not in the repository."""
    folder = _module_folder(files, path)
    if folder is None:
        return None
    file = _read(files, path)
    inputs = file.inputs() if file is not None else {}
    return evaluate_module(files, folder, (), inputs, parsed=parse_all(files) if parsed is None else parsed)


def _module_folder(files: Mapping[str, Source], path: str) -> str | None:
    file = _read(files, path)
    source = file.source() if file is not None else ""
    if not source.startswith("."):
        return None
    # a double slash marks what has to be copied along with the module
    joined = posixpath.normpath(posixpath.join(path.rpartition("/")[0], source.replace("//", "/")))
    if joined == ".." or joined.startswith("../"):
        return None
    folder = "" if joined == "." else joined
    prefix = f"{folder}/" if folder else ""
    inside = any(name.startswith(prefix) and name.endswith((".tf", ".tofu", ".tf.json")) for name in files)
    return folder if inside else None


def _read(files: Mapping[str, Source], path: str, unit: _Unit | None = None) -> _File | None:
    """A file of a unit with the files it includes, None where it is not at hand."""
    source = files.get(path)
    if source is None:
        return None
    unit = unit or _Unit(files, path.rpartition("/")[0], Budget())
    file = _File(unit, parse_file(source).body)
    if unit.depth >= _MAX_DEPTH:
        return file
    for block in file.body.blocks_of("include"):
        attribute = block.body.attribute("path")
        value = file.guarded(attribute.value) if attribute is not None else None
        if value is None or not isinstance(value.data, str):
            continue
        place = posixpath.normpath(posixpath.join(unit.folder, value.data))
        inner = replace(unit, included=place.rpartition("/")[0], depth=unit.depth + 1)
        other = _read(files, place, inner)
        if other is not None:
            if file.unit.included is None:
                file.unit = inner
            file.includes[block.labels[0].value if block.labels else ""] = other
    return file


def _functions(unit: _Unit) -> Functions:
    def read(path: str) -> str | None:
        source = unit.files.get(path)
        return None if source is None else source.text

    further = {name: Function(_changing, (), STRING, TEXT) for name in _CHANGING}
    root = posixpath.relpath(".", unit.folder or ".")
    parent = unit.folder if unit.included is None else unit.included
    to_parent = posixpath.relpath(parent or ".", unit.folder or ".")
    from_parent = posixpath.relpath(unit.folder or ".", parent or ".")
    for name, answer in (
        ("get_terragrunt_dir", "."),
        ("get_original_terragrunt_dir", "."),
        ("get_repo_root", root),
        ("get_path_to_repo_root", root),
        ("get_path_from_repo_root", unit.folder or "."),
        ("get_parent_terragrunt_dir", to_parent),
        ("path_relative_from_include", to_parent),
        ("path_relative_to_include", from_parent),
    ):
        further[name] = Function(_answering(answer), (), STRING, TEXT)
    further["find_in_parent_folders"] = Function(lambda given: _found(unit, given), (), STRING, TEXT)
    further["read_terragrunt_config"] = Function(lambda given: _other(unit, given), (TEXT,), rest=ANYTHING)
    return functions(Files(unit.folder, read), further)


def _changing(given: Sequence[Value]) -> Value:
    return unknown(STRING)


def _answering(answer: str) -> Callable[[Sequence[Value]], Value]:
    return lambda given: string(answer)


def _found(unit: _Unit, given: Sequence[Value]) -> Value:
    """The nearest file of that name in the folders above the unit's, relative to the unit's folder."""
    name = text(given[0]) if given else FILE_NAME
    folder = unit.folder
    while folder:
        folder = folder.rpartition("/")[0]
        path = f"{folder}/{name}" if folder else name
        if path in unit.files:
            return string(posixpath.relpath(path, unit.folder))
    if len(given) > 1:
        return given[1]
    raise EvaluationError(f"there is no {name} in the folders above")


def _other(unit: _Unit, given: Sequence[Value]) -> Value:
    """Another configuration file's locals and inputs."""
    place = posixpath.normpath(posixpath.join(unit.folder, text(given[0])))
    file = _read(unit.files, place, replace(unit, depth=unit.depth + 1)) if unit.depth < _MAX_DEPTH else None
    if file is None:
        return given[1] if len(given) > 1 else DYNAMIC_UNKNOWN
    names = [one.name for block in file.body.blocks_of("locals") for one in block.body.attributes]
    local = {name: file.guarded(syntax.GetAttr(_AT, syntax.Name(_AT, "local"), name)) for name in names}
    return object_of({"locals": object_of(local), "inputs": object_of(file.inputs())})


_AT: Final = Location("")
