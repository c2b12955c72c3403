"""Image names are cut as docker cuts them."""

import pytest

from complexity_lint.model.references import parse_image_reference
from complexity_lint.source import Location

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag", "digest", "name"),
    [
        ("nginx", "", "nginx", "", "", "nginx"),
        ("nginx:1.27-alpine", "", "nginx", "1.27-alpine", "", "nginx"),
        ("bitnami/postgresql:16", "", "bitnami/postgresql", "16", "", "postgresql"),
        ("docker.io/library/redis", "docker.io", "library/redis", "", "", "redis"),
        ("localhost/x:1", "localhost", "x", "1", "", "x"),
        ("localhost:5000/x", "localhost:5000", "x", "", "", "x"),
        ("registry:5000/a/b/c:v1", "registry:5000", "a/b/c", "v1", "", "c"),
        ("registry:2", "", "registry", "2", "", "registry"),
        ("ghcr.io/o/p@" + DIGEST, "ghcr.io", "o/p", "", DIGEST, "p"),
        ("o/p:1@" + DIGEST, "", "o/p", "1", DIGEST, "p"),
        ("HOST/x", "HOST", "x", "", "", "x"),
        ("[::1]:5000/x:y", "[::1]:5000", "x", "y", "", "x"),
        ("scratch", "", "scratch", "", "", "scratch"),
        ("", "", "", "", "", ""),
    ],
)
def test_cuts(text: str, registry: str, repository: str, tag: str, digest: str, name: str) -> None:
    found = parse_image_reference(text, Location("f"))

    assert (found.registry, found.repository, found.tag, found.digest) == (registry, repository, tag, digest)
    assert (found.name, found.partial, found.text) == (name, False, text)


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag"),
    [
        ("node:${VERSION}", "", "node", ""),
        ("node:$VERSION-alpine", "", "node", ""),
        ("${REGISTRY}/team/app:1.0", "", "team/app", "1.0"),
        ("ghcr.io/${OWNER}/app:1.0", "ghcr.io", "app", "1.0"),
        ("${IMAGE}", "", "", ""),
        ("app${SUFFIX}", "", "", ""),
        ("${IMAGE:-nginx:1}", "", "", ""),
        ("app:${TAG:-1.2/3}", "", "app", ""),
        ("{{ .Values.repository }}:{{ .Values.tag }}", "", "", ""),
        ("app:{{ .Chart.AppVersion }}", "", "app", ""),
    ],
)
def test_a_name_with_holes_is_partial(text: str, registry: str, repository: str, tag: str) -> None:
    found = parse_image_reference(text, Location("f"))

    assert (found.registry, found.repository, found.tag) == (registry, repository, tag)
    assert found.partial
    assert found.text == text
