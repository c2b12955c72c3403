"""Compare our `helm template` output with the goldens in helm's own repository.

    python benchmarks/helm_goldens.py CHECKOUT_OF_HELM

The goldens (pkg/cmd/testdata/output/template*.txt) are compared character by character; kube-version labels are
those of helm's tests (v1.20.0).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from complexity_lint.parsers.helm import (
    ChartError,
    Overrides,
    Release,
    helm_template_text,
    load_chart,
    read_values,
)

SUBCHART = "testcharts/subchart"


@dataclass(frozen=True, slots=True)
class Case:
    """A golden: the chart, the flags."""

    golden: str
    chart: str = SUBCHART
    sets: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    kube_version: str = "v1.20.0"
    api_versions: tuple[str, ...] = ()
    crds: bool = False
    hooks: bool = field(default=True)
    fails: bool = False


CASES = (
    Case("template.txt"),
    Case("template-set.txt", sets=("service.name=apache",)),
    Case("template-values-files.txt", values=("testcharts/subchart/charts/subchartA/values.yaml",)),
    Case("template-lib-chart.txt", "testcharts/lib-chart", fails=True),
    Case("template-chart-with-template-lib-dep.txt", "testcharts/chart-with-template-lib-dep"),
    Case(
        "template-chart-with-template-lib-archive-dep.txt", "testcharts/chart-with-template-lib-archive-dep"
    ),
    Case("template-with-kube-version.txt", kube_version="1.16.0"),
    Case("template-with-api-version.txt", api_versions=("helm.k8s.io/test", "helm.k8s.io/test2")),
    Case("template-with-crds.txt", crds=True),
    Case("object-order.txt", "testcharts/object-order"),
    Case("template-with-invalid-yaml.txt", "testcharts/chart-with-template-with-invalid-yaml", fails=True),
    Case("issue-9027.txt", "testcharts/issue-9027"),
    Case(
        "template-subchart-cm.txt",
        "testcharts/subchart",
        ("configmap.enabled=true", "subchartb.enabled=true"),
    ),
    Case(
        "template-subchart-cm-set.txt",
        "testcharts/subchart",
        ("configmap.enabled=true", "subchartb.enabled=true", "configmap.value=baz"),
    ),
    Case(
        "template-subchart-cm-set-file.txt",
        "testcharts/subchart",
        values=("testcharts/subchart/extra_values.yaml",),
    ),
)


def outcome(folder: Path, case: Case) -> str:
    """What we print for a case, errors as helm's command line prints them."""
    chart = folder / case.chart
    files = {
        path.relative_to(chart).as_posix(): path.read_bytes() for path in chart.rglob("*") if path.is_file()
    }
    overrides = Overrides(
        tuple(read_values(path, (folder / path).read_text()) for path in case.values), set_typed=case.sets
    )
    release = Release(kube_version=case.kube_version, api_versions=case.api_versions)
    try:
        return helm_template_text(load_chart(files), overrides, release, include_crds=case.crds)
    except ChartError as error:
        return f"Error: {error}\n"


def main() -> None:
    """Compare all and tell."""
    folder = Path(sys.argv[1], "pkg", "cmd", "testdata")
    equal = 0
    for case in CASES:
        expected = (folder / "output" / case.golden).read_text()
        ours = outcome(folder, case)
        hint = "\n\nUse --debug flag to render out invalid YAML\n"
        same = ours.strip() == expected.removesuffix(hint).strip()
        equal += same
        if not same:
            print(f"different: {case.golden}")
            for one, other in zip(ours.splitlines(), expected.splitlines(), strict=False):
                if one != other:
                    print("    ours:  ", one)
                    print("    golden:", other)
                    break
    print(f"{equal} of {len(CASES)} goldens equal")


if __name__ == "__main__":
    main()
