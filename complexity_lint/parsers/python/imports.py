"""What a module imports, read by libcst from the statements that `pieces` cut out."""

import textwrap
from collections.abc import Iterator, Sequence

import libcst as cst
from libcst.helpers import get_full_name_for_node

from complexity_lint.parsers.python.bounds import too_deep
from complexity_lint.parsers.python.pieces import Piece

_REFUSALS = (cst.ParserSyntaxError, ValueError, RecursionError, UnicodeError)


def imported_names(statements: Sequence[Piece], package: str) -> tuple[str, ...]:
    """The dotted names the statements import, `from a import b` as `a.b`, each once.

    `package` is the dotted path of the package that relative imports count from.
    """
    found: dict[str, None] = {}
    for statement in _parsed([s for s in statements if not too_deep(s.text)]):
        for name in _names(statement, package):
            found.setdefault(name)
    return tuple(found)


def _parsed(statements: Sequence[Piece]) -> Iterator[cst.Import | cst.ImportFrom]:
    together = "\n".join(_dedented(piece) for piece in statements) + "\n"
    try:
        yield from _imports(cst.parse_module(together))
        return
    except _REFUSALS:
        pass
    for piece in statements:
        try:
            yield from _imports(cst.parse_module(_dedented(piece) + "\n"))
        except _REFUSALS:
            continue  # a line of prose that begins like an import, in a form the cut did not foresee


def _dedented(piece: Piece) -> str:
    return textwrap.dedent(piece.text).strip()


def _imports(module: cst.Module) -> Iterator[cst.Import | cst.ImportFrom]:
    for line in module.body:
        if isinstance(line, cst.SimpleStatementLine):
            for statement in line.body:
                if isinstance(statement, cst.Import | cst.ImportFrom):
                    yield statement


def _names(statement: cst.Import | cst.ImportFrom, package: str) -> Iterator[str]:
    if isinstance(statement, cst.Import):
        for alias in statement.names:
            yield get_full_name_for_node(alias.name) or ""
        return
    origin = _origin(statement, package)
    if isinstance(statement.names, cst.ImportStar):
        yield origin
        return
    for alias in statement.names:
        name = get_full_name_for_node(alias.name) or ""
        yield f"{origin}.{name}" if origin else name


def _origin(statement: cst.ImportFrom, package: str) -> str:
    module = get_full_name_for_node(statement.module) if statement.module else ""
    if not statement.relative:
        return module or ""
    parents = package.split(".") if package else []
    up = len(statement.relative) - 1
    kept = parents[: len(parents) - up] if up <= len(parents) else []
    return ".".join([*kept, *([module] if module else [])])
