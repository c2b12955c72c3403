"""What is asked of a project beyond its schema, before its parts are joined (compose-go 2.16, validation/)."""

from collections.abc import Callable, Iterator

from complexity_lint.parsers.compose.port_text import is_address
from complexity_lint.parsers.compose.tree import ITEM, Leaf, Path, Patterns, Rejected, Row, Table, Tree

Check = Callable[[Table, str], Iterator[Rejected]]


def validate(tree: Tree, path: Path = ()) -> Iterator[Rejected]:
    """What is refused in a project in long form."""
    check = _CHECKS.find(path)
    if check is not None:
        if isinstance(tree, Table):
            yield from check(tree, ".".join(path))
    elif isinstance(tree, Table):
        for key, found in tree.fields.items():
            yield from validate(found.value, (*path, key))
    elif isinstance(tree, Row):
        for item in tree.items:
            yield from validate(item, (*path, ITEM))


def _external_volume(volume: Table, path: str) -> Iterator[Rejected]:
    external = volume.get("external")
    if not isinstance(external, Leaf) or external.value is not True:
        return
    for key, found in volume.fields.items():
        if key not in ("name", "external") and not key.startswith("x-"):
            yield Rejected(found.at, f'{path}: conflicting parameters "external" and "{key}" specified')


def _one_source(*keys: str) -> Check:
    def check(table: Table, path: str) -> Iterator[Rejected]:
        given = [key for key in keys if key in table]
        if len(given) > 1:
            yield Rejected(
                table.fields[given[1]].at, f"{path}: {'|'.join(keys)} attributes are mutually exclusive"
            )
        if not given and "driver" not in table and "external" not in table:
            yield Rejected(table.at, f"{path}: one of {'|'.join(keys)} must be set")

    return check


def _address(port: Table, path: str) -> Iterator[Rejected]:
    host = port.get("host_ip")
    if isinstance(host, Leaf) and host.known and not is_address(str(host.value)):
        yield Rejected(host.at, f"{path}: invalid ip address: {host.value}")


def _watched(trigger: Table, path: str) -> Iterator[Rejected]:
    found = trigger.get("path")
    if isinstance(found, Leaf) and found.value == "":
        yield Rejected(found.at, f"{path}: value can't be blank")


def _device(request: Table, path: str) -> Iterator[Rejected]:
    if "count" in request and "device_ids" in request:
        yield Rejected(request.at, f'{path}: "count" and "device_ids" attributes are exclusive')


_CHECKS: Patterns[Check] = Patterns(
    {
        "volumes.*": _external_volume,
        "configs.*": _one_source("file", "environment", "content"),
        "secrets.*": _one_source("file", "environment"),
        "services.*.ports.*": _address,
        "services.*.develop.watch.*": _watched,
        "services.*.deploy.resources.reservations.devices.*": _device,
        "services.*.gpus.*": _device,
    }
)
