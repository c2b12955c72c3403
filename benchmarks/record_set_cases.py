"""Record what real helm makes of `--set` flags: the expected values of tests/helm/set_cases.json.

    python benchmarks/record_set_cases.py PATH_TO_HELM

Each case is a list of flags for a chart whose values are BASE; recorded are the merged values or the error.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

BASE = "a: {b: 1, c: [1, 2, 3]}\ns: text\nlist: [{n: x}, {n: z}]\n"
CASES = (
    "--set x=1",
    "--set x=01",
    "--set x=0",
    "--set x=-5",
    "--set x=+5",
    "--set x=1.5",
    "--set x=true",
    "--set x=TRUE",
    "--set x=null",
    "--set s=null",
    "--set a.b=null",
    "--set x=",
    "--set x",
    "--set x=1,z=2",
    "--set x=a\\,b",
    "--set x\\.z=1",
    "--set a.b=2",
    "--set a.d.e=5",
    "--set a.c[0]=9",
    "--set a.c[5]=9",
    "--set x[0]=1",
    "--set x[0].n=1",
    "--set x[1].n=1",
    "--set x[0][1]=1",
    "--set list[1].n=q",
    "--set list[0].m=q",
    "--set x={1,2,3}",
    "--set x={}",
    "--set x={a,b},z=1",
    "--set x={a",
    "--set x[-1]=1",
    "--set x[a]=1",
    "--set x[70000]=1",
    "--set s.b=1",
    "--set a=1",
    "--set =1",
    "--set x=1,",
    "--set x=a=b",
    "--set x=12345678901234567890",
    "--set x=9223372036854775807",
    "--set-string x=1",
    "--set-string x=true",
    "--set-string x=null",
    "--set-string x={1,2}",
    '--set-json x={"a":[1,2.5,null]}',
    '--set-json {"x":{"z":1},"a":{"b":7}}',
    "--set-json x=[1,2],z=3",
    "--set-json x=",
    "--set-json x=nope",
    "--set x=1 --set x=2",
    "--set-string x=1 --set x=2",
    "--set-json x=1 --set x=2",
    "--set a.b.c.d=1",
    "--set x.z[0].q=1",
    "--set x[0]",
    "--set x.",
    "--set x=1e3",
    "--set x=0x10",
    "--set x=yes",
    "--set x=~",
)


def recorded(helm: str, flags: str) -> dict[str, object]:
    """One case."""
    with tempfile.TemporaryDirectory() as folder:
        chart = Path(folder, "c")
        (chart / "templates").mkdir(parents=True)
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n")
        (chart / "values.yaml").write_text(BASE)
        (chart / "templates" / "v.yaml").write_text("v: {{ toJson .Values }}\n")
        run = subprocess.run(
            [helm, "template", str(chart), *flags.split()], capture_output=True, text=True, check=False
        )
    if run.returncode:
        return {"flags": flags, "error": run.stderr.strip()}
    line = next(line for line in run.stdout.splitlines() if line.startswith("v: "))
    return {"flags": flags, "values": json.loads(line.removeprefix("v: "))}


def main() -> None:
    """Record all cases."""
    rows = [recorded(sys.argv[1], flags) for flags in CASES]
    target = Path(__file__).resolve().parent.parent / "tests" / "helm" / "set_cases.json"
    target.write_text(json.dumps({"base": BASE, "cases": rows}, indent=1) + "\n")
    print(len(rows), "cases")


if __name__ == "__main__":
    main()
