"""Instructions -> the steps of a stage, with the variables known so far put in."""

from complexity_lint.model.images import Copy, Declaration, Step, StepKind, Variable
from complexity_lint.parsers.dockerfile.flags import flag_value, is_set
from complexity_lint.parsers.dockerfile.heredocs import HeredocMark
from complexity_lint.parsers.dockerfile.instructions import Instruction
from complexity_lint.parsers.dockerfile.scope import Scope
from complexity_lint.parsers.dockerfile.starts import Shell, run_of
from complexity_lint.source import Location

_KINDS = {
    "EXPOSE": StepKind.EXPOSE,
    "VOLUME": StepKind.VOLUME,
    "USER": StepKind.USER,
    "WORKDIR": StepKind.WORKDIR,
    "HEALTHCHECK": StepKind.HEALTHCHECK,
}


def step_of(instruction: Instruction, shell: Shell, scope: Scope, outer: Scope) -> Step:
    """The step of an instruction; ENV and ARG change `scope`.

    `outer` holds the ARGs before the first FROM, which `ARG NAME` brings into a stage. An
    instruction with no noun of its own becomes a Declaration of kind OTHER whose first word is
    its keyword.
    """
    keyword = instruction.keyword
    if keyword == "RUN":
        return run_of(instruction, shell, scope)
    if keyword in ("COPY", "ADD"):
        return _copy(instruction, scope)
    if keyword == "ENV":
        return Declaration(instruction.at, StepKind.ENV, variables=_environment(instruction, scope))
    if keyword == "ARG":
        return Declaration(instruction.at, StepKind.ARG, variables=arguments(instruction, scope, outer))
    if keyword == "HEALTHCHECK":
        return Declaration(instruction.at, StepKind.HEALTHCHECK, _health(instruction))
    kind = _KINDS.get(keyword, StepKind.OTHER)
    words = _words(instruction, scope)
    return Declaration(instruction.at, kind, words if kind is not StepKind.OTHER else (keyword, *words))


def _words(instruction: Instruction, scope: Scope) -> tuple[str, ...]:
    if instruction.keyword == "SHELL":
        return instruction.words
    if instruction.keyword == "EXPOSE":
        return tuple(piece for word in instruction.words for piece in scope.expand(word).words)
    return tuple(scope.expand(word).text for word in instruction.words)


def _health(instruction: Instruction) -> tuple[str, ...]:
    return (instruction.words[0].upper(), *instruction.words[1:]) if instruction.words else ()


def _copy(instruction: Instruction, scope: Scope) -> Copy:
    words = instruction.words
    if instruction.heredocs:
        marks = [heredoc.mark for heredoc in instruction.heredocs]
        words = tuple(word for word in words if not _is_mark(word, marks))
    words = tuple(scope.expand(word).text for word in words)
    flags = instruction.flags
    return Copy(
        instruction.at,
        words[:-1],
        words[-1] if words else "",
        scope.expand(flag_value(flags, "from")).text,
        is_add=instruction.keyword == "ADD",
        is_heredoc=bool(instruction.heredocs),
        link=is_set(flags, "link"),
        parents=is_set(flags, "parents"),
        excludes=tuple(scope.expand(flag[10:]).text for flag in flags if flag.startswith("--exclude=")),
        mode=scope.expand(flag_value(flags, "chmod")).text,
        owner=scope.expand(flag_value(flags, "chown")).text,
    )


def _is_mark(word: str, marks: list[HeredocMark]) -> bool:
    return word.lstrip("0123456789").startswith("<<") and any(
        mark.name in word.replace("'", "").replace('"', "") for mark in marks
    )


def _environment(instruction: Instruction, scope: Scope) -> tuple[Variable, ...]:
    """ENV's variables; all of them see the values from before the instruction."""
    before = scope.copy()
    found: list[Variable] = []
    words = instruction.words
    at = 0
    for index in range(0, len(words) - 2, 3):
        name = before.expand(words[index]).text
        value = before.expand(words[index + 1]).text
        place, at = _place(instruction, words[index] + words[index + 2], at)
        found.append(Variable(place, name, value))
        scope.values[name] = value
    return tuple(found)


def arguments(instruction: Instruction, scope: Scope, outer: Scope | None) -> tuple[Variable, ...]:
    """ARG's variables; without a default of its own a name takes the one before the first FROM."""
    found: list[Variable] = []
    at = 0
    for word in instruction.words:
        written, equals, default = word.partition("=")
        name = scope.expand(written).text
        value = scope.expand(default).text if equals else None
        place, at = _place(instruction, written, at)
        found.append(Variable(place, name, value))
        known = value if value is not None else (outer.values.get(name) if outer else None)
        if known is not None:
            scope.values[name] = known
    return tuple(found)


def _place(instruction: Instruction, text: str, at: int) -> tuple[Location, int]:
    """The place of the next `text` in the instruction's value, and where to look on."""
    found = instruction.value.find(text, at)
    if found < 0:
        return instruction.at, at
    name = text.removesuffix("=")
    return instruction.places.span(found, found + len(name)), found + len(text)
