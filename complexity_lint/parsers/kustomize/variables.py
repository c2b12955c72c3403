"""`vars`: `$(NAME)` in other objects stands for a field of one object (api/filters/refvar)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from complexity_lint.parsers import yaml_nodes
from complexity_lint.parsers.kustomize.editing import CannotApply, edit, same
from complexity_lint.parsers.kustomize.fields import FieldSpec
from complexity_lint.parsers.kustomize.identity import Identity, Kind
from complexity_lint.parsers.kustomize.paths import find_path
from complexity_lint.parsers.kustomize.resources import Resource, with_node
from complexity_lint.parsers.kustomize.values import is_string, scalar_value
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar


@dataclass(frozen=True, slots=True)
class Variable:
    """One entry of `vars`: its name, the object it reads, and the path of the field in it."""

    name: str
    object: Identity
    path: str


def read_variable(item: Mapping) -> Variable:
    """An entry of `vars`; the field is the object's name where none is given."""
    reference = item.mapping("objref")
    group, slash, version = reference.text("apiVersion").partition("/")
    kind = Kind(
        group if slash else reference.text("group"),
        (version if slash else group) or reference.text("version"),
        reference.text("kind"),
    )
    return Variable(
        item.text("name"),
        Identity(kind, reference.text("name"), reference.text("namespace")),
        item.text("fieldref", "fieldpath") or item.text("fieldref", "fieldPath") or "metadata.name",
    )


def mark_variables(resources: Sequence[Resource], variables: Iterable[Variable]) -> list[Resource]:
    """The resources, those that a variable reads marked with its name; it follows them when they are renamed."""
    result = list(resources)
    for variable in variables:
        wanted = variable.object
        exact = bool(wanted.namespace) or wanted.is_cluster_wide
        matches = [
            i
            for i, resource in enumerate(result)
            if any(_is_meant(own, wanted, exact) for own in resource.identities)
        ]
        if len(matches) > 1:
            raise CannotApply(f"several objects fit the variable {variable.name}")
        for index in matches:
            result[index] = replace(result[index], variables=(*result[index].variables, variable.name))
    return result


def _is_meant(own: Identity, wanted: Identity, exact: bool) -> bool:
    return own.equals(wanted) if exact else own.name == wanted.name and own.kind == wanted.kind


def resolve_variables(
    resources: Sequence[Resource],
    variables: Iterable[Variable],
    specs: Iterable[FieldSpec],
    report: Callable[[str], None],
) -> list[Resource]:
    """The resources with every `$(NAME)` in the fields given replaced; `report` is told of those without a value."""
    known: dict[str, Scalar] = {}
    for variable in variables:
        value = _value(resources, variable)
        if value is None:
            report(f"the variable {variable.name} has no value here")
        else:
            known[variable.name] = value
    wanted = tuple(specs)
    return [_expanded(resource, wanted, known) for resource in resources] if known else list(resources)


def _value(resources: Sequence[Resource], variable: Variable) -> Scalar | None:
    for resource in resources:
        if variable.name in resource.variables:
            found = find_path(resource.node, variable.path)
            return found if isinstance(found, Scalar) else None
    return None


def _expanded(resource: Resource, specs: Iterable[FieldSpec], known: dict[str, Scalar]) -> Resource:
    kind = resource.identity.kind
    node: Node = resource.node
    for spec in specs:
        if kind.is_selected_by(spec.kind):
            try:
                node = edit(node, spec.parts, lambda found: _replaced(found, known))
            except CannotApply:
                continue  # the field has another shape in this object
    return with_node(resource, node) if isinstance(node, Mapping) else resource


def _replaced(node: Node, known: dict[str, Scalar]) -> Node:
    if isinstance(node, Scalar):
        return _in_scalar(node, known)
    if isinstance(node, yaml_nodes.Sequence):
        items = tuple(_in_scalar(i, known) if isinstance(i, Scalar) else i for i in node.items)
        return node if same(items, node.items) else replace(node, items=items)
    entries = tuple(
        replace(e, value=_in_scalar(e.value, known)) if isinstance(e.value, Scalar) else e
        for e in node.entries
    )
    return node if entries == node.entries else replace(node, entries=entries)


def _in_scalar(scalar: Scalar, known: dict[str, Scalar]) -> Scalar:
    """A string with its variables replaced; one that is a single variable takes the type of its value too."""
    text = scalar.text
    if "$" not in text or not is_string(scalar):
        return scalar
    if text.startswith("$(") and text.find(")") == len(text) - 1:
        value = known.get(text[2:-1])
        return scalar if value is None else replace(value, at=scalar.at)
    changed = expand(text, lambda name: _text(known.get(name)))
    return scalar if changed == text else replace(scalar, text=changed, plain=False)


def _text(value: Scalar | None) -> str | None:
    if value is None:
        return None
    found = scalar_value(value)
    return str(found).lower() if isinstance(found, bool) else str(found)


def expand(text: str, lookup: Callable[[str], str | None]) -> str:
    """A text with each `$(NAME)` replaced that `lookup` knows; `$$` becomes `$`."""
    result: list[str] = []
    position = 0
    while position < len(text):
        if text[position] != "$" or position + 1 == len(text):
            result.append(text[position])
            position += 1
        elif text[position + 1] == "(" and (end := text.find(")", position)) > 0:
            found = lookup(text[position + 2 : end])
            result.append(text[position : end + 1] if found is None else found)
            position = end + 1
        else:
            result.append("$" if text[position + 1] == "$" else text[position : position + 2])
            position += 2
    return "".join(result)
