"""Lint every repository below a folder in turn, and say what came of it.

python benchmarks/crater.py DIR [--only NAME ...] [--profile all] [--output crater.json] python
benchmarks/crater.py --compare OLD.json NEW.json

A repository is a folder of DIR that holds a `.git`, or any folder of DIR when none does. Each is linted by a
process of its own, so that a crash or a large peak of memory is its own. The table goes to standard output,
the whole result to --output: two such files can be compared. Every finding's place is checked against the
file it names.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

Result = dict[str, Any]  # what goes into the JSON file


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="names of the repositories to lint")
    parser.add_argument("--profile", default="default")
    parser.add_argument("--output", type=Path, default=Path("crater.json"))
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("OLD", "NEW"))
    arguments = parser.parse_args()
    if arguments.compare:
        return compare(*(json.loads(path.read_text()) for path in arguments.compare))
    if arguments.folder is None:
        parser.error("which folder?")
    results = []
    for repository in repositories(arguments.folder, arguments.only):
        results.append(lint(repository, arguments.profile))
        print(row(results[-1]), flush=True)
    arguments.output.write_text(json.dumps({"version": 1, "repositories": results}, indent=1))
    summary(results)
    return 1 if any(r["crash"] or r["wrong_places"] for r in results) else 0


def repositories(folder: Path, only: list[str]) -> list[Path]:
    found = sorted(path for path in folder.iterdir() if (path / ".git").exists())
    found = found or sorted(path for path in folder.iterdir() if path.is_dir())
    return [path for path in found if not only or path.name in only]


def lint(repository: Path, profile: str) -> Result:
    """One repository, in a process of its own: findings, seconds, peak memory in MiB, crash, wrong places."""
    command = [sys.executable, "-m", "complexity_lint", "check", str(repository)]
    command += ["--output-format", "json", "--exit-zero", "--profile", profile]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        text, complaint = out.read().decode(), err.read().decode(errors="replace")
    try:
        report = json.loads(text)
    except ValueError:
        report = {
            "findings": [],
            "errors": [],
            "coverage": {"listed": 0, "evaluated": 0, "partly": [], "skipped": []},
        }
        complaint = complaint or "no JSON"
    findings = report["findings"]
    return {
        "name": repository.name,
        "files": report["coverage"]["listed"],
        "checks": dict(sorted(Counter(f["check"] for f in findings).items())),
        "levels": dict(sorted(Counter(f["level"] for f in findings).items())),
        "seconds": round(seconds, 2),
        "peak_mib": usage.ru_maxrss // 1024,
        "crash": "" if process.returncode == 0 else complaint[-2000:] or f"exit {process.returncode}",
        "errors": report["errors"],
        "coverage": {
            "evaluated": report["coverage"]["evaluated"],
            "partly": len(report["coverage"]["partly"]),
            "skipped": len(report["coverage"]["skipped"]),
            "reasons": dict(
                Counter(f["reason"] for k in ("partly", "skipped") for f in report["coverage"][k])
            ),
        },
        "wrong_places": [place for f in findings for place in wrong_places(f, repository)],
        "findings": findings,
    }


def wrong_places(finding: dict[str, Any], repository: Path) -> list[str]:
    """The places of a finding that do not exist."""
    wrong = []
    for place in (finding, *finding["related"]):
        path = repository / place["path"]
        if not path.is_file():
            wrong.append(f"{finding['check']}: no file {place['path']}")
        elif place["line"] is not None:
            lines = path.read_bytes().count(b"\n") + 1
            if not 1 <= place["line"] <= lines:
                wrong.append(f"{finding['check']}: {place['path']} has no line {place['line']}")
    return wrong


def row(result: Result) -> str:
    levels = " ".join(f"{count} {level}" for level, count in result["levels"].items()) or "clean"
    coverage = result["coverage"]
    seen = f"{coverage['evaluated']} evaluated, {coverage['partly']} partly, {coverage['skipped']} skipped"
    trouble = " CRASH" if result["crash"] else ""
    trouble += f" {len(result['wrong_places'])} WRONG PLACES" if result["wrong_places"] else ""
    return (
        f"| {result['name']} | {result['files']} files | {levels} | {seen} | {result['seconds']:.2f} s "
        f"| {result['peak_mib']} MiB |{trouble}"
    )


def summary(results: list[Result]) -> None:
    total: Counter[str] = Counter()
    repositories_with: Counter[str] = Counter()
    for result in results:
        total.update(result["checks"])
        repositories_with.update(result["checks"].keys())
    print("\n| check | findings | repositories |\n| --- | --- | --- |")
    for check, count in total.most_common():
        share = repositories_with[check] / len(results)
        print(f"| {check} | {count} | {repositories_with[check]} ({share:.0%}) |")
    small = [r["seconds"] for r in results if r["files"] < 2000]
    if small:
        print(f"\nmedian {statistics.median(small):.2f} s over {len(small)} repositories under 2,000 files")
    print(f"peak {max(r['peak_mib'] for r in results)} MiB")
    for result in results:
        for trouble in (result["crash"], *result["errors"], *result["wrong_places"]):
            if trouble:
                print(f"{result['name']}: {trouble}")


def compare(old: Result, new: Result) -> int:
    """Findings that came and went between two runs, by fingerprint."""
    before = {r["name"]: r for r in old["repositories"]}
    changed = 0
    for result in new["repositories"]:
        then = {f["fingerprint"]: f for f in before.get(result["name"], {"findings": []})["findings"]}
        now = {f["fingerprint"]: f for f in result["findings"]}
        for sign, kept in (
            ("-", [f for k, f in then.items() if k not in now]),
            ("+", [f for k, f in now.items() if k not in then]),
        ):
            for finding in kept:
                changed += 1
                place = f"{finding['path']}:{finding['line']}"
                print(f"{sign} {result['name']} {place} {finding['check']}: {finding['message']}")
    print(f"{changed} findings differ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
