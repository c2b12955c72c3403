"""Custom resource definitions are cut down before a file is parsed; everything else keeps its text and its lines."""

from complexity_lint.parsers.kubernetes.definitions import without_definitions
from complexity_lint.parsers.yaml_nodes import load
from complexity_lint.source import Source

TEXT = """\
# first
apiVersion: v1
kind: Service
metadata: {name: before}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    name: not-this
  name: widgets.example.com
spec:
  text: |
    kind: Service
--- # a comment
apiVersion: v1
kind: ConfigMap
metadata:
  name: after
data:
  crd: |
    kind: CustomResourceDefinition
"""


def test_definitions_keep_their_kind_and_name_only() -> None:
    found = list(load(without_definitions(Source("x.yaml", TEXT))).mappings())

    assert [(n.text("kind"), n.text("metadata", "name")) for n in found] == [
        ("Service", "before"),
        ("CustomResourceDefinition", "widgets.example.com"),
        ("ConfigMap", "after"),
    ]
    assert found[1].get("spec") is None
    assert found[2].text("data", "crd") == "kind: CustomResourceDefinition\n"


def test_every_line_keeps_its_number() -> None:
    full = list(load(Source("x.yaml", TEXT)).mappings())
    cut = list(load(without_definitions(Source("x.yaml", TEXT))).mappings())

    for one, other in zip(full, cut, strict=True):
        name, same = one.scalar("metadata", "name"), other.scalar("metadata", "name")
        assert name is not None and same is not None and name.at == same.at


def test_a_file_without_definitions_is_the_very_same() -> None:
    source = Source("x.yaml", "kind: Service\nspec: {x: CustomResourceDefinition}\n")

    assert without_definitions(source) is source
