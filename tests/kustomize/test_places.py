"""Values of a build lead to the line one would edit: of the patch, the directive or the base that set them."""

from textwrap import dedent

from complexity_lint.model.environments import Environment, EnvironmentKind
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.kustomize import NoteKind, build, evaluate
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Location, Source

BASE = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: web
        image: web:1.0
"""
PRODUCTION = Environment(EnvironmentKind.PRODUCTION, "prod")


def sources(**files: str) -> dict[str, Source]:
    named = {name.replace("__", "/") + ".yaml": dedent(text) for name, text in files.items()}
    return {name: Source(name, text) for name, text in named.items()}


def parts(kustomization: str, **files: str) -> Parts:
    found = sources(
        prod__kustomization=kustomization,
        base__kustomization="resources: [web.yaml]",
        base__web=BASE,
        **files,
    )
    return evaluate(Unit(UnitKind.KUSTOMIZATION, "prod", tuple(found.values()), PRODUCTION))


def workload(kustomization: str, **files: str) -> Workload:
    (found,) = parts(kustomization, **files).workloads
    return found


def line(at: Location) -> tuple[str, int | None]:
    return (at.path, at.line)


def test_what_no_directive_touches_stays_where_the_base_wrote_it() -> None:
    found = workload("resources: [../base]")

    assert found.at == Location("base/web.yaml", 4, 9, 4, 12)
    assert found.environment == PRODUCTION
    assert found.project == "prod"
    assert found.containers[0].image is not None
    assert line(found.containers[0].image.at) == ("base/web.yaml", 11)


def test_a_patch_file_is_the_place_of_what_it_sets_and_the_base_of_the_rest() -> None:
    found = workload(
        """\
        resources: [../base]
        patches:
        - path: patch.yaml
        """,
        prod__patch="""\
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 4
        """,
    )

    assert found.replicas is not None and found.replicas.value == 4
    assert line(found.replicas.at) == ("prod/patch.yaml", 5)
    assert line(found.at) == ("base/web.yaml", 4)


def test_an_inline_patch_has_its_lines_in_the_kustomization() -> None:
    found = workload(
        """\
        resources: [../base]
        patches:
        - target: {kind: Deployment}
          patch: |-
            - op: replace
              path: /spec/replicas
              value: 5
        - patch: |
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers:
                  - name: web
                    image: web:2.0
        """
    )

    assert found.replicas is not None
    assert found.replicas.at == Location("prod/kustomization.yaml", 7, 14, 7, 15)
    image = found.containers[0].image
    assert image is not None and image.tag == "2.0"
    assert image.at == Location("prod/kustomization.yaml", 17, 20, 17, 27)


def test_replicas_and_images_lead_to_their_entries() -> None:
    found = workload(
        """\
        resources: [../base]
        namePrefix: shop-
        replicas:
        - name: web
          count: 3
        images:
        - name: web
          newName: registry.example.com/web
          newTag: "1.7"
        """
    )

    assert found.name == "shop-web"
    assert line(found.at) == ("base/web.yaml", 4)
    assert found.replicas is not None and line(found.replicas.at) == ("prod/kustomization.yaml", 5)
    image = found.containers[0].image
    assert image is not None and (image.registry, image.tag) == ("registry.example.com", "1.7")
    assert line(image.at) == ("prod/kustomization.yaml", 9)


def test_what_is_elsewhere_is_a_hole_in_the_coverage_and_the_rest_is_read() -> None:
    found = parts(
        """\
        resources:
        - https://github.com/example/project//deploy?ref=v1
        - ../base
        helmCharts: [{name: redis, repo: https://charts.example.com}]
        """
    )

    assert [w.name for w in found.workloads] == ["web"]
    assert found.problems == ()
    (told,) = [c for c in found.coverage if c.path == "prod/kustomization.yaml"]
    assert told.status == "partly"
    assert "github.com/example" in told.reason
    assert {c.path: c.status for c in found.coverage if c is not told} == {
        "base/kustomization.yaml": "evaluated",
        "base/web.yaml": "evaluated",
    }


def test_what_kustomize_refuses_is_noted_at_its_entry() -> None:
    files = sources(
        kustomization="""\
        resources: [base.yaml, missing.yaml, ../outside.yaml]
        patches:
        - path: nothing.yaml
        - patch: '{apiVersion: v1, kind: Service, metadata: {name: none}}'
        images: [{name: '[', newTag: x}]
        """,
        base=BASE,
    )

    found = build("", files)

    assert found.is_refused
    assert {(note.at.line, note.kind) for note in found.notes} == {
        (1, NoteKind.REFUSED),
        (3, NoteKind.REFUSED),
        (4, NoteKind.REFUSED),
    }
    assert len(found.objects) == 1


def test_a_kustomization_that_uses_itself_ends() -> None:
    files = sources(a__kustomization="resources: [../b]", b__kustomization="resources: [../a]")

    found = build("a", files)

    assert found.objects == ()
    assert [note.kind for note in found.notes] == [NoteKind.REFUSED]


def test_a_file_that_is_no_yaml_is_a_problem_at_its_place_and_a_template_is_none() -> None:
    broken = parts("resources: [../base, more.yaml]", prod__more="a: b\n\tc: [\n")
    template = parts(
        "resources: [../base, more.yaml]", prod__more="kind: Service\nspec: {{ .Values.spec }}\n- :\n"
    )

    assert [line(problem.at) for problem in broken.problems] == [("prod/more.yaml", 2)]
    assert template.problems == ()
    assert ("prod/more.yaml", "skipped") in [(c.path, c.status) for c in template.coverage]


def test_definitions_are_passed_over_and_patches_for_them_do_no_harm() -> None:
    found = parts(
        """\
        resources: [../base, crd.yaml]
        patches:
        - target: {kind: CustomResourceDefinition}
          patch: '[{op: replace, path: /spec/versions/0/served, value: false}]'
        """,
        prod__crd="""\
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: widgets.example.com
        spec: {versions: [{served: true}]}
        """,
    )

    assert [c.status for c in found.coverage] == ["evaluated"] * 4
    assert [(o.kind, o.name) for o in found.objects] == [("CustomResourceDefinition", "widgets.example.com")]
