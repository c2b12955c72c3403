"""What commands that name images are told by the variables of their own text; bash says what is right."""

import re
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complexity_lint.parsers.shell import parse_shell
from complexity_lint.source import Location


def pushed(text: str) -> list[str]:
    """The last word of each command of docker, in order."""
    return [one.words[-1] for one in parse_shell(text, Location("deploy.sh")) if one.name == "docker"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IMAGE=acme/shop; docker push $IMAGE:1", ["acme/shop:1"]),
        (
            'export HOST=reg.acme.io IMAGE=${HOST}/shop\nsudo docker push "$IMAGE:$TAG"',
            ["reg.acme.io/shop:$TAG"],
        ),
        ("cd shop && IMAGE=acme/shop && docker push $IMAGE", ["acme/shop"]),
        ("if x; then IMAGE=a; docker push $IMAGE; fi; docker push $IMAGE", ["a", "$IMAGE"]),
        ("f() { local IMAGE=a; docker push $IMAGE; }; docker push $IMAGE", ["a", "$IMAGE"]),
        ("f() { IMAGE=a; if x; then y; fi; docker push $IMAGE; }", ["a"]),
        ("f() { IMAGE=a; if x; then IMAGE=b; fi; docker push $IMAGE; }", ["$IMAGE"]),
        ("for s in a b; do IMAGE=acme/$s; docker push $IMAGE; done", ["acme/$s"]),
        # what cannot be known stays as it is written
        ("IMAGE=a\n[ -z $B ] && IMAGE=b\ndocker push $IMAGE", ["$IMAGE"]),
        ("IMAGE=a; x || IMAGE=b; docker push $IMAGE", ["$IMAGE"]),
        ("IMAGE=a; IMAGE=$(name); docker push $IMAGE", ["$IMAGE"]),
        ("IMAGE=a; read -r IMAGE; docker push $IMAGE", ["$IMAGE"]),
        ("IMAGE=a; IMAGE+=b; docker push $IMAGE", ["$IMAGE"]),
        ("IMAGE=(a b); docker push $IMAGE", ["$IMAGE"]),
        ("IMAGE=a; for IMAGE in b c; do docker push $IMAGE; done", ["$IMAGE"]),
        ("IMAGE=a; case $1 in x) IMAGE=b ;; esac; docker push $IMAGE", ["$IMAGE"]),
        ("IMAGE=a docker push $IMAGE", ["$IMAGE"]),
        ("IMAGE=$1; docker push $IMAGE", ["$IMAGE"]),
        # small letters
        ("A=Shop; docker push acme/${A,,}:$TAG", ["acme/shop:$TAG"]),
        ("docker push acme/$(echo $A | tr '[:upper:]' '[:lower:]')", ["acme/${A,,}"]),
        ("A=`printf '%s' \"AcMe/$B\" | awk '{print tolower($0)}'`; docker push $A", ["acme/${B,,}"]),
        ("A=$(echo $B | tr a-z A-Z); docker push $A", ["$A"]),
    ],
)
def test_puts_in_what_is_sure(text: str, expected: list[str]) -> None:
    assert pushed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FILE=a.yaml; sed -i s/x/$TAG/ $FILE", ("s/x/$TAG/", "a.yaml")),
        (
            "F=apps/${APP}/values.yaml; yq -i '.tag = \"1\"' $DIR/$F",
            ('.tag = "1"', "$DIR/apps/${APP}/values.yaml"),
        ),
        ("F=$1; sed -i s/x/$TAG/ $F.yaml", ("s/x/$TAG/", "$F.yaml")),
        ("TAG=a.yaml; sed -i s/x/$TAG/ b.txt", ("s/x/$TAG/", "b.txt")),
    ],
)
def test_editors_are_told_the_file_alone(text: str, expected: tuple[str, str]) -> None:
    (command,) = parse_shell(text, Location("deploy.sh"))
    assert command.words[-2:] == expected


def test_other_commands_stay_as_written() -> None:
    (command,) = parse_shell("FILE=a.yaml; cat $FILE", Location("deploy.sh"))
    assert command.words[-1] == "$FILE"


_SIMPLE = (
    "A=a",
    "A=b",
    "B=c",
    "B=$A/d",
    "A=$B",
    "export A=e",
    "unset A",
    "A=${A}f",
    "A=",
    "true",
    "false",
    "A=Gh",
    'A=$(echo "$B/Q" | tr A-Z a-z)',
    "B=${A,,}",
    "B=$(tr '[:upper:]' '[:lower:]' <<< $A)",
)
_STATEMENTS = st.one_of(
    st.sampled_from(_SIMPLE),
    st.just("docker push $A.$B"),
    st.builds("{} && {}".format, st.sampled_from(_SIMPLE), st.sampled_from(_SIMPLE)),
    st.builds("{} || {}".format, st.sampled_from(_SIMPLE), st.sampled_from(_SIMPLE)),
    st.builds("[ -n '{}' ] && {}".format, st.sampled_from(("", "x")), st.sampled_from(_SIMPLE)),
    st.builds("( {}; docker push $A.$B )".format, st.sampled_from(_SIMPLE)),
    st.builds("for A in 1 2; do {}; docker push $A.$B; done".format, st.sampled_from(_SIMPLE)),
    st.builds(
        "if {}; then {}; docker push $A.$B; else {}; fi".format,
        st.sampled_from(("true", "false")),
        st.sampled_from(_SIMPLE),
        st.sampled_from(_SIMPLE),
    ),
    st.builds(
        "f() {{ {}; if {}; then {}; fi; docker push $A.$B; }}; f".format,
        st.sampled_from(_SIMPLE),
        st.sampled_from(("true", "false")),
        st.sampled_from(_SIMPLE),
    ),
    st.builds("case x in {}) {} ;; esac".format, st.sampled_from("xy"), st.sampled_from(_SIMPLE)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_STATEMENTS, min_size=1, max_size=7))
def test_bash_agrees(statements: list[str]) -> None:
    """Each push is numbered; what bash prints for it in any run is what we read, unless we left a variable."""
    numbers = iter(range(1000))
    text = re.sub(r"docker push", lambda _: f"docker push {next(numbers)}:", "\n".join(statements))
    text = text.replace(": $A", ":$A")
    read = {one.partition(":")[0]: one.partition(":")[2] for one in pushed(text)}
    printed = subprocess.run(
        ["bash", "-c", f'docker() {{ echo "$2"; }}\n{text}'],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    for line in printed.stdout.splitlines():
        number, _, value = line.partition(":")
        assert "$" in read[number] or read[number] == value, text


def printed(text: str) -> list[tuple[str | None, tuple[str, ...]]]:
    commands = parse_shell(text, Location("x.sh", 1, 1), {"OWNER": "AcMe"})
    return [(command.prints, command.writes) for command in commands if not command.captured]


def test_what_is_printed_into_a_file_is_known_with_its_variables() -> None:
    assert printed('A=b\necho "x=$A/${OWNER,,}/$C" > f') == [("x=b/acme/$C\n", ("f",))]
    assert printed("printf '%s %s\\n' \"$OWNER\" b >> f") == [("AcMe b\n", ("f",))]
    assert printed("printf '%d' 3 >> f") == [(None, ("f",))]
    assert printed("cat > f <<EOF\nx=$OWNER\nEOF") == [("x=AcMe\n", ("f",))]
    assert printed("echo to the screen") == [(None, ())]


def test_a_group_writes_together() -> None:
    assert printed("{ echo a; make; } > f") == [("a\n", ("f",)), (None, ("f",))]
    assert printed("(echo a > g; echo b | tee h) > f") == [
        ("a\n", ("g",)),
        ("b\n", ()),
        (None, ("f",)),
    ]
    assert printed("if x; then echo a; fi > f\necho b") == [(None, ("f",)), (None, ("f",)), (None, ())]


def test_what_may_not_be_run_prints_nothing_that_is_sure() -> None:
    assert printed("x && echo a > f") == [(None, ()), (None, ("f",))]
    assert printed("f() { echo a > f; }") == [(None, ("f",))]
    assert printed("function f { echo a > f; }") == [(None, ("f",))]
    assert printed("sh -c 'echo a > f'") == [(None, ("f",))]
