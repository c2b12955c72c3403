"""Record what real helm makes of one-line templates: the expected outputs of tests/gotemplate.

    python benchmarks/record_sprig_cases.py PATH_TO_HELM [--all]

Reads tests/gotemplate/sprig_templates.txt (one template a line, `#` comments) and sprig_values.yaml, renders each
expression in a chart of its own and writes tests/gotemplate/sprig_cases.json: the output or the error of each, and
`random` where two runs differ. Rows that are there already are kept, unless with --all. Recorded with helm v4.3.1.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests" / "gotemplate"
CHART = "apiVersion: v2\nname: c\nversion: 0.1.0\nappVersion: 1.2.3\n"
_PIECES = re.compile(r"\{\{(?:[^{}\"`]|\"(?:[^\"\\]|\\.)*\"|`[^`]*`)*\}\}")


def cases(text: str) -> list[str]:
    """The templates of the list; a line of independent expressions gives one case for each."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        if not line or line.startswith("# "):
            continue
        pieces = _PIECES.findall(line)
        rest = _PIECES.sub("", line)
        tied = re.search(r"\{\{-? ?(define|if|range|with|block|template|break|\$)|:=|-\}\}|\{\{-", line)
        for case in pieces if len(pieces) > 1 and not rest.strip(" |") and not tied else [line]:
            found[case] = None
    return list(found)


def rendered(helm: str, template: str, values: str) -> dict[str, str]:
    """helm's output of the template, or its error."""
    with tempfile.TemporaryDirectory() as folder:
        chart = Path(folder, "c")
        (chart / "templates").mkdir(parents=True)
        (chart / "Chart.yaml").write_text(CHART)
        (chart / "values.yaml").write_text(values)
        definition = '{{ define "case" }}' + template + "{{ end }}"
        (chart / "templates" / "x.yaml").write_text('out: {{ include "case" . | toJson }}\n' + definition)
        command = [helm, "template", "rel", str(chart), "--namespace", "ns"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        return {"error": run.stderr.removesuffix("\n\nUse --debug flag to render out invalid YAML\n").strip()}
    line = next(line for line in run.stdout.splitlines() if line.startswith("out: "))
    return {"output": json.loads(line.removeprefix("out: "))}


def recorded(helm: str, template: str, values: str) -> dict[str, object]:
    """One row of the table."""
    first = rendered(helm, template, values)
    row: dict[str, object] = {"template": template, **first}
    if rendered(helm, template, values) != first:
        row["random"] = True
    return row


def main() -> None:
    """Record the whole list."""
    helm = sys.argv[1]
    values = (TESTS / "sprig_values.yaml").read_text()
    templates = cases((TESTS / "sprig_templates.txt").read_text())
    target = TESTS / "sprig_cases.json"
    kept = {} if "--all" in sys.argv else {row["template"]: row for row in json.loads(target.read_text())}
    with ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(lambda one: kept.get(one) or recorded(helm, one, values), templates))
    target.write_text(json.dumps(rows, indent=1, ensure_ascii=True) + "\n")
    print(
        len(rows),
        "cases,",
        sum("error" in row for row in rows),
        "errors,",
        sum("random" in row for row in rows),
        "random",
    )


if __name__ == "__main__":
    main()
