"""The configuration file -> which checks are asked, how, and what environment a path stands for.

`.complexity-lint.toml` or `complexity-lint.toml` at the top of the work tree, or the table `tool.complexity-lint` of
the `pyproject.toml` there. No other folder is looked into: what is found must not depend on who runs it and from where.
"""

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

from complexity_lint import git
from complexity_lint.check_definition import Check, Option
from complexity_lint.discovery.repository import inside
from complexity_lint.finding import Level
from complexity_lint.model.environments import Environment, EnvironmentKind

FILES = (".complexity-lint.toml", "complexity-lint.toml")
PROJECT = "pyproject.toml"
_MOST_BYTES = 1_000_000
_KEYS = ("select", "ignore", "profile", "fail-on", "checks", "environments")
_WORDS = {"profile": ("default", "all"), "fail-on": ("note", "warning", "error", "never")}


class BrokenConfiguration(Exception):
    """A configuration that cannot be used; the message names the file and says why."""


@dataclass(frozen=True, slots=True)
class EnvironmentRule:
    """That what lies at a path, or below it, is for an environment. `pattern` is relative to the root, `*` in it fits
    any text.
    """

    pattern: str
    environment: Environment

    def fits(self, path: str) -> bool:
        """Whether the rule speaks about a file."""
        folder = self.pattern.rstrip("/")
        return fnmatchcase(path, self.pattern) or fnmatchcase(path, f"{folder}/*")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration file says. `levels` and `options` are by check id; what is not said is None or empty.

    `file` is the file's name, empty where there is none.
    """

    file: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    profile: str | None = None
    fail_on: str | None = None
    levels: Mapping[str, Level] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    environments: tuple[EnvironmentRule, ...] = ()

    def told(self, path: str) -> Environment | None:
        """The environment that is named for a file: of several rules the last, None where none speaks of it."""
        return next((rule.environment for rule in reversed(self.environments) if rule.fits(path)), None)

    @property
    def teller(self) -> Callable[[str], Environment | None] | None:
        """`told`, None where no rule speaks of any file."""
        return self.told if self.environments else None


def find(root: Path, given: Path | None = None) -> Configuration:
    """The configuration that counts for a root: `given`, or else the one at the top of its work tree.

    Raises BrokenConfiguration, also where there are two.
    """
    if given is not None:
        return _read(given, given.name == PROJECT, "")
    top = git.top_level(root) or root
    top = top if root.is_relative_to(top) else root
    found = [(name, False) for name in FILES if inside(top, name) is not None and (top / name).is_file()]
    if inside(top, PROJECT) is not None and _has_table(top / PROJECT):
        found.append((PROJECT, True))
    if len(found) > 1:
        raise BrokenConfiguration(f"there are two configurations: {' and '.join(name for name, _ in found)}")
    if not found:
        return Configuration()
    below = root.relative_to(top).as_posix()
    return _read(top / found[0][0], found[0][1], "" if below == "." else below)


def configured(checks: Iterable[Check], configuration: Configuration) -> tuple[Check, ...]:
    """The checks with the levels and options that a configuration gives them. Raises BrokenConfiguration."""
    known = {check.id: check for check in checks}
    for id in (*configuration.levels, *configuration.options):
        if id not in known:
            raise _broken(configuration.file, f"there is no check {id!r}", id, list(known))
    return tuple(_configured(check, configuration) for check in known.values())


def _configured(check: Check, configuration: Configuration) -> Check:
    given = configuration.options.get(check.id, {})
    options = {option.name: option for option in check.options}
    values: dict[str, object] = {}
    for key, value in given.items():
        option = options.get(key.replace("-", "_"))
        if option is None:
            names = [name.replace("_", "-") for name in options]
            raise _broken(configuration.file, f"{check.id} has no option {key!r}", key, names)
        values[option.name] = _value(configuration.file, check, option, value)
    level = configuration.levels.get(check.id, check.level)
    return replace(check, level=level, run=partial(check.run, **values) if values else check.run)


def _value(file: str, check: Check, option: Option, value: object) -> object:
    wanted = option.type
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if wanted is tuple and isinstance(value, list):
        return tuple(value)
    # True is an int to Python, and to nobody else.
    if not isinstance(value, wanted) or isinstance(value, bool) is not (wanted is bool):
        shown = option.name.replace("_", "-")
        raise BrokenConfiguration(
            f"{file}: {shown} of {check.id} must be of type {wanted.__name__}, not {value!r}"
        )
    return value


def _has_table(file: Path) -> bool:
    if not file.is_file():
        return False
    try:
        return "complexity-lint" in _table(_loaded(file), "tool", file.name)
    except BrokenConfiguration:
        return False  # somebody else's file, and nothing says that it speaks of us


def _read(file: Path, in_project: bool, below: str) -> Configuration:
    name, table = file.name, _loaded(file)
    if in_project:
        table = _table(_table(table, "tool", name), "complexity-lint", name)
    _demand_known(name, "key", table, _KEYS)
    levels, options = _checks(name, _table(table, "checks", name))
    return Configuration(
        file=name,
        select=_words(name, table, "select"),
        ignore=_words(name, table, "ignore"),
        profile=_word(name, table, "profile"),
        fail_on=_word(name, table, "fail-on"),
        levels=levels,
        options=options,
        environments=tuple(_environments(name, _table(table, "environments", name), below)),
    )


def _loaded(file: Path) -> Mapping[str, object]:
    try:
        data = file.read_bytes()
        if len(data) > _MOST_BYTES:
            raise BrokenConfiguration(f"{file.name}: too large")
        return tomllib.loads(data.decode("utf-8"))
    except OSError as error:
        raise BrokenConfiguration(f"cannot read {file.name}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenConfiguration(f"{file.name}: {error}") from error


def _table(table: Mapping[str, object], key: str, file: str) -> Mapping[str, object]:
    found = table.get(key, {})
    if not isinstance(found, dict):
        raise BrokenConfiguration(f"{file}: {key} must be a table")
    return found


def _words(file: str, table: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise BrokenConfiguration(f"{file}: {key} must be a list of words")
    return tuple(found)


def _word(file: str, table: Mapping[str, object], key: str) -> str | None:
    found = table.get(key)
    if found is not None and found not in _WORDS[key]:
        raise BrokenConfiguration(f"{file}: {key} must be one of {', '.join(_WORDS[key])}, not {found!r}")
    return found if isinstance(found, str) else None


def _checks(
    file: str, table: Mapping[str, object]
) -> tuple[Mapping[str, Level], Mapping[str, Mapping[str, object]]]:
    levels: dict[str, Level] = {}
    options: dict[str, Mapping[str, object]] = {}
    for id in table:
        given = dict(_table(table, id, file))
        level = given.pop("level", None)
        if level is not None:
            names = [str(one) for one in Level]
            if level not in names:
                raise BrokenConfiguration(
                    f"{file}: level of {id} must be one of {', '.join(names)}, not {level!r}"
                )
            levels[id] = Level[str(level).upper()]
        options[id] = given
    return levels, options


def _environments(file: str, table: Mapping[str, object], below: str) -> Iterable[EnvironmentRule]:
    kinds = [kind.value for kind in EnvironmentKind]
    for pattern, word in table.items():
        if not isinstance(word, str) or word not in kinds:
            raise BrokenConfiguration(
                f"{file}: the environment of {pattern!r} must be one of {', '.join(kinds)}, not {word!r}"
            )
        inner = pattern.removeprefix("./")
        if below:
            # Only a part of the work tree is analysed, and its paths begin there.
            inner = "*" if fnmatchcase(below, inner.rstrip("/")) else inner.removeprefix(f"{below}/")
        yield EnvironmentRule(inner, Environment(EnvironmentKind(word), word, "the configuration says so"))


def _demand_known(file: str, noun: str, names: Iterable[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise _broken(file, f"there is no {noun} {name!r}", name, known)


def _broken(file: str, message: str, word: str, known: Sequence[str]) -> BrokenConfiguration:
    near = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
    suggestion = f"; did you mean {', '.join(near)}?" if near else ""
    return BrokenConfiguration(f"{file}: {message}{suggestion}")
