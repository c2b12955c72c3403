"""Which kustomizations are deployed, and which files belong to them."""

from complexity_lint.parsers.kustomize.usage import Usage, find_usage, read_kustomization, sources_of
from complexity_lint.source import Source


def usage(**kustomizations: str) -> Usage:
    paths = {
        f"{folder.replace('__', '/')}/kustomization.yaml": text for folder, text in kustomizations.items()
    }
    return find_usage([read_kustomization(Source(path, text)) for path, text in paths.items()])


def test_a_base_is_not_deployed_where_an_overlay_uses_it() -> None:
    found = usage(
        base="resources: [web.yaml]",
        overlays__prod="resources: [../../base]\npatches: [{path: replicas.yaml}]",
        overlays__dev="bases: [../../base]",
        alone="resources: [job.yaml]",
    )

    assert found.roots == ("alone", "overlays/dev", "overlays/prod")
    assert {"base/web.yaml", "overlays/prod/replicas.yaml", "alone/job.yaml"} <= found.claimed
    assert "base/kustomization.yaml" in found.claimed


def test_an_example_deploys_nothing_of_what_it_shows() -> None:
    found = usage(
        app="resources: [web.yaml]", example="resources: [../app, ../example/extra]", example__extra=""
    )

    assert found.roots == ("app", "example")


def test_a_component_is_no_deployment_of_its_own() -> None:
    found = usage(
        prod="components: [../used]",
        used="kind: Component\nresources: [a.yaml]",
        spare="kind: Component\nresources: [b.yaml]",
    )

    assert found.roots == ("prod",)
    assert found.unused == ("spare",)


def test_the_sources_are_all_files_the_layers_name() -> None:
    found = usage(
        base="resources: [web.yaml]\nconfigMapGenerator: [{name: c, files: [k=settings.txt], envs: [.env]}]",
        prod="resources: [../base, gone.yaml, 'https://example.com/x.yaml']\npatchesStrategicMerge: [patch.yaml]",
    )
    there = {"base/web.yaml", "base/settings.txt", "base/.env", "prod/patch.yaml"}

    sources = sources_of("prod", found, lambda path: Source(path, "") if path in there else None)

    assert sources[0].path == "prod/kustomization.yaml"
    assert {source.path for source in sources} == there | {
        "prod/kustomization.yaml",
        "base/kustomization.yaml",
    }
