"""Record what the real `terraform console` says to each expression of the table, or check the record.

    record_terraform_cases.py TABLE.json DIRECTORY [--add EXPRESSIONS.json] [--check]

The table is a list of `{"expression": ..., "result": ...}`, `result` being what the console prints in
DIRECTORY (no providers, no state), or null where it reports an error. With `--check` nothing is
written and the exit code says whether the record still holds. Recorded with Terraform 1.11.4.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path


def console(expression: str, directory: Path) -> str | None:
    """What the console prints for one expression; None for an error."""
    done = subprocess.run(
        ["terraform", f"-chdir={directory}", "console", "-state=/nonexistent.tfstate"],
        input=expression + "\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout.removesuffix("\n") if done.returncode == 0 else None


def main() -> int:
    """Record or check; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--add", type=Path, help="a JSON list of further expressions")
    parser.add_argument("--check", action="store_true", help="compare with the record, write nothing")
    options = parser.parse_args()
    recorded = json.loads(options.table.read_text()) if options.table.exists() else []
    known = {case["expression"]: case["result"] for case in recorded}
    further = json.loads(options.add.read_text()) if options.add else []
    expressions = list(dict.fromkeys([*known, *further]))
    # one after the other: two consoles in one directory fight over the lock of its state
    results = [console(one, options.directory) for one in expressions]
    fresh = [{"expression": one, "result": result} for one, result in zip(expressions, results, strict=True)]
    if not options.check:
        lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in fresh)
        options.table.write_text(f"[\n{lines}\n]\n")
        print(f"{len(fresh)} expressions recorded, {results.count(None)} of them errors")
        return 0
    changed = [case for case in fresh if known.get(case["expression"], "") != case["result"]]
    for case in changed:
        print(f"{case['expression']}\n  recorded {known.get(case['expression'])!r}\n  now {case['result']!r}")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
