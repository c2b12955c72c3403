"""The shape of the data behind upkeep: what has ended in Terraform, closed images, whole configuration files."""

import json
from importlib.resources import files
from urllib.parse import urlparse

import pytest

from complexity_lint.model.closed_images import closed_image
from complexity_lint.model.image_releases import order_of, release_of
from complexity_lint.model.references import parse_image_reference
from complexity_lint.source import Location

AT = Location("compose.yaml", 1)


def entries(name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(files("complexity_lint.data").joinpath(name).read_bytes())
    return found


@pytest.mark.parametrize(
    "name", ["terraform_ended.json", "closed_images.json", "configuration_blobs.json", "store_clients.json"]
)
def test_every_entry_says_where_it_is_stated(name: str) -> None:
    for entry in entries(name):
        address = urlparse(str(entry["source"]))
        assert address.scheme == "https", entry
        assert address.netloc, entry


def test_an_ended_argument_belongs_to_types_or_a_module() -> None:
    for entry in entries("terraform_ended.json"):
        assert ("types" in entry) != ("module" in entry), entry
        assert entry["ended"], entry
        assert isinstance(entry["instead"], str), entry


def test_no_image_is_listed_twice() -> None:
    names = [name for entry in entries("closed_images.json") for name in list(entry["images"])]  # type: ignore[call-overload]  # a list of names, as the reader takes it

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("image", "instead"),
    [
        ("k8s.gcr.io/pause:3.1", "registry.k8s.io"),
        ("gcr.io/google_containers/pause:3.1", "registry.k8s.io"),
        ("docker.io/bitnamilegacy/redis:7.2", "the official image"),
        ("wurstmeister/kafka:2.13", "apache/kafka"),
        ("docker.io/library/vault:1.13", "hashicorp/vault"),
    ],
)
def test_a_closed_image_has_one_to_take_instead(image: str, instead: str) -> None:
    found = closed_image(parse_image_reference(image, AT))

    assert found is not None
    assert found.instead == instead


@pytest.mark.parametrize(
    "image",
    [
        "postgres:16",
        "registry.k8s.io/pause:3.9",
        "quay.io/wurstmeister/kafka:1",
        "hashicorp/vault:1.17",
        "registry.example.com/vault:1",
        "${IMAGE}",
    ],
)
def test_any_other_image_is_open(image: str) -> None:
    assert closed_image(parse_image_reference(image, AT)) is None


@pytest.mark.parametrize(
    ("tag", "software", "release"),
    [
        ("3.12.4-slim", "python", "3.12"),
        ("20.15-alpine", "node", "20"),
        ("16.3", "postgresql", "16"),
        ("bookworm-slim", "debian", "12"),
        ("22.04", "ubuntu", "22.04"),
        ("v1.19", "", "1.19"),
        ("7", "redis", ""),
        ("latest", "redis", ""),
        ("20240101", "", ""),
    ],
)
def test_the_release_a_tag_names(tag: str, software: str, release: str) -> None:
    assert release_of(tag, software) == release


def test_releases_are_ordered_by_their_numbers() -> None:
    assert sorted(["3.10", "3.9", "2.7"], key=order_of) == ["2.7", "3.9", "3.10"]


def test_a_client_of_a_store_belongs_to_one_store() -> None:
    names = [name for entry in entries("store_clients.json") for name in list(entry["programs"])]  # type: ignore[call-overload]  # a list of names, as the reader takes it

    assert len(names) == len(set(names))
