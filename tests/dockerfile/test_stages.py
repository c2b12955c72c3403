"""A Dockerfile's text becomes the nouns of the model."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complexity_lint.model.images import Copy, Declaration, Dockerfile, Run, Stage, Step, StepKind
from complexity_lint.parsers.dockerfile.stages import parse
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.source import Location, Source


def read(text: str) -> Dockerfile:
    found, problems = parse(Source("app/Dockerfile", text))
    assert problems == ()
    return found


def problems_of(text: str) -> tuple[SyntaxProblem, ...]:
    return parse(Source("Dockerfile", text))[1]


def only_stage(text: str) -> Stage:
    (stage,) = read(text).stages
    return stage


def step(text: str) -> Step:
    (found,) = only_stage("FROM a\n" + text).steps
    return found


def run(text: str) -> Run:
    found = step(text)
    assert isinstance(found, Run)
    return found


def copy(text: str) -> Copy:
    found = step(text)
    assert isinstance(found, Copy)
    return found


def words(text: str) -> list[tuple[str, ...]]:
    return [command.words for command in run(text).commands]


def place(at: Location) -> tuple[int | None, ...]:
    return (at.line, at.column, at.end_line, at.end_column)


# FROM and stages


def test_stages_and_their_bases() -> None:
    found = read(
        "FROM node:20 AS Build\nFROM build\nFROM --platform=linux/arm64 nginx@sha256:" + "0" * 64 + "\n"
    )

    build, second, third = found.stages
    assert (build.name, build.base.text, build.base_stage) == ("build", "node:20", None)
    assert (second.name, second.base_stage) == ("", 0)
    assert (third.platform, third.base.repository, third.base_stage) == ("linux/arm64", "nginx", None)
    assert place(build.base.at) == (1, 6, 1, 13)


def test_a_stage_shadows_an_image_only_after_it_is_named() -> None:
    found = read("FROM redis AS redis\nFROM redis\nFROM other AS redis\nFROM redis\n")

    assert [stage.base_stage for stage in found.stages] == [None, 0, None, 2]


def test_a_stage_number_is_no_base() -> None:
    assert read("FROM a AS b\nFROM 0\n").stages[1].base_stage is None


@pytest.mark.parametrize(
    ("arguments", "base", "partial"),
    [
        ("ARG V=20\n", "node:20-alpine", False),
        ("ARG A=2\nARG V=${A}1\n", "node:21-alpine", False),
        ('ARG V="22"\n', "node:22-alpine", False),
        ("ARG V\n", "node:${V}-alpine", True),
        ("", "node:${V}-alpine", True),
        ("ARG V=$OTHER\n", "node:${V}-alpine", True),
    ],
)
def test_arguments_in_from(arguments: str, base: str, partial: bool) -> None:
    found = only_stage(arguments + "FROM node:${V}-alpine\n").base

    assert (found.text, found.partial, found.repository) == (base, partial, "node")


def test_a_default_inside_from_counts_when_nobody_sets_the_name() -> None:
    assert only_stage("ARG V\nFROM node:${V:-18}\n").base.text == "node:18"


def test_platform_names_are_never_known() -> None:
    base = only_stage("ARG TARGETARCH=amd64\nFROM --platform=$BUILDPLATFORM base-${TARGETARCH}:1\n").base

    assert base.partial


def test_an_argument_of_a_stage_is_not_seen_by_from() -> None:
    assert read("FROM a\nARG V=1\nFROM b:$V\n").stages[1].base.partial


# variables in steps


def test_variables_are_put_in_where_they_are_known() -> None:
    stage = only_stage(
        "ARG OUT=/out\nFROM a\nARG OUT\nARG LATE\nENV DIR=/app DEEP=$DIR/x\nENV DEEP=${DIR}/y\n"
        "WORKDIR $DEEP\nCOPY $OUT/a ${NOBODY}/b ./${LATE}\nEXPOSE $PORT 80\nUSER ${WHO:-me}\n"
    )

    later = [found.words for found in stage.steps if isinstance(found, Declaration)][4:]
    (copied,) = [found for found in stage.steps if isinstance(found, Copy)]
    assert later == [("/app/y",), ("$PORT", "80"), ("${WHO:-me}",)]
    assert (copied.sources, copied.destination) == (("/out/a", "${NOBODY}/b"), "./${LATE}")


def test_env_gives_variables_with_their_places() -> None:
    found = step("ENV A=1 \\\n  B='two words' C=\"x\"\n")

    assert isinstance(found, Declaration)
    assert [(entry.name, entry.value) for entry in found.variables] == [
        ("A", "1"),
        ("B", "two words"),
        ("C", "x"),
    ]
    assert [place(entry.at) for entry in found.variables] == [(2, 5, 2, 6), (3, 3, 3, 4), (3, 17, 3, 18)]


def test_env_in_the_old_form() -> None:
    found = step("ENV NAME the rest of it\n")

    assert isinstance(found, Declaration)
    assert [(entry.name, entry.value) for entry in found.variables] == [("NAME", "the rest of it")]


def test_arg_without_a_default_states_only_the_name() -> None:
    found = step("ARG A B=2\n")

    assert isinstance(found, Declaration)
    assert (found.kind, [(entry.name, entry.value) for entry in found.variables]) == (
        StepKind.ARG,
        [("A", None), ("B", "2")],
    )


def test_a_stage_built_on_another_sees_its_variables() -> None:
    found = read("FROM a AS one\nENV D=/d\nFROM one\nWORKDIR $D\n").stages[1].steps[0]

    assert isinstance(found, Declaration)
    assert found.words == ("/d",)


# COPY and ADD


def test_copy() -> None:
    found = copy("COPY --chown=1:1 --from=Build a b c/\n")

    assert (found.sources, found.destination, found.from_, found.is_add) == (("a", "b"), "c/", "Build", False)


def test_add_in_json_form() -> None:
    found = copy('ADD ["a b", "/c d"]\n')

    assert (found.sources, found.destination, found.is_add) == (("a b",), "/c d", True)


def test_a_heredoc_is_no_source_of_the_context() -> None:
    found = copy("COPY <<'A' real <<B /etc/\nx\nA\ny\nB\n")

    assert (found.sources, found.destination, found.is_heredoc) == (("real",), "/etc/", True)
    assert place(found.at) == (2, 1, 6, 2)


# RUN, CMD, ENTRYPOINT


def test_commands_of_a_run_with_their_places() -> None:
    found = run("RUN a --x && \\\n    # why\n    b y \\\n\n    ; c\n")

    assert [(command.words, place(command.at)) for command in found.commands] == [
        (("a", "--x"), (2, 5, 2, 10)),
        (("b", "y"), (4, 5, 4, 8)),
        (("c",), (6, 7, 6, 8)),
    ]


def test_mounts() -> None:
    found = run("RUN --mount=type=cache,target=/c,id=1 --mount=from=build,src=/a,dst=/b --network=none x\n")

    assert [(mount.kind, mount.source, mount.target, mount.from_) for mount in found.mounts] == [
        ("cache", "", "/c", ""),
        ("bind", "/a", "/b", "build"),
    ]
    assert found.text == "x"


def test_a_heredoc_is_the_script() -> None:
    found = run("RUN <<-EOT\n\tset -e\n\t\tnpm ci\n\tEOT\n")

    assert (found.text, found.is_heredoc) == ("set -e\nnpm ci\n", True)
    assert [(command.words, place(command.at)) for command in found.commands] == [
        (("set", "-e"), (3, 2, 3, 8)),
        (("npm", "ci"), (4, 3, 4, 9)),
    ]


def test_a_heredoc_given_to_a_shell_is_read_too() -> None:
    found = run("RUN bash -e <<EOF && after\nmake\nEOF\n")

    assert [(command.words, command.wrapper, command.at.line) for command in found.commands] == [
        (("bash", "-e"), "", 2),
        (("make",), "bash", 3),
        (("after",), "", 2),
    ]


def test_a_heredoc_given_to_another_program_is_data() -> None:
    assert words("RUN python3 <<EOF\nimport os; os.system('x')\nEOF\n") == [("python3",)]


def test_a_heredoc_for_an_interpreter_is_one_command() -> None:
    assert words("RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\n") == [("/usr/bin/env", "python3")]
    assert words("RUN <<EOF\n#!/bin/bash\nmake\nEOF\n") == [("make",)]


def test_exec_form() -> None:
    start = only_stage('FROM a\nENTRYPOINT ["tini", "--", "sh", "-c", "a & exec b"]\n').entrypoint

    assert start is not None
    assert (start.words[-1], start.shell) == ("a & exec b", False)
    assert [(command.words, command.background, place(command.at)) for command in start.commands] == [
        (("a",), True, (2, 40, 2, 41)),
        (("b",), False, (2, 49, 2, 50)),
    ]


def test_shell_form() -> None:
    start = only_stage("FROM a\nCMD node 'my app.js' $PORT\n").command

    assert start is not None
    assert (start.words, start.shell) == (("node", "my app.js", "$PORT"), True)


def test_the_last_cmd_counts() -> None:
    start = only_stage('FROM a\nCMD one\nCMD ["two"]\n').command

    assert start is not None
    assert start.words == ("two",)


@pytest.mark.parametrize(
    "head",
    ['FROM a\nSHELL ["powershell", "-Command"]\n', "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"],
)
def test_another_shell_is_not_read_as_posix(head: str) -> None:
    (found,) = [
        found for found in only_stage(head + "RUN Get-Item 'x' ; y\n").steps if isinstance(found, Run)
    ]

    assert [command.words for command in found.commands] == [("Get-Item", "'x'", ";", "y")]


def test_bash_as_shell_is_read() -> None:
    stage = only_stage('FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN x | y\n')

    assert isinstance(stage.steps[1], Run)
    assert [command.words for command in stage.steps[1].commands] == [("x",), ("y",)]


# the rest


def test_other_declarations() -> None:
    stage = only_stage(
        'FROM a\nVOLUME ["/a b"]\nHEALTHCHECK --interval=1s CMD curl x\nHEALTHCHECK none\nLABEL a=b\nSTOPSIGNAL 9\n'
    )

    assert [(found.kind, found.words) for found in stage.steps if isinstance(found, Declaration)] == [
        (StepKind.VOLUME, ("/a b",)),
        (StepKind.HEALTHCHECK, ("CMD", "curl x")),
        (StepKind.HEALTHCHECK, ("NONE",)),
        (StepKind.OTHER, ("LABEL", "a", "b", "=")),
        (StepKind.OTHER, ("STOPSIGNAL", "9")),
    ]


def test_onbuild_is_deferred() -> None:
    stage = only_stage('FROM a\nONBUILD COPY . /app\nONBUILD CMD ["x"]\n')

    assert [type(found) for found in stage.deferred] == [Copy]
    assert (stage.steps, stage.command) == ((), None)


def test_syntax_and_arguments_of_the_file() -> None:
    found = read("# syntax=docker/dockerfile:1.7 # x\nARG A=1 B\nFROM a\n")

    assert found.syntax == "docker/dockerfile:1.7"
    assert [(entry.name, entry.value) for entry in found.arguments] == [("A", "1"), ("B", None)]


def test_what_the_escape_character_is_says_the_file() -> None:
    stage = only_stage("# check=skip=all\n# escape=`\nFROM a\nRUN b `\n  c\nCOPY C:\\x D:\\\n")

    assert isinstance(stage.steps[0], Run)
    assert stage.steps[0].text == "b   c"
    assert isinstance(stage.steps[1], Copy)
    assert stage.steps[1].destination == "D:\\"


# problems


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "file with no instructions"),
        ("# only a comment\n", None, "file with no instructions"),
        ("ARG A=1\n", None, "no FROM"),
        ("RUN x\nFROM a\n", 1, "before the first FROM"),
        ("FROM a\nNOPE x\n", 2, "unknown instruction: NOPE"),
        ("FROM a b\n", 1, "FROM requires"),
        ("FROM a of b\n", 1, "FROM requires"),
        ("FROM\n", 1, "FROM requires"),
        ("FROM a\nRUN\n", 2, "at least one argument"),
        ("FROM a\nCOPY x\n", 2, "at least two arguments"),
        ("FROM a\nENV x\n", 2, "two arguments"),
        ("FROM a\nENV a=b c\n", 2, "find ="),
        ("FROM a\nCMD [1]\n", 2, "strings only"),
        ("FROM a\nRUN <<EOF\nx\n", 2, "unterminated heredoc EOF"),
        ("# escape=x\nFROM a\n", 1, "escape"),
        ("# escape=`\n# escape=`\nFROM a\n", 2, "only one escape"),
        ("FROM a\nONBUILD FROM b\n", 2, "cannot follow ONBUILD"),
        ("FROM a\nONBUILD\n", 2, "at least one argument"),
    ],
)
def test_problems(text: str, line: int | None, message: str) -> None:
    found = problems_of(text)

    assert [(problem.at.line, message in problem.message) for problem in found] == [(line, True)]


def test_what_is_right_is_read_around_a_problem() -> None:
    found, problems = parse(Source("Dockerfile", "FROM a\n{% if x %}\nRUN b\n{% endif %}\nCMD c\n"))

    assert len(problems) == 2
    assert (len(found.stages[0].steps), found.stages[0].command is not None) == (1, True)


# where BuildKit v0.32 and the older parser behind PyPI's `dockerfile` part


def test_text_after_a_json_list_makes_it_shell_form() -> None:
    start = only_stage('FROM a\nCMD ["a", "b"]]\n').command

    assert start is not None
    assert start.shell


def test_a_heredoc_name_may_stand_off() -> None:
    assert run("RUN <<  EOF  > foo\necho\nEOF\n").is_heredoc


# bounds


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_reads_any_text(text: str) -> None:
    parse(Source("Dockerfile", text))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"\n\\ $<>-\"'`#=(){}[]&|;a", "FROM ", "RUN ", "<<A", "ONBUILD ", "${a:-", "\x00"])
    )
)
def test_every_place_stands_in_the_file(pieces: list[str]) -> None:
    text = "FROM a\n" + "".join(pieces)
    lines = text.split("\n")
    for stage in parse(Source("Dockerfile", text))[0].stages:
        for found in stage.steps:
            for at in [found.at, *(command.at for command in getattr(found, "commands", ()))]:
                begin, end = (at.line or 0, at.column or 0), (at.end_line or 0, at.end_column or 0)
                assert begin <= end
                assert all(0 < column <= len(lines[line - 1]) + 1 for line, column in (begin, end))


@pytest.mark.parametrize(
    "piece", ["ONBUILD ", "RUN $(", 'RUN "$(', "RUN ((", "ENV a=${b:-", "RUN <<A\n", "\\\n", '["']
)
def test_repeated_pieces_end_quickly(piece: str) -> None:
    parse(Source("Dockerfile", "FROM a\n" + piece * 3000))


def test_a_lone_dockerfile_needs_no_heavy_library() -> None:
    code = (
        "import sys; from complexity_lint.parsers.dockerfile.stages import parse;"
        "from complexity_lint.source import Source; parse(Source('D', 'FROM a\\nRUN b\\n'));"
        "print([name for name in ('yaml', 'libcst', 'tree_sitter', 'ruamel.yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
