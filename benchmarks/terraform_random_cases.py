"""Random expressions: our values against the real `terraform console`, many in one call.

    terraform_random_cases.py [COUNT] [SEED]

Each expression is printed as JSON inside `try`, so that what Terraform refuses at run time counts as an
error on both sides; a batch that Terraform refuses as a whole is tried one by one.
"""

import json
import runpy
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from complexity_lint.model.values import UNKNOWN
from complexity_lint.parsers.terraform.evaluation import console

# the strategy the property tests use; tests are no package that could be imported
EXPRESSIONS = runpy.run_path(str(Path(__file__).parents[1] / "tests" / "terraform" / "expressions.py"))[
    "EXPRESSIONS"
]

BATCH = 40
FAILED = "<refused>"


def generated(count: int, start: int) -> list[str]:
    """Different expressions, the same for the same seed."""
    found: dict[str, None] = {}

    @seed(start)
    @settings(
        max_examples=count, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(EXPRESSIONS, min_size=3, max_size=3))
    def collect(expressions: list[str]) -> None:
        found.update(dict.fromkeys(expressions))

    collect()
    return list(found)


def terraform(expressions: list[str], folder: str) -> list[str]:
    """What Terraform makes of each; one that cannot even be checked spoils only itself."""
    wrapped = ", ".join(f'try(jsonencode({one}), "{FAILED}")' for one in expressions)
    done = subprocess.run(
        ["terraform", f"-chdir={folder}", "console"],
        input=f"jsonencode([{wrapped}])\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        try:
            texts: list[str] = json.loads(json.loads(done.stdout))
        except ValueError:
            texts = []
        if len(texts) == len(expressions):
            return texts
    if len(expressions) == 1:
        return [FAILED]
    half = len(expressions) // 2
    return terraform(expressions[:half], folder) + terraform(expressions[half:], folder)


def ours(expressions: list[str]) -> list[str | None]:
    """Our own answers; None where we do not know."""
    values = console({}, "", [f"jsonencode({one})" for one in expressions])
    return [
        FAILED if value is None else None if value.data is UNKNOWN else str(value.data) for value in values
    ]


def main() -> int:
    """Print the differences; the exit code says whether there are none."""
    warnings.simplefilter("ignore")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    expressions = generated(count, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    equal = unknown = 0
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(expressions), BATCH):
            batch = expressions[start : start + BATCH]
            for expression, theirs, mine in zip(batch, terraform(batch, folder), ours(batch), strict=True):
                equal += theirs == mine
                unknown += mine is None
                if mine not in (theirs, None):
                    print(f"{expression}\n  terraform {theirs}\n  ours      {mine}")
    print(f"{len(expressions)} expressions: {equal} equal, {unknown} unknown to us")
    return 0 if equal + unknown == len(expressions) else 1


if __name__ == "__main__":
    sys.exit(main())
