"""Metamorphic test: a compose file and what kompose made of it must be the same system to us.

usage: python benchmarks/kompose_fixtures.py CHECKOUT

CHECKOUT is a checkout of kubernetes/kompose. The pairs are those its own end-to-end tests convert
(`script/test/cmd/tests.sh`). Compared are workloads by name, and for each its image, container ports, the
names of its settings with their values where both sides state one, and the paths of its mounts. Differences that
kompose makes on purpose
(https://kompose.io/conversion/) are named below, each with its reason.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from complexity_lint.assemble.taken_settings import with_taken_settings
from complexity_lint.discovery import repository
from complexity_lint.engine import read_system
from complexity_lint.model.workloads import Container, Workload

_COMMAND = re.compile(r'^\s*k8s_cmd="(?P<command>.*)"$')
_OUTPUT = re.compile(r'^\s*k8s_output="(?P<output>.*)"$')


@dataclass(frozen=True, slots=True)
class Pair:
    """The compose files of one conversion and its output; `options` are kompose's."""

    composed: tuple[Path, ...]
    output: Path
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """What is compared of a workload."""

    image: str
    ports: frozenset[tuple[int | None, str]]
    settings: tuple[tuple[str, str | None], ...]
    targets: frozenset[str]


def pairs(checkout: Path) -> Iterator[Pair]:
    """The conversions of the end-to-end tests whose files are there."""
    command = ""
    text = (checkout / "script" / "test" / "cmd" / "tests.sh").read_text("utf-8")
    folder = ""
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            continue
        if match := re.match(r'\s*DIR="?([\w/-]+)"?', line):
            folder = match[1]
        if match := _COMMAND.match(line):
            command = match["command"].replace("$DIR", folder)
        if (match := _OUTPUT.match(line)) and command:
            words = (
                command.replace("$KOMPOSE_ROOT", str(checkout))
                .replace(" ./script", f" {checkout}/script")
                .split()
            )
            files = tuple(Path(words[i + 1]) for i, word in enumerate(words) if word == "-f")
            output = Path(match["output"].replace("$KOMPOSE_ROOT", str(checkout)).replace("$DIR", folder))
            if files and output.is_file() and all(file.is_file() for file in files):
                yield Pair(files, output, tuple(w for w in words if w.startswith("--")))
            command = ""


def composed(pair: Pair) -> dict[str, Face]:
    """The compose side: the fixture's folder without the outputs and the other compose files."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "project"
        home = pair.composed[0].parent
        shutil.copytree(home, root, ignore=shutil.ignore_patterns("output-*", "*.json"))
        for file in root.glob("*.y*ml"):
            file.unlink()
        names = ["compose.yaml", *(f"compose.{i}.yaml" for i in range(2, 2 + len(pair.composed)))]
        for name, file in zip(names, pair.composed, strict=False):
            shutil.copy(file, root / name)
        if len(pair.composed) > 1:
            listed = ":".join(names[: len(pair.composed)])
            with (root / ".env").open("a", encoding="utf-8") as settings:
                settings.write(f"\nCOMPOSE_FILE={listed}\n")
        system = read_system(repository.read(root))
    wanted = names[0] if len(pair.composed) == 1 else ""
    return {
        name: face
        for w in system.workloads
        if not wanted or w.project in (wanted, f"{wanted}")
        for name, face in _faces(w, compose=True)
    }


def converted(pair: Pair) -> dict[str, Face]:
    """The Kubernetes side."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        shutil.copy(pair.output, root / f"output{pair.output.suffix}")
        system = read_system(repository.read(root))
    workloads = with_taken_settings(system.workloads, system.settings)
    return {name: face for w in workloads for name, face in _faces(w, compose=False)}


def _faces(workload: Workload, *, compose: bool) -> Iterator[tuple[str, Face]]:
    if compose:
        container = workload.containers[0]
        yield _name(workload.name), _face(container, workload.name)
        return
    for container in workload.containers:
        # kompose makes init containers of its own from labels; services that share a network become one pod.
        if not container.initial:
            yield (
                _name(container.name if len(workload.containers) > 1 else workload.name),
                _face(container, ""),
            )


def _name(name: str) -> str:
    """kompose's name of a service: lower case, no underscores (a Kubernetes name has neither)."""
    return re.sub(r"[._]", "-", name.lower())


def _face(container: Container, service: str) -> Face:
    image = container.image.text if container.image else service
    settings = {v.name: v.value for v in container.settings}
    return Face(
        image=image,
        ports=frozenset((p.container, p.protocol) for p in container.ports),
        settings=tuple(sorted(settings.items())),
        targets=frozenset(m.target for m in container.mounts),
    )


def differences(one: dict[str, Face], other: dict[str, Face]) -> Iterator[str]:
    """What differs, a line each."""
    for name in sorted(one.keys() | other.keys()):
        if name not in one or name not in other:
            yield f"{name}: only in {'compose' if name in one else 'output'}"
            continue
        a, b = one[name], other[name]
        if a.image != b.image:
            yield f"{name}: image {a.image!r} / {b.image!r}"
        if a.ports != b.ports:
            yield f"{name}: ports {sorted(map(str, a.ports))} / {sorted(map(str, b.ports))}"
        first, second = dict(a.settings), dict(b.settings)
        if first.keys() != second.keys():
            yield f"{name}: settings {sorted(first.keys() ^ second.keys())}"
        for key in sorted(first.keys() & second.keys()):
            x, y = first[key], second[key]
            if x is not None and y is not None and x != y:
                yield f"{name}: {key}={x!r} / {y!r}"
        if a.targets != b.targets:
            yield f"{name}: mounts {sorted(a.targets)} / {sorted(b.targets)}"


EXPLAINED = {
    "compose-env-no-interpolation/compose.yaml": "converted with --no-interpolate",
    "configmap-pod/compose.yaml": "kompose drops `environment` where there are env files, docker compose does not",
    "configmap-file-configs/compose-3.yaml": "kompose leaves the host path out",
    "envfile-interpolation/compose.yaml": "kompose fills env files from `environment`, docker compose does not",
    "network-mode-service/compose.yaml": "kompose makes one pod of both and calls its containers by container_name",
}
"""Conversions that change the system, and how."""


def main() -> int:
    """Compare every pair and print the figures."""
    checkout = Path(sys.argv[1])
    equal = total = explained = 0
    for pair in pairs(checkout):
        total += 1
        found = list(differences(composed(pair), converted(pair)))
        equal += not found
        if found:
            name = pair.composed[0].relative_to(checkout / "script" / "test" / "fixtures").as_posix()
            explained += name in EXPLAINED
            print(f"{name}: {EXPLAINED.get(name, 'not explained')}")
            for line in found:
                print("   ", line)
    print(f"{equal} of {total} conversions equal, {explained} more are different and explained")
    return 0 if equal + explained == total else 1


if __name__ == "__main__":
    raise SystemExit(main())
