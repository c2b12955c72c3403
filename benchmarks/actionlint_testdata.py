"""Read actionlint's test workflows with ours: `actionlint_testdata.py CHECKOUT`.

CHECKOUT is a clone of github.com/rhysd/actionlint. Each workflow below `testdata/` is read as one of
`.github/workflows` of a repository that is otherwise empty (those of `projects/` of the repository they lie in), and
compared with what PyYAML makes of the same text: every job that has `steps` must be a job of ours, its `run`s must
have been read (those of Python and Perl apart), and every `uses` must be a use of an action. Prints a line for each
file that falls short, and the counts for each folder. The folder `ok` must be read whole; `err` holds what actionlint
refuses, much of it no YAML or no workflow, and must only not crash.
"""

import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from complexity_lint.evaluate import evaluate
from complexity_lint.model.pipelines import Script
from complexity_lint.parsers.pipelines.included import included_files
from complexity_lint.parsers.unit import Unit, UnitKind
from complexity_lint.source import Source

Tree = Any  # what PyYAML yields
OTHER_LANGUAGES = re.compile("python|perl")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    testdata = Path(sys.argv[1]) / "testdata"
    failed = False
    for kind in ("ok", "err", "examples", "projects"):
        counts: Counter[str] = Counter()
        for path in workflows(testdata / kind):
            complaint = compare(path, testdata / kind)
            counts["files"] += 1
            counts["read whole" if not complaint else complaint.partition(":")[0]] += 1
            if complaint:
                print(f"{path.relative_to(testdata)}: {complaint}")
                failed = failed or (kind == "ok" and "missed" in complaint) or complaint.startswith("crash")
        print(f"{kind}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    return 1 if failed else 0


def workflows(folder: Path) -> Iterator[Path]:
    yield from sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file())


def root_of(path: Path, folder: Path) -> tuple[Path | None, str]:
    """The repository a file of a project lies in and its path there; for others a path of their own."""
    parts = path.relative_to(folder).parts
    if ".github" in parts:
        at = parts.index(".github")
        return folder.joinpath(*parts[:at]), "/".join(parts[at:])
    if "workflows" in parts:
        at = parts.index("workflows")
        return None, ".github/" + "/".join(parts[at:])
    return None, f".github/workflows/{path.name}"


def compare(path: Path, folder: Path) -> str:
    """What falls short, empty where nothing does."""
    text = path.read_text("utf-8", errors="replace")
    root, name = root_of(path, folder)
    source = Source(name, text)
    files = {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.is_file()} if root else {}

    def read(other: str) -> Source | None:
        return Source(other, files[other].read_text("utf-8", errors="replace")) if other in files else None

    try:
        others = tuple(included_files(source, read, tuple(files)))
        parts = evaluate(Unit(UnitKind.PIPELINE, name, (source, *others)))
    except Exception:
        return "crash: " + traceback.format_exc().strip().splitlines()[-1]
    try:
        expected = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return "refused by PyYAML: " + ("and by ours" if parts.problems else "read by ours")
    if not isinstance(expected, dict) or not parts.scripts:
        return "" if not isinstance(expected, dict) else "missed: no script"
    return short_of(expected, parts.scripts[0])


def short_of(expected: Tree, script: Script) -> str:
    """The first job or step of PyYAML's tree that the script lacks."""
    ours = {job.name: job for job in script.jobs}
    jobs = expected.get("jobs")
    for name, job in jobs.items() if isinstance(jobs, dict) else ():
        if not isinstance(job, dict) or not isinstance(job.get("steps"), list):
            continue
        if name not in ours:
            return f"missed: job {name}"
        steps = [step for step in job["steps"] if isinstance(step, dict)]
        used = [step["uses"] for step in steps if isinstance(step.get("uses"), str) and step["uses"]]
        named = {action.name for action in ours[name].actions}
        if any(use.partition("@")[0] not in named for use in used):
            return f"missed: an action of {name}"
        shell = shell_of(job) or shell_of(expected)
        runs = [
            step["run"]
            for step in steps
            if isinstance(step.get("run"), str)
            and has_commands(step["run"])
            and not OTHER_LANGUAGES.search(step.get("shell", shell))
            and "uses" not in job
        ]
        if runs and not ours[name].commands:
            return f"missed: the commands of {name}"
    return ""


def shell_of(tree: Tree) -> str:
    """The shell that `defaults` give the steps of a job or workflow."""
    defaults = tree.get("defaults")
    run = defaults.get("run") if isinstance(defaults, dict) else None
    return str(run.get("shell", "")) if isinstance(run, dict) else ""


def has_commands(text: str) -> bool:
    return any(line.strip() and not line.strip().startswith("#") for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
