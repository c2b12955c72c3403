"""Every customer has a whole stack of their own.

The tenth customer is the tenth database to upgrade, the tenth backup to check and the tenth set of alarms.
Each release is rolled out ten times and fails three times, and a setting that was changed for one of them is
what the others do not have.

Put the customer into the data: a column, a schema or a database per customer on one server, and one
deployment that serves all. Where a contract asks for a stack of its own, let it be the priced exception.

It is fine for environments and regions, which are the same stack for other reasons, and for the few customers
that pay for being apart.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from complexity_lint import (
    Command,
    Controller,
    Environment,
    Finding,
    Level,
    Location,
    Precision,
    Related,
    RepeatedStack,
    Role,
    System,
    Workload,
    check,
)

_TENANT = re.compile(
    r"(?i)(^|[^a-z])(tenants?|tenancies|customers?|clients?|merchants?|subscribers?|franchise(e?s)?|"
    r"organi[sz]ations?|orgs|partners?|resellers?|white-?labels?|brands?|schools?|clinics?|municipalit(y|ies))"
    r"([^a-z]|$)"
)
"""Words for those a stack is repeated for."""

_OTHER_REASONS = re.compile(
    r"(?i)(^|[^a-z])(env(ironment)?s?|stages?|regions?|zones?|azs?|accounts?|workspaces?|replicas?|shards?|"
    r"prod|production|prd|live|staging|stage|stg|preprod|uat|dev|develop|development|test|testing|qa|sandbox|"
    r"demo|(us|eu|ap|ca|sa|me|af|asia|europe|australia)-?(north|south|east|west|central|southeast|northeast)"
    r"[a-z]*-?\d*[a-z]?|(us|eu|ap|ca|sa|me|af|asia|emea|apac|uk|de|fr|jp|au))([^a-z]|$)"
)
"""Environments, regions and plain numbers of copies: a stack of each is another matter."""


@check("stack-per-tenant", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def stack_per_tenant(system: System) -> Iterator[Finding]:
    for stack in system.repeated_stacks:
        if stack.environment.is_production and _is_for_tenants(stack):
            yield _of_repetition(stack)
    production = [w for w in system.workloads if w.is_production]
    yield from _of_folders(production)
    yield from _of_copies(production)
    released = list(_of_values_files(system))
    yield from released or _of_folders_of_values(system, production)


def _is_for_tenants(stack: RepeatedStack) -> bool:
    keys = stack.over.value
    if keys and (len(keys) < 2 or all(_OTHER_REASONS.search(key) for key in keys)):
        return False
    return any(_TENANT.search(word.replace("_", "-")) for word in (*stack.words, stack.name))


def _of_repetition(stack: RepeatedStack) -> Finding:
    keys = stack.over.value
    who = f"each of {', '.join(keys[:3])}{' ...' if len(keys) > 3 else ''}" if keys else "each tenant"
    what = f"a stack ({stack.name})" if stack.whole else f"a store ({stack.name})"
    # A values file that lists the tenants decides; in the code itself it is the repetition that would go.
    listed = keys and stack.over.at.path.endswith((".tfvars", ".tfvars.json"))
    at = stack.over.at if listed or stack.repeated_at is None else stack.repeated_at
    passed = dict.fromkeys((stack.over.at, *stack.over.origins, stack.at))
    places = [one for one in passed if (one.path, one.line) != (at.path, at.line)]
    return Finding(
        at=at,
        message=f"{who} gets {what} of its own, with {' and '.join(stack.holds[:3])}",
        related=tuple(
            Related(place, "what is repeated" if place == stack.at else "comes through here")
            for place in places
        ),
        entity=stack.name,
        evidence=" ".join(stack.holds),
        environments=_names(stack.environment),
    )


def _of_folders(workloads: Sequence[Workload]) -> Iterator[Finding]:
    """Compose projects and folders of manifests whose paths differ by the customer's name."""
    groups: dict[tuple[str, str], dict[str, list[Workload]]] = defaultdict(lambda: defaultdict(list))
    for workload in workloads:
        found = _tenant_of(workload.project)
        if found is not None:
            groups[found[0], workload.environment.name][found[1]].append(workload)
    for (_, environment), by_tenant in groups.items():
        stacks = {name: listed for name, listed in by_tenant.items() if _is_stack(listed)}
        if len(stacks) >= 2:
            places = {name: listed[0].at for name, listed in stacks.items()}
            yield _repeated(places, "folder", (environment,) if environment else ())


def _tenant_of(path: str) -> tuple[str, str] | None:
    """Where the customers' stacks lie and whose this one is: `customers/acme/compose.yml`."""
    parts = path.split("/")
    for index, part in enumerate(parts):
        if not _TENANT.search(part):
            continue
        rest = _TENANT.sub("-", part)
        key = re.sub(r"(docker-)?compose|stack|\.ya?ml", "", rest).strip("-._ ")
        if key:
            return "/".join((*parts[:index], "*")), key
        if index + 1 < len(parts) and not _OTHER_REASONS.fullmatch(parts[index + 1]):
            return "/".join(parts[: index + 1]), parts[index + 1]
    return None


def _is_stack(workloads: Sequence[Workload]) -> bool:
    """Whether an application and its store are among them."""
    stores = [w for w in workloads if w.role is Role.DATABASE]
    return bool(stores) and any(not w.role.keeps_state for w in workloads)


def _of_copies(workloads: Sequence[Workload]) -> Iterator[Finding]:
    """Groups of services in one compose project that differ by a name in front or at the end only."""
    projects: dict[tuple[str, str], list[Workload]] = defaultdict(list)
    for workload in workloads:
        if workload.controller in (Controller.COMPOSE, Controller.SWARM):
            projects[workload.group].append(workload)
    for listed in projects.values():
        for first in (True, False):
            copies = _copies(listed, first=first)
            if len(copies) >= 2:
                places = {name: members[0].at for name, members in copies.items()}
                yield _repeated(places, "service group", listed[0].environments)
                break


def _copies(workloads: Sequence[Workload], *, first: bool) -> Mapping[str, Sequence[Workload]]:
    """The largest family of groups with the same services, by the name that tells them apart."""
    groups: dict[str, list[tuple[str, Workload]]] = defaultdict(list)
    for workload in workloads:
        words = re.split(r"[-_.]", workload.name)
        word, rest = (words[0], words[1:]) if first else (words[-1], words[:-1])
        if rest and not word.isdigit() and not _OTHER_REASONS.fullmatch(word):
            groups[word].append(("-".join(rest), workload))
    families: dict[tuple[tuple[str, ...], ...], dict[str, list[Workload]]] = defaultdict(dict)
    for word, members in groups.items():
        if _is_stack([workload for _, workload in members]):
            shape = tuple(sorted(_shape(rest, workload, word) for rest, workload in members))
            families[shape][word] = [workload for _, workload in members]
    return max(families.values(), key=len, default={})


def _shape(rest: str, workload: Workload, word: str) -> tuple[str, ...]:
    """What a service is apart from the name: two that have this in common are copies."""
    main = workload.main
    if main is None:
        return (rest,)
    image = main.image.repository if main.image else ""
    build = (
        f"{main.build.context} {main.build.dockerfile} {main.build.target}" if main.build is not None else ""
    )
    starts = " ".join(" ".join(command.words) for command in main.starts)
    own = re.compile(rf"\b{re.escape(word)}\b")
    return (rest, image, build, own.sub("*", starts))


def _of_values_files(system: System) -> Iterator[Finding]:
    """Releases of one chart with a values file for each customer."""
    files: dict[str, Location] = {}
    for script in system.scripts:
        for command in script.commands if script.environment.is_production else ():
            for path in _values_files(command):
                if _tenant_of(path) is not None:
                    files.setdefault(path, command.at)
    loops = [path for path in files if "$" in path]
    if len(files) >= 2 or loops:
        path, at = next(iter(files.items()))
        yield Finding(
            at=at,
            message=f"a release of its own for every customer: {path} is one values file of many",
            related=tuple(Related(other, name) for name, other in files.items() if other != at),
            entity=path,
            evidence="values files",
        )


def _of_folders_of_values(system: System, workloads: Sequence[Workload]) -> Iterator[Finding]:
    """Values files in folders of customers, beside a chart that has an application and its store."""
    charts: dict[str, list[Workload]] = defaultdict(list)
    for workload in workloads:
        if workload.format == "chart":
            charts[workload.project].append(workload)
    brought = {d.project for d in system.dependencies if d.role is Role.DATABASE and d.is_deployed}
    if not any(_is_stack(listed) or project in brought for project, listed in charts.items()):
        return
    groups: dict[tuple[str, str], dict[str, Location]] = defaultdict(dict)
    for values in system.values_files:
        found = _tenant_of(values.at.path) if values.environment.is_production else None
        if found is not None and not _OTHER_REASONS.fullmatch(found[1]):
            groups[found[0], values.environment.name].setdefault(found[1], values.at)
    for (_, environment), by_tenant in groups.items():
        if len(by_tenant) >= 2:
            yield _repeated(by_tenant, "values file", (environment,) if environment else ())


def _values_files(command: Command) -> list[str]:
    if command.name != "helm" or not {"upgrade", "install"} & set(command.words[1:2]):
        return []
    return command.values_of("-f", "--values")


def _repeated(places: Mapping[str, Location], what: str, environments: tuple[str, ...]) -> Finding:
    names = sorted(places)
    at = places[names[0]]
    shown = f"{', '.join(names[:3])}{' ...' if len(names) > 3 else ''}"
    return Finding(
        at=at,
        message=f"{len(names)} copies of one stack with a database each, a {what} per customer ({shown})",
        related=tuple(Related(places[name], f"the stack of {name}") for name in names[1:]),
        entity=names[0],
        evidence=" ".join(names),
        environments=environments,
    )


def _names(environment: Environment) -> tuple[str, ...]:
    return (environment.name,) if environment.name else ()
