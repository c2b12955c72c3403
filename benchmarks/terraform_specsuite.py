"""Parse the files of HCL's specification suite: some must parse, the others must have a problem.

    terraform_specsuite.py CHECKOUT_OF_HASHICORP_HCL

A `.t` file that expects diagnostics marks a `.hcl` file that must fail, unless they come from a schema.
"""

import re
import sys
from pathlib import Path

from complexity_lint.parsers.terraform.hcl import parse_hcl
from complexity_lint.source import Source

# right by the grammar; `hcldec` refuses the attribute because its schema does not name it
SCHEMA_ONLY = frozenset(["structure/attributes/unexpected.hcl"])


def main() -> int:
    """Print every file with the verdicts; the exit code says whether all are right."""
    base = Path(sys.argv[1]) / "specsuite" / "tests"
    right = 0
    files = sorted(base.rglob("*.hcl"))
    for path in files:
        name = str(path.relative_to(base))
        must_fail = name not in SCHEMA_ONLY and bool(
            re.search(r"^diagnostics\s*\{", path.with_suffix(".t").read_text(), re.MULTILINE)
        )
        problems = parse_hcl(Source(path.name, path.read_text())).problems
        correct = bool(problems) == must_fail
        right += correct
        verdict = "fails" if problems else "parses"
        print(f"{'right' if correct else 'WRONG':6} {verdict:7} {name}")
    print(f"{right} of {len(files)} as they must be")
    return 0 if right == len(files) else 1


if __name__ == "__main__":
    sys.exit(main())
