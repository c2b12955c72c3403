"""Precision and recall against hand-made data-flow diagrams of microservice systems.

usage: python benchmarks/microsecend.py CHECKOUT DIR

CHECKOUT is a checkout of tuhh-softsec/microSecEnD (its `dataset` folder is enough), DIR holds checkouts of the
systems, named as the folders of the dataset (`<owner>_<name>`). Systems that describe no deployment at all have
nothing that could be read and are named as such; systems that are not there too.

Compared are the diagrams' services (stores included) with the inventory's workloads, and the edges that
the dataset traces to a compose file or a Dockerfile with our links, in whatever direction the data flows. The
diagrams name services as their code does, deployments as their files do: ALIASES, made by hand, says which are the
same, and NOT_DEPLOYED which services of a diagram no file deploys.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from complexity_lint.discovery import repository
from complexity_lint.engine import read_system
from complexity_lint.model.links import LinkKind

ALIASES: dict[str, dict[str, str]] = {
    "anilallewar_microservices-basics-spring-boot": {
        "webservice_registry": "eurekaregistry", "zipkin_tracing": "zipkinserver",
    },
    "apssouza22_java-microservice": {
        "config_server": "config", "eureka_server": "eureka", "user_service": "user", "mailer": "mail",
        "api_gateway": "gateway", "jmx_monitoring": "", "todo_infra": "",
    },
    "callistaenterprise_blog-microservices": {
        "discovery_server": "discovery", "config_server": "config", "auth_server": "auth", "product_service": "pro",
        "product_servive": "pro", "recommendation_service": "rec", "review_service": "rev",
        "composite_service": "composite", "edge_server": "edge", "monitor_dashboard": "monitor",
        "zipkin_server": "zipkin",
    },
    "fernandoabcampos_spring-netflix-oss-microservices": {
        "monitor_dashboard": "monitor", "statement_service": "statement", "card_service": "card",
        "card_statement_composite": "card-statement",
    },
    "rohitghatol_spring-boot-microservices": {"webservice_registry": "eurekaregistry"},
}  # fmt: skip
NOT_DEPLOYED: dict[str, frozenset[str]] = {
    "apssouza22_java-microservice": frozenset({"jmx_monitoring", "todo_infra"}),
    "callistaenterprise_blog-microservices": frozenset({"turbine_server"}),
}
"""Libraries and services that only the code has."""

_DRAWN = (LinkKind.DEPENDS_ON, LinkKind.TALKS_TO, LinkKind.STORES_IN)


@dataclass(slots=True)
class Tally:
    """Counts of one comparison."""

    right: int = 0
    missed: int = 0
    extra: int = 0

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.extra)
        recall = self.right / max(1, self.right + self.missed)
        counts = f"{self.right} right, {self.missed} missed, {self.extra} extra"
        return f"precision {precision:.1%}, recall {recall:.1%} ({counts})"


def plain(name: str) -> str:
    """A name without what the two sides write differently."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def read(file: Path) -> dict[str, Any]:
    """A file of the dataset; some have commas that JSON forbids and YAML does not."""
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8").replace("\t", " "))
    return found


def main() -> int:
    """Compare every system and print the figures."""
    dataset, folder = Path(sys.argv[1]) / "dataset", Path(sys.argv[2])
    services, edges = Tally(), Tally()
    for home in sorted(path for path in dataset.iterdir() if path.is_dir()):
        name = home.name
        if not (folder / name).is_dir():
            print(f"{name}: not there")
            continue
        system = read_system(repository.read(folder / name))
        if not system.components:
            print(f"{name}: describes no deployment")
            continue
        alias = {plain(key): plain(value) for key, value in ALIASES.get(name, {}).items()}
        listed = {s["name"] for s in read(home / f"{name}.json")["services"]} - NOT_DEPLOYED.get(
            name, frozenset()
        )
        wanted = {alias.get(plain(one), plain(one)) for one in listed}
        found = {plain(component.name): component.name for component in system.components}
        missed, extra = wanted - found.keys(), found.keys() - wanted
        services.right += len(wanted & found.keys())
        services.missed += len(missed)
        services.extra += len(extra)
        drawn = {
            frozenset((plain(link.source.name), plain(link.target.name)))
            for link in system.links
            if link.kind in _DRAWN
        }
        lost = []
        for edge, place in read(home / f"{name}_traceability.json").get("edges", {}).items():
            if re.search(r"compose|Dockerfile", str(place["file"])):
                ends = frozenset(alias.get(plain(end), plain(end)) for end in edge.split("->"))
                edges.right += ends in drawn
                edges.missed += ends not in drawn
                lost += [edge] * (ends not in drawn)
        print(
            f"{name}: {len(wanted)} services, missed {sorted(missed)}, extra {sorted(extra)}, edges lost {lost}"
        )
    print(f"services: {services}")
    print(
        f"edges traced to compose files and Dockerfiles: recall {edges.right} of {edges.right + edges.missed}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
