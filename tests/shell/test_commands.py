"""Shell text becomes commands; what a shell does with each text was checked with bash and shfmt."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complexity_lint.model.commands import Command
from complexity_lint.parsers.shell import Places, parse_exec, parse_shell, places_from, places_of
from complexity_lint.source import Location

START = Location("run.sh", 1, 1)


def commands(text: str) -> tuple[Command, ...]:
    return parse_shell(text, START)


def words(text: str) -> list[str]:
    """The commands, each as one string; words are joined by `_` to show where they end."""
    return ["_".join(command.words) for command in commands(text)]


def places(text: str) -> list[tuple[int | None, ...]]:
    return [
        (command.at.line, command.at.column, command.at.end_line, command.at.end_column)
        for command in commands(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# only a comment", []),
        ("a b", ["a_b"]),
        ("a && b || c; d\ne & f | g", ["a", "b", "c", "d", "e", "f", "g"]),
        ("a&&b||c;d|e&f", ["a", "b", "c", "d", "e", "f"]),
        ("a |& b", ["a", "b"]),
        # quotes
        ("echo 'a && b'; c", ["echo_a && b", "c"]),
        ("echo \"a; $x\" b'c'd\\ e", ["echo_a; $x_bcd e"]),
        ('echo "\\"x\\" \\$y \\z"', ['echo_"x" $y \\z']),
        ("echo $'a\\'b' c", ["echo_a\\'b_c"]),
        ("echo ''", ["echo_"]),
        ("echo ${x:-a b} $((1 + 2)) ${#y}", ["echo_${x:-a b}_$((1 + 2))_${#y}"]),
        # comments
        ("a # b && c\nd", ["a", "d"]),
        ("a b#c", ["a_b#c"]),
        ("a \\\n  # b\n c", ["a", "c"]),
        # continuations
        ("a \\\n  b \\\r\n  c", ["a_b_c"]),
        ("ap\\\nt update", ["apt_update"]),
        # redirections
        ("a > b 2>&1 < c >> d c2", ["a_c2"]),
        ("a &> b && c", ["a", "c"]),
        ("a >| b <> c", ["a"]),
        ("cat <<< 'x y' z", ["cat_z"]),
        ("> x", []),
        # groups and control
        ("(a; b) && { c; d; }", ["a", "b", "c", "d"]),
        ("if a; then b; elif c; then d; else e; fi; f", ["a", "b", "c", "d", "e", "f"]),
        ("! a && b", ["a", "b"]),
        ("for x in 1 2; do a $x; done; b", ["a_$x", "b"]),
        ("for x\ndo a; done", ["a"]),
        ("for ((i=0; i<3; i++)); do a; done", ["a"]),
        ("while a; do b; done < c", ["a", "b"]),
        ("until a; do b; done", ["a", "b"]),
        ("case $x in a|b) c;; (d) e; f;; *) g; esac; h", ["c", "e", "f", "g", "h"]),
        ("case x in\n  a)\n    b\n  ;;\n  c) d\nesac\ne", ["b", "d", "e"]),
        ("f() { a; }; f", ["a", "f"]),
        ("function f { a; }", ["a"]),
        ("function f() { a; }", ["a"]),
        ("f() (a)", ["a"]),
        ("[[ -f a && b < c ]] && d", ["[[_-f_a_b_]]", "d"]),
        ("[ -f a ] || b", ["[_-f_a_]", "b"]),
        ("((x++)) && a", ["a"]),
        ("echo if then done", ["echo_if_then_done"]),
        ("'if' a", ["if_a"]),
        # substitutions
        ("a $(b; c) `d`", ["a_$(b; c)_`d`", "b", "c", "d"]),
        ('a "x$(b "$(c)")y"', ['a_x$(b "$(c)")y', "b_$(c)", "c"]),
        ("a '$(b)'", ["a_$(b)"]),
        ("x=$(a) y=1", ["a"]),
        ("a ${x:-$(b)} $(( $(c) + 1 ))", ["a_${x:-$(b)}_$(( $(c) + 1 ))", "b", "c"]),
        ("a <(b) >(c)", ["a_<(b)_>(c)", "b", "c"]),
        ("a --x=<(b)", ["a_--x=<(b)", "b"]),
        ("a > $(b)", ["a", "b"]),
        ("a $(echo ')' b)", ["a_$(echo ')' b)", "echo_)_b"]),
        # here-documents
        ("cat <<EOF\na; b\nEOF\nc", ["cat", "c"]),
        ("cat <<-EOF | d\n\ta\n\tEOF\nc", ["cat", "d", "c"]),
        ("cat <<A <<'B' e\n1\nA\n2\nB\nc", ["cat_e", "c"]),
        ("cat <<EOF\n$(a) 'x'\nEOF", ["cat", "a"]),
        ("cat <<'EOF'\n$(a)\nEOF", ["cat"]),
        ("cat <<EOF\nnever closed", ["cat"]),
        # assignments
        ("A=1 B= a C=2", ["a_C=2"]),
        ("A=1", []),
        ("A=(b c) d; A+=(e); f", ["d", "f"]),
        ("A[0]=x; B+=y; c", ["c"]),
        ("declare -A m=([a]=b [c]=d)\ne", ["declare_-A_m=", "e"]),
        ("export A=1; make", ["export_A=1", "make"]),
        # what is no shell
        ("a 'open", ["a_open"]),
        ('a "open $(b', ["a_open $(b", "b"]),
        (") ; a", ["a"]),
        ("done fi } a", ["a"]),
        ("a ${open", ["a_${open"]),
        ("{{ if }} a", ["{{_if_}}_a"]),
        ("<<", []),
    ],
)
def test_commands(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "wrapper"),
    [
        ("sudo a b", ["a_b"], "sudo"),
        ("sudo -E -u www A=1 a", ["a"], "sudo"),
        ("sudo -Eu www a", ["a"], "sudo"),
        ("sudo --user=www -- a -x", ["a_-x"], "sudo"),
        ("exec a", ["a"], "exec"),
        ("exec -a name a", ["a"], "exec"),
        ("env -i A=1 B=2 a", ["a"], "env"),
        ("/usr/bin/env a", ["a"], "env"),
        ("nohup a", ["a"], "nohup"),
        ("time -p a", ["a"], "time"),
        ("gosu app:app a b", ["a_b"], "gosu"),
        ("su-exec app a", ["a"], "su-exec"),
        ("tini -g -- a", ["a"], "tini"),
        ("/sbin/tini a", ["a"], "tini"),
        ("dumb-init --rewrite 15:3 -- a", ["a"], "dumb-init"),
        ("timeout -k 1 5m a", ["a"], "timeout"),
        ("nice -n 10 a", ["a"], "nice"),
        ("./wait-for-it.sh db:5432 -t 9 -- a b", ["a_b"], "wait-for-it.sh"),
        ("dockerize -wait tcp://db:1 -timeout 9s a", ["a"], "dockerize"),
        ("sh -c 'a; b'", ["a", "b"], "sh"),
        ("bash -lc 'a && b' name arg", ["a", "b"], "bash"),
        ("bash -euxo pipefail -c 'a'", ["a"], "bash"),
        ("bash -o pipefail -c a", ["a"], "bash"),
        ("su - app -c 'a b'", ["a_b"], "su"),
        ("sudo -u x env A=1 sh -c 'exec a'", ["a"], "sudo env sh exec"),
        ("apt-dpkg-wrap apt-get install -y vim", ["apt-get_install_-y_vim"], "apt-dpkg-wrap"),
        ("/usr/bin/retry 3 apk --no-cache add jq", ["apk_--no-cache_add_jq"], "retry"),
        ("echo apt-get install vim", ["echo_apt-get_install_vim"], ""),
        ("uses apt", ["uses_apt"], ""),
    ],
)
def test_what_is_run_in_the_end(text: str, expected: list[str], wrapper: str) -> None:
    found = commands(text)

    assert ["_".join(command.words) for command in found] == expected
    assert {command.wrapper for command in found} == {wrapper}


@pytest.mark.parametrize(
    "text",
    [
        "env",
        "sudo",
        "sudo -u a",
        "command -v git",
        "bash script.sh",
        "sh -x",
        "timeout 5",
        "wait-for-it db:1",
    ],
)
def test_a_wrapper_that_runs_nothing_stays(text: str) -> None:
    assert [command.words for command in commands(text)] == [tuple(text.split())]


def test_a_script_given_to_a_shell_by_heredoc_is_read() -> None:
    found = commands("sudo bash -s <<'EOF'\na 'b c'\nd\nEOF\ne")

    assert [(command.words, command.wrapper, command.at.line) for command in found] == [
        (("bash", "-s"), "sudo", 1),
        (("a", "b c"), "bash", 2),
        (("d",), "bash", 3),
        (("e",), "", 5),
    ]


def test_what_ssh_runs_elsewhere_comes_with_it() -> None:
    text = (
        'ssh -p "$PORT" -o User=me web "cd /srv && TAG=$TAG docker compose up -d"\n'
        "ssh web sudo systemctl restart shop\n"
        "ssh web 'bash -s' <<EOF\n  docker ps\nEOF\n"
        "ssh -i key web python3 <<EOF\nprint(1)\nEOF\n"
        "ssh -N -L 80:db:80 web\n"
    )

    found = [command for command in commands(text) if command.name == "ssh"]

    assert [[(c.words, c.at.line) for c in one.remote] for one in found] == [
        [(("cd", "/srv"), 1), (("docker", "compose", "up", "-d"), 1)],
        [(("systemctl", "restart", "shop"), 2)],
        [(("docker", "ps"), 4)],
        [(("python3",), 6)],
        [],
    ]
    assert found[0].remote[1].assignments == (("TAG", "$TAG"),)
    assert found[0].remote[0].at.column == 32
    assert found[3].here_document == "print(1)\n"


def test_files_that_a_command_is_given_come_with_it() -> None:
    found = commands("sshpass -p x ssh web 'bash -s' < scripts/up.sh > log; sort <<X <a\n1\nX\n")

    assert [(c.name, c.reads, c.writes) for c in found] == [
        ("ssh", ("scripts/up.sh",), ("log",)),
        ("sort", ("a",), ()),
    ]


def test_assignments_come_with_their_command() -> None:
    (found,) = commands("A=1 B='x y' env C=3 make D=4")

    assert (found.words, found.assignments) == (("make", "D=4"), (("A", "1"), ("B", "x y"), ("C", "3")))


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("a & b", ["a"]),
        ("a && b & c", ["a", "b"]),
        ("a; b & c", ["b"]),
        ("(a; b) & c", ["a", "b"]),
        ("{ a; b; } & c", ["a", "b"]),
        ("while a; do b; done & c", ["a", "b"]),
        ("if a; then b & fi; c", ["b"]),
        ("a\nb &\nwait", ["b"]),
        ("sh -c 'a & b'", ["a"]),
        ("sh -c 'a; b' & c", ["a", "b"]),
        ("a 2>&1", []),
        ("a &> b", []),
    ],
)
def test_background(text: str, background: list[str]) -> None:
    assert [command.name for command in commands(text) if command.background] == background


def test_pipes() -> None:
    found = commands("a | b |\n c; d || e | (f; g)")

    assert [command.name for command in found if command.piped_from] == ["b", "c", "f"]


def test_loops() -> None:
    text = "a; while b; do c; for x in $(d); do e; done; f; done; g\nuntil h; do (i); done; echo $(j)"

    assert [command.name for command in commands(text) if command.in_loop] == list("bcdefhi")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", [(1, 1, 1, 4)]),
        ("  a && b c", [(1, 3, 1, 4), (1, 8, 1, 11)]),
        ("a \\\n  b\nc", [(1, 1, 2, 4), (3, 1, 3, 2)]),
        ("A=1 a", [(1, 5, 1, 6)]),
        ("x $(a\nb)", [(1, 1, 2, 3), (1, 5, 1, 6), (2, 1, 2, 2)]),
        ("sh -c 'a\n  b'", [(1, 8, 1, 9), (2, 3, 2, 4)]),
        ('sh -c "a \\"x\\"; b"', [(1, 8, 1, 15), (1, 17, 1, 18)]),
        ("é ü; a", [(1, 1, 1, 4), (1, 6, 1, 7)]),
    ],
)
def test_places(text: str, expected: list[tuple[int, ...]]) -> None:
    assert places(text) == expected


def test_text_that_begins_elsewhere() -> None:
    found = parse_shell("a\nb", places_of("a\nb", Location("x", 7, 12), indent=10))

    assert [(command.at.line, command.at.column) for command in found] == [(7, 12), (8, 11)]


def test_text_without_a_known_line_gets_no_line() -> None:
    (found,) = parse_shell("a b", Location("x"))

    assert found.at == Location("x")


def test_exec_form() -> None:
    spots = [Location("x", 3, column) for column in (5, 11, 17)]
    found = parse_exec(["sh", "-c", "a; b"], spots)

    assert [(command.words, command.wrapper, command.at.column) for command in found] == [
        (("a",), "sh", 17),
        (("b",), "sh", 20),
    ]


def test_exec_form_knows_no_shell() -> None:
    (found,) = parse_exec(["echo", "a && b", "$HOME;"], START)

    assert found.words == ("echo", "a && b", "$HOME;")
    assert parse_exec([], START) == parse_exec([""], START) == ()


def test_places_of_a_text_taken_out_of_another() -> None:
    outer = places_from("x", [(0, 1, 5), (10, 2, 1), (20, 4, 3)])
    inner = outer.through(((0, 8), (4, 22)), 10)

    assert [inner.position(offset) for offset in (0, 1, 2, 3, 4, 9)] == [
        outer.position(offset) for offset in (8, 9, 10, 11, 22, 27)
    ]
    assert Places("x").through(((0, 3),), 1) == Places("x")


PIECES = [
    *"\n\\ $<>-\"'`#=(){}[]&|;!ab",
    "$(",
    "${",
    "$((",
    "<<E",
    "\nE\n",
    "sh -c '",
    "for ",
    "do ",
    "done ",
    "case ",
]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PIECES, "in ", "esac", "if ", "fi", "[[ ", "]]", ";;", "sudo ", "\r\n"]),
        max_size=40,
    )
)
def test_reads_any_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    lines = text.split("\n")
    for found in commands(text):
        assert found.words
        assert found.at.line is not None
        assert found.at.column is not None
        assert found.at.column <= len(lines[found.at.line - 1]) + 1


@pytest.mark.parametrize(
    "piece",
    [
        "$(",
        '"$(',
        "${",
        "`",
        "(",
        "((",
        "{ ",
        "if ",
        "case x in ",
        "<<E ",
        "sh -c '",
        "\\\n",
        "a$(b) ",
        "'\"",
        "<(",
        "a $(b)\n",
        "a <<E\n$(b)\nE\n",
    ],
)
def test_repeated_pieces_end_quickly(piece: str) -> None:
    start = time.process_time()
    commands(piece * 5_000)

    assert time.process_time() - start < 5


def test_a_word_of_several_lines_keeps_their_places() -> None:
    """As `args: ["-c", "|..."]` has it: the words' texts come with the places of their own lines."""
    script = places_from("x.yaml", [(0, 4, 9), (9, 5, 9)])
    found = parse_exec(
        ["sh", "-c", "make one\nmake two\n"], [Location("x.yaml", 2, 7), Location("x.yaml", 3, 7), script]
    )

    assert [(c.at.line, c.at.column, c.words) for c in found] == [
        (4, 9, ("make", "one")),
        (5, 9, ("make", "two")),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('if [ "$APP_ENV" = dev ]; then a; else b; fi; c', {"a"}),
        (
            'if [ "${NODE_ENV:-production}" == "development" ]\nthen\n  a\n  if x; then d; fi\nelse\n  b\nfi',
            {"a", "x", "d"},
        ),
        ("if [[ $APP_MODE != production ]]; then a; else b; fi", {"a"}),
        ("if [[ prod == $STAGE ]]; then a; else b; fi", {"b"}),
        ("if test $RAILS_ENV != development; then a; else b $(d); fi", {"b", "d"}),
        ("if [ $APP_ENV = dev ]; then a; elif [ $APP_ENV = test ]; then b; else c; fi", {"a"}),
        ("if [ -f x ]; then a; else b; fi", set()),
        ("if [ $APP_ENV = dev ] || [ -f x ]; then a; else b; fi", set()),
        ("while [ $APP_ENV = dev ]; do a; done", set()),
    ],
)
def test_the_branch_for_development_is_marked(text: str, expected: set[str]) -> None:
    found = parse_shell(text, START)
    assert {one.name for one in found if one.in_development} == expected


OPTIONS = """\
FAST=false
NAME=
COUNT=1
while [ $# -gt 0 ]; do
  case $1 in
    --fast) FAST=true ;;
    --name) NAME=$2; shift ;;
  esac
  shift
done
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('if [ "$FAST" = true ]; then a; else b; fi', {"a"}),
        ("if [ $FAST = false ]; then a; else b; fi", {"b"}),
        ('if [[ -n "$NAME" ]]; then a; fi; b', {"a"}),
        ("if $FAST; then a; fi", {"a"}),
        # nothing that options change; changed by something else too; a test that is not understood
        ('if [ "$COUNT" = 2 ]; then a; fi', set()),
        ('if [ -f x ]; then FAST=true; fi; if [ "$FAST" = true ]; then a; fi', set()),
        ("if grep -q $FAST x; then a; fi", set()),
    ],
)
def test_the_branch_that_only_an_option_leads_to_is_marked(text: str, expected: set[str]) -> None:
    found = parse_shell(OPTIONS + text, START)
    assert {one.name for one in found if one.by_option} == expected


def test_what_programs_of_clouds_send_has_its_places() -> None:
    text = """aws ssm send-command --parameters "commands=[\\"cd /srv\\",\\"echo a\\\\tb && make\\"]"
gcloud compute ssh web --command 'make pull'
az vm run-command invoke --scripts "
  make up
" --name web
aws ssm send-command --parameters 'commands=make all,x' file://more
"""
    sent = [[(c.words, c.at.line, c.at.column) for c in one.remote] for one in parse_shell(text, START)]

    assert sent == [
        [(("cd", "/srv"), 1, 48), (("echo", "a", "b"), 1, 60), (("make",), 1, 74)],
        [(("make", "pull"), 2, 35)],
        [(("make", "up"), 4, 3)],
        [(("make", "all,x"), 6, 45)],
    ]


def test_options_that_name_the_machine_of_docker_are_taken_off() -> None:
    text = (
        "docker -H ssh://web --debug compose up; docker -H unix:///x ps; docker-compose --context web -f a up"
    )

    assert [(one.words, one.elsewhere) for one in parse_shell(text, START)] == [
        (("docker", "--debug", "compose", "up"), True),
        (("docker", "-H", "unix:///x", "ps"), False),
        (("docker-compose", "-f", "a", "up"), True),
    ]
