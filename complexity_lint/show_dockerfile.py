"""A Dockerfile as `complexity-lint show dockerfile` prints it."""

from collections.abc import Sequence

from complexity_lint.model.images import Copy, Declaration, Dockerfile, Run, Step, StepKind
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.show_terraform import Plain, plain

_OF_A_BUILD = frozenset({"held", "from_context", "base_context"})
"""Fields that only the build as a whole knows; a file alone says nothing about them."""


def show(dockerfile: Dockerfile, problems: Sequence[SyntaxProblem]) -> dict[str, Plain]:
    """What a Dockerfile says, as JSON: each step begins with its instruction; `problems` only where there are any."""
    shown = _without(plain(dockerfile))
    assert isinstance(shown, dict)
    shown["stages"] = [
        {
            **_fields(plain(stage)),
            "steps": [_step(step) for step in stage.steps],
            "deferred": [_step(step) for step in stage.deferred],
        }
        for stage in dockerfile.stages
    ]
    if problems:
        shown["problems"] = [plain(problem) for problem in problems]
    return shown


def _step(step: Step) -> Plain:
    return {"instruction": instruction_of(step), **_fields(plain(step))}


def instruction_of(step: Step) -> str:
    """The keyword of a step's instruction."""
    if isinstance(step, Copy):
        return "ADD" if step.is_add else "COPY"
    if isinstance(step, Run):
        return "RUN"
    return _keyword(step)


def _keyword(step: Declaration) -> str:
    return step.words[0] if step.kind is StepKind.OTHER and step.words else step.kind.value.upper()


def _fields(shown: Plain) -> dict[str, Plain]:
    cleaned = _without(shown)
    return cleaned if isinstance(cleaned, dict) else {}


def _without(shown: Plain) -> Plain:
    if isinstance(shown, dict):
        return {key: _without(value) for key, value in shown.items() if key not in _OF_A_BUILD}
    if isinstance(shown, list):
        return [_without(item) for item in shown]
    return shown
