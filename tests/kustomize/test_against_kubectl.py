"""Our builds equal those of the real kubectl."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complexity_lint.parsers.kustomize import build, print_build
from complexity_lint.source import Source

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.name != "base")
DEPLOYMENT = (FOLDER / "base" / "deployment.yaml").read_text()

Oracle = Callable[[Path], str | None]


def ours(root: Path, folder: str) -> str:
    paths = (path for path in root.rglob("*") if path.is_file())
    files = {path.relative_to(root).as_posix(): path.read_text() for path in paths}
    found = build(folder, {name: Source(name, text) for name, text in files.items()})
    assert not found.notes, found.notes
    return print_build(found)


def documents(text: str) -> list[Any]:
    return [document for document in yaml.safe_load_all(text) if document is not None]


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_built_as_kubectl_builds_it(name: str, oracle: Oracle) -> None:
    expected = oracle(FOLDER / name)

    assert expected is not None, "kubectl refuses it"
    assert documents(ours(FOLDER, name)) == documents(expected)


_names = st.sampled_from(["web", "side", "new"])
_words = st.sampled_from(
    ["a", "1", "true", "yes", "null", "0x1f", "1.5", "~", "on", "b: c", "", "2020-02-03"]
)
_scalars = st.one_of(_words, st.integers(-5, 70000), st.booleans(), st.none(), st.sampled_from([0.5, 1e9]))
_ports: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"containerPort": st.sampled_from([80, 8080, 9090])},
    optional={"protocol": st.sampled_from(["TCP", "UDP"]), "name": st.sampled_from(["http", "more"])},
)
_variables: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"name": st.sampled_from(["MODE", "LEVEL", "X"])}, optional={"value": _scalars}
)
_containers: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"name": _names},
    optional={
        "image": st.sampled_from(["x", "y:2"]),
        "$patch": st.sampled_from(["delete", "merge", "replace"]),
        "args": st.lists(_words, max_size=2),
        "ports": st.lists(_ports, max_size=3, unique_by=lambda p: (p["containerPort"], p.get("protocol"))),
        "env": st.lists(_variables, max_size=3, unique_by=lambda v: v["name"]),
    },
)
_pod = st.fixed_dictionaries({"containers": st.lists(_containers, unique_by=lambda c: c["name"])})
_strategy = st.sampled_from([{"type": "Recreate"}, {"$patch": "replace", "type": "X"}, None])
_specs = st.fixed_dictionaries(
    {},
    optional={
        "replicas": st.sampled_from([2, None, "3"]),
        "strategy": _strategy,
        "template": st.fixed_dictionaries({}, optional={"spec": _pod}),
    },
)
_pairs = st.dictionaries(
    st.sampled_from(["a", "b", "c.d/e"]), st.sampled_from(["x", "1", "true", ""]), max_size=2
)


@given(spec=_specs, labels=_pairs, prefix=st.sampled_from(["", "p-"]), namespace=st.sampled_from(["", "n"]))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_random_patches_merge_as_kubectl_merges_them(
    oracle: Oracle, tmp_path: Path, spec: dict[str, Any], labels: dict[str, str], prefix: str, namespace: str
) -> None:
    metadata = {"name": "web", "labels": labels}
    patch = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
    kustomization = {"resources": ["deployment.yaml"], "patches": [{"path": "patch.yaml"}]}
    more = {"namePrefix": prefix, "namespace": namespace}
    (tmp_path / "deployment.yaml").write_text(DEPLOYMENT)
    (tmp_path / "patch.yaml").write_text(yaml.safe_dump(patch, sort_keys=False))
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(kustomization | more))

    expected = oracle(tmp_path)

    if expected is not None:  # kubectl refuses some shapes of null
        assert documents(ours(tmp_path, "")) == documents(expected)


@pytest.mark.parametrize("name", ["as-it-is", "config-maps", "merge-of-lists", "secrets"])
def test_the_text_is_printed_as_kubectl_prints_it(name: str, oracle: Oracle) -> None:
    assert ours(FOLDER, name) == oracle(FOLDER / name)
