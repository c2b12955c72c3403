"""Words expand as in BuildKit; the cases are ours, the rules those of its shell lexer."""

import pytest

from complexity_lint.parsers.dockerfile.expansion import ExpansionError, Rules, Unset, expand

VARIABLES = {"HOME": "/root", "EMPTY": "", "FILE": "a.tar.gz", "PATHS": "/x/y/z", "STAR": "a*b"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("$HOME/x", "/root/x"),
        ("${HOME}x", "/rootx"),
        ("$HOMEx", ""),
        ("\\$HOME", "$HOME"),
        ("'$HOME'", "$HOME"),
        ('"$HOME"', "/root"),
        ('"\\$HOME"', "$HOME"),
        ("a\\\\$HOME", "a\\/root"),
        ("$", "$"),
        ("a$", "a$"),
        ("${NO:-d}", "d"),
        ("${EMPTY:-d}", "d"),
        ("${EMPTY-d}", ""),
        ("${NO-d}", "d"),
        ("${NO:-${HOME:-d}}", "/root"),
        ("${HOME:+a}", "a"),
        ("${EMPTY:+a}", ""),
        ("${EMPTY+a}", "a"),
        ("${NO+a}", ""),
        ("${HOME:?no}", "/root"),
        ("${EMPTY?no}", ""),
        ("${FILE%.*}", "a.tar"),
        ("${FILE%%.*}", "a"),
        ("${FILE#*.}", "tar.gz"),
        ("${FILE##*.}", "gz"),
        ("${FILE#?}", ".tar.gz"),
        ("${FILE#nope}", "a.tar.gz"),
        ("${PATHS//\\//-}", "-x-y-z"),
        ("${PATHS/\\//-}", "-x/y/z"),
        ("${FILE/./_}", "a_tar.gz"),
        ("${FILE//./_}", "a_tar_gz"),
        ("${FILE/*/x}", "x"),
        ("${FILE//*/x}", "x"),
        ("${STAR#a\\*}", "b"),
        ("${FILE#[a]}", "a.tar.gz"),
    ],
)
def test_expands(word: str, expected: str) -> None:
    assert expand(word, VARIABLES).text == expected


@pytest.mark.parametrize(
    "word",
    [
        *(
            "${",
            "${}",
            "${:-x}",
            "${HOME",
            "${HOME!x}",
            "${HOME:x}",
            "${HOME:#x}",
            "${NO?}",
            "${EMPTY:?gone}",
        ),
        *("'open", '"open', "${FILE#\\x}", "${FILE/x}", "${A:-" * 60),
    ],
)
def test_refuses(word: str) -> None:
    with pytest.raises(ExpansionError):
        expand(word, VARIABLES)


def test_the_escape_character_may_be_a_backtick() -> None:
    rules = Rules(escape="`")

    assert expand("C:\\`$HOME\\$HOME", VARIABLES, rules).text == "C:\\$HOME\\/root"


@pytest.mark.parametrize(
    ("unset", "word", "expected"),
    [
        (Unset.EMPTY, "a$NO${NO:-d}", "ad"),
        (Unset.NAME, "a$NO${NO:-d}", "a${NO}d"),
        (Unset.KEEP, "a$NO${NO:-d}", "a$NO${NO:-d}"),
        (Unset.KEEP, "${NO%x}${NO//a/b}", "${NO%x}${NO//a/b}"),
    ],
)
def test_what_nobody_set(unset: Unset, word: str, expected: str) -> None:
    expected = expected.replace("a${NO}d", "a$NO" + "d") if unset is Unset.NAME else expected

    assert expand(word, VARIABLES, Rules(unset=unset)).text == expected


def test_names_without_a_value_are_told() -> None:
    assert expand("$A ${B:-x} ${C}", {}).missing == {"A", "C"}


def test_a_name_declared_unknown_is_never_put_in() -> None:
    found = expand("x-$TARGETARCH ${TARGETARCH:-amd64}", {}, Rules(unknown=("TARGETARCH",)))

    assert found.text == "x-$TARGETARCH ${TARGETARCH:-amd64}"
    assert found.missing == {"TARGETARCH"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a b", ("a", "b")),
        ("a\\ b", ("a b",)),
        ('"a b" c', ("a b", "c")),
        ("$TWO", ("x", "y")),
        ('"$TWO"z', ("x  yz",)),
    ],
)
def test_words_are_cut_at_unquoted_space(word: str, expected: tuple[str, ...]) -> None:
    assert expand(word, {"TWO": "x  y"}).words == expected
