"""Which release an image's name states, and when that release ends: the shape and the use of the dates' file."""

import json
import re
from datetime import date
from importlib.resources import files
from urllib.parse import urlparse

import pytest

from complexity_lint.check_definition import Check
from complexity_lint.model.clusters import Cluster
from complexity_lint.model.end_of_life import known_release, releases_of_image, supported
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.images import Dockerfile, ImageBuild, Stage
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.system import System
from complexity_lint.model.values import Located
from complexity_lint.registry import installed_checks
from complexity_lint.source import Location

AT = Location("Dockerfile", 1)
DATA = json.loads(files("complexity_lint.data").joinpath("end_of_life.json").read_bytes())


def the_check() -> Check:
    return next(check for check in installed_checks() if check.id == "end-of-life-version")


def stated(image: str) -> list[tuple[str, str]]:
    return [(one.product, one.version) for one in releases_of_image(parse_image_reference(image, AT))]


def test_the_file_has_a_date_and_every_product_a_page() -> None:
    assert date.fromisoformat(DATA["dated"]) >= date(2026, 8, 22)
    assert len({product["id"] for product in DATA["products"]}) == len(DATA["products"])
    for product in DATA["products"]:
        assert urlparse(product["source"]).scheme == "https", product["id"]
        assert product["cycles"], product["id"]
        assert set(product.get("names", {}).values()) <= set(product["cycles"]), product["id"]
        for cycle, end in product["cycles"].items():
            assert re.fullmatch(r"\d+(\.\d+)*", cycle), (product["id"], cycle)
            assert end is None or date.fromisoformat(end).year >= 1996, (product["id"], cycle)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("python:3.8-slim-buster", [("python", "3.8"), ("debian", "10")]),
        ("node:18-alpine3.12", [("nodejs", "18"), ("alpine", "3.12")]),
        ("debian:bullseye-20230101-slim", [("debian", "11")]),
        ("quay.io/centos/centos:stream8", [("centos-stream", "8")]),
        ("centos", [("centos", "7")]),
        ("java:8-jre", [("java-image", "8")]),
        ("java:openjdk-7u111-jre-alpine", [("java-image", "7")]),
        ("java", [("java-image", "8")]),
        ("quay.io/keycloak/keycloak:19.0.3", [("keycloak", "19")]),
        ("library/rails:onbuild", [("rails-image", "5.0")]),
        ("bitnami/java:8", []),
        ("acme/django:1.9", []),
        ("postgres:9", [("postgresql", "9.6")]),
        ("bitnami/postgresql:11.7.0-debian-10-r9", [("postgresql", "11"), ("debian", "10")]),
        ("timescale/timescaledb:2.1-pg12", [("postgresql", "12")]),
        ("mcr.microsoft.com/dotnet/core/aspnet:3.1", [("dotnet", "3.1")]),
        ("mcr.microsoft.com/dotnet/sdk:6.0-alpine", [("dotnet", "6")]),
        ("amazonlinux:1", [("amazon-linux", "2018.03")]),
        ("python:3", [("python", "3.14")]),
        ("gcr.io/distroless/base-debian11", [("debian", "11")]),
        ("node:23.11-slim", [("nodejs", "23")]),
        ("nginx:1.13.8-alpine", [("nginx", "1.13")]),
        ("clickhouse/clickhouse-server:23.8.2.7-alpine", [("clickhouse", "23.8")]),
        ("yandex/clickhouse-server:21.3", [("clickhouse", "21.3")]),
        ("clickhouse/clickhouse-server:head", []),
        ("acme/python:3.8", []),
        ("node:lts", []),
        ("redis", []),
        ("nginx@sha256:abc", []),
        ("ubuntu:20230101", []),
        ("tomcat:8.5.88-jre8-temurin-focal", [("tomcat", "8.5"), ("ubuntu", "20.04")]),
        ("docker.elastic.co/kibana/kibana:7.17.3", [("kibana", "7")]),
        ("envoyproxy/envoy:v1.20.1", [("envoy", "1.20")]),
        ("apache/airflow:2.7.1-python3.9", [("apache-airflow", "2"), ("python", "3.9")]),
    ],
)
def test_what_an_image_states(image: str, expected: list[tuple[str, str]]) -> None:
    assert stated(image) == expected


@pytest.mark.parametrize(
    ("product", "version", "end"),
    [
        # read on the makers' own pages: devguide.python.org/versions, nodejs.org, postgresql.org/support/versioning,
        # wiki.debian.org/LTS, kubernetes.io/releases/patch-releases
        ("python", "3.8.20", date(2024, 10, 7)),
        ("nodejs", "18.20.4", date(2025, 4, 30)),
        ("postgresql", "12", date(2024, 11, 21)),
        ("debian", "buster", date(2024, 6, 30)),
        ("kubernetes", "v1.29.3", date(2025, 2, 28)),
        ("amazon-eks", "1.30", date(2025, 7, 23)),
        # tomcat.apache.org/whichversion.html
        ("tomcat", "8.5.100", date(2024, 3, 31)),
        ("tomcat", "10.0", date(2022, 10, 31)),
    ],
)
def test_when_a_release_ends(product: str, version: str, end: date) -> None:
    found = known_release(product, version)

    assert found is not None
    assert found.end == end


def test_a_version_older_than_all_that_are_known_has_ended_before_the_oldest() -> None:
    found = known_release("kubernetes", "1.10.3")

    assert found is not None
    assert found.older
    assert found.has_ended(date(2021, 1, 1))


def test_what_is_kept_depends_on_the_day() -> None:
    newest = supported("centos", date(2019, 1, 1))

    assert newest is not None
    assert newest.version == "7"
    assert supported("centos", date(2026, 1, 1)) is None


def test_the_day_is_an_option_and_the_end_itself_is_still_kept() -> None:
    base = parse_image_reference("python:3.8", AT)
    build = ImageBuild(AT, Dockerfile(AT, (Stage(AT, "", base, None, ()),)), "")
    cluster = Cluster(AT, "shop", "EKS", PRODUCTION, Located(3, AT), "", version=Located("1.30", AT))
    system = System(builds=(build,), clusters=(cluster,))
    run = the_check().run

    assert list(run(system, today="2024-10-07")) == []
    assert [finding.entity for finding in run(system, today="2024-10-08")] == ["Dockerfile"]
    assert [finding.entity for finding in run(system, today="2025-07-24")] == ["Dockerfile", "shop"]
