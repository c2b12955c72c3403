"""What OpenShift adds to objects: templates, and triggers that choose the image.

A template holds objects with parameters, which `oc process` fills in: `${NAME}` stands for text inside a string,
`${{NAME}}` alone for a value of another type. A parameter without a `value` (it is asked for, or generated) stays as it
is written, which every reader takes for unknown. Source: docs.openshift.com, "Using templates", "Triggering updates on
image stream changes".
"""

import re
from collections.abc import Mapping as MappingOf
from dataclasses import replace

from complexity_lint.model.workloads import Container
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence

_PARAMETER = re.compile(r"\$\{(?:([A-Za-z0-9_]+)|\{([A-Za-z0-9_]+)\})\}")
_OWN_NAMES = frozenset(("name", "namespace", "generateName"))
"""Keys that name a thing: the thing is where it is written, not where its name is chosen."""


def is_template_of_objects(node: Mapping) -> bool:
    """Whether an API object is a template; the first releases had it in the core group."""
    group = node.text("apiVersion").rpartition("/")[0]
    return node.text("kind") == "Template" and group in ("", "template.openshift.io") and bool(_objects(node))


def objects_of(node: Mapping) -> tuple[Mapping, ...]:
    """The objects of a template, filled in with what its parameters say."""
    given = {
        parameter.text("name"): value
        for parameter in node.items("parameters")
        if isinstance(parameter, Mapping)
        and (value := parameter.scalar("value")) is not None
        and value.text
        and not parameter.text("generate")
    }
    filled = (_filled(one, given, "") for one in _objects(node))
    return tuple(one for one in filled if isinstance(one, Mapping))


def with_triggers(node: Mapping, containers: tuple[Container, ...]) -> tuple[Container, ...]:
    """The containers of a DeploymentConfig, without the tags of those whose image a trigger writes from a stream."""
    chosen = {
        name.text
        for trigger in node.items("spec", "triggers")
        if isinstance(trigger, Mapping) and trigger.text("type") == "ImageChange"
        for name in trigger.items("imageChangeParams", "containerNames")
        if isinstance(name, Scalar)
    }
    if node.text("kind") != "DeploymentConfig" or not chosen:
        return containers
    return tuple(
        replace(one, image=replace(one.image, tag="", partial=True))
        if one.image is not None and one.name in chosen
        else one
        for one in containers
    )


def _objects(node: Mapping) -> tuple[Node, ...]:
    return node.items("objects")


def _filled(node: Node, given: MappingOf[str, Scalar], key: str) -> Node:
    if isinstance(node, Mapping):
        entries = tuple(replace(e, value=_filled(e.value, given, e.key)) for e in node.entries)
        return replace(node, entries=entries)
    if isinstance(node, Sequence):
        return replace(node, items=tuple(_filled(item, given, key) for item in node.items))
    return _filled_text(node, given, key) if "${" in node.text else node


def _filled_text(node: Scalar, given: MappingOf[str, Scalar], key: str) -> Scalar:
    """A text with its parameters filled in; one that is a single parameter stands where that has its value."""
    used: list[Scalar] = []

    def value_of(match: re.Match[str]) -> str:
        value = given.get(match[1] or match[2])
        if value is None:
            return f"${{{match[1] or match[2]}}}"
        used.append(value)
        return value.text

    text = _PARAMETER.sub(value_of, node.text)
    whole = _PARAMETER.fullmatch(node.text)
    at = used[0].at if used and whole and key not in _OWN_NAMES else node.at
    plain = bool(whole and whole[2]) or (node.plain and not used)
    return replace(node, at=at, text=text, plain=plain, made_of=tuple((v.text, v.at) for v in used))
