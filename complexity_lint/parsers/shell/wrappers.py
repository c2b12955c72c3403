"""Programs that only run another program: `sudo`, `env`, `tini --` and their kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrapper:
    """How to find the command behind a wrapper.

    `valued` are the options that take the next word, `positional` counts the words between the
    options and the command, `assignments` says that `NAME=value` words may come first,
    `separator` that the command only begins after `--`, and `query` are options with which
    nothing is run at all.
    """

    valued: frozenset[str] = frozenset()
    positional: int = 0
    assignments: bool = False
    separator: bool = False
    query: frozenset[str] = frozenset()


def _options(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SUDO = Wrapper(
    _options("-u -g -h -p -C -T -r -t -D -R -U --user --group --host --prompt --chdir --role --type"),
    assignments=True,
)
_USER_FIRST = Wrapper(positional=1)
_AFTER_SEPARATOR = Wrapper(separator=True)

WRAPPERS: dict[str, Wrapper] = {
    "sudo": _SUDO,
    "doas": Wrapper(_options("-u -C")),
    "exec": Wrapper(_options("-a")),
    "env": Wrapper(_options("-u --unset -C --chdir"), assignments=True),
    "nohup": Wrapper(),
    "time": Wrapper(_options("-f -o --format --output"), assignments=True),
    "command": Wrapper(query=_options("-v -V")),
    "builtin": Wrapper(),
    "nice": Wrapper(_options("-n --adjustment")),
    "ionice": Wrapper(_options("-c -n -p --class --classdata")),
    "timeout": Wrapper(_options("-s -k --signal --kill-after"), positional=1),
    "setsid": Wrapper(),
    "stdbuf": Wrapper(_options("-i -o -e")),
    "unbuffer": Wrapper(),
    "xvfb-run": Wrapper(_options("-e -f -n -p -s -w --server-args --server-num")),
    "gosu": _USER_FIRST,
    "su-exec": _USER_FIRST,
    "setuidgid": _USER_FIRST,
    "s6-setuidgid": _USER_FIRST,
    "chpst": Wrapper(_options("-u -U -b -e -n -l -L -m -d -o -p -f -c -r -t -/")),
    "runuser": Wrapper(_options("-u -g -G --user --group")),
    "setpriv": Wrapper(
        _options(
            "--reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits --pdeathsig "
            "--ruid --euid --rgid --egid --selinux-label --apparmor-profile"
        )
    ),
    "with-contenv": Wrapper(),
    "tini": Wrapper(_options("-p -e")),
    "tini-static": Wrapper(_options("-p -e")),
    "docker-init": Wrapper(_options("-p -e")),
    "dumb-init": Wrapper(_options("-r --rewrite")),
    "catatonit": Wrapper(),
    "busybox": Wrapper(),
    "sshpass": Wrapper(_options("-f -d -p -P")),
    "dockerize": Wrapper(
        _options("-wait -timeout -template -stdout -stderr -poll -wait-retry-interval -wait-http-header")
    ),
    "wait-for-it": _AFTER_SEPARATOR,
    "wait-for-it.sh": _AFTER_SEPARATOR,
    "wait-for": _AFTER_SEPARATOR,
    "wait-for.sh": _AFTER_SEPARATOR,
}

SHELLS = frozenset(["sh", "bash", "dash", "ash", "zsh", "ksh"])
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\[[^]]*\])?\+?=")
_SHELL_VALUED = _options("-o +o -O +O --rcfile --init-file")


def wrapped_at(words: Sequence[str]) -> int | None:
    """The index of the command's first word behind the wrapper in `words[0]`; None when it wraps nothing."""
    wrapper = WRAPPERS.get(words[0].rpartition("/")[2])
    if wrapper is None:
        return _package_manager_at(words)
    if wrapper.separator:
        after = words.index("--") + 1 if "--" in words else len(words)
        return after if after < len(words) else None
    index = _after_options(words, wrapper)
    if index is None:
        return None
    while wrapper.assignments and index < len(words) and is_assignment(words[index]):
        index += 1
    index += wrapper.positional
    return index if index < len(words) else None


_PACKAGE_MANAGERS = _options("apt-get apt apk yum dnf microdnf tdnf zypper")
_PACKAGE_VERBS = _options("install add update upgrade dist-upgrade full-upgrade remove purge del")
_SPEAKS_OF = _options(
    "echo printf grep egrep fgrep test [ [[ which type whereis man command hash alias export local readonly set "
    "case for xargs apt-mark ln cp mv rm chmod chown touch cat"
)
"""Programs to which a package manager's name is a word like any other."""


def _package_manager_at(words: Sequence[str]) -> int | None:
    """The index of a package manager that a program of somebody's own runs: `retry 3 apt-get install curl`."""
    index = 1
    while index < len(words) and words[index].isdigit():
        index += 1
    if words[0].rpartition("/")[2] in _SPEAKS_OF | _PACKAGE_MANAGERS or index >= len(words):
        return None
    verbs = [word for word in words[index + 1 :] if not word.startswith("-")]
    runs = words[index].rpartition("/")[2] in _PACKAGE_MANAGERS and set(verbs[:1]) & _PACKAGE_VERBS
    return index if runs else None


def _after_options(words: Sequence[str], wrapper: Wrapper) -> int | None:
    index = 1
    while index < len(words) and words[index].startswith("-"):
        option = words[index]
        index += 1
        if option in wrapper.query:
            return None
        if option == "--":
            break
        if option in wrapper.valued or (_is_bundle(option) and "-" + option[-1] in wrapper.valued):
            index += 1
    return index


def _is_bundle(option: str) -> bool:
    return len(option) > 2 and option[1] != "-" and option[1:].isalpha() and option[1:2].isupper()


def is_assignment(word: str) -> bool:
    """Whether a word has the form NAME=value, NAME+=value or NAME[index]=value."""
    return _ASSIGNMENT.match(word) is not None


def script_at(words: Sequence[str]) -> int | None:
    """The index of the script text of `sh -c TEXT` (or `su -c TEXT`); None when there is none."""
    name = words[0].rpartition("/")[2]
    if name in ("su", "runuser"):
        return _su_script(words)
    if name not in SHELLS:
        return None
    index, wanted = 1, False
    while index < len(words) and words[index][:1] in ("-", "+"):
        option = words[index]
        index += 1
        if option == "--":
            break
        letters = option[1:] if option[:2] != "--" else ""
        wanted = wanted or (option[0] == "-" and "c" in letters)
        if option in _SHELL_VALUED or letters.endswith(("o", "O")):
            index += 1
    return index if wanted and index < len(words) else None


def _su_script(words: Sequence[str]) -> int | None:
    for index, word in enumerate(words[:-1]):
        if word in ("-c", "--command"):
            return index + 1
    return None


def reads_input(words: Sequence[str]) -> bool:
    """Whether the words start a shell that reads its script from standard input."""
    return words[0].rpartition("/")[2] in SHELLS and all(word[:1] in ("-", "+") for word in words[1:])
