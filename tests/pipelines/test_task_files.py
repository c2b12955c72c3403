"""Task runners' files -> commands with their places."""

from pathlib import Path
from textwrap import dedent

import pytest

from complexity_lint.discovery.repository import read as read_repository
from complexity_lint.engine import read_parts
from complexity_lint.model.pipelines import Script
from complexity_lint.parsers import scripts
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Source


def parts(path: str, text: str) -> Parts:
    return scripts.evaluate(Unit(UnitKind.SCRIPT, path, (Source(path, dedent(text)),)))


def script(path: str, text: str) -> Script:
    (found,) = parts(path, text).scripts
    return found


def lines(found: Script) -> list[tuple[int | None, int | None, str]]:
    return [(c.at.line, c.at.column, " ".join(c.words)) for c in found.commands]


def test_a_taskfile() -> None:
    """taskfile.dev/reference/schema"""
    found = script(
        "deploy/Taskfile.yml",
        """\
        version: '3'
        vars: {IMAGE: shop/web, NOW: {sh: date}}
        tasks:
          build:
            dir: web
            cmds:
              - docker build -t {{.IMAGE}} .
              - task: push
              - cmd: docker push {{ .IMAGE }}:{{.NOW}}
          list: helm list
        """,
    )

    assert lines(found) == [
        (7, 9, "docker build -t shop/web ."),
        (9, 14, "docker push shop/web:{{ .NOW }}".replace("{{ .NOW }}", "{{.NOW}}")),
        (10, 9, "helm list"),
    ]
    assert [c.folder for c in found.commands] == ["deploy/web", "deploy/web", ""]
    assert found.system == "Task"


def test_the_scripts_of_a_package() -> None:
    found = script("web/package.json", '{\n  "scripts": {\n    "ship": "tsc && docker push a/b:1"\n  }\n}\n')

    assert [(line, text) for line, _, text in lines(found)] == [(3, "tsc"), (3, "docker push a/b:1")]
    assert [p.reference.text for p in found.pushes if p.reference] == ["a/b:1"]


def test_a_justfile() -> None:
    """just.systems/man/en: `@` hides a line, a recipe with a shebang is one script"""
    found = script(
        "justfile",
        """\
        image := "shop/web"

        build tag="1": lint
            @docker build -t {{image}}:{{tag}} .
            # a comment
            -docker push {{ image }}

        deploy:
            #!/usr/bin/env bash
            for x in a b; do
              kubectl apply -f $x
            done

        other:
            #!/usr/bin/env python3
            print("x")
        """,
    )

    assert lines(found) == [
        (4, 6, "docker build -t shop/web:{{tag}} ."),
        (6, 6, "docker push shop/web"),
        (11, 7, "kubectl apply -f $x"),
    ]


def test_werf_builds_and_publishes() -> None:
    """werf.io/docs/v2/reference/werf_yaml.html"""
    found = parts(
        "werf.yaml",
        "project: shop\nconfigVersion: 1\n---\nimage: web\ncontext: web\ndockerfile: Dockerfile\ntarget: run\n",
    )
    (target,) = found.targets

    assert (target.context, target.dockerfile, target.target) == ("web", "web/Dockerfile", "run")
    assert [p.reference.text for s in found.scripts for p in s.pushes if p.reference] == ["web"]


def test_werf_files_are_often_templates() -> None:
    found = parts("werf.yaml", "{{- range .Files.Glob }}\nimage: {{ . }}\n{{- end }}\n")

    assert [c.status for c in found.coverage] == ["skipped"]


@pytest.mark.parametrize(("command", "taken"), [("docker build .", True), ("jest --ci", False)])
def test_only_packages_that_build_or_deploy_are_read(tmp_path: Path, command: str, taken: bool) -> None:
    (tmp_path / "package.json").write_text(f'{{"scripts": {{"x": "{command}"}}}}')

    assert bool(read_parts(read_repository(tmp_path))[0].scripts) is taken
