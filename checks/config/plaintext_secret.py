"""A credential is written where everybody can read it.

Whoever can read the repository, its history or the image has the password; it cannot be changed without a commit and
a deployment, so it never is, and it stays in the history after it is gone from the file. The data of a Kubernetes
Secret is only encoded.

Keep it in a secret store (the platform's, Vault, SOPS, sealed secrets) and refer to it; change the one that was
written down, since it is known now.

It is fine for placeholders in development, and for etcd's cluster token, which is a name. In production a placeholder
is told as a note: it is either replaced somewhere nobody can see here, or it is the password. Values are never shown.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from complexity_lint import (
    Command,
    Container,
    Credential,
    Declaration,
    Environment,
    EnvironmentKind,
    Finding,
    Level,
    Likeness,
    Location,
    Precision,
    Related,
    Run,
    SettingKind,
    StepKind,
    System,
    Variable,
    check,
    credential_of,
    is_secret_name,
    password_in,
    tokens_in,
)

LOGINS = frozenset({"docker", "podman", "helm", "az", "oc", "buildah", "skopeo", "crane", "nerdctl"})
MADE_UP = re.compile(r"[A-Za-z]+[_-]?(0?123\d{0,3}|\d{1,2})[!@#]?")
"""A word and a number to count with."""
PURPOSES = frozenset(
    "secret key keys token tokens jwt password passwd pass phrase passphrase signing encryption session cookie auth "
    "authentication credential salt change changeme replace your example default placeholder".split()
)
"""Words that say what a value is for, or that it is to be replaced."""
_WORD = re.compile(
    r"(?:[Jj]wt|(?=[A-Z]?[a-z]*[aeiouy]|[AEIOUY])(?:[A-Z][a-z]+|[a-z]{2,}))(?![a-z])|[A-Z]{2,4}(?![a-zA-Z])|"
    r"[A-Z]{2,}(?=[A-Z][a-z])"
)
_CLUSTER_TOKEN = re.compile(r"(?i)cluster[-_.]?token$")
CHART_DEFAULTS = ("/values.yaml", "/values.yml")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A setting that may be a credential, and where it is kept, in words."""

    at: Location
    name: str
    value: str
    where: str
    environment: Environment | None
    told_as_placeholder: bool = True
    taken_at: tuple[Location, ...] = ()
    given: bool = False
    """Whether a container is given it as a setting."""
    of_store: bool = False
    """Whether that container is a store itself."""

    @property
    def is_for_production(self) -> bool:
        """Whether nothing says that it is for anything else."""
        return self.environment is None or self.environment.is_production

    @property
    def is_of_an_example(self) -> bool:
        """Whether it is there to be copied and filled in."""
        return self.environment is not None and self.environment.kind is EnvironmentKind.EXAMPLE


@check("plaintext-secret", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def plaintext_secret(system: System) -> Iterator[Finding]:
    seen: set[tuple[str, int | None, str]] = set()
    # a line that development and production both take is production's, and told as such
    for kept in sorted(_once_each(_all(system)), key=lambda one: not one.is_for_production):
        credential = credential_of(kept.name, kept.value)
        if credential is None or _names_a_cluster(kept):
            continue
        key = (kept.at.path, kept.at.line, kept.name.rpartition(".")[2].lower())
        if key in seen:
            continue
        production = kept.is_for_production
        placeholder = credential.likeness is Likeness.PLACEHOLDER
        if placeholder and not (production and kept.told_as_placeholder):
            continue
        if kept.is_of_an_example and (MADE_UP.fullmatch(kept.value.strip()) or _says_what_for(kept)):
            continue  # what a template begins with: `shop123`, `ShopSecretKeyForTokens`
        seen.add(key)
        yield _finding(kept, credential, note=placeholder or not production)


def _once_each(found: Iterable[_Kept]) -> Iterator[_Kept]:
    """What is found, and one for what a file gives several services: the same password, or the same by one name. It is
    told at the setting of the store whose credential it is, or at the first use. Two stores have each a credential of
    their own, and so has each setting of one of them.
    """
    groups: dict[tuple[str, str, str, bool], list[_Kept]] = {}
    for kept in found:
        if kept.given:
            password = password_in(kept.name, kept.value)
            same = (kept.name, kept.value) if password is None else ("", password)
            groups.setdefault((kept.at.path, *same, kept.is_for_production), []).append(kept)
        else:
            yield kept
    for group in groups.values():
        told = _chosen(group)
        lines = {kept.at.line for kept in told}
        others = dict.fromkeys(kept.at for kept in group if kept.at.line not in lines)
        yield replace(told[0], taken_at=tuple(others))
        yield from told[1:]


def _chosen(group: list[_Kept]) -> list[_Kept]:
    """Those of settings with one password that are told: a store's, else what one service has of it by itself, not in
    an address.
    """
    plain = [kept for kept in group if password_in(kept.name, kept.value) == kept.value]
    own = [kept for kept in group if kept.of_store] or [k for k in plain if k.where == plain[0].where]
    found: dict[tuple[str, str], _Kept] = {}
    for kept in own or group[:1]:
        found.setdefault((kept.where, kept.name), kept)
    return list(found.values())


def _says_what_for(kept: _Kept) -> bool:
    """Whether a value is made of words and short numbers, of which several say what it is for: its own name, a purpose.
    No issued or random credential does.
    """
    parts = re.findall(rf"{_WORD.pattern}|\d{{1,4}}(?!\d)|[\W_]+|.", kept.value.strip())
    words = [part for part in parts if part[:1].isalpha()]
    if len(words) < 3 or not all(_WORD.fullmatch(word) for word in words) or any(len(p) > 14 for p in words):
        return False
    if any(part.isdigit() and len(part) == 1 for part in parts):
        return False
    said = {word.lower() for word in words}
    purposes = PURPOSES | set(re.split(r"[\W_]+", kept.name.lower()))
    return len({word for word in said & purposes if len(word) > 2}) >= 2


def _names_a_cluster(kept: _Kept) -> bool:
    """Whether it is the token that tells etcd's clusters apart, as charts of etcd call it; other clusters' tokens open
    them.
    """
    of_etcd = f"{kept.at.path} {kept.name} {kept.where}".lower()
    return bool(_CLUSTER_TOKEN.search(kept.name)) and "etcd" in of_etcd


def _finding(kept: _Kept, credential: Credential, *, note: bool) -> Finding:
    what = "a placeholder" if credential.likeness is Likeness.PLACEHOLDER else credential.reason
    if credential.likeness is Likeness.PLACEHOLDER:
        message = f"{kept.name} in {kept.where} is {what} for a credential: is it replaced before production?"
    else:
        message = (
            f"{kept.name} in {kept.where} is {what} in plain text: keep it in a secret store and change it"
        )
    return Finding(
        kept.at,
        message,
        entity=kept.where,
        evidence=kept.name,
        environments=kept.environment.names if kept.environment else (),
        level=Level.NOTE if note else None,
        related=tuple(Related(at, "takes it too") for at in kept.taken_at if at.line != kept.at.line),
        # a chart's own defaults are there to be replaced by whoever installs it
        pedantic=credential.likeness is Likeness.PLACEHOLDER and _is_of_a_chart(kept.at.path),
    )


def _is_of_a_chart(path: str) -> bool:
    return f"/{path}".endswith(CHART_DEFAULTS) or "/templates/" in path


def _all(system: System) -> Iterator[_Kept]:
    yield from _of_workloads(system)
    of_charts = {(s.project, s.value) for s in system.settings if s.kind is SettingKind.CHART_VALUE}
    for stored in system.settings:
        kind = stored.kind
        if kind is not SettingKind.CHART_VALUE and (stored.project, stored.value) in of_charts:
            continue  # told where the values file has it
        where = f"{kind.value} {stored.holder}" if kind is not SettingKind.TERRAFORM else stored.holder
        # what starts a database for a test is the pipeline's own, and gone with it
        told = kind is not SettingKind.PIPELINE
        for at, name, value in stored.settings:
            yield _Kept(at, name, value, where, stored.environment, told)
        if "PRIVATE KEY-----" in stored.value:
            yield _Kept(stored.at, stored.name, stored.value, where, stored.environment, told)
    yield from _taken_in(system)
    yield from _of_builds(system)
    yield from _of_logins(system)


def _of_workloads(system: System) -> Iterator[_Kept]:
    """What containers are given to know and to start with."""
    of_terraform: dict[str, list[str]] = {}
    for stored in system.settings:
        if stored.kind is SettingKind.TERRAFORM:
            of_terraform.setdefault(stored.project or ".", []).append(stored.value)
    of_charts = {(s.at.path, s.at.line) for s in system.settings if s.kind is SettingKind.CHART_VALUE}
    for workload in system.workloads:
        written = of_terraform.get(workload.project, ())
        for container in workload.containers:
            for setting in container.settings:
                at = setting.edited_at
                if (
                    setting.value is not None
                    and (at.path, at.line) not in of_charts  # told where the values file has it
                    and _taken(setting) is None
                    and not _comes_from(setting, written)
                ):
                    yield _Kept(
                        at,
                        setting.name,
                        setting.value,
                        workload.name,
                        workload.environment,
                        given=True,
                        of_store=workload.role.keeps_state,
                    )
            for command in container.starts:
                for name, value in _options(command):
                    read = list(_read_at(name, value, container))
                    if not any((at.path, at.line) in of_charts for at in read):
                        elsewhere = (at for at in read if at.path != command.at.path)
                        at = next(elsewhere, read[0] if read else command.at)
                        yield _Kept(at, name, value, workload.name, workload.environment)


def _read_at(name: str, value: str, container: Container) -> Iterator[Location]:
    """Where the words that a container starts with have a value from: in a chart, often from its values."""
    for word in container.words:
        told = (*word.made_of, (word.value, word.at))
        yield from (at for text, at in told if text in (value, f"{name}={value}"))


def _comes_from(setting: Variable, written: Sequence[str]) -> bool:
    """Whether a setting has its credential from what the same configuration says elsewhere: it is told there."""
    value = setting.value or ""
    return any(
        credential_of(setting.name, value.replace(one, "${credential}")) is None
        for one in written
        if one and one in value
    )


def _taken_in(system: System) -> Iterator[_Kept]:
    """Settings that have their credential from a line of an environment file, or from a default that several lines
    give: told there once, if the line does not tell by itself.
    """
    told = {
        s.at for s in system.settings if s.kind is SettingKind.ENVIRONMENT_FILE and is_secret_name(s.name)
    }
    found: dict[Location, _Kept] = {}
    # a default that development and production both take is production's
    for workload in sorted(system.workloads, key=lambda one: not one.is_production):
        for container in workload.containers:
            for setting in container.settings:
                line = _taken(setting)
                if line is None or setting.value is None or line.at in told:
                    continue
                if line.at not in found:
                    found[line.at] = _Kept(
                        line.at, setting.name, setting.value, workload.name, workload.environment
                    )
                found[line.at] = replace(found[line.at], taken_at=(*found[line.at].taken_at, setting.at))
    yield from found.values()


def _taken(setting: Variable) -> Variable | None:
    """The line that a setting has its credential from: without it, the setting holds none."""
    value = setting.value or ""
    if not setting.made_with or credential_of(setting.name, value) is None:
        return None
    password = password_in(setting.name, value)
    own = next((line for line in setting.made_with if line.value and line.value == password), None)
    if own is not None:
        return own
    for line in setting.made_with:
        without = value.replace(line.value, f"${{{line.name}}}") if line.value else value
        if credential_of(setting.name, without) is None:
            return line
    return None


def _of_builds(system: System) -> Iterator[_Kept]:
    for build in system.builds:
        production = build.is_deployed
        environment = None if production else next(iter(build.environments), None)
        shipped = {stage.at for stage in build.shipped_stages}
        for stage in build.dockerfile.stages:
            # what a builder stage makes up so that the build goes through reaches nobody
            told = stage.at in shipped
            for step in stage.steps:
                if isinstance(step, Declaration) and step.kind in (StepKind.ENV, StepKind.ARG):
                    yield from (
                        _Kept(one.at, one.name, one.value, build.at.path, environment, told)
                        for one in step.variables
                        if one.value is not None
                    )
    for workload in system.workloads:
        for container in workload.containers:
            for argument in container.build.arguments if container.build else ():
                if argument.value is not None:
                    yield _Kept(
                        argument.at, argument.name, argument.value, workload.name, workload.environment
                    )


def _of_logins(system: System) -> Iterator[_Kept]:
    """Passwords on the command line of a login, and issued tokens in any command."""
    for script in system.scripts:
        for command in script.commands:
            if command.name in LOGINS and "login" in command.words[1:4]:
                for value in command.values_of("-p", "--password"):
                    yield _Kept(command.at, "password", value, script.at.path, script.environment, False)
            yield from _tokens(command, script.at.path, script.environment)
    for build in system.builds:
        environment = None if build.is_deployed else next(iter(build.environments), None)
        steps = (step for stage in build.dockerfile.stages for step in stage.steps)
        for command in (c for step in steps if isinstance(step, Run) for c in step.commands):
            yield from _tokens(command, build.at.path, environment)


def _tokens(command: Command, where: str, environment: Environment | None) -> Iterator[_Kept]:
    for word in command.words[1:]:
        if tokens_in(word):
            yield _Kept(command.at, command.name, word, where, environment, False)


def _options(command: Command) -> Iterator[tuple[str, str]]:
    """The options of a command that are called like a credential: `--requirepass x`, `--token=x`."""
    words = command.words
    for index, word in enumerate(words[1:], 1):
        name, equals, value = word.partition("=")
        if not word.startswith("-") or not is_secret_name(name.lstrip("-")):
            continue
        following = words[index + 1] if index + 1 < len(words) else ""
        value = value if equals else following
        if value and not value.startswith("-"):
            yield name, value
