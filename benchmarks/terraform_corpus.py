"""Read and evaluate every Terraform file below a folder of repositories.

    terraform_corpus.py DIRECTORY_OF_REPOSITORIES

For each repository: files, files with a syntax problem (and how many of those `terraform fmt` accepts,
where it is installed), root modules, resource instances, the share of attribute values that are known,
and seconds.
An exception ends the run: there must be none.
"""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from complexity_lint.model.values import UNKNOWN
from complexity_lint.parsers.terraform import terragrunt
from complexity_lint.parsers.terraform.configuration import Configuration, EvaluatedBlock
from complexity_lint.parsers.terraform.evaluation import evaluate, root_modules
from complexity_lint.parsers.terraform.files import is_configuration
from complexity_lint.parsers.terraform.modules import ParsedFiles, parse_all
from complexity_lint.source import Source

SKIPPED = frozenset([".git", "node_modules", ".terraform"])
MAX_SIZE = 2_000_000


def read(root: Path) -> tuple[dict[str, Source], list[str]]:
    """The text files of a repository by path, and the names of all its files."""
    files: dict[str, Source] = {}
    names: list[str] = []
    for path in sorted(root.rglob("*")):
        if SKIPPED & set(path.relative_to(root).parts) or path.is_symlink() or not path.is_file():
            continue
        name = str(path.relative_to(root))
        names.append(name)
        if path.stat().st_size <= MAX_SIZE:
            data = path.read_bytes()
            if b"\0" not in data[:4096]:
                files[name] = Source(name, data.decode("utf-8", "replace").removeprefix("\ufeff"))
    return files, names


def count(block: EvaluatedBlock) -> tuple[int, int]:
    """How many attribute values of a body are known, and how many there are."""
    known = sum(value.data is not UNKNOWN for value in block.attributes.values())
    total = len(block.attributes)
    for inner in block.blocks:
        more_known, more = count(inner)
        known, total = known + more_known, total + more
    return known, total


def accepted(text: str) -> bool:
    """Whether Terraform's own parser takes the text."""
    done = subprocess.run(["terraform", "fmt", "-"], input=text, capture_output=True, text=True, check=False)
    return done.returncode == 0


def configurations(files: dict[str, Source], names: list[str], parsed: ParsedFiles) -> list[Configuration]:
    """Every root module and Terragrunt unit, evaluated as it stands."""
    found = [evaluate(files, root, names=names, parsed=parsed) for root in root_modules(parsed)]
    for unit in terragrunt.units(files):
        made = terragrunt.evaluate_unit(files, unit, parsed)
        found += [made] if made is not None else []
    return found


def main() -> None:
    """Print one line a repository and the totals."""
    totals = [0] * 7
    print("repository | files | problems | of them valid | roots | resources | known | seconds")
    for root in sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir()):
        files, names = read(root)
        if not any(is_configuration(name.rpartition("/")[2]) for name in files):
            continue
        started = time.perf_counter()
        parsed = parse_all(files)
        broken = [path for path, file in parsed.files.items() if file.problems]
        valid = sum(accepted(files[path].text) for path in broken) if shutil.which("terraform") else 0
        made = configurations(files, names, parsed)
        seconds = time.perf_counter() - started
        counts = [count(one.body) for configuration in made for one in configuration.resources]
        known, total = sum(one for one, _ in counts), sum(one for _, one in counts)
        row = [len(parsed.files), len(broken), valid, len(made), len(counts), known, total]
        totals = [before + now for before, now in zip(totals, row, strict=True)]
        share = f"{100 * known / total:.1f} %" if total else "-"
        print(f"{root.name} | {' | '.join(map(str, row[:5]))} | {share} | {seconds:.2f}", flush=True)
    share = f"{100 * totals[5] / totals[6]:.1f} %" if totals[6] else "-"
    print(f"all | {' | '.join(map(str, totals[:5]))} | {share}")


if __name__ == "__main__":
    main()
