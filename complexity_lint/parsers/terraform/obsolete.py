"""Arguments of cluster resources and modules, and resources of the kubernetes provider, that have ended."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from complexity_lint.model.environments import Environment
from complexity_lint.model.obsolete import ObsoleteKind, ObsoleteUse
from complexity_lint.parsers.terraform.configuration import Configuration, EvaluatedBlock, Mode
from complexity_lint.parsers.terraform.reading import Part
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class Ended:
    """One argument, or with an empty `argument` one resource type, that is no more.

    `since` is the module's major version without it: a module pinned below still has it.
    """

    argument: str
    ended: str
    instead: str
    source: str
    removed: bool = False
    since: int = 0


def obsolete_uses(configuration: Configuration, environment: Environment) -> Iterator[ObsoleteUse]:
    """The uses in one configuration, in order of place."""
    by_type, by_module = _known()
    for resource in configuration.resources:
        if resource.mode is Mode.MANAGED:
            for facts in by_type.get(resource.type, ()):
                at = resource.at if not facts.argument else _place(resource, resource.body, facts.argument)
                if at is not None:
                    yield _use(facts, at, f"{resource.type}.{resource.name}", resource.type, environment)
    for call in configuration.modules:
        for facts in by_module.get(call.source, ()) if call.folder is None else ():
            if call.value(facts.argument) is not None:
                at = _near(call, call.value(facts.argument))
                yield _use(facts, at, f"module {call.name}", call.source, environment, call.version)


def _use(
    facts: Ended, at: Location, owner: str, type_: str, environment: Environment, version: str = ""
) -> ObsoleteUse:
    major = re.search(r"\d+", version)
    removed = facts.removed or bool(facts.since and major and int(major[0]) >= facts.since)
    kind = ObsoleteKind.TERRAFORM_ARGUMENT if facts.argument else ObsoleteKind.TERRAFORM_RESOURCE
    name = f"`{facts.argument.rpartition('.')[2]}`" if facts.argument else f"`{type_}`"
    instead = f"`{facts.instead}`" if re.fullmatch(r"\w+", facts.instead) else facts.instead
    return ObsoleteUse(at, kind, name, owner, facts.ended, removed, instead, facts.source, environment)


def _place(part: Part, block: EvaluatedBlock, path: str) -> Location | None:
    """Where an argument or block is written, None where it is not."""
    first, _, rest = path.partition(".")
    blocks = [one for one in block.blocks if one.type == first]
    if rest:
        return next((at for one in blocks if (at := _place(part, one, rest)) is not None), None)
    value = block.value(first)
    if value is not None:
        return _near(part, value)
    return blocks[0].at if blocks else None


def _near(part: Part, value: Any) -> Location:  # a Value, whose generic type says nothing here
    """The argument's own line: that of the value, or where the value came through in the part's file."""
    places = [value.at, *value.origins] if value is not None else []
    own = [at for at in places if at is not None and at.path == part.at.path]
    later = [at for at in own if (at.line or 0) >= (part.at.line or 0)]
    return later[-1] if later else part.at


@cache
def _known() -> tuple[Mapping[str, tuple[Ended, ...]], Mapping[str, tuple[Ended, ...]]]:
    text = files("complexity_lint.data").joinpath("terraform_ended.json").read_text(encoding="utf-8")
    by_type: dict[str, tuple[Ended, ...]] = {}
    by_module: dict[str, tuple[Ended, ...]] = {}
    for entry in json.loads(text):
        facts = Ended(
            entry["argument"],
            entry["ended"],
            entry["instead"],
            entry["source"],
            entry.get("removed", False),
            entry.get("since", 0),
        )
        for kind in entry.get("types", ()):
            by_type[kind] = (*by_type.get(kind, ()), facts)
        if "module" in entry:
            by_module[entry["module"]] = (*by_module.get(entry["module"], ()), facts)
    return by_type, by_module
