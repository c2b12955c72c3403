"""What is settled for the settings that are written down, and which variables anything in a repository sets."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from complexity_lint.assemble.environment_files import is_store_on_this_machine
from complexity_lint.assemble.environments import of_namespace
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environments import DEVELOPMENT, PRODUCTION, UNSTATED, Environment
from complexity_lint.model.settings import SettingKind, StoredSetting, VariableUse
from complexity_lint.model.workloads import Controller, Workload

_TELLS = re.compile(
    r"(?i)(^|/)(\.env[^/]*|[^/]+\.env[^/]*|env[^/]*\.(example|sample|template|dist)|[^/]*\.(md|rst|txt|adoc|sh|bash|ps1|tf|"
    r"tfvars|hcl|j2|tmpl|mk|cfg|ini|conf|json)|(gnu)?makefile|justfile|jenkinsfile[^/]*|taskfile\.ya?ml|\.travis\.yml|"
    r"\.gitlab-ci\.yml|[^/]*pipelines?[^/]*\.ya?ml|\.drone\.yml|buildspec[^/]*\.ya?ml|bitbucket-pipelines\.yml|"
    r"cloudbuild[^/]*\.ya?ml|appveyor\.yml|app\.json)$|^\.(github|circleci|buildkite|gitlab)/"
)
"""Files that set variables, or tell people to: environment files and their examples, scripts, pipelines, pages."""
_PIPELINES_ALSO = re.compile(r"(^|/)(group_vars|host_vars|roles|playbooks?|ansible)/")
MAX_FILES = 3000


def settled_settings(
    settings: Iterable[StoredSetting], workloads: Sequence[Workload]
) -> tuple[StoredSetting, ...]:
    """The settings, each once, those that state no environment with that of the compose project beside them.

    An environment file with none beside it whose stores are on the same machine is a developer's. Objects of a cluster
    are for what their namespace says, as workloads are.
    """
    settings = tuple(settings)
    on_this_machine = {one.holder for one in settings if is_store_on_this_machine(one)}
    beside: dict[str, list[Environment]] = {}
    for workload in workloads:
        if workload.controller is Controller.COMPOSE:
            beside.setdefault(workload.at.path.rpartition("/")[0], []).append(workload.environment)
    found = []
    for setting in settings:
        environment = setting.environment
        if environment == UNSTATED:
            candidates = beside.get(setting.at.path.rpartition("/")[0], [])
            candidates = candidates if setting.kind is SettingKind.ENVIRONMENT_FILE else []
            production = next((one for one in candidates if one.is_production), None)
            otherwise = DEVELOPMENT if setting.holder in on_this_machine else PRODUCTION
            if setting.kind in (SettingKind.SECRET, SettingKind.CONFIG_MAP):
                otherwise = of_namespace(setting.namespace) or PRODUCTION
            environment = production or next(iter(candidates), otherwise)
        found.append(replace(setting, environment=environment))
    return tuple(dict.fromkeys(found))


def settled_uses(uses: Iterable[VariableUse], workloads: Sequence[Workload]) -> tuple[VariableUse, ...]:
    """The uses of variables, those of projects that state no environment with what was settled for them."""
    of_project = {workload.project: workload.environment for workload in workloads}
    return tuple(
        replace(use, environment=of_project.get(use.project, PRODUCTION))
        if use.environment == UNSTATED
        else use
        for use in uses
    )


def with_what_is_set(uses: Sequence[VariableUse], repository: Repository) -> tuple[VariableUse, ...]:
    """The uses of variables, each with whether any file of the repository sets or explains the variable."""
    open_ones = {use.name for use in uses if not use.has_default and not use.demanded}
    if not open_ones:
        return tuple(uses)
    told = _told(open_ones, repository)
    told |= _told_in_values({use.name for use in uses if use.format == "chart"} - told, repository)
    return tuple(replace(use, is_set=use.name in told) for use in uses)


def _told_in_values(names: set[str], repository: Repository) -> set[str]:
    """The values of charts that some YAML outside of templates has all the keys of, whoever passes it in."""
    told: set[str] = set()
    keys = {name: [re.compile(rf"(?m)^\s*{re.escape(key)}:") for key in name.split(".")] for name in names}
    for path in repository.paths if names else ():
        if not path.endswith((".yaml", ".yml")) or "/templates/" in path:
            continue
        text = repository.text(path) or ""
        for name, patterns in keys.items():
            found = name not in told and name.rpartition(".")[2] in text
            if found and all(pattern.search(text) for pattern in patterns):
                told.add(name)
    return told


def _told(names: set[str], repository: Repository) -> set[str]:
    words = re.compile(
        r"(?<![\w.])(" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")(?!\w)"
    )
    told: set[str] = set()
    read = 0
    for path in repository.paths:
        if not (_TELLS.search(path) or _PIPELINES_ALSO.search(path)) or path.endswith(
            (".lock", "-lock.json")
        ):
            continue
        read += 1
        if read > MAX_FILES or told == names:
            break
        told |= set(words.findall(repository.text(path) or ""))
    return told
