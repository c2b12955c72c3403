"""A set of templates that is parsed once and rendered many times."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from complexity_lint.parsers.gotemplate.errors import BudgetError, ParseError, TemplateError
from complexity_lint.parsers.gotemplate.evaluator import execute
from complexity_lint.parsers.gotemplate.functions import FUNCTIONS, NAMES
from complexity_lint.parsers.gotemplate.nodes import Tree
from complexity_lint.parsers.gotemplate.parser import parse_cached
from complexity_lint.parsers.gotemplate.provenance import Origin, Text, join
from complexity_lint.parsers.gotemplate.state import Budget, Note, Runtime
from complexity_lint.parsers.gotemplate.values import Value

from .functions.strings import replaced

_STACK = 40_000
Segment = tuple[str, Origin]


@dataclass(frozen=True, slots=True)
class Templates:
    """Parsed templates by name; `broken` are the files that do not parse, with why (lenient parsing only)."""

    trees: dict[str, Tree]
    broken: dict[str, ParseError]


@dataclass(frozen=True, slots=True)
class Output:
    """What one template wrote: pieces of text with their origins, and what a lenient run stepped over.

    `error` is what stopped the template for good: a budget that ran out, or in a strict run any failure.
    """

    segments: tuple[Segment, ...]
    notes: tuple[Note, ...]

    @property
    def text(self) -> str:
        """The whole output."""
        return "".join([text for text, _ in self.segments])


def parse_templates(files: Iterable[tuple[str, str]], strict: bool = True) -> Templates:
    """Parse files (name, text) in order: a later definition replaces an earlier one, an empty one never does.

    Raises ParseError for the first broken file, or collects them when not `strict`.
    """
    trees: dict[str, Tree] = {}
    broken: dict[str, ParseError] = {}
    with deep_recursion():
        for name, text in files:
            try:
                parsed = parse_cached(name, text, NAMES)
            except ParseError as error:
                if strict:
                    raise
                broken[name] = error
                continue
            for tree in parsed:
                if not tree.is_empty or tree.name not in trees:
                    trees[tree.name] = tree
    return Templates(trees, broken)


def render(
    templates: Templates, name: str, dot: Value, strict: bool = True, budget: Budget | None = None
) -> Output:
    """Execute one template on `dot`; `<no value>` is removed as helm does.

    A strict run raises TemplateError where helm fails. A lenient one puts an unknown value in place of each failing
    action and notes it; only an exhausted budget stops it (BudgetError).
    """
    tree = templates.trees.get(name)
    if tree is None:
        raise TemplateError(f'template: no template "{name}" associated with template "gotpl"', name)
    runtime = Runtime(dict(templates.trees), FUNCTIONS, NAMES, strict, budget or Budget())
    with deep_recursion():
        try:
            pieces = execute(runtime, tree, dot, None)
        except (RecursionError, MemoryError):
            raise BudgetError("template calls nest too deeply", name) from None
    return Output(tuple(_cleaned(pieces)), tuple(runtime.notes))


def _cleaned(pieces: list[Segment]) -> Iterable[Segment]:
    if not any("<no value>" in text for text, _ in pieces):
        return pieces
    whole = replaced("<no value>", "", join(pieces))
    return list(whole.pieces) if isinstance(whole, Text) else []


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Room on Python's stack for helm's 1000 nested includes; the caller's limit comes back afterwards."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _STACK))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
