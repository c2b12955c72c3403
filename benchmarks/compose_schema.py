"""Write the facts of the Compose Specification's JSON schema in our own notation: `compose_schema.py CHECKOUT`.

CHECKOUT is a clone of compose-spec/compose-go. What is taken over is which keys there are, which kinds their values
may have, and how they are restricted; the notation is described in `complexity_lint.parsers.compose.schema`. The
result goes to `complexity_lint/data/compose_keys.json`.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "complexity_lint" / "data" / "compose_keys.json"
_WORDS = {"object": "mapping", "array": "list"}


def rule(schema: dict[str, Any]) -> Any:
    """One JSON schema -> one rule."""
    if "$ref" in schema:
        return "@" + schema["$ref"].rpartition("/")[2]
    if "oneOf" in schema:
        return {"one of": [rule(choice) for choice in schema["oneOf"]]}
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    found: dict[str, Any] = {}
    if "properties" in schema:
        found["keys"] = {key: rule(value) for key, value in schema["properties"].items()}
    patterns = {k: rule(v) for k, v in schema.get("patternProperties", {}).items()}
    if patterns.pop("^x-", None) is not None:
        found["extensible"] = True
    if patterns:
        found["names"] = patterns
    if schema.get("additionalProperties") is False:
        found["closed"] = True
    if "items" in schema:
        found["items"] = rule(schema["items"])
    for ours, theirs in (
        ("needs", "required"),
        ("among", "enum"),
        ("like", "pattern"),
        ("least", "minimum"),
        ("most", "maximum"),
    ):
        if theirs in schema:
            found[ours] = schema[theirs]
    if schema.get("uniqueItems"):
        found["unique"] = True
    words = "|".join(_WORDS.get(kind, kind) for kind in kinds)
    if not found:
        return words or "any"
    return {"kind": words, **found} if words else found


def main(checkout: Path) -> None:
    """Write the file."""
    schema = json.loads((checkout / "schema" / "compose-spec.json").read_text())
    commit = subprocess.run(
        ["git", "-C", str(checkout), "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    document = {
        "source": f"compose-spec/compose-go, schema/compose-spec.json at {commit}, by benchmarks/compose_schema.py",
        "project": rule({key: value for key, value in schema.items() if key != "$defs"}),
        "rules": {name: rule(value) for name, value in schema["$defs"].items()},
    }
    TARGET.write_text(json.dumps(document, indent=1, sort_keys=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
