"""`complexity-lint render`: options, output of places, failures, charts beside the chart."""

import io
import json
import subprocess
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from complexity_lint.cli import cli

FILES = {
    "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.2.3\n",
    "values.yaml": "replicas: 1\n",
    "templates/d.yaml": (
        "kind: Deployment\nreplicas: {{ .Values.replicas }}\nrelease: {{ .Release.Name }}/{{ .Release.Namespace }}\n"
    ),
    "templates/hook.yaml": "kind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: pre-install\n",
    "templates/tests/t.yaml": "kind: Pod\nmetadata:\n  annotations:\n    helm.sh/hook: test\n",
    "crds/c.yaml": "kind: CustomResourceDefinition\n",
}
FAILING = {"templates/f.yaml": 'kind: F\nx: {{ required "say x" .Values.x }}\ny: {{ .Values.replicas }}\n'}


def chart(folder: Path, extra: dict[str, str] | None = None) -> Path:
    for name, text in {**FILES, **(extra or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def render(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        cli, ["render", *map(str, arguments)], standalone_mode=False, catch_exceptions=False
    )


def kinds(found: Result) -> list[str]:
    return [line.removeprefix("kind: ") for line in found.stdout.splitlines() if line.startswith("kind: ")]


def test_a_chart_is_printed_with_its_sources(tmp_path: Path) -> None:
    found = render(chart(tmp_path / "a"))

    assert found.return_value == 0
    assert found.stdout.startswith("---\n# Source: shop/templates/d.yaml\nkind: Deployment\nreplicas: 1\n")
    assert kinds(found) == ["Deployment", "Pod", "Job"]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (("--include-crds",), ["CustomResourceDefinition", "Deployment", "Pod", "Job"]),
        (("--skip-tests",), ["Deployment", "Job"]),
        (("--no-hooks",), ["Deployment"]),
        (("-s", "templates/hook.yaml"), ["Job"]),
        (("--show-only", "templates/*.yaml", "-s", "templates/tests/t.yaml"), ["Deployment", "Job", "Pod"]),
        (("--skip-tests", "-s", "templates/d.yaml"), ["Deployment"]),
    ],
)
def test_what_is_printed(tmp_path: Path, flags: tuple[str, ...], expected: list[str]) -> None:
    folder = chart(tmp_path / "a")

    assert kinds(render(folder, *flags)) == expected


def test_show_only_of_nothing_fails(tmp_path: Path) -> None:
    found = render(chart(tmp_path / "a"), "-s", "templates/none.yaml")

    assert (found.return_value, found.stdout) == (1, "")
    assert found.stderr == "Error: could not find template templates/none.yaml in chart\n"


def test_values_and_release(tmp_path: Path) -> None:
    """The last one wins: files in order, then `--set`."""
    folder = chart(tmp_path / "a")
    for number in (2, 3):
        (tmp_path / f"{number}.yaml").write_text(f"replicas: {number}\n")
    files = ("-f", tmp_path / "2.yaml", "--values", tmp_path / "3.yaml")

    assert "replicas: 3\n" in render(folder, *files).stdout
    assert "replicas: 4\n" in render(folder, *files, "--set", "replicas=4").stdout
    assert "release: r/n\n" in render(folder, "--release-name", "r", "--namespace", "n").stdout
    assert "release: x-2/default\n" in render(folder, "--name-template", "x-{{ add 1 1 }}").stdout


def test_strict_fails_as_helm_does_and_lenient_leaves_a_hole(tmp_path: Path) -> None:
    folder = chart(tmp_path / "a", FAILING)
    strict, lenient = render(folder, "--strict"), render(folder)

    assert (strict.return_value, strict.stdout) == (1, "")
    assert strict.stderr.startswith("Error: execution error at (shop/templates/f.yaml:2:6): say x")
    assert lenient.return_value == 0
    assert "y: 1\n" in lenient.stdout and "kind: F\n" in lenient.stdout
    assert "a/templates/f.yaml: " in lenient.stderr and "say x" in lenient.stderr


def test_places_are_one_line_of_json_for_each_document(tmp_path: Path) -> None:
    folder = chart(tmp_path / "a")
    values = tmp_path / "prod.yaml"
    values.write_text("# ours\nreplicas: 5\n")
    found = render(folder, "-f", values, "--places", "--no-hooks")
    (document,) = [json.loads(line) for line in found.stdout.splitlines()]
    line = document["lines"][1]

    assert {name: document[name] for name in ("document", "source", "kind", "api_version")} == {
        "document": 0,
        "source": "shop/templates/d.yaml",
        "kind": "Deployment",
        "api_version": "",
    }
    assert line == {
        "number": 2,
        "text": "replicas: 5",
        "path": f"{folder}/templates/d.yaml",
        "line": 2,
        "related": [],
        "values": [{"key": "replicas", "path": str(values), "line": 2}],
    }
    assert len(render(folder, "--places", "--skip-tests").stdout.splitlines()) == 2
    assert len(render(folder, "--places", "-s", "templates/d.yaml").stdout.splitlines()) == 1


def test_a_packed_chart(tmp_path: Path) -> None:
    packed = tmp_path / "shop.tgz"
    with tarfile.open(packed, "w:gz") as archive:
        for name, text in FILES.items():
            member = tarfile.TarInfo(f"shop/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))

    assert kinds(render(packed)) == ["Deployment", "Pod", "Job"]


NEEDING = {
    "Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies: [{name: lib, version: 1.x}]\n",
    "templates/l.yaml": 'kind: Made\nby: {{ include "lib.name" . }}\n',
}
LIBRARY = {
    "Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.4.0\ntype: library\n",
    "templates/_l.tpl": '{{ define "lib.name" }}lib{{ end }}',
}


def test_a_dependency_is_taken_from_the_work_tree(tmp_path: Path) -> None:
    """A chart of the same name and a fitting version, wherever it is; without one the dependency is a hole."""
    folder = chart(tmp_path / "apps" / "app", NEEDING)
    assert "by: lib" not in render(folder).stdout

    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    chart(
        tmp_path / "libraries" / "old", {**LIBRARY, "Chart.yaml": LIBRARY["Chart.yaml"].replace("1.4", "2.0")}
    )
    assert "by: lib" not in render(folder / ".").stdout
    chart(tmp_path / "libraries" / "lib", LIBRARY)

    assert "by: lib" in render(folder).stdout
    assert render(folder, "--strict").return_value == 0
