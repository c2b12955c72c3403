"""From files to configurations: which root modules there are, and what each comes to."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.calls import functions
from complexity_lint.parsers.terraform.collection import collector_paused
from complexity_lint.parsers.terraform.configuration import (
    Configuration,
    Mode,
    ModuleCall,
    NamedValue,
    NoteKind,
    Resource,
    Variable,
)
from complexity_lint.parsers.terraform.constraints import constraint
from complexity_lint.parsers.terraform.evaluator import evaluate as evaluate_expression
from complexity_lint.parsers.terraform.functions.file_access import Files
from complexity_lint.parsers.terraform.hcl import parse_expression
from complexity_lint.parsers.terraform.instances import ModuleInstance
from complexity_lint.parsers.terraform.modules import (
    ParsedFiles,
    automatic_variable_files,
    load_module,
    parse_all,
)
from complexity_lint.parsers.terraform.run import Run
from complexity_lint.parsers.terraform.scope import MAX_STEPS, Budget, Scope
from complexity_lint.parsers.terraform.types import Dynamic, Primitive
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    BudgetSpent,
    EvaluationError,
    UndeclaredReference,
    Value,
    one_at,
    string,
)
from complexity_lint.source import Location, Source


def root_modules(parsed: ParsedFiles) -> tuple[str, ...]:
    """The folders with configuration that no other module calls, sorted."""
    folders = parsed.folders
    called = {folder for caller in folders for folder in _called(parsed, caller)}
    return tuple(folder for folder in folders if folder not in called)


def _called(parsed: ParsedFiles, caller: str) -> Iterator[str]:
    for block in load_module(parsed, caller).calls.values():
        source = block.body.attribute("source")
        if source is None or not isinstance(source.value, syntax.Literal):
            continue
        text = source.value.value
        if isinstance(text, str) and text.startswith("."):
            folder = posixpath.normpath(posixpath.join(caller, text))
            if folder != (caller or "."):
                yield "" if folder == "." else folder


def evaluate(
    files: Mapping[str, Source],
    root_dir: str,
    var_files: Sequence[str] = (),
    variables: Mapping[str, str | Value] | None = None,
    *,
    workspace: str | None = None,
    names: Sequence[str] | None = None,
    parsed: ParsedFiles | None = None,
) -> Configuration:
    """One root module for one set of variables.

    `files` holds the repository's text files by path, `root_dir` is relative to the same root, empty for
    the root itself. `var_files` are applied in order after those Terraform loads by itself, `variables`
    after them, as `-var` takes them. `names` lists every file of the repository, if that is known, so
    that a missing one can be told. `parsed` saves parsing the same files again. Never raises for what
    the files say.
    """
    parsed = parse_all(files) if parsed is None else parsed
    with collector_paused():
        run = _run(files, root_dir, parsed, workspace, names)
        return _evaluated(run, parsed, var_files, variables or {})


def _evaluated(
    run: Run, parsed: ParsedFiles, var_files: Sequence[str], variables: Mapping[str, str | Value]
) -> Configuration:
    root_dir = run.root
    module = run.module(root_dir)
    paths = (
        *automatic_variable_files(parsed, root_dir),
        *(path for path in var_files if path in parsed.files),
    )
    given = _from_files(run, parsed, paths)
    instance = ModuleInstance(run, module, given.get)
    given.update(_from_outside(instance, variables))
    resources, calls = _everything(instance)
    own = sorted(run.modules)
    problems = [one for folder in own for one in run.modules[folder].problems]
    problems += [problem for path in paths for problem in parsed.files[path].problems]
    return Configuration(
        root_dir,
        tuple(var_files),
        tuple(resources),
        tuple(calls),
        tuple(_variables(instance, given)),
        tuple(_locals(instance)),
        tuple(_outputs(instance)),
        tuple(instance.setting(block) for block in module.providers),
        tuple(instance.setting(block) for block in module.settings),
        tuple(sorted(set(problems), key=_problem_order)),
        tuple(sorted(run.notes, key=lambda note: (note.at.order, note.message))),
        tuple(own),
    )


def console(
    files: Mapping[str, Source], root_dir: str, expressions: Sequence[str], names: Sequence[str] | None = None
) -> list[Value | None]:
    """Each expression as `terraform console` evaluates it in a root module; None where that is an error."""
    parsed = parse_all(files)
    run = _run(files, root_dir, parsed, "default", names)
    instance = ModuleInstance(run, run.module(root_dir), lambda name: None)
    results: list[Value | None] = []
    for text in expressions:
        run.budget.steps, run.budget.depth = MAX_STEPS, 0
        expression = parse_expression(text, Location(root_dir))
        try:
            broken = isinstance(expression, syntax.Broken)
            results.append(None if broken else evaluate_expression(expression, instance.scope))
        except (EvaluationError, RecursionError):
            results.append(None)
        except BudgetSpent:
            results.append(DYNAMIC_UNKNOWN)
    return results


def _problem_order(problem: SyntaxProblem) -> tuple[tuple[str, int, int], str]:
    return problem.at.order, problem.message


def _run(
    files: Mapping[str, Source],
    root_dir: str,
    parsed: ParsedFiles,
    workspace: str | None,
    names: Sequence[str] | None,
) -> Run:
    def read(path: str) -> str | None:
        source = files.get(path)
        return None if source is None else source.text

    call = functions(Files(root_dir, read, names))
    return Run(parsed, root_dir, call, Budget(), workspace)


def _nothing(name: str, names: Sequence[str], at: Location) -> tuple[Value, int]:
    raise UndeclaredReference("a variable file holds no references", at)


def _from_files(run: Run, parsed: ParsedFiles, paths: Sequence[str]) -> dict[str, Value]:
    """The values of variable files, later files over earlier ones."""
    given: dict[str, Value] = {}
    scope = Scope(_nothing, run.call, run.budget, {})
    for path in paths:
        for attribute in parsed.files[path].body.attributes:
            try:
                given[attribute.name] = evaluate_expression(attribute.value, scope)
            except EvaluationError as error:
                run.note(error.at or attribute.at, NoteKind.REFUSED, error.message)
                given[attribute.name] = one_at(DYNAMIC_UNKNOWN, attribute.at)
            except (BudgetSpent, RecursionError):
                run.note(attribute.at, NoteKind.BUDGET, "the value is too large")
                given[attribute.name] = one_at(DYNAMIC_UNKNOWN, attribute.at)
            run.budget.depth = 0
    return given


def _from_outside(instance: ModuleInstance, variables: Mapping[str, str | Value]) -> dict[str, Value]:
    """Values given as text: HCL for a variable of a compound type, else the text itself."""
    given: dict[str, Value] = {}
    for name, value in variables.items():
        block = instance.module.variables.get(name)
        if block is None:
            continue
        if isinstance(value, Value):
            given[name] = value
            continue
        written = block.body.attribute("type")
        made = one_at(string(value), block.at)
        if written is not None:
            try:
                kind, _ = constraint(written.value, instance.scope)
                if not isinstance(kind, (Primitive, Dynamic)):
                    made = evaluate_expression(parse_expression(value, block.at), instance.scope)
            except (EvaluationError, BudgetSpent, RecursionError):
                made = one_at(DYNAMIC_UNKNOWN, block.at)
        given[name] = made
    return given


def _everything(root: ModuleInstance) -> tuple[list[Resource], list[ModuleCall]]:
    """All resources and module calls, those of a module before those of the modules it calls."""
    resources: list[Resource] = []
    calls: list[ModuleCall] = []
    waiting = [root]
    while waiting:
        instance = waiting.pop(0)
        for mode, blocks in (
            (Mode.MANAGED, instance.module.resources),
            (Mode.DATA, instance.module.data),
        ):
            for block in blocks.values():
                resources.extend(instance.instances_of(mode, block))
        for name in instance.module.calls:
            for child in instance.children(name):
                calls.append(child.call())
                if child.instance is not None:
                    waiting.append(child.instance)
    return resources, calls


def _first(resolve: Callable[[Sequence[str], Location], tuple[Value, int]], name: str, at: Location) -> Value:
    return resolve([name], at)[0]


def _variables(instance: ModuleInstance, given: Mapping[str, Value]) -> Iterator[Variable]:
    for name, block in instance.module.variables.items():
        value = instance.kept(partial(_first, instance.variable, name, block.at), block.at)
        required = block.body.attribute("default") is None
        yield Variable(
            block.at, name, value, required, name in given, value.sensitive, instance.description(block)
        )


def _locals(instance: ModuleInstance) -> Iterator[NamedValue]:
    for name, attribute in instance.module.locals.items():
        value = instance.kept(partial(_first, instance.local, name, attribute.at), attribute.at)
        yield NamedValue(attribute.at, name, value)


def _outputs(instance: ModuleInstance) -> Iterator[NamedValue]:
    for name, block in instance.module.outputs.items():
        yield NamedValue(block.at, name, instance.kept(partial(instance.output, name), block.at))
