"""The order kustomize prints objects in (api/internal/builtins, SortOrderTransformer)."""

from collections.abc import Sequence

from complexity_lint.parsers.kustomize.fields import FIRST, LAST
from complexity_lint.parsers.kustomize.identity import Kind
from complexity_lint.parsers.kustomize.resources import Resource
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar


def in_order(resources: Sequence[Resource], options: Mapping | None) -> list[Resource]:
    """The resources in the order that `sortOptions` asks for; without it by kind, namespaces first."""
    if options is not None and options.text("order") == "fifo":
        return list(resources)
    legacy = options.get("legacySortOptions") if options else None
    first, last = list(FIRST), list(LAST)
    if isinstance(legacy, Mapping):
        first = [item.text for item in legacy.items("orderFirst") if isinstance(item, Scalar)]
        last = [item.text for item in legacy.items("orderLast") if isinstance(item, Scalar)]
    ranks = {kind: i - len(first) for i, kind in enumerate(first)}
    ranks |= {kind: i + 1 for i, kind in enumerate(last)}
    return sorted(resources, key=lambda resource: _key(resource, ranks))


def _key(resource: Resource, ranks: dict[str, int]) -> tuple[int, str, str]:
    own = resource.identity
    rank = ranks.get(own.kind.kind, 0)
    return (rank, _kind_key(own.kind, ranked=rank != 0), f"{own.namespace or '~X'}|{own.name or '~N'}")


def _kind_key(kind: Kind, *, ranked: bool) -> str:
    # The core Namespace goes before kinds of the same name in other groups, against the order of the texts.
    group = kind.group or ("" if kind.kind == "Namespace" and ranked else "~G")
    return f"{group}_{kind.version or '~V'}_{kind.kind or '~K'}"
