"""`show kubernetes` gives plain data with the place of every part."""

import json

from complexity_lint.parsers.kubernetes.show import show_manifests
from complexity_lint.source import Source


def test_parts_are_plain_data_with_places() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: main, image: 'main:1'}]}\n"

    shown = json.loads(json.dumps(show_manifests((Source("k8s/pod.yaml", text),))))

    assert list(shown) == ["workloads"]
    (workload,) = shown["workloads"]
    assert workload["at"] == {"path": "k8s/pod.yaml", "line": 3, "column": 18}
    assert workload["controller"] == "Pod"
    assert workload["containers"][0]["image"]["tag"] == "1"
    assert "claims" not in workload


def test_what_cannot_be_read_is_said() -> None:
    shown = show_manifests((Source("a.yaml", "kind: [\n"), Source("b.yaml", "a: {{ x }}\n- :")))

    assert [problem["at"]["path"] for problem in shown["problems"]] == ["a.yaml"]
    assert shown["skipped"] == [{"path": "b.yaml", "reason": "a template of another tool"}]
