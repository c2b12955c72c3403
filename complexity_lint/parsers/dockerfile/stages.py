"""Instructions -> a Dockerfile with its stages."""

import re
from dataclasses import dataclass, field, replace

from complexity_lint.model.images import Dockerfile, Stage, Start, Step, Variable
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.parsers.dockerfile.expansion import Unset
from complexity_lint.parsers.dockerfile.instructions import KEYWORDS, Instruction, Reading, read_instructions
from complexity_lint.parsers.dockerfile.origins import with_origins
from complexity_lint.parsers.dockerfile.scope import Scope
from complexity_lint.parsers.dockerfile.starts import Shell, default_shell, start_of
from complexity_lint.parsers.dockerfile.steps import arguments, step_of
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.source import Location, Source


@dataclass(slots=True)
class _StageBuild:
    """A stage while its instructions are read."""

    at: Location
    name: str
    base: ImageReference
    base_stage: int | None
    platform: str
    scope: Scope
    shell: Shell
    steps: list[Step] = field(default_factory=list)
    deferred: list[Step] = field(default_factory=list)
    entrypoint: Start | None = None
    command: Start | None = None
    base_arguments: tuple[Variable, ...] = ()

    def noun(self) -> Stage:
        return Stage(
            self.at,
            self.name,
            self.base,
            self.base_stage,
            tuple(self.steps),
            self.entrypoint,
            self.command,
            tuple(self.deferred),
            self.platform,
            self.base_arguments,
        )


def parse(source: Source) -> tuple[Dockerfile, tuple[SyntaxProblem, ...]]:
    """What a Dockerfile says, and what in it the builder would refuse; never fails.

    What could be read is given even when there are problems. Variables are put in as BuildKit
    does, from ARG defaults and ENV; names nobody gives a value stay as written (`${TAG}`), and
    an image name that holds one is partial. The problems are in the order of their places.
    """
    reading = read_instructions(source)
    builder = _Builder(reading)
    for instruction in reading.instructions:
        builder.take(instruction)
    faults = [SyntaxProblem(Location(source.path, line), text) for line, text in reading.directives.faults]
    problems = faults + builder.problems
    if not reading.instructions:
        problems.append(SyntaxProblem(Location(source.path), "file with no instructions"))
    elif not builder.stages and not problems:
        problems.append(SyntaxProblem(Location(source.path), "no FROM: the file has no stage to build"))
    problems.sort(key=lambda problem: problem.at.order)
    said = reading.directives
    dockerfile = Dockerfile(
        Location(source.path),
        with_origins([stage.noun() for stage in builder.stages]),
        tuple(builder.arguments),
        said.syntax,
        said.skipped_rules,
        said.faults_end_build,
    )
    return dockerfile, tuple(problems)


class _Builder:
    """Takes instructions in order and grows the stages."""

    def __init__(self, reading: Reading) -> None:
        self.outer = Scope(reading.directives.escape)
        self.stages: list[_StageBuild] = []
        self.arguments: list[Variable] = []
        self.problems: list[SyntaxProblem] = []

    def problem(self, instruction: Instruction, message: str) -> None:
        self.problems.append(SyntaxProblem(instruction.at, message))

    def take(self, instruction: Instruction) -> None:
        """Take one instruction; what cannot be used becomes a problem."""
        message = _refused(instruction)
        if message:
            self.problem(instruction, message)
            if instruction.keyword not in KEYWORDS or not instruction.words:
                return
        if instruction.keyword == "FROM":
            self.begin(instruction)
        elif self.stages:
            self.add(self.stages[-1], instruction)
        elif instruction.keyword == "ARG":
            self.arguments += arguments(instruction, self.outer, None)
        else:
            self.problem(instruction, f"{instruction.keyword} stands before the first FROM")

    def begin(self, instruction: Instruction) -> None:
        """Open the stage of a FROM."""
        words = instruction.words
        written = words[0]
        expansion = self.outer.expand(written, Unset.NAME)
        at = _word_place(instruction, written)
        base = parse_image_reference(expansion.text, at)
        if base.partial:
            base = replace(base, text=written)
        index = None if base.partial else self.stage_named(expansion.text)
        parent = self.stages[index] if index is not None else None
        flag = next((flag[11:] for flag in instruction.flags if flag.startswith("--platform=")), "")
        stage = _StageBuild(
            instruction.at,
            name=words[2].lower() if len(words) > 2 and words[1].lower() == "as" else "",
            base=base,
            base_stage=index,
            platform=self.outer.expand(flag, Unset.NAME).text,
            base_arguments=self.arguments_in(written),
            scope=parent.scope.copy() if parent else Scope(self.outer.escape),
            shell=parent.shell if parent else default_shell(base.text),
        )
        self.stages.append(stage)

    def arguments_in(self, written: str) -> tuple[Variable, ...]:
        """The ARGs before the first FROM whose defaults a FROM takes in."""
        names = set(re.findall(r"\$\{?(\w+)", written))
        return tuple(a for a in self.arguments if a.name in names and a.value is not None)

    def stage_named(self, name: str) -> int | None:
        """The index of the last stage with a name, which FROM may use instead of an image."""
        for index in range(len(self.stages) - 1, -1, -1):
            if self.stages[index].name and self.stages[index].name == name.lower():
                return index
        return None

    def add(self, stage: _StageBuild, instruction: Instruction) -> None:
        """Add an instruction to a stage."""
        keyword = instruction.keyword
        if keyword == "CMD":
            stage.command = start_of(instruction, stage.shell)
        elif keyword == "ENTRYPOINT":
            stage.entrypoint = start_of(instruction, stage.shell)
        elif keyword == "ONBUILD":
            self.defer(stage, instruction)
        else:
            if keyword == "SHELL" and instruction.is_json:
                stage.shell = instruction.words
            stage.steps.append(step_of(instruction, stage.shell, stage.scope, self.outer))

    def defer(self, stage: _StageBuild, instruction: Instruction) -> None:
        """Keep the step of an ONBUILD; CMD and ENTRYPOINT behind it are no steps."""
        inner = instruction.inner
        if inner is None or inner.keyword in ("ONBUILD", "FROM", "MAINTAINER"):
            self.problem(instruction, f"{inner.keyword if inner else 'nothing'} cannot follow ONBUILD")
        elif inner.keyword in KEYWORDS and inner.keyword not in ("CMD", "ENTRYPOINT"):
            stage.deferred.append(step_of(inner, stage.shell, stage.scope.copy(), self.outer))


def _refused(instruction: Instruction) -> str:
    """Why the builder refuses an instruction; empty when it does not."""
    keyword, words = instruction.keyword, instruction.words
    if keyword not in KEYWORDS:
        return f"unknown instruction: {keyword}"
    if instruction.fault:
        return instruction.fault
    if instruction.inner:
        return _refused(instruction.inner)
    if keyword == "FROM" and (len(words) not in (1, 3) or (len(words) == 3 and words[1].lower() != "as")):
        return "FROM requires either one or three arguments (image [AS name])"
    if not words and not instruction.is_json and not instruction.heredocs:
        return f"{keyword} requires at least one argument"
    if keyword in ("COPY", "ADD") and len(words) < 2:
        return f"{keyword} requires at least two arguments"
    return ""


def _word_place(instruction: Instruction, word: str) -> Location:
    start = instruction.value.find(word)
    return instruction.places.span(start, start + len(word)) if start >= 0 else instruction.at
