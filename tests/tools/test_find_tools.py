"""A repository -> the technologies it uses, each once for each file."""

from pathlib import Path

from complexity_lint.discovery.repository import read
from complexity_lint.engine import read_system
from complexity_lint.model.tools import Evidence


def used(folder: Path, **files: str) -> list[tuple[str, str, int | None, Evidence]]:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return [(u.tool, u.at.path, u.at.line, u.evidence) for u in read_system(read(folder)).tools]


def test_a_command_tells_by_its_line_and_once_for_each_file(tmp_path: Path) -> None:
    found = used(
        tmp_path,
        deploy_dot_sh="set -e\nkubectl apply -f a\nkubectl apply -f b\n",
        other_dot_sh="kubectl get\n",
    )

    assert found == [
        ("kubernetes", "deploy.sh", 2, Evidence.COMMAND),
        ("kubernetes", "other.sh", 1, Evidence.COMMAND),
    ]


def test_files_objects_images_and_actions(tmp_path: Path) -> None:
    found = used(
        tmp_path,
        main_dot_tf='resource "null_resource" "x" {}\n',
        node_modules__x_dot_tf="",
        compose_dot_yaml="services:\n  web: {image: 'weaveworks/scope:1.13.2'}\n",
        app_dot_yaml="apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop}\n",
        _dot_github__workflows__ci_dot_yml="jobs: {a: {steps: [{uses: azure/setup-helm@v4}]}}\n",
    )

    assert {(tool, path, line) for tool, path, line, _ in found} == {
        ("terraform", "main.tf", None),
        ("docker-compose", "compose.yaml", 2),
        ("weave-scope", "compose.yaml", 2),
        ("argo-cd", "app.yaml", 3),
        ("helm", ".github/workflows/ci.yml", 1),
        ("github-actions", ".github/workflows/ci.yml", None),
    }


def test_what_makes_a_cluster(tmp_path: Path) -> None:
    found = used(
        tmp_path,
        inventory__hosts_dot_ini="[kube_control_plane]\nnode1\n",
        stack_dot_yaml="Resources:\n  A:\n    Type: AWS::EKS::Cluster\n",
    )

    assert {(tool, path, line) for tool, path, line, _ in found} >= {
        ("kubespray", "inventory/hosts.ini", 1),
        ("kubernetes", "stack.yaml", 2),
        ("cloudformation", "stack.yaml", 1),
    }
