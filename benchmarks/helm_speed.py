"""Time rendering all charts below a folder: ours in one process against `helm template` on each in turn.

    python benchmarks/helm_speed.py DIR [--helm PATH]

Both take turns chart by chart, so that other load on the machine meets both. Ours reads the files, loads the chart
and renders it leniently, as `check` does; helm's time is that of its process.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from complexity_lint.parsers.helm import ChartError, load_chart, render_chart


def own_seconds(folder: Path) -> float:
    """Reading, loading and rendering one chart."""
    started = time.perf_counter()
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    with suppress(ChartError):
        render_chart(load_chart(files, str(folder)))
    return time.perf_counter() - started


def helm_seconds(helm: str, folder: Path) -> float:
    """`helm template` of one chart."""
    started = time.perf_counter()
    subprocess.run([helm, "template", str(folder)], capture_output=True, check=False)
    return time.perf_counter() - started


def main() -> None:
    """Time all charts and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--helm", default="helm")
    arguments = parser.parse_args()
    charts = sorted(path.parent for path in arguments.folder.glob("*/Chart.yaml"))
    ours = theirs = 0.0
    for chart in charts:
        ours += own_seconds(chart)
        theirs += helm_seconds(arguments.helm, chart)
    print(f"{len(charts)} charts: ours {ours:.2f} s, helm {theirs:.2f} s, ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
