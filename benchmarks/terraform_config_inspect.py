"""Compare what is read from Terraform files with the goldens of hashicorp/terraform-config-inspect.

    terraform_config_inspect.py CHECKOUT

Compared are variables, outputs, resources, module calls (and a stack's components) with file and line,
defaults, descriptions, types, providers and sources. Prints a line for each golden and every difference.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.evaluation import evaluate
from complexity_lint.parsers.terraform.files import is_configuration, is_override, parse_file
from complexity_lint.parsers.terraform.show import plain
from complexity_lint.source import Location, Source

_STACK = (".tfstack.hcl", ".tfcomponent.hcl")


def sources(folder: Path, prefix: str) -> dict[str, Source]:
    """The files Terraform reads in a folder, overrides last, under the names the golden uses."""
    names = [
        path
        for path in folder.iterdir()
        if path.is_file() and (is_configuration(path.name) or path.name.endswith(_STACK))
    ]
    names.sort(key=lambda path: (is_override(path.name), path.name))
    return {f"{prefix}/{path.name}": Source(f"{prefix}/{path.name}", path.read_text()) for path in names}


def blocks(files: Mapping[str, Source]) -> Iterator[syntax.Block]:
    """Every top-level block, those of override files last."""
    for source in files.values():
        yield from parse_file(source).body.blocks


def position(at: Location) -> dict[str, Any]:
    """A place as the goldens write it."""
    return {"filename": at.path, "line": at.line}


def text_of(files: Mapping[str, Source], expression: syntax.Expression) -> str:
    """A type as written; a string stands for what is in it."""
    if isinstance(expression, syntax.Literal):
        value = expression.value
        return str(value).lower() if isinstance(value, bool) else str(value)
    at = expression.at
    lines = files[at.path].text.split("\n")[at.line - 1 : at.end_line]  # type: ignore[operator]  # parsed nodes have lines
    lines[-1] = lines[-1][: at.end_column - 1]  # type: ignore[operator]  # as above
    lines[0] = lines[0][at.column - 1 :]  # type: ignore[operator]  # as above
    text = "\n".join(lines)
    return text[1:-1] if text.startswith('"') else text


def literal(block: syntax.Block, name: str) -> Any:
    """A literal attribute's value, None where it is not set."""
    attribute = block.body.attribute(name)
    if attribute is None or not isinstance(attribute.value, syntax.Literal):
        return None
    return attribute.value.value


def provider(block: syntax.Block) -> dict[str, str]:
    """The provider a resource names, or the one its type implies."""
    attribute = block.body.attribute("provider")
    if attribute is None:
        return {"name": block.labels[0].value.partition("_")[0]}
    value = attribute.value
    if isinstance(value, syntax.GetAttr) and isinstance(value.of, syntax.Name):
        return {"name": value.of.name, "alias": value.name}
    name, _, alias = text_of({}, value).partition(".") if isinstance(value, syntax.Literal) else ("", "", "")
    name = value.name if isinstance(value, syntax.Name) else name
    return {"name": name, **({"alias": alias} if alias else {})}


def read(files: Mapping[str, Source], folder: str) -> dict[str, dict[str, Any]]:
    """What our reader makes of the files, in the goldens' words."""
    found: dict[str, dict[str, Any]] = {
        name: {}
        for name in (
            "variables",
            "outputs",
            "managed_resources",
            "data_resources",
            "module_calls",
            "components",
        )
    }
    variables = evaluate(files, folder).variables
    defaults = {one.name: plain(replace(one.value, sensitive=False)) for one in variables}
    for block in blocks(files):
        names = [label.value for label in block.labels]
        entry: dict[str, Any] = {"name": names[-1] if names else "", "pos": position(block.at)}
        for key in ("description", "sensitive", "source", "version", "deprecated"):
            value = literal(block, key)
            if key == "sensitive" and value is True:
                entry[key] = value
            elif key != "sensitive" and value is not None:
                entry[key] = text_of(files, syntax.Literal(block.at, value))
        if block.type == "variable":
            kind = block.body.attribute("type")
            default = block.body.attribute("default")
            # the reader of the goldens replaces an overridden variable as a whole, Terraform merges it
            entry |= {"default": defaults.get(names[0]) if default else None, "required": default is None}
            entry |= {"type": text_of(files, kind.value)} if kind else {}
            if default is not None and entry["default"] is None:
                entry["default"] = literal(block, "default")
            merge(found["variables"], names[0], entry)
        elif block.type == "output":
            kind = block.body.attribute("type")
            entry |= {"type": text_of(files, kind.value)} if kind else {}
            merge(found["outputs"], names[0], entry)
        elif block.type == "module":
            merge(found["module_calls"], names[0], entry)
        elif block.type == "component":
            entry.pop("version", None)
            merge(found["components"], names[0], entry)
        elif block.type in ("resource", "data"):
            managed = block.type == "resource"
            entry |= {"mode": "managed" if managed else "data", "type": names[0], "provider": provider(block)}
            key = ".".join(names) if managed else "data." + ".".join(names)
            merge(found["managed_resources" if managed else "data_resources"], key, entry)
    return found


def merge(into: dict[str, Any], key: str, entry: dict[str, Any]) -> None:
    """A later block of the same name overrides the earlier one."""
    into[key] = {**into.get(key, {}), **entry}


def differences(golden: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """What the two do not agree on."""
    for group, ours in found.items():
        theirs = golden.get(group) or {}
        for name in sorted({*ours, *theirs}):
            left, right = theirs.get(name), ours.get(name)
            if left is None or right is None:
                yield f"{group}.{name}: {'only ours' if left is None else 'only theirs'}"
                continue
            for key in sorted({*left, *right} - {"provider_name"}):
                if (left.get(key) or None) != (right.get(key) or None):
                    yield f"{group}.{name}.{key}: theirs {left.get(key)!r}, ours {right.get(key)!r}"


def main() -> int:
    """Compare all goldens; the exit code says whether all agree."""
    base = Path(sys.argv[1]) / "tfconfig"
    goldens = sorted(base.glob("testdata*/*/*.out.json"))
    same = 0
    for path in goldens:
        folder = path.parent
        prefix = f"{folder.parent.name}/{folder.name}"
        golden = json.loads(path.read_text())
        different = list(differences(golden, read(sources(folder, prefix), prefix)))
        same += not different
        print(f"{'same' if not different else 'differs':8} {prefix}")
        for line in different:
            print(f"         {line}")
    print(f"{same} of {len(goldens)} goldens agree")
    return 0 if same == len(goldens) else 1


if __name__ == "__main__":
    sys.exit(main())
