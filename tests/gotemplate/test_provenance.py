"""Each piece of output knows the place that wrote it and the values it was made from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complexity_lint.parsers.gotemplate import (
    STANDIN,
    UNKNOWN_READ,
    Origin,
    Output,
    parse_templates,
    render,
    with_paths,
)

HELPERS = """{{- define "labels" -}}
app: {{ .Values.app }}
tier: {{ .Values.tier | quote }}
{{- end -}}
"""


def output(text: str, values: object, helpers: str = HELPERS, strict: bool = True) -> Output:
    """A template `t.yaml` rendered with the helpers beside it."""
    templates = parse_templates([("_h.tpl", helpers), ("t.yaml", text)])
    return render(templates, "t.yaml", {"Values": with_paths(values, ())}, strict)


def of_line(out: Output, line: int) -> list[tuple[str, Origin, int]]:
    """The non-blank pieces of a line (1-based) of the output, with the line their origin gives them."""
    found: list[tuple[str, Origin, int]] = []
    at = 1
    for text, origin in out.segments:
        for breaks, part in enumerate(text.split("\n")):
            at += bool(breaks)
            if at == line and part.strip():
                found.append((part, origin, origin.line_after(breaks)))
    return found


def places(out: Output, line: int) -> list[tuple[str, str, int]]:
    """(text, template, template line) of the non-blank pieces of a line."""
    return [(text.strip(), origin.template, at) for text, origin, at in of_line(out, line)]


def test_lines_of_an_indented_include_know_the_define_and_the_call() -> None:
    """`include | nindent` keeps the line inside the define; the outermost action is the call."""
    out = output('a: 1\nlabels:\n  {{- include "labels" . | nindent 2 }}\n', {"app": "shop", "tier": "web"})

    assert out.text == 'a: 1\nlabels:\n  app: shop\n  tier: "web"\n'
    assert places(out, 3) == [("app:", "labels", 2), ("shop", "labels", 2)]
    assert places(out, 4)[0] == ("tier:", "labels", 3)
    assert [one.outermost.line for _, one, _ in of_line(out, 4)] == [3, 3, 3, 3]


def test_a_value_carries_its_key_through_functions() -> None:
    """The key path is known after quote, default, printf, trunc and a variable."""
    text = '{{ $x := .Values.b }}{{ $x }} {{ .Values.a.b | quote }} {{ printf "%s!" .Values.a.b | trunc 4 }}'
    out = output(text, {"a": {"b": "hello"}, "b": True})

    reads = [origin.reads for piece, origin in out.segments if piece.strip()]
    assert out.text == 'true "hello" hell'
    assert reads[0] == (("b",),)
    assert all(one == (("a", "b"),) for one in reads[1:])


def test_a_tree_written_as_yaml_knows_the_key_of_each_scalar() -> None:
    """`toYaml` of a map: each value comes from its own key, booleans and numbers too."""
    out = output("{{ toYaml .Values.r | indent 2 }}", {"r": {"a": True, "b": 5.0, "c": ["x", {"d": "y"}]}})
    by_text = {piece.strip(): origin.reads for piece, origin in out.segments}

    assert out.text == '  a: true\n  b: 5\n  c:\n  - x\n  - d: "y"'
    assert by_text["true"] == (("r", "a"),)
    assert by_text["5"] == (("r", "b"),)
    assert by_text["x"] == (("r", "c", 0),)
    assert by_text['"y"'] == (("r", "c", 1, "d"),)


def test_a_checksum_is_made_from_everything_read_below() -> None:
    """A function that keeps no pieces: the reads of the whole call go with its result."""
    out = output('{{ include "labels" . | sha256sum }}', {"app": "shop", "tier": "web"})

    assert out.segments[0][1].reads == (("app",), ("tier",))


def test_trimmed_text_keeps_its_lines() -> None:
    """Leading lines cut away do not shift the rest."""
    helpers = '{{ define "d" }}\n\nkey: 1\nother: 2\n{{ end }}'
    out = output('{{ include "d" . | trim }}', {}, helpers)

    assert places(out, 1) == [("key: 1", "d", 3)]
    assert places(out, 2) == [("other: 2", "d", 4)]


def test_random_values_are_marked() -> None:
    """A stand-in is told by its read, also behind an encoding."""
    out = output("{{ randAlphaNum 10 | b64enc }}", {})

    assert out.segments[0][1].reads == ((STANDIN, "randAlphaNum"),)


def test_text_of_a_values_file_as_template() -> None:
    """`tpl` text has no file; the action that called is the outermost place, and has read the text."""
    out = output("x\n{{ tpl .Values.t . }}", {"t": "v-{{ .Values.n }}", "n": "1"})
    literal, value = out.segments[1], out.segments[2]

    assert out.text == "x\nv-1"
    assert (literal[0], literal[1].outermost.line, literal[1].outermost.reads) == ("v-", 2, (("t",),))
    assert (value[1].outermost.line, value[1].reads) == (2, (("n",),))


@pytest.mark.parametrize(
    "pipeline",
    [
        "quote",
        "squote",
        "indent 3",
        "nindent 2",
        "trim",
        "upper",
        'replace "a" "bb"',
        'trimSuffix "x"',
        "toString",
    ],
)
@given(app=st.text(alphabet="ab x\n", max_size=12), tier=st.text(alphabet="ab-\n", max_size=12))
def test_kept_pieces_are_the_plain_result(pipeline: str, app: str, tier: str) -> None:
    """Whatever the pieces, the text is what the function makes of plain text, and every piece has a place."""
    tracked = output(f'{{{{ include "labels" . | {pipeline} }}}}', {"app": app, "tier": tier})
    plain = render(
        parse_templates(
            [("_h.tpl", HELPERS), ("t.yaml", f'{{{{ include "labels" . | cat | {pipeline} }}}}')]
        ),
        "t.yaml",
        {"Values": {"app": app, "tier": tier}},
    )

    assert tracked.text == plain.text
    assert all(origin.source is not None for _, origin in tracked.segments)


def test_a_failing_action_is_unknown_in_place() -> None:
    """Lenient: the render goes on, the note has the line, the text is marked."""
    out = output("a: {{ .Values.x.y.z }}\nb: {{ .Values.b }}\n", {"b": "2"}, strict=False)

    assert out.text == "a: unknown-value\nb: 2\n"
    assert [(note.line, note.kind) for note in out.notes] == [(1, "error")]
    assert out.segments[1][1].reads[0] == UNKNOWN_READ


def test_fail_prints_nothing_and_required_is_unknown() -> None:
    """A check in a template is noted with the author's words."""
    out = output('{{ fail "no" }}a: {{ required "need a" .Values.a }}', {}, strict=False)

    assert out.text == "a: unknown-value"
    assert [(note.kind, note.message) for note in out.notes] == [("fail", "no"), ("required", "need a")]


def test_an_unknown_condition_counts_as_true_and_is_noted() -> None:
    """The branch is shown, so that what may be deployed is seen."""
    out = output("{{ if .Values.a.b.c }}yes{{ else }}no{{ end }}", {}, strict=False)

    assert out.text == "yes"
    assert [note.kind for note in out.notes] == ["error", "unknown-condition"]
