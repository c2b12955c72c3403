"""Parsing plus evaluating Terraform files against python-hcl2 parsing the same ones, in one run.

    terraform_speed.py DIRECTORY

DIRECTORY is checkov's `tests/terraform` in the figures we quote. python-hcl2 must be installed. Times are
processor seconds of this one process, so that what else the machine does counts less.
"""

import os
import sys
import time
from pathlib import Path

import hcl2

from complexity_lint.parsers.terraform.evaluation import evaluate, root_modules
from complexity_lint.parsers.terraform.modules import parse_all
from complexity_lint.source import Source


def main() -> None:
    """Print both times and their ratio."""
    base = Path(sys.argv[1])
    paths = [Path(folder) / name for folder, _, names in os.walk(base) for name in names]
    texts = {
        str(path.relative_to(base)): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(paths)
        if path.suffix == ".tf" and path.is_file()
    }
    started = time.process_time()
    files = {path: Source(path, text) for path, text in texts.items()}
    parsed = parse_all(files)
    after_parsing = time.process_time()
    resources = 0
    for folder in root_modules(parsed):
        resources += len(evaluate(files, folder, parsed=parsed).resources)
    ours = time.process_time() - started
    print(f"{len(files)} files, {sum(map(len, texts.values()))} characters, {resources} resources")
    print(f"parsed in {after_parsing - started:.2f} s, with evaluation {ours:.2f} s")
    started = time.process_time()
    failed = 0
    for text in texts.values():
        try:
            hcl2.loads(text)
        except Exception:  # python-hcl2 raises what its parser generator raises
            failed += 1
    theirs = time.process_time() - started
    print(f"python-hcl2 parses in {theirs:.2f} s ({failed} failed): {theirs / ours:.1f} times as long")


if __name__ == "__main__":
    main()
