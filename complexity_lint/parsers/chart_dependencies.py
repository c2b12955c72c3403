"""What a chart pulls in: its dependencies, with what its values say of each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.environments import Environment
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.model.values import Located
from complexity_lint.parsers.chart_upkeep import agrees, locked_versions
from complexity_lint.parsers.chart_variants import production_values
from complexity_lint.parsers.dependency_replicas import Vendored, replicas, voters
from complexity_lint.parsers.dependency_volumes import keeps_nothing
from complexity_lint.parsers.given_values import images_in, stores_in
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.parsers.yaml_nodes import Scalar, load
from complexity_lint.source import Source

DESCRIPTIONS = ("Chart.yaml", "requirements.yaml")
"""The files that describe a chart, the second as Helm 2 has it."""


def values_of(by_path: dict[str, Source], prefix: str) -> list[YamlMapping]:
    """The values files of the chart, those for production first: there what they set decides."""
    production = production_values(by_path, prefix)
    ordered = [*production, *(p for p in (f"{prefix}values.yaml", f"{prefix}values.yml") if p in by_path)]
    return [top for path in ordered if (top := next(load(by_path[path]).mappings(), None)) is not None]


def dependencies_of(
    by_path: dict[str, Source],
    prefix: str,
    project: str,
    environment: Environment,
    values: list[YamlMapping],
    binaries: Iterable[tuple[str, bytes]] = (),
) -> Iterator[ChartDependency]:
    """The charts that a chart asks for; `binaries` are the packed ones beside its files."""
    vendored = Vendored(by_path, prefix, binaries)
    locked = locked_versions(by_path, prefix)
    asked_by = _name_of_chart(by_path, prefix)
    for name in DESCRIPTIONS:
        source = by_path.get(prefix + name)
        top = next(load(source).mappings(), None) if source else None
        for item in top.items("dependencies") if top else ():
            if isinstance(item, YamlMapping):
                chart = item.scalar("name")
                version = item.scalar("version")
                repository = item.text("repository")
                key = item.text("alias") or item.text("name")
                dependency = ChartDependency(
                    at=chart.at if chart else item.at,
                    name=item.text("name"),
                    project=project,
                    environment=environment,
                    version=item.text("version"),
                    repository=repository,
                    enabled=_enabled(item, values),
                    local=repository.startswith("file://") or not repository,
                    locked=locked.get(item.text("name")),
                    version_at=version.at if version else None,
                    lock_agrees=agrees(item.text("version"), locked.get(item.text("name"))),
                    asked_by=asked_by,
                    image=_image(key, values),
                    keeps_nothing=keeps_nothing(key, values),
                )
                dependency = replace(
                    dependency,
                    replicas=replicas(dependency, key, values, vendored),
                    voters=voters(dependency.name, [top.mapping(key) for top in values]),
                )
                if dependency.local or f"{prefix}charts/{dependency.name}/Chart.yaml" in by_path:
                    yield dependency
                else:
                    yield from _with_what_is_given(dependency, key, values)


def _with_what_is_given(
    dependency: ChartDependency, key: str, values: list[YamlMapping]
) -> Iterator[ChartDependency]:
    """A chart from elsewhere with the images that its values name, and the stores they switch on in it; what the
    values for production say comes first.
    """
    images: dict[tuple[str, ...], ImageReference] = {}
    stores: dict[str, ChartDependency] = {}
    for given in (top.mapping(key) for top in values):
        for path, image in images_in(given):
            images.setdefault(path, image)
        for store in stores_in(given, dependency):
            stores.setdefault(store.name, store)
    images.pop(("image",), None)
    yield replace(dependency, images=tuple(images.values()))
    if dependency.enabled is None or dependency.enabled.value:
        yield from stores.values()


def _image(key: str, values: list[YamlMapping]) -> ImageReference | None:
    """The image that the values name for a dependency (`image.repository` and `image.tag`, with or without
    `image.registry`), those for production first; None where they leave the chart its own.
    """
    parts = {
        name: next((found for top in values if (found := top.scalar(key, "image", name)) is not None), None)
        for name in ("registry", "repository", "tag", "digest")
    }
    repository, tag, digest = parts["repository"], parts["tag"], parts["digest"]
    if repository is None or tag is None or not repository.text or (digest is not None and digest.text):
        return None
    registry = (
        f"{parts['registry'].text}/" if parts["registry"] is not None and parts["registry"].text else ""
    )
    reference = parse_image_reference(f"{registry}{repository.text}:{tag.text}", repository.at)
    return replace(reference, tag_at=tag.at, name_at=repository.at)


def _name_of_chart(by_path: Mapping[str, Source], prefix: str) -> str:
    source = by_path.get(f"{prefix}Chart.yaml")
    top = next(load(source).mappings(), None) if source else None
    return top.text("name") if top else ""


def keys_of_dependencies(by_path: dict[str, Source], prefix: str) -> Iterator[tuple[str, str]]:
    """The key each dependency has in the values, and the chart behind it."""
    for name in DESCRIPTIONS:
        source = by_path.get(prefix + name)
        top = next(load(source).mappings(), None) if source else None
        for item in top.items("dependencies") if top else ():
            if isinstance(item, YamlMapping):
                yield item.text("alias") or item.text("name"), item.text("name")


def _enabled(item: YamlMapping, values: list[YamlMapping]) -> Located[bool] | None:
    """The value of the first of the dependency's conditions that the values file sets (helm:
    chartutil/dependencies.go).
    """
    conditions = [path.strip() for path in item.text("condition").split(",") if path.strip()]
    tags = [f"tags.{tag.text}" for tag in item.items("tags") if isinstance(tag, Scalar)]
    for path in (*conditions, *tags):
        for top in values:
            found = top.scalar(*path.split("."))
            if found is not None and found.boolean is not None:
                return Located(found.boolean, found.at)
    return None
