"""Bake files -> builds. Expected values are worked out by hand from docs.docker.com/build/bake/reference."""

from textwrap import dedent

import pytest

from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.parsers.bake import evaluate
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Source


def parts_of(folder: str = "", **files: str) -> Parts:
    prefix = f"{folder}/" if folder else ""
    sources = (Source(prefix + name.replace("__", "."), dedent(text)) for name, text in files.items())
    return evaluate(Unit(UnitKind.BAKE, folder, tuple(sources)))


def targets_of(text: str) -> dict[str, BuildTarget]:
    parts = parts_of(**{"docker-bake__hcl": text})
    assert not parts.problems
    return {target.name: target for target in parts.targets}


def names(target: BuildTarget) -> list[str]:
    return [reference.text for reference in target.references]


def arguments(target: BuildTarget) -> dict[str, str | None]:
    return {argument.name: argument.value for argument in target.arguments}


def test_what_a_target_does_not_say_is_the_folder_and_its_dockerfile() -> None:
    (target,) = parts_of("ops", **{"docker-bake__hcl": 'target "default" {}\n'}).targets

    assert (target.folder, target.context, target.dockerfile, target.target) == ("ops", ".", "Dockerfile", "")
    assert (target.at.path, target.at.line) == ("ops/docker-bake.hcl", 1)


def test_a_dockerfile_is_relative_to_the_context() -> None:
    target = targets_of(
        """\
        target "web" {
          context    = "./services/web"
          dockerfile = "../web.Dockerfile"
          target     = "release"
          tags       = ["acme/web:1.2", "ghcr.io/acme/web:1.2"]
          platforms  = ["linux/amd64", "linux/arm64"]
        }
        """
    )["web"]

    assert (target.context, target.dockerfile) == ("services/web", "services/web.Dockerfile")
    assert (target.target, target.platforms) == ("release", ("linux/amd64", "linux/arm64"))
    assert names(target) == ["acme/web:1.2", "ghcr.io/acme/web:1.2"]
    assert target.references[1].at.line == 5


@pytest.mark.parametrize(
    ("text", "context", "dockerfile"),
    [
        pytest.param('context = "https://github.com/acme/x.git"', None, None, id="remote"),
        pytest.param('dockerfile-inline = "FROM scratch"', ".", None, id="inline"),
        pytest.param("context = MISSING", None, None, id="a name nobody declares"),
    ],
)
def test_what_no_file_of_the_repository_builds(
    text: str, context: str | None, dockerfile: str | None
) -> None:
    target = targets_of(f'variable "x" {{}}\ntarget "a" {{\n  {text}\n}}\n')["a"]

    assert (target.context, target.dockerfile) == (context, dockerfile)


def test_variables_give_their_defaults_and_those_without_are_unknown() -> None:
    found = targets_of(
        """\
        REPO = "acme"
        variable "TAG" { default = "1.${MINOR}" }
        variable "MINOR" { default = 4 }
        variable "SHA" {}
        target "a" {
          tags = ["${REPO}/a:${TAG}", "${REPO}/a:${SHA}", notequal("", SHA) ? "${REPO}/a:x" : null, null]
        }
        target "b" { tags = equal(4, MINOR) ? ["${REPO}/b:four"] : [] }
        """
    )

    assert names(found["a"])[0] == "acme/a:1.4"
    assert found["a"].references[1].partial
    assert names(found["b"]) == ["acme/b:four"]


def test_a_later_parent_goes_over_an_earlier_and_the_target_over_both() -> None:
    found = targets_of(
        """\
        target "_base" {
          context = "base"
          args    = { GO = "1.21", MODE = "base" }
          tags    = ["base"]
        }
        target "_release" {
          args   = { MODE = "release" }
          output = ["type=registry"]
        }
        target "app" {
          inherits = ["_base", "_release"]
          args     = { EXTRA = "1" }
          tags     = ["acme/app"]
        }
        """
    )

    assert list(found) == ["app"]
    assert found["app"].context == "base"
    assert arguments(found["app"]) == {"GO": "1.21", "MODE": "release", "EXTRA": "1"}
    assert names(found["app"]) == ["acme/app"]
    assert found["app"].pushed


def test_a_parent_in_a_group_is_built_too_and_groups_open_groups() -> None:
    found = targets_of(
        """\
        group "default" { targets = ["apps", "base"] }
        group "apps" { targets = ["web"] }
        target "base" {}
        target "web" { inherits = ["base"] }
        """
    )

    assert {name: target.groups for name, target in found.items()} == {
        "base": ("default",),
        "web": ("default", "apps"),
    }


def test_a_matrix_is_a_target_for_each_combination_and_a_group_of_them() -> None:
    found = targets_of(
        """\
        group "default" { targets = ["app"] }
        target "app" {
          name   = "app-${item.name}-${sanitize(version)}"
          matrix = {
            item    = [{ name = "lint", stage = "l" }, { name = "test", stage = "t" }]
            version = ["1.0", "2.0"]
          }
          args   = { VERSION = version }
          target = item.stage
        }
        """
    )

    assert {name: (t.target, arguments(t)["VERSION"]) for name, t in found.items()} == {
        "app-lint-1_0": ("l", "1.0"),
        "app-lint-2_0": ("l", "2.0"),
        "app-test-1_0": ("t", "1.0"),
        "app-test-2_0": ("t", "2.0"),
    }
    assert {target.groups for target in found.values()} == {("default", "app")}


def test_functions_of_the_file_and_attributes_of_other_targets() -> None:
    found = targets_of(
        """\
        function "tag" {
          params          = [name]
          variadic_params = rest
          result          = ["acme/${name}:${join("-", concat(["v1"], rest))}"]
        }
        target "a" {
          tags = tag("a", "x", "y")
          args = { BASE = "one" }
        }
        target "b" { tags = [for t in target.a.tags : "${t}-b"] }
        """
    )

    assert names(found["a"]) == ["acme/a:v1-x-y"]
    assert names(found["b"]) == ["acme/a:v1-x-y-b"]


def test_named_contexts() -> None:
    target = targets_of(
        """\
        target "app" {
          contexts = {
            src    = "../src"
            base   = "target:base"
            alpine = "docker-image://alpine:3.20"
          }
        }
        """
    )["app"]

    assert {c.name: c.source for c in target.contexts} == {
        "src": "../src",
        "base": "target:base",
        "alpine": "docker-image://alpine:3.20",
    }


def test_json_says_the_same() -> None:
    parts = parts_of(
        **{
            "docker-bake__json": """\
            {
              "variable": {"TAG": {"default": "2.0"}},
              "group": {"default": {"targets": ["db"]}},
              "target": {
                "db": {"context": "db", "tags": ["acme/db:${TAG}"], "args": {"A": "1"}, "output": ["type=docker"]}
              }
            }
            """
        }
    )

    (target,) = parts.targets
    assert (target.name, target.dockerfile, names(target)) == ("db", "db/Dockerfile", ["acme/db:2.0"])
    assert (arguments(target), target.groups, target.pushed) == ({"A": "1"}, ("default",), False)
    assert target.references[0].at.line == 5


def test_an_override_goes_over_its_file_and_another_file_stands_alone() -> None:
    parts = parts_of(
        **{
            "docker-bake__override__hcl": 'target "a" {\n  args = { B = "2" }\n  tags = ["acme/a:2"]\n}\n',
            "docker-bake__hcl": 'target "a" {\n  args = { A = "1" }\n  tags = ["acme/a:1"]\n}\n',
            "docker-bake__release__hcl": 'target "a" { tags = ["acme/a:3"] }\n',
        }
    )

    together, alone = parts.targets
    assert (arguments(together), names(together)) == ({"A": "1", "B": "2"}, ["acme/a:2"])
    assert (arguments(alone), names(alone)) == ({}, ["acme/a:3"])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('target "a" { inherits = ["b"] }\ntarget "b" { inherits = ["a"] }\n', id="parents"),
        pytest.param('group "a" { targets = ["a"] }\ntarget "x" {}\n', id="groups"),
        pytest.param('A = B\nB = A\ntarget "a" { tags = [A] }\n', id="variables"),
        pytest.param(
            'function "f" {\n  params = [x]\n  result = f(x)\n}\ntarget "a" { tags = [f("x")] }\n',
            id="functions",
        ),
        pytest.param('target "a" {\n  tags = target.a.tags\n}\n', id="its own attribute"),
    ],
)
def test_what_refers_to_itself_ends(text: str) -> None:
    assert all(not target.references or target.references[0].partial for target in targets_of(text).values())


def test_what_cannot_be_read_is_told_with_its_line() -> None:
    parts = parts_of(**{"docker-bake__hcl": 'target "a" {\n  tags = [\n}\ntarget "b" {}\n'})

    assert [problem.at.line for problem in parts.problems]
    assert [file.status for file in parts.coverage] == ["partly"]


def test_what_is_named_again_and_again_costs_no_more() -> None:
    text = "".join(
        f'target "t{n}" {{ inherits = ["t{n + 1}", "t{n + 1}"] }}\n'
        f'group "g{n}" {{ targets = ["g{n + 1}", "g{n + 1}"] }}\n'
        for n in range(40)
    )
    found = targets_of(text + 'target "t40" { target = "x" }\ngroup "g40" { targets = ["t0"] }\n')

    assert found["t0"].target == "x"
    assert len(found["t0"].groups) == 41
