"""Settings that are kept somewhere: objects of a cluster, environment files, values of charts, Terraform, pipelines."""

import re
from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.environments import PRODUCTION, Environment
from complexity_lint.source import Location


class SettingKind(Enum):
    """What keeps a setting."""

    SECRET = "Secret"
    CONFIG_MAP = "ConfigMap"
    ENVIRONMENT_FILE = "environment file"
    CHART_VALUE = "chart value"
    TERRAFORM = "Terraform"
    PIPELINE = "pipeline"


@dataclass(frozen=True, slots=True)
class StoredSetting:
    """One setting that is written down: `name` as its format has it (`db.password` of a chart), `value` decoded.

    `text_at` is where the first line of a text of several lines stands (a whole file in a ConfigMap), where it is
    written line by line.

    `holder` is the object, file or resource that keeps it. Of charts, Terraform and pipelines only what may be a
    credential is kept, since they hold thousands of others.
    """

    at: Location
    name: str
    value: str
    kind: SettingKind
    holder: str
    environment: Environment = PRODUCTION
    project: str = ""
    namespace: str = ""
    text_at: Location | None = None

    @property
    def settings(self) -> tuple[tuple[Location, str, str], ...]:
        """The place, name and value of each setting in it: itself, or the `name: value` and `name=value` lines of a
        text of several lines; none of a program, whose lines are no settings.
        """
        if "\n" not in self.value.strip():
            return ((self.at, self.name, self.value),)
        if self.text_at is None or self.text_at.line is None or self.name.endswith(_PROGRAMS):
            return ()
        found = []
        for number, line in enumerate(self.value.splitlines()):
            match = _LINE.match(line)
            if match:
                at = Location(self.text_at.path, self.text_at.line + number)
                found.append((at, match["name"], match["value"].strip().rstrip(",;").strip("\"'")))
        return tuple(found)


_PROGRAMS = (
    ".py",
    ".sh",
    ".bash",
    ".js",
    ".ts",
    ".rb",
    ".groovy",
    ".lua",
    ".pl",
    ".sql",
    ".ldif",
    ".go",
    ".php",
)
_LINE = re.compile(
    r"^\s*(?:-\s+|export\s+|set\s+)?[\"']?(?P<name>[A-Za-z_][\w.-]*)[\"']?\s*[:=]\s*(?P<value>\S.*)$"
)
"""A line of a properties, YAML, JSON, INI or shell file that sets something; comments are none."""


@dataclass(frozen=True, slots=True)
class VariableUse:
    """A variable that a deployment description leaves to whoever runs it.

    `has_default` says that it gives one beside it, `demanded` that it refuses to start without it, `is_set` that
    anything in the repository sets it, names it for those who do, or passes it in from a pipeline's store.
    """

    at: Location
    name: str
    format: str
    environment: Environment = PRODUCTION
    project: str = ""
    has_default: bool = False
    demanded: bool = False
    is_set: bool = False
