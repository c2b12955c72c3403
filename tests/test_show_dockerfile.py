"""`complexity-lint show dockerfile`: JSON with the place of every part."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from complexity_lint.show_terraform import dockerfile

TEXT = """\
# syntax=docker/dockerfile:1.7
# check=skip=JSONArgsRecommended,StageNameCasing;error=true
ARG GO=1.21
FROM --platform=$BUILDPLATFORM golang:${GO} AS build
COPY --link --parents --exclude=*_test.go cmd go.mod ./
RUN --mount=type=bind,from=busybox:1.36,target=/b --network=none --security=insecure \\
    go build -o /a
FROM scratch
COPY --from=build --chmod=755 --chown=1:1 /a /a
COPY --from=0 /b /b
COPY --from=alpine:3.20 /c /c
ONBUILD ADD x /x
STOPSIGNAL SIGINT
CMD ["/a"]
"""


def run(path: Path, text: str) -> Result:
    file = path / "Dockerfile"
    file.write_text(text)
    return CliRunner().invoke(dockerfile, [str(file)], standalone_mode=False)


def test_what_is_printed(tmp_path: Path) -> None:
    result = run(tmp_path, TEXT)
    shown = json.loads(result.stdout)

    assert result.return_value == 0 and "problems" not in shown
    assert shown["syntax"] == "docker/dockerfile:1.7"
    assert shown["skipped_rules"] == ["JSONArgsRecommended", "StageNameCasing"]
    assert shown["faults_end_build"] is True
    assert [(a["name"], a["value"], a["at"]["line"]) for a in shown["arguments"]] == [("GO", "1.21", 3)]
    build, last = shown["stages"]
    assert (build["name"], build["base"]["text"], build["platform"]) == (
        "build",
        "golang:1.21",
        "$BUILDPLATFORM",
    )
    assert [a["name"] for a in build["base_arguments"]] == ["GO"]
    assert [step["instruction"] for step in build["steps"]] == ["COPY", "RUN"]
    assert [step["instruction"] for step in last["steps"]] == ["COPY", "COPY", "COPY", "STOPSIGNAL"]
    assert [step["instruction"] for step in last["deferred"]] == ["ADD"]
    assert last["command"]["words"] == ["/a"]


def test_flags(tmp_path: Path) -> None:
    build, last = json.loads(run(tmp_path, TEXT).stdout)["stages"]

    copy, ran = build["steps"]
    assert (copy["link"], copy["parents"], copy["excludes"]) == (True, True, ["*_test.go"])
    assert (copy["sources"], copy["destination"]) == (["cmd", "go.mod"], "./")
    assert (ran["network"], ran["security"]) == ("none", "insecure")
    assert ran["mounts"][0]["from_image"]["text"] == "busybox:1.36"
    assert [c["words"] for c in ran["commands"]] == [["go", "build", "-o", "/a"]]
    assert (ran["at"]["line"], ran["at"]["end_line"]) == (6, 7)
    by_name, by_number, image, _ = last["steps"]
    assert (by_name["from_stage"], by_name["mode"], by_name["owner"]) == (0, "755", "1:1")
    assert (by_number["from_stage"], by_number["from_image"]) == (0, None)
    assert (image["from_stage"], image["from_image"]["text"]) == (None, "alpine:3.20")


@pytest.mark.parametrize(
    ("text", "line"),
    [("FROM alpine:3.20\nNOPE x\nRUN true\n", 2), ("# escape=x\nFROM alpine:3.20\nRUN true\n", 1)],
)
def test_what_the_builder_refuses_is_told_and_the_rest_is_printed(
    tmp_path: Path, text: str, line: int
) -> None:
    result = run(tmp_path, text)
    shown = json.loads(result.stdout)

    assert result.return_value == 1
    assert [problem["at"]["line"] for problem in shown["problems"]] == [line]
    assert [step["instruction"] for step in shown["stages"][0]["steps"]] == ["RUN"]
