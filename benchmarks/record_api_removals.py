"""Write `complexity_lint/data/api_removals.json` from a checkout of kubernetes/api: the life cycles of all releases.

    python benchmarks/record_api_removals.py CHECKOUT

A release's files say of each type when it was deprecated, when it is removed and what takes its place; the newest
release that speaks of a type is believed. Where a replacement was replaced itself, the last one counts; where none is
named, the stable version that has the type. What is not in that repository is listed here with its source.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).parents[1] / "complexity_lint" / "data" / "api_removals.json"
SOURCE = "https://github.com/kubernetes/api (zz_generated.prerelease-lifecycle.go of every release)"
GUIDE = "https://kubernetes.io/docs/reference/using-api/deprecation-guide/"
CHANGES = "https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG"
CURRENT = 37
ELSEWHERE = [
    ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "1.16", "1.22", "apiextensions.k8s.io/v1", "", GUIDE),
    ("apiregistration.k8s.io/v1beta1", "APIService", "1.19", "1.22", "apiregistration.k8s.io/v1", "", GUIDE),
    ("batch/v2alpha1", "CronJob", "1.8", "1.21", "batch/v1", "", f"{CHANGES}/CHANGELOG-1.21.md"),
    ("batch/v2alpha1", "ScheduledJob", "1.5", "1.8", "batch/v1", "CronJob", f"{CHANGES}/CHANGELOG-1.8.md"),
    ("apps/v1alpha1", "PetSet", "1.5", "1.5", "apps/v1", "StatefulSet", f"{CHANGES}/CHANGELOG-1.5.md"),
    (
        "extensions/v1beta1", "ThirdPartyResource", "1.7", "1.8", "apiextensions.k8s.io/v1", "CustomResourceDefinition",
        f"{CHANGES}/CHANGELOG-1.8.md",
    ),
    ("settings.k8s.io/v1alpha1", "PodPreset", "1.19", "1.20", "", "", f"{CHANGES}/CHANGELOG-1.20.md"),
]  # fmt: skip

_FUNCTION = re.compile(
    r"func \(in \*(?P<kind>\w+)\) APILifecycle(?P<what>Deprecated|Removed|Replacement)\(\)[^{]*"
    r"\{\s*return (?P<value>[^\n]+)\n"
)
_GVK = re.compile(r'Group: "(?P<group>[^"]*)", Version: "(?P<version>[^"]*)", Kind: "(?P<kind>[^"]*)"')
_GROUP = re.compile(r'GroupName\s*=\s*"([^"]*)"')


def main() -> int:
    checkout = Path(sys.argv[1])
    tags = [
        tag for tag in git(checkout, "tag", "--list", "v0.*.0").split() if re.fullmatch(r"v0\.\d+\.0", tag)
    ]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for tag in (*sorted(tags, key=lambda t: int(t.split(".")[1])), "HEAD"):
        found.update(lifecycles(checkout, tag))
    stable = stable_types(checkout)
    for (api, kind), entry in found.items():
        replacement = last_replacement(found, stable, api, kind)
        entry.pop("replacement", None)
        entry |= {"replacement": replacement} if replacement else {}
    entries = [{"api": api, "kind": kind, **rest} for (api, kind), rest in found.items()]
    for api, kind, deprecated, removed, replacement, new_kind, source in ELSEWHERE:
        entry = {"api": api, "kind": kind, "deprecated": deprecated, "removed": removed, "source": source}
        entry |= {"replacement": f"{replacement} {new_kind or kind}"} if replacement else {}
        entries.append(entry)
    entries = [e for e in entries if int(e["deprecated"].partition(".")[2]) <= CURRENT]
    lines = ",\n".join(json.dumps(e) for e in sorted(entries, key=lambda e: (e["api"], e["kind"])))
    DATA.write_text(f"[\n{lines}\n]\n")
    print(f"{len(entries)} kinds of API objects that are deprecated or removed")
    return 0


def git(checkout: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(checkout), *arguments], capture_output=True, text=True, check=True
    ).stdout


def lifecycles(checkout: Path, tag: str) -> dict[tuple[str, str], dict[str, str]]:
    """What one release says: by API version and kind, when deprecated and removed, and the replacement."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for path in git(checkout, "ls-tree", "-r", "--name-only", tag).split():
        folder, _, name = path.rpartition("/")
        if not name.endswith("prerelease-lifecycle.go"):
            continue
        group = _GROUP.search(git(checkout, "show", f"{tag}:{folder}/register.go"))
        api = f"{group[1] if group else folder.split('/')[0]}/{folder.rpartition('/')[2]}"
        for match in _FUNCTION.finditer(git(checkout, "show", f"{tag}:{path}")):
            if not match["kind"].endswith("List"):
                note(found.setdefault((api, match["kind"]), {}), match["what"], match["value"])
    return {key: entry | {"source": SOURCE} for key, entry in found.items() if "deprecated" in entry}


def stable_types(checkout: Path) -> dict[tuple[str, str], str]:
    """The stable API version that has a type, by group and kind; the highest of several."""
    found: dict[tuple[str, str], str] = {}
    paths = git(checkout, "ls-tree", "-r", "--name-only", "HEAD").split()
    for path in sorted(p for p in paths if re.search(r"/v\d+/types\.go$", p)):
        folder = path.rpartition("/")[0]
        group = _GROUP.search(git(checkout, "show", f"HEAD:{folder}/register.go"))
        name = group[1] if group else folder.split("/")[0]
        for kind in re.findall(r"(?m)^type (\w+) struct", git(checkout, "show", f"HEAD:{path}")):
            found[name, kind] = f"{name}/{folder.rpartition('/')[2]}".lstrip("/")
    return found


def last_replacement(
    found: dict[tuple[str, str], dict[str, str]], stable: dict[tuple[str, str], str], api: str, kind: str
) -> str:
    """What takes a type's place in the end, as `api kind`; empty where nothing does."""
    for _ in range(5):
        stated = found.get((api, kind), {}).get("replacement", "")
        if not stated:
            group = api.partition("/")[0]
            return f"{stable[group, kind]} {kind}" if (group, kind) in stable else ""
        api, _, new = stated.partition(" ")
        kind = new if new != f"{kind}List" else kind
        if (api, kind) not in found:
            return f"{api} {kind}"
    return f"{api} {kind}"


def note(entry: dict[str, str], what: str, value: str) -> None:
    if what == "Replacement":
        new = _GVK.search(value)
        if new:
            entry["replacement"] = f"{new['group']}/{new['version']}".lstrip("/") + f" {new['kind']}"
    else:
        entry[what.lower()] = value.replace(", ", ".")


if __name__ == "__main__":
    sys.exit(main())
