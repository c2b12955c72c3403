"""Compare evaluated locals, resources and outputs with checkov's goldens for variable and module resolution.

    terraform_checkov_goldens.py CHECKOUT_OF_CHECKOV

The goldens are a second opinion only: checkov leaves what it cannot resolve as text, and some of its files
are no valid Terraform. Every difference is printed, for someone to say who is right.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from complexity_lint.parsers.terraform.evaluation import evaluate, root_modules
from complexity_lint.parsers.terraform.modules import parse_all
from complexity_lint.parsers.terraform.show import plain, plain_block
from complexity_lint.source import Source

SCENARIOS = "tests/terraform/parser/resources/parser_scenarios"


def bare(value: Any) -> Any:
    """checkov wraps every value in a list; numbers of either kind are the same."""
    if isinstance(value, list) and len(value) == 1:
        return bare(value[0])
    if isinstance(value, list):
        return [bare(one) for one in value]
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if not key.startswith("__")}
    return value


def whose(key: str) -> tuple[str, bool]:
    """The root module's folder, and whether the file belongs to a module it calls."""
    place: dict[str, Any] = {"file_path": key, "tf_source_modules": None}
    if key.startswith("{"):
        place = json.loads(key)
    path, caller = place["file_path"], place["tf_source_modules"]
    in_module = caller is not None
    while caller is not None:
        path, caller = caller["path"], caller["nested_tf_module"]
    return str(Path(path).parent), in_module


def expected(golden: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The golden's claims: an address with an attribute, and the value."""
    for key, parts in golden.items():
        root, in_module = whose(key)
        for entry in parts.get("locals", []):
            for name, value in entry.items() if isinstance(entry, dict) else ():
                if not in_module and not name.startswith("__"):
                    yield f"{root}|local.{name}", bare(value)
        for entry in parts.get("resource", []):
            for kind, named in entry.items() if isinstance(entry, dict) else ():
                for name, body in named.items():
                    address = body.get("__address__", f"{kind}.{name}")
                    for attribute, value in body.items():
                        if not attribute.startswith("__"):
                            yield f"{root}|{address}|{attribute}", bare(value)


def found(folder: Path) -> dict[str, Any]:
    """Our values for the same names."""
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in (".tf", ".tfvars", ".json")]
    files = {
        str(path.relative_to(folder)): Source(str(path.relative_to(folder)), path.read_text())
        for path in paths
    }
    parsed = parse_all(files)
    values: dict[str, Any] = {}
    for root in root_modules(parsed):
        configuration = evaluate(files, root, parsed=parsed)
        for local in configuration.locals:
            values[f"{root or '.'}|local.{local.name}"] = plain(local.value)
        for resource in configuration.resources:
            for name, value in plain_block(resource.body).items():
                values[f"{root or '.'}|{resource.address}|{name}"] = value
    return values


def main() -> None:
    """Print every difference and the counts."""
    base = Path(sys.argv[1]) / SCENARIOS
    counts: Counter[str] = Counter()
    for path in sorted(base.rglob("expected.json")):
        ours = found(path.parent)
        golden = json.loads(path.read_text())
        for name, value in expected(golden) if isinstance(golden, dict) else ():
            mine = ours.get(name, "<missing>")
            if bare(mine) == value:
                counts["equal"] += 1
            elif mine == "<unknown>":
                counts["unknown to us"] += 1
                print(f"{path.parent.name}: {name}\n   checkov {value!r}\n   ours    <unknown>")
            else:
                counts["different"] += 1
                print(f"{path.parent.name}: {name}\n   checkov {value!r}\n   ours    {mine!r}")
    print(dict(counts))


if __name__ == "__main__":
    main()
