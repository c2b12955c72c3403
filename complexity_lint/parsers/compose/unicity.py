"""What a list says twice, the last one says (compose-go 2.16, override/uncity.go)."""

from collections.abc import Callable

from complexity_lint.parsers.compose.casts import Report
from complexity_lint.parsers.compose.scalars import shown
from complexity_lint.parsers.compose.tree import (
    Leaf,
    Path,
    Patterns,
    Plain,
    Rejected,
    Row,
    Table,
    Tree,
)
from complexity_lint.parsers.compose.volume_text import long_volume, sections

Identity = Callable[[Tree], str]


def enforce(tree: Tree, report: Report, path: Path = ()) -> Tree:
    """The tree with one item for each identity in its lists; an item without identity leaves its list as it is.

    Lists of jobs are left alone, as docker compose 5.6 leaves them.
    """
    if isinstance(tree, Table):
        return tree.mapped(lambda key, value: enforce(value, report, (*path, key)))
    identity = _IDENTITIES.find(path) if isinstance(tree, Row) else None
    if identity is None or not isinstance(tree, Row):
        return tree
    kept: dict[str, Tree] = {}
    for item in tree.items:
        try:
            kept[identity(item)] = item
        except Rejected as error:
            report(Rejected(error.at, f"{'.'.join(path)}: {error.message}"))
            return tree
    return tree if len(kept) == len(tree.items) else Row(tree.at, tuple(kept.values()))


def _name(item: Tree) -> str:
    if isinstance(item, Leaf) and isinstance(item.value, str):
        return item.value.partition("=")[0]
    raise Rejected(item.at, "unexpected type, a string was expected")


def _target(item: Tree, what: str) -> str:
    target = item.get("target") if isinstance(item, Table) else None
    if isinstance(target, Leaf) and isinstance(target.value, str):
        return target.value
    raise Rejected(item.at, f"service {what} is missing a mount target")


def _volume(item: Tree) -> str:
    if isinstance(item, Table):
        return _target(item, "volume")
    if isinstance(item, Leaf) and isinstance(item.value, str):
        if item.known:
            long_volume(item)  # what is refused there is refused here
        parts = sections(item.value)
        return parts[1] if len(parts) > 1 else parts[0]
    return ""


def _device(item: Tree) -> str:
    if isinstance(item, Table):
        return _target(item, "device")
    if isinstance(item, Leaf) and isinstance(item.value, str):
        parts = item.value.split(":")
        return parts[1] if len(parts) > 1 else parts[0]
    return ""


def _expose(item: Tree) -> str:
    if isinstance(item, Leaf) and isinstance(item.value, (str, int)) and not isinstance(item.value, bool):
        return str(item.value)
    raise Rejected(item.at, "unsupported expose value")


def _mounted_at(default: str) -> Identity:
    def identity(item: Tree) -> str:
        if isinstance(item, Leaf) and isinstance(item.value, str):
            return f"{default}/{item.value}"
        if isinstance(item, Table):
            target = item.get("target")
            if isinstance(target, Leaf):
                return shown(target.value)
            return f"{default}/{item.text('source')}"
        raise Rejected(item.at, "unsupported value")

    return identity


def _port(item: Tree) -> str:
    if isinstance(item, Leaf):
        return str(item.value)
    if not isinstance(item, Table):
        return ""
    if "target" not in item:
        raise Rejected(item.at, "service ports is missing a target port")
    host, published, target, protocol = (
        _value(item, key, default)
        for key, default in (
            ("host_ip", "0.0.0.0"),
            ("published", None),
            ("target", None),
            ("protocol", "tcp"),
        )
    )
    return f"{host}:{published!r}:{target!r}/{protocol}"


def _value(table: Table, key: str, default: Plain) -> Plain:
    found = table.get(key)
    return found.value if isinstance(found, Leaf) else default


def _environment_file(item: Tree) -> str:
    if isinstance(item, Leaf) and isinstance(item.value, str):
        return item.value
    if isinstance(item, Table):
        if "path" in item:
            return item.text("path")
        raise Rejected(item.at, "environment path attribute is missing")
    return ""


_NAMED = (
    "networks.*.labels networks.*.ipam.options services.*.annotations services.*.build.args "
    "services.*.build.additional_contexts services.*.build.platform services.*.build.tags services.*.build.labels "
    "services.*.cap_add services.*.cap_drop services.*.deploy.labels services.*.dns services.*.dns_opt "
    "services.*.dns_search services.*.environment services.*.labels services.*.links "
    "services.*.networks.*.aliases services.*.networks.*.link_local_ips services.*.profiles services.*.sysctls "
    "services.*.tmpfs"
)
_IDENTITIES: Patterns[Identity] = Patterns(
    {
        **dict.fromkeys(_NAMED.split(), _name),
        "services.*.configs": _mounted_at(""),
        "services.*.devices": _device,
        "services.*.env_file": _environment_file,
        "services.*.expose": _expose,
        "services.*.ports": _port,
        "services.*.secrets": _mounted_at("/run/secrets"),
        "services.*.volumes": _volume,
    }
)
