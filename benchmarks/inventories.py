"""Inventories of applications that describe themselves several times, against lists made by hand.

usage: python benchmarks/inventories.py DIR

DIR holds checkouts of the open corpus, named `<owner>__<name>`. The lists below were written by reading each repository
(its compose files, charts, manifests and kustomizations) before looking at our output: one name for each distinct
workload, however many files describe it. Exit code 1 where an inventory misses one or has one too many that is not
explained.
"""

import sys
from pathlib import Path

from complexity_lint.discovery import repository
from complexity_lint.engine import read_system

BY_HAND = {
    "instana__robot-shop": (
        "cart catalogue dispatch mongodb mysql payment rabbitmq ratings redis shipping user web load "
        "payment-fix fluentd"
    ),
    "dockersamples__example-voting-app": "vote result worker redis db seed sut",
    "GoogleCloudPlatform__microservices-demo": (
        "adservice cartservice checkoutservice currencyservice emailservice frontend loadgenerator paymentservice "
        "productcatalogservice recommendationservice shippingservice redis-cart opentelemetrycollector "
        "shoppingassistantservice"
    ),
    "open-telemetry__opentelemetry-demo": (
        "accounting ad agent astronomy-db cart chatbot checkout currency email firepit flagd flagd-ui fraud-detection "
        "frontend frontend-proxy frontendTests grafana image-provider jaeger kafka load-generator mcp opamp-server "
        "opensearch otel-collector otel-ebpf-profiler payment product-catalog prometheus quote recommendation shipping "
        "telemetry-docs valkey-cart"
    ),
}
EXPLAINED = {
    ("instana__robot-shop", "instana-agent"): "right: a script starts it by `docker run`; missed by hand",
    ("GoogleCloudPlatform__microservices-demo", "shoppingassistantservice"): (
        "a component of kustomize that no kustomization here uses; the coverage names it"
    ),
}


def main() -> int:
    """Compare and print the figures."""
    folder = Path(sys.argv[1])
    failed = False
    for name, listed in BY_HAND.items():
        expected = set(listed.split())
        components = read_system(repository.read(folder / name)).components
        names = [component.name for component in components]
        missed, extra = expected - set(names), set(names) - expected
        twice = {one for one in names if names.count(one) > 1}
        print(f"{name}: {len(expected)} by hand, {len(names)} found, {len(expected - missed)} right")
        for one in sorted(missed | extra | twice):
            what = "missed" if one in missed else "more than once" if one in twice else "too many"
            reason = EXPLAINED.get((name, one), "not explained")
            failed |= reason == "not explained"
            print(f"    {one}: {what}; {reason}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
