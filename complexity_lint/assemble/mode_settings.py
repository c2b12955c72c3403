"""Files of settings that a COPY takes in -> those that only tune a program for a mode, in any environment."""

import posixpath
import re
from collections.abc import Iterator, Sequence

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.credentials import is_secret_name

_MOST = 12
_LONGEST = 20_000
_ENVIRONMENTS = "prod|production|prd|staging|stage|stg|preprod|uat|live"
_SETTINGS = re.compile(rf"(?i)(^|[._-])({_ENVIRONMENTS})[^/]*\.(ini|conf|cfg)$")
_LINE = re.compile(r"^\s*(?P<key>[A-Za-z][\w.-]*)\s*(?:[=:]|\s)\s*(?P<value>.*?)\s*;?\s*$")
_NOTHING = re.compile(r"^\s*([;#].*|//.*|\[[^\]]*\]|<[^>]*>|\}?\s*)$")
_PLACE = re.compile(
    r"(?i)(^|[._-])(host|hostname|hosts|ur[li]|dsn|servers?|server_names?|endpoints?|addr|address|domain|upstream"
    r"|brokers?|origin|database|db|appname|app_name|bucket|region|include)$"
)
"""Keys that say where something is, or which of several it is."""
_AN_ENVIRONMENT = re.compile(rf"(?i)(^|[\W_])({_ENVIRONMENTS})([\W_]|$)")
_ADDRESS = re.compile(
    r"(?i)://|@|(^|[^\d.])\d{1,3}(\.\d{1,3}){3}([^\d.]|$)|^[\w-]+:\d{2,5}$|^(?!/)[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:\d+)?(/|$)"
)
_FILE = re.compile(r"(?i)\.(php|so|log|ini|conf|cfg|sock|pid|html?|txt|py|dll|css|js)$")


def settings_of_a_mode(found: Sequence[str], repository: Repository) -> frozenset[str]:
    """The names of those files of settings, called after an environment, that hold no host, no address, no credential
    and no name of an environment: limits of memory, caches, what is logged.
    """
    named = [path for path in found if _SETTINGS.search(posixpath.basename(path))]
    if len(named) > _MOST:
        return frozenset()
    return frozenset(posixpath.basename(path) for path in named if _only_tunes(repository.text(path) or ""))


def _only_tunes(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    lines = [line for line in text.splitlines() if not _NOTHING.match(line)]
    settings = [match for match in map(_LINE.match, lines) if match]
    return bool(lines) and len(settings) == len(lines) and not any(map(_says_where, settings))


def _says_where(setting: re.Match[str]) -> bool:
    key, value = setting["key"], setting["value"]
    called = _PLACE.search(key) or is_secret_name(key.replace(".", "_"))
    return bool(called) or any(_is_of_an_environment(word) for word in _words(value))


def _words(value: str) -> Iterator[str]:
    return (word for word in re.split(r"[\s\"',;{}()|]+", value) if word)


def _is_of_an_environment(word: str) -> bool:
    if _AN_ENVIRONMENT.search(word):
        return not _AN_ENVIRONMENT.fullmatch(word)  # `production` alone is the mode
    return bool(_ADDRESS.search(word)) and ("://" in word or not _FILE.search(word))
