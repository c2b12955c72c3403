"""Edits on many made-up files, held against a shell and PyYAML."""

import subprocess
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from complexity_lint.edits import AddKeys, JoinRuns, RemoveKey, RenameKey
from complexity_lint.fixes.dockerfile_text import join_runs
from complexity_lint.fixes.text import FileText, Refused, applied
from complexity_lint.fixes.yaml_text import add_keys, remove_key, rename_key
from complexity_lint.source import Location

WORDS = st.sampled_from(
    [
        "true",
        "false",
        "echo a",
        "echo 'b; c'",
        'echo "d && e"',
        "cd /tmp",
        "pwd",
        "x=1",
        "echo $x",
        "exit 0",
        "exit 3",
    ]
)
OPERATORS = st.sampled_from([" && ", " || ", "; ", " | ", " & "])


@st.composite
def shell_lines(draw: st.DrawFn) -> str:
    """A command line of up to three commands."""
    line = draw(WORDS)
    for _ in range(draw(st.integers(0, 2))):
        line += draw(OPERATORS) + draw(WORDS)
    return line


@settings(max_examples=300, deadline=None)
@given(st.lists(shell_lines(), min_size=2, max_size=4))
@example(["true; x=1", "echo $x"])
def test_joined_commands_do_what_they_did_one_after_the_other(lines: list[str]) -> None:
    text = "FROM scratch\n" + "".join(f"RUN {line}\n" for line in lines)
    places = tuple(Location("Dockerfile", number + 2) for number in range(len(lines)))
    try:
        edit = join_runs(FileText.of("Dockerfile", text), JoinRuns(places))
    except Refused:
        return

    joined = applied(text, [edit]).removeprefix("FROM scratch\nRUN ")

    assert _run_all([joined.replace("\\\n", "")]) == _run_all(lines)


def _run_all(lines: list[str]) -> tuple[str, bool]:
    """What shells print that run one line each until one fails, and whether none did."""
    printed = ""
    for line in lines:
        done = subprocess.run(["/bin/sh", "-c", line], cwd="/", capture_output=True, text=True, check=False)
        printed += done.stdout
        if done.returncode:
            return printed, False
    return printed, True


KEYS = st.sampled_from("a b c links depends_on with image".split())
SCALARS = st.sampled_from(["x", "1", "yes", "a b", "a: b", "#", "two\nlines\n", "'", ""])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
STYLES = st.sampled_from([{}, {"default_flow_style": True}, {"indent": 4}, {"default_style": '"'}])


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), STYLES, st.booleans(), st.booleans())
def test_added_keys_are_all_that_changes(
    data: dict[str, Any], style: dict[str, Any], under: bool, returns: bool
) -> None:
    text = yaml.safe_dump({"top": data, "end": "z"}, sort_keys=False, **style)
    text = text.replace("\n", "\r\n") if returns else text
    place = _inside_top(text)
    wanted = AddKeys(place, (("new-key", "type=gha"),), under="with" if under else "")
    try:
        edit = add_keys(FileText.of("x.yml", text), wanted)
    except Refused:
        return

    expected = dict(data)
    if under:
        old = expected.get("with", {})
        assert isinstance(old, dict)
        expected["with"] = {**old, "new-key": "type=gha"}
    else:
        expected["new-key"] = "type=gha"
    assert yaml.safe_load(applied(text, [edit])) == {"top": expected, "end": "z"}
    assert edit.start == edit.end


def _inside_top(text: str) -> Location:
    """The place of the first key below `top`."""
    root = yaml.compose(text)
    assert isinstance(root, yaml.MappingNode)
    (_, value), *_ = root.value
    assert isinstance(value, yaml.MappingNode)
    mark = value.value[0][0].start_mark
    return Location("x.yml", mark.line + 1, mark.column + 1)


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from("a b c image".split()), VALUES, max_size=3),
    st.dictionaries(st.sampled_from("d e f depends_on".split()), VALUES, max_size=3),
    STYLES,
    st.booleans(),
)
def test_a_list_removed_or_renamed_is_all_that_changes(
    before: dict[str, Any], after: dict[str, Any], style: dict[str, Any], removes: bool
) -> None:
    data = {**before, "links": ["db", "cache"], **after}
    text = yaml.safe_dump({"top": data, "end": "z"}, sort_keys=False, **style)
    file, place = FileText.of("x.yml", text), _inside_top(text)
    try:
        if removes:
            edit = remove_key(file, RemoveKey(place, "links", ("db", "cache")))
        else:
            edit = rename_key(file, RenameKey(place, "links", "depends_on", ("db", "cache")))
    except Refused:
        return

    middle = {} if removes else {"depends_on": ["db", "cache"]}
    assert yaml.safe_load(applied(text, [edit])) == {"top": {**before, **middle, **after}, "end": "z"}


@pytest.mark.parametrize("style", [{}, {"indent": 4}])
def test_ordinary_files_are_not_refused(style: dict[str, Any]) -> None:
    data = {"image": "x", "links": ["db", "cache"], "environment": {"a": "two\nlines\n"}}
    text = yaml.safe_dump({"top": data, "end": "z"}, sort_keys=False, **style)
    file, place = FileText.of("x.yml", text), _inside_top(text)

    add_keys(file, AddKeys(place, (("a", "b"),)))
    add_keys(file, AddKeys(place, (("a", "b"),), under="with"))
    remove_key(file, RemoveKey(place, "links", ("db", "cache")))
    rename_key(file, RenameKey(place, "links", "depends_on", ("db", "cache")))
