"""A build ends, whatever its files hold."""

import time

import pytest

from complexity_lint.parsers.kustomize import NoteKind, build, print_build
from complexity_lint.parsers.kustomize.budgets import fits
from complexity_lint.parsers.kustomize.editing import CannotApply
from complexity_lint.source import Source

OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: b}\n"


def built(**files: str) -> list[tuple[NoteKind, str]]:
    sources = {f"{name}.yaml": Source(f"{name}.yaml", text) for name, text in files.items()}
    start = time.perf_counter()
    found = build("", sources)
    print_build(found)
    assert time.perf_counter() - start < 5
    return [(note.kind, note.message) for note in found.notes]


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]

    notes = built(kustomization="resources: [x.yaml]", x=OBJECT + "\n".join(lines))

    assert [kind for kind, _ in notes] == [NoteKind.BROKEN]


def test_copies_that_multiply_are_refused() -> None:
    copies = [f"- {{op: copy, from: /data, path: /data/c{i}}}" for i in range(60)]
    patch = "patches:\n- target: {kind: ConfigMap}\n  patch: |-\n" + "\n".join(
        f"    {line}" for line in copies
    )

    notes = built(kustomization=f"resources: [x.yaml]\n{patch}\n", x=OBJECT)

    assert [kind for kind, _ in notes] == [NoteKind.REFUSED]


def test_texts_that_double_are_refused() -> None:
    entry = (
        "- source: {kind: ConfigMap, fieldPath: data.a}\n"
        "  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a], options: {delimiter: ;, index: 99}}]\n"
    )

    notes = built(kustomization="resources: [x.yaml]\nreplacements:\n" + entry * 40, x=OBJECT)

    assert {kind for kind, _ in notes} == {NoteKind.REFUSED}


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|aa)*b", "((x*)y){2,}", ".*.*.*.*.*z", "(?:a*b*)*c", "["])
def test_patterns_that_could_take_for_ever_are_refused(pattern: str) -> None:
    with pytest.raises(CannotApply):
        fits(pattern, "a" * 200)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("web|api", "api", True),
        ("web-.*", "web-front", True),
        (".*-(db|cache)-[0-9]+", "shop-db-3", True),
        ("[+*]+", "*+", True),
        (r"a\+b", "a+b", True),
        ("web", "webs", False),
    ],
)
def test_usual_patterns_fit_as_a_whole(pattern: str, text: str, expected: bool) -> None:
    assert fits(pattern, text) is expected


@pytest.mark.parametrize(
    "kustomization",
    [
        "",
        "[]",
        "a: [",
        "resources: web.yaml",
        "resources: [{a: b}, [c], null, 5, '', ., ./, /etc/passwd, ../../../etc/passwd]",
        "patches: [text, {}, {patch: 5}, {patch: '['}, {path: x.yaml, patch: x}, {path: [x]}]",
        "patches: [{target: {name: '('}, patch: '[{op: add}]'}, {target: x, patch: '[1]'}]",
        "images: [a, {}, {name: '('}, {name: x, newTag: [1]}]\nreplicas: [{}, {name: x}, 3]",
        "namePrefix: [a]\nnamespace: {}\nlabels: [{pairs: [a]}, {pairs: {a: {b: c}}}]\ncommonLabels: [x]",
        "configMapGenerator: [{}, {name: a, literals: [x, '=', 5], files: [none], envs: [x]}, x]",
        "replacements: [{}, {source: {kind: x}}, {source: {}, targets: [{}]}, x, {path: none}]\nvars: [{}, x]",
        "components: [x, {a: b}]\nconfigurations: [x]\ncrds: [x]\nsortOptions: {order: legacy, legacySortOptions: 5}",
    ],
)
def test_nonsense_is_noted_and_never_raises(kustomization: str) -> None:
    built(kustomization=kustomization, x=OBJECT)
    built(kustomization=f"resources: [x.yaml]\n{kustomization}", x=OBJECT)
