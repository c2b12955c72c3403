"""What `data/tools.json` holds, and what it recognises."""

import json
import re
from datetime import date
from importlib.resources import files
from urllib.parse import urlparse

import pytest

from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.tool_knowledge import (
    describe_tool,
    known_tools,
    tool_of_action,
    tool_of_image,
    tools_of_command,
    tools_of_object,
    tools_of_path,
)
from complexity_lint.model.tools import Layer
from complexity_lint.source import Location

ENTRIES = json.loads((files("complexity_lint") / "data" / "tools.json").read_text("utf-8"))
KEYS = {"id", "title", "layer", "source", "ended", "successor"}
SIGNS = {"commands", "files", "groups", "images", "actions", "words", "charts"}


def test_every_technology_has_a_layer_and_a_page() -> None:
    tools = known_tools()

    assert len(tools) == len(ENTRIES) >= 240
    assert {tool.layer for tool in tools} == set(Layer)
    for tool in tools:
        page = urlparse(tool.source)
        assert page.scheme in ("http", "https") and page.netloc, tool.id
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", tool.id), tool.id


def test_what_ended_has_a_day_in_the_past_and_a_successor() -> None:
    for tool in known_tools():
        assert bool(tool.ended) == bool(tool.successor), tool.id
        if tool.ended:
            assert date(2014, 1, 1) < date.fromisoformat(tool.ended) < date(2026, 11, 1), tool.id


def test_no_entry_has_a_key_that_nobody_reads() -> None:
    for entry in ENTRIES:
        assert set(entry) <= KEYS | SIGNS, entry["id"]
        for pattern in (*entry.get("files", ()), *entry.get("words", ())):
            re.compile(pattern)
        for text in (text for sign in SIGNS for text in entry.get(sign, ())):
            assert text and text == text.strip(), entry["id"]


@pytest.mark.parametrize(
    "tool",
    (
        "fleet container-linux rkt docker-machine docker-cloud classic-swarm fig mesos marathon "
        "deis flynn kube-aws ksonnet helm-2 weave-net weave-scope kubernetes-dashboard kubefed rancher-1 skydns "
        "registrator"
    ).split(),
)
def test_the_abandoned_ones_have_ended(tool: str) -> None:
    facts = describe_tool(tool)

    assert facts is not None and facts.ended


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("terraform apply", ("terraform",)),
        ("/usr/bin/terraform apply", ("terraform",)),
        ("docker stack deploy -c x shop", ("docker-swarm",)),
        ("docker compose up -d", ("docker-compose",)),
        ("docker --context prod compose up", ("docker-compose",)),
        ("docker ps", ()),
        ("docker buildx bake", ("docker-bake",)),
        ("kubectl apply -k overlays/prod", ("kustomize",)),
        ("kubectl -n shop apply -f x.yaml", ("kubernetes",)),
        ("helm init --service-account tiller", ("helm-2",)),
        ("helm upgrade --install shop .", ("helm",)),
        (
            "helm repo add stable https://kubernetes-charts.storage.googleapis.com",
            ("helm", "helm-stable-repository"),
        ),
        ("helm install istiod istio/istiod -n istio-system", ("helm", "istio")),
        ("helm install base example/base", ("helm",)),
        ("fleetctl start shop.service", ("fleet",)),
        ("docker-machine create --driver amazonec2 x", ("docker-machine",)),
        (
            "kubectl apply -f https://raw.githubusercontent.com/kubernetes/dashboard/v2.0.0-beta4/aio/recommended.yaml",
            ("kubernetes", "kubernetes-dashboard"),
        ),
        ("kubectl apply -f https://cloud.weave.works/k8s/net?k8s-version=1.20", ("kubernetes", "weave-net")),
        ("ks apply default", ("ksonnet",)),
        ("ks --help", ()),
        ("npm test", ()),
        ("", ()),
    ],
)
def test_commands(command: str, expected: tuple[str, ...]) -> None:
    assert tools_of_command(command.split()) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("infra/main.tf", ("terraform",)),
        (".github/workflows/ci.yml", ("github-actions",)),
        ("charts/shop/Chart.yaml", ("helm",)),
        ("cookbooks/shop/recipes/default.rb", ("chef",)),
        ("deploy/fig.yml", ("fig",)),
        ("Vagrantfile", ("vagrant",)),
        ("src/config.yml", ()),
        ("README.md", ()),
    ],
)
def test_paths(path: str, expected: tuple[str, ...]) -> None:
    assert tools_of_path(path) == expected


@pytest.mark.parametrize(
    ("api_version", "kind", "expected"),
    [
        ("argoproj.io/v1alpha1", "Application", ("argo-cd",)),
        ("argoproj.io/v1alpha1", "Rollout", ("argo-rollouts",)),
        ("networking.istio.io/v1", "VirtualService", ("istio",)),
        ("kustomize.toolkit.fluxcd.io/v1", "Kustomization", ("flux",)),
        ("sqs.aws.upbound.io/v1beta1", "Queue", ("crossplane",)),
        ("v1", "ConfigMap", ()),
    ],
)
def test_objects(api_version: str, kind: str, expected: tuple[str, ...]) -> None:
    assert tools_of_object(api_version, kind) == expected


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("weaveworks/weave-kube:2.8.1", "weave-net"),
        ("docker.io/weaveworks/weave-kube", "weave-net"),
        ("swarm:1.2.5", "classic-swarm"),
        ("registry.example.org/swarm", None),
        ("gcr.io/kubernetes-helm/tiller:v2.16.1", "helm-2"),
        ("kubernetesui/dashboard:v2.0.0-beta8", "kubernetes-dashboard"),
        ("gcr.io/google_containers/skydns:2015-10-13", "skydns"),
        ("shop/web", None),
        ("$IMAGE", None),
    ],
)
def test_images(image: str, expected: str | None) -> None:
    assert tool_of_image(parse_image_reference(image, Location("x"))) == expected


def test_actions() -> None:
    assert tool_of_action("Hashicorp/setup-terraform") == "terraform"
    assert tool_of_action("actions/checkout") is None
