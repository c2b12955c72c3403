"""Environment files of a repository: what they set, and for which environment."""

import re
from collections.abc import Iterable, Iterator

from complexity_lint.assemble.working_folders import named_file
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import DEVELOPMENT, UNSTATED, Environment
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.model.settings import SettingKind, StoredSetting
from complexity_lint.source import Location

_ENVIRONMENT_FILE = re.compile(
    r"(^|/)(\.env([.-][\w.-]+)?|[\w.-]+\.env|\.flaskenv|env\.(prod|production|staging))$"
)
_MODE = re.compile(
    r"(APP|NODE|FLASK|GO|RAILS|RACK|DJANGO|SYMFONY|ASPNETCORE|DOTNET)_ENV(IRONMENT)?|ENVIRONMENT|APP_MODE"
)
_FOR_DEVELOPMENT = frozenset("dev development develop local localhost".split())
_STORE_ADDRESS = re.compile(
    r"(?i)(^|_)(db|database|postgres(ql)?|pg|mysql|mariadb|mongo(db)?|redis|rabbitmq|amqp|kafka|elasticsearch|sqs|s3|aws)"
    r"(_\w+)?_?(host(name)?|server|url|uri|dsn|endpoint|connection(_?string)?)$"
)
_THIS_MACHINE = re.compile(
    r"(?i)(^|@|//|\.|\bhost=|server=)(localhost|127\.0\.0\.1|localstack(\.cloud)?)(?![\w.-])"
)


def environment_file_settings(
    repository: Repository, scripts: Iterable[Script] = ()
) -> Iterator[StoredSetting]:
    """The settings of the environment files that are in the repository: those called so, and those of any name that
    a script gives to docker. One that says so, or that pipelines write anew, is for development.
    """
    scripts = tuple(scripts)
    anew = set(_written_by_pipelines(scripts, repository))
    given = dict(_given_to_docker(scripts, set(repository.paths)))
    for path in repository.paths:
        if _ENVIRONMENT_FILE.search(path) or path in given:
            text = repository.text(path)
            # a file that SOPS or Ansible has encrypted holds nothing to read
            if text is None or "sops_version" in text or text.startswith("$ANSIBLE_VAULT"):
                continue
            # the compose reader is loaded only where there is an environment file
            from complexity_lint.parsers.compose.dotenv import read_environment_file
            from complexity_lint.parsers.compose.template import Variables

            settings = read_environment_file(text, Variables()).settings
            local = path in anew or any(_says_development(one.name, one.value) for one in settings)
            stated = from_path(path) or given.get(path) or (DEVELOPMENT if local else UNSTATED)
            for setting in settings:
                if setting.value is not None and setting.known:
                    yield StoredSetting(
                        at=Location(path, setting.line),
                        name=setting.name,
                        value=setting.value,
                        kind=SettingKind.ENVIRONMENT_FILE,
                        holder=path,
                        environment=stated,
                    )


def _says_development(name: str, value: str | None) -> bool:
    return bool(_MODE.fullmatch(name)) and (value or "").strip().lower() in _FOR_DEVELOPMENT


def _written_by_pipelines(scripts: Iterable[Script], repository: Repository) -> Iterator[str]:
    """The environment files that a pipeline writes over, so that those of the repository get no further."""
    files = [path for path in repository.paths if _ENVIRONMENT_FILE.search(path)]
    pipelines = [script.at.path for script in scripts if files and script.kind is ScriptKind.PIPELINE]
    texts = [repository.text(path) or "" for path in pipelines]
    for path in files:
        target = re.compile(rf"(?<!>)>\s*[\"']?(\./)?{re.escape(path)}(?![\w./-])")
        if any(path in text and target.search(text) for text in texts):
            yield path


def is_store_on_this_machine(setting: StoredSetting) -> bool:
    """Whether a setting of an environment file says that a store runs where the file is read."""
    is_address = setting.kind is SettingKind.ENVIRONMENT_FILE and _STORE_ADDRESS.search(setting.name)
    return bool(is_address and _THIS_MACHINE.search(setting.value))


def _given_to_docker(scripts: Iterable[Script], paths: set[str]) -> Iterator[tuple[str, Environment]]:
    """The files that `docker run` and its like are given by `--env-file`, and for which environment."""
    for script in scripts:
        for command in script.commands:
            if "docker" not in command.words and "podman" not in command.words:
                continue
            for path in command.values_of("--env-file"):
                found = named_file(path, script.at.path, paths)
                if found:
                    yield found, script.environment
