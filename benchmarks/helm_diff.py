"""Compare our rendering of charts with real helm's.

    python benchmarks/helm_diff.py DIR [--helm PATH] [--show N] [--json FILE] [--variants]

For every chart below DIR that `helm template` can render, the parsed documents are compared in order (document by
document, after masking values our rendering marks as random or unknown). Prints the share of identical charts and
every difference. Charts real helm cannot render are rendered leniently: how many templates were evaluated is told.
Where a dependency is not vendored but a chart of its name lies elsewhere below DIR, helm gets a copy of the chart
with that dependency in charts/.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from complexity_lint.parsers.helm import (
    ChartError,
    Dependency,
    Overrides,
    Rendering,
    Sibling,
    load_chart,
    read_values,
    render_chart,
    rendering_text,
)

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Result:
    """What came of one chart."""

    chart: str
    state: str
    detail: list[str] = field(default_factory=list)
    helm_seconds: float = 0.0
    own_seconds: float = 0.0
    templates: int = 0
    evaluated: int = 0
    clean: int = 0


def charts_below(folder: Path) -> list[Path]:
    """The folders with a Chart.yaml, except those inside another chart's charts/ or templates/."""
    found = sorted(path.parent for path in folder.rglob("Chart.yaml") if path.is_file())
    return [path for path in found if not ({"charts", "templates"} & set(_below_chart(path, set(found))))]


def _below_chart(path: Path, charts: set[Path]) -> tuple[str, ...]:
    for parent in path.parents:
        if parent in charts:
            return path.relative_to(parent).parts
    return ()


def read_files(folder: Path) -> dict[str, bytes]:
    """All files of a chart's folder, by relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def finder(charts: list[Path], own: Path, files: dict[Path, dict[str, bytes]]) -> object:
    """A lookup of sibling charts by name."""

    def find(dependency: Dependency) -> Sibling | None:
        for path in charts:
            if path != own and path.name == dependency.name:
                if path not in files:
                    files[path] = read_files(path)
                return Sibling(str(path), files[path])
        return None

    return find


def variants(chart: Path) -> list[Path]:
    """The values files a chart brings for other cases: ci/*values*.yaml, values-*.yaml, values_*.yaml."""
    return sorted(
        {*chart.glob("ci/*values*.yaml"), *chart.glob("values-*.yaml"), *chart.glob("values_*.yaml")}
    )


def run_helm(helm: str, folder: Path, values: Path | None = None) -> tuple[int, str, str, float]:
    """`helm template` of a folder, with a values file: exit code, output, error, seconds."""
    flags = ["-f", str(values)] if values else []
    started = time.perf_counter()
    run = subprocess.run(
        [helm, "template", str(folder), *flags],
        capture_output=True,
        check=False,
        timeout=120,
        env={"HOME": "/nonexistent"},
    )
    seconds = time.perf_counter() - started
    return (
        run.returncode,
        run.stdout.decode("utf-8", "replace"),
        run.stderr.decode("utf-8", "replace"),
        seconds,
    )


def documents(text: str) -> list[object]:
    """The parsed documents of an output; an unreadable one as its text."""
    found: list[object] = []
    for part in ("\n" + text).split("\n---\n"):
        source = next((line for line in part.splitlines() if line.startswith("# Source: ")), "")
        try:
            parsed = list(yaml.load_all(part, LOADER))
        except (yaml.YAMLError, ValueError):
            parsed = [part.strip()]
        found.extend((source, one) for one in parsed if one is not None)
    return found


def differences(ours: object, theirs: object, path: str = "") -> Iterator[str]:
    """Where two parsed values differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}, key=str):
            if key not in ours or key not in theirs:
                yield f"{path}.{key}: only {'helm' if key in theirs else 'ours'}"
            else:
                yield from differences(ours[key], theirs[key], f"{path}.{key}")
    elif isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)) and len(ours) == len(theirs):
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(one, other, f"{path}[{number}]")
    elif ours != theirs and not (ours != ours and theirs != theirs):
        yield f"{path}: ours {str(ours)[:150]!r}, helm {str(theirs)[:150]!r}"


def vendored_copy(chart: Path, folder: Path, find: object) -> bool:
    """Put sibling dependencies of a chart into charts/ of a copy; whether there were any."""
    try:
        loaded = load_chart(read_files(chart), str(chart))
    except ChartError:
        return False
    siblings = [find(one) for one in loaded.missing] if callable(find) else []
    if not siblings or None in siblings:
        return False
    shutil.copytree(chart, folder, symlinks=False)
    for one, sibling in zip(loaded.missing, siblings, strict=True):
        shutil.copytree(sibling.folder, folder / "charts" / one.name, dirs_exist_ok=True)
        vendored = folder / "charts" / one.name
        for nested in load_chart(read_files(vendored), str(vendored)).missing:
            inner = find(nested) if callable(find) else None
            if inner is not None:
                shutil.copytree(inner.folder, vendored / "charts" / nested.name, dirs_exist_ok=True)
    return True


def compare(helm: str, chart: Path, charts: list[Path], values: Path | None = None) -> Result:
    """Both renderings of one chart, with a values file of its own if given."""
    find = finder(charts, chart, {})
    with tempfile.TemporaryDirectory() as scratch:
        used, (code, theirs, error, seconds) = chart, run_helm(helm, chart, values)
        copy = Path(scratch, chart.name)
        if code and "missing in charts/" in error and vendored_copy(chart, copy, find):
            used, (code, theirs, error, seconds) = copy, run_helm(helm, copy, values)
        result = Result(str(values or chart), "", helm_seconds=seconds)
        started = time.perf_counter()
        try:
            loaded = load_chart(read_files(chart), str(chart), find)  # type: ignore[arg-type]  # a closure
            given = (read_values(str(values), values.read_text()),) if values else ()
            rendering = render_chart(loaded, Overrides(given), strict=code == 0)
        except ChartError as problem:
            result.state = "both fail" if code else "only helm renders"
            result.detail = [f"ours: {problem}", f"helm: {error.strip()[:300]}"]
            return result
        result.own_seconds = time.perf_counter() - started
        _coverage(result, rendering)
        if code:
            result.state, result.detail = "helm fails", [error.strip()[:300]]
            return result
        ours = rendering_text(rendering)
        if rendering_text(render_chart(loaded, Overrides(given))) != ours:
            result.state, result.detail = "different", ["the lenient rendering differs from the strict one"]
            return result
        found = list(differences(documents(ours), documents(theirs)))
        result.state = "identical"
        if found:
            random = random_paths(helm, used, theirs, values)
            found = [line for line in found if line.partition(": ")[0] not in random]
            result.state = "different" if found else "random"
        result.detail = found[:8]
        return result


def random_paths(helm: str, folder: Path, first: str, values: Path | None) -> set[str]:
    """The paths that differ between runs of helm itself."""
    paths: set[str] = set()
    for _ in range(2):
        _, again, _, _ = run_helm(helm, folder, values)
        paths |= {line.partition(": ")[0] for line in differences(documents(first), documents(again))}
    return paths


def _coverage(result: Result, rendering: Rendering) -> None:
    result.templates = len(rendering.coverage)
    result.evaluated = sum(not one.error for one in rendering.coverage)
    result.clean = sum(
        not one.error and not any(note.kind == "error" for note in one.notes) for one in rendering.coverage
    )


def main() -> None:
    """Compare all charts and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--helm", default="helm")
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("--json", type=Path)
    parser.add_argument(
        "--variants", action="store_true", help="each of a chart's other values files instead"
    )
    arguments = parser.parse_args()
    charts = charts_below(arguments.folder)
    with ThreadPoolExecutor(1) as pool:
        runs = [
            (chart, values)
            for chart in charts
            for values in (variants(chart) if arguments.variants else [None])
        ]
        results = list(pool.map(lambda run: compare(arguments.helm, run[0], charts, run[1]), runs))
    report(results, arguments.show)
    if arguments.json:
        rows = [{name: getattr(one, name) for name in Result.__slots__} for one in results]
        arguments.json.write_text(json.dumps(rows, indent=1))


def report(results: list[Result], show: int) -> None:
    """Print the figures and the differences."""
    states = Counter(one.state for one in results)
    rendered = sum(states[state] for state in ("identical", "random", "different", "only helm renders"))
    same = states["identical"] + states["random"]
    print(dict(states))
    print(f"identical (random values masked): {same} of {rendered} charts helm renders")
    failing = [one for one in results if one.state == "helm fails"]
    templates, evaluated = sum(one.templates for one in failing), sum(one.evaluated for one in failing)
    clean = sum(one.clean for one in failing)
    print(
        f"charts helm cannot render: {len(failing)}; of {templates} templates {evaluated} evaluated, {clean} fully"
    )
    timed = [one for one in results if one.own_seconds]
    print(
        f"seconds: helm {sum(one.helm_seconds for one in timed):.2f}, ours {sum(one.own_seconds for one in timed):.2f}"
    )
    for state in ("different", "only helm renders", "random", "both fail"):
        for one in [one for one in results if one.state == state][:show]:
            print(f"\n{state}: {one.chart}")
            for line in one.detail:
                print("   ", line)


if __name__ == "__main__":
    main()
