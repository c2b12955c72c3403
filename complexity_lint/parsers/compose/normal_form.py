"""A loaded project -> the normal form `docker compose config` prints, and that form as plain data.

After compose-go 2.16 (types/project.go): services whose profile is not asked for go, environment and label files are
read, and what no service uses is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from complexity_lint.parsers.compose.casts import Report
from complexity_lint.parsers.compose.shapes import Structure
from complexity_lint.parsers.compose.structures import FILE_OBJECT, JOB, MODEL, NETWORK, SERVICE, VOLUME
from complexity_lint.parsers.compose.tree import Field, Leaf, Rejected, Row, Table, Tree, is_null, walk
from complexity_lint.source import Location

RESOURCES: dict[str, Structure] = {
    "networks": NETWORK,
    "volumes": VOLUME,
    "secrets": FILE_OBJECT,
    "configs": FILE_OBJECT,
    "models": MODEL,
}


@dataclass(frozen=True, slots=True)
class NormalForm:
    """A project's parts in normal form; `disabled` are the names of services whose profiles are not asked for."""

    services: Table
    resources: dict[str, Table]
    extensions: Table
    jobs: Table
    disabled: frozenset[str] = frozenset()


def normal_form(top: Table, profiles: Sequence[str], report: Report) -> NormalForm:
    """The normal form of a normalised project. What has no place in it is reported and left out."""
    services = _filled(top, "services", SERVICE, report)
    enabled = _enabled(services, profiles)
    disabled = frozenset(services.fields.keys() - enabled.fields.keys())
    jobs = _enabled(_filled(top, "jobs", JOB, report), profiles)
    resources = {key: _section(top.table(key), kind, key, report) for key, kind in RESOURCES.items()}
    extensions = {key: found for key, found in top.fields.items() if key.startswith("x-")}
    return NormalForm(enabled, resources, Table(top.at, extensions), jobs, disabled)


def _filled(top: Table, section: str, kind: Structure, report: Report) -> Table:
    fields = {
        name: Field(f.at, kind.filled(_without_extensions(f.value), _at(report, f"{section}.{name}.")))
        for name, f in top.table(section).fields.items()
        if isinstance(f.value, Table)
    }
    return Table(top.at, fields)


def _enabled(services: Table, profiles: Sequence[str]) -> Table:
    return services.mapped(lambda name, value: value if _is_enabled(value, profiles) else None)


def _at(report: Report, prefix: str) -> Report:
    def located(error: Rejected) -> None:
        report(Rejected(error.at, prefix + error.message))

    return located


def _without_extensions(service: Table) -> Table:
    return Table(service.at, {key: f for key, f in service.fields.items() if not key.startswith("x-")})


def _section(table: Table, kind: Structure, section: str, report: Report) -> Table:
    fields: dict[str, Field] = {}
    for name, found in table.fields.items():
        value = found.value if isinstance(found.value, Table) else Table(found.at)
        filled = kind.filled(value, _at(report, f"{section}.{name}."))
        hidden = section == "configs" and "environment" in filled
        fields[name] = Field(found.at, filled.without("content") if hidden else filled)
    return Table(table.at, fields)


def _is_enabled(service: Tree, profiles: Sequence[str]) -> bool:
    listed = service.items("profiles") if isinstance(service, Table) else ()
    own = [item.value for item in listed if isinstance(item, Leaf)]
    return not own or "*" in profiles or any(profile in own for profile in profiles)


def used_only(form: NormalForm) -> NormalForm:
    """The project without the networks, volumes, secrets, configs and models that no service uses."""
    used: dict[str, set[str]] = {key: set() for key in RESOURCES}
    for found in form.services.fields.values():
        service = found.value
        if isinstance(service, Table):
            for section, name in _uses(service):
                used[section].add(name)
    resources = {
        key: Table(table.at, {name: f for name, f in table.fields.items() if name in used[key]})
        for key, table in form.resources.items()
    }
    return replace(form, resources=resources)


def _uses(service: Table) -> Iterator[tuple[str, str]]:
    for section in ("networks", "models"):
        yield from ((section, name) for name in service.table(section).fields)
    for mount in service.items("volumes"):
        if isinstance(mount, Table) and mount.text("type") == "volume":
            yield "volumes", mount.text("source")
    for keys, section in (
        (("secrets",), "secrets"),
        (("build", "secrets"), "secrets"),
        (("configs",), "configs"),
    ):
        yield from (
            (section, item.text("source")) for item in service.items(*keys) if isinstance(item, Table)
        )


def as_tree(form: NormalForm, name: str) -> Table:
    """The whole project as `config --format json` has it: models are not printed there."""
    at = form.services.at
    tree = Table(at).put("name", Leaf(at, name)).put("services", form.services)
    tree = tree.put("jobs", form.jobs) if form.jobs.fields else tree
    for section, table in form.resources.items():
        if table.fields and section != "models":
            tree = tree.put(section, table)
    return Table(at, {**tree.fields, **form.extensions.fields})


def plain(tree: Tree) -> Any:
    """A tree as data for JSON: keys sorted, `$` doubled as docker compose prints it."""
    if isinstance(tree, Table):
        return {key.replace("$", "$$"): plain(tree.fields[key].value) for key in sorted(tree.fields)}
    if isinstance(tree, Row):
        return [plain(item) for item in tree.items]
    if isinstance(tree.value, str):
        return tree.value.replace("$", "$$")
    if isinstance(tree.value, float) and tree.value.is_integer() and abs(tree.value) < 1e21:
        return int(tree.value)
    return tree.value


def places(tree: Table) -> dict[str, Location]:
    """Dotted key -> the place that set it; items of lists by number. What nothing wrote has no place."""
    return {
        ".".join(path): at for path, value, at in walk(tree) if at.line is not None and not _implied(value)
    }


def _implied(value: Tree) -> bool:
    return is_null(value)
