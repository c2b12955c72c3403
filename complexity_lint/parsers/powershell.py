"""PowerShell scripts -> the command lines of programs in them, as shell text.

Only lines that call a program which builds or deploys are read, with `Set-Location` for the folder they are run in;
what PowerShell itself does is passed over. Each line keeps its number, each command its column.
"""

import re
from collections.abc import Iterable, Iterator

_PROGRAMS = (
    "ansible-playbook|aws|az|cdk|cf|docker|docker-compose|dotnet|eksctl|fly|flyctl|gcloud|go|gradle|helm|helmfile|heroku|"
    "k3d|kind|kops|kubectl|kustomize|minikube|mvn|nomad|npm|oc|pnpm|podman|pulumi|rsync|sam|scp|serverless|skaffold|ssh|"
    r"terraform|terragrunt|tofu|yarn|\.[\\/](?:gradlew|mvnw)"
)
_CALL = re.compile(
    rf"^(?P<before>[ \t]*(?:\$[\w:]+[ \t]*=[ \t]*)?(?:&[ \t]*)?)(?P<call>(?:{_PROGRAMS})(?:\.exe|\.cmd|\.bat)?[ \t].*)$"
)
_FOLDER = re.compile(
    r"(?i)^[ \t]*(?:Set-Location|Push-Location|sl|cd|chdir|pushd)(?:[ \t]+-(?:Literal)?Path)?[ \t]+(?P<path>[^;|#]+)$"
)
_TEXT_BEGINS = re.compile(r"""@(["'])[ \t]*$""")
_MEMBER = re.compile(r"\$\(\$([\w:]+)(?:[.\w]*)\)|\$\{?env:(\w+)\}?", re.IGNORECASE)


def shell_text(text: str) -> str:
    """The program calls of a PowerShell script as POSIX shell text of as many lines (about_Special_Characters: a
    backtick at the end of a line continues it).
    """
    return "\n".join(_translated(_commands_only(text.replace("\r\n", "\n").split("\n"))))


def _commands_only(lines: list[str]) -> Iterator[str]:
    """The lines without those of block comments (`<#` to `#>`) and of texts (`@"` to `"@`)."""
    closes = ""
    for line in lines:
        if closes:
            ended = closes in line if closes == "#>" else line.startswith(closes)
            closes = "" if ended else closes
            yield ""
            continue
        begins = _TEXT_BEGINS.search(line)
        if "<#" in line and "#>" not in line.partition("<#")[2]:
            closes = "#>"
            line = line.partition("<#")[0]
        elif begins is not None:
            closes = f"{begins[1]}@"
        yield line


def _translated(lines: Iterable[str]) -> Iterator[str]:
    goes_on = False
    for line in lines:
        folder = _FOLDER.match(line)
        call = _CALL.match(line)
        if goes_on:
            yield _as_shell(line)
        elif folder is not None:
            yield f"cd {_as_shell(folder['path'].strip())}"
        elif call is not None:
            yield " " * len(call["before"]) + _as_shell(call["call"])
        else:
            yield ""
            continue
        goes_on = line.rstrip().endswith("`")


def _as_shell(line: str) -> str:
    """One line with its variables, paths and its continuation as a shell has them."""
    ended = line.rstrip()
    goes_on = ended.endswith("`")
    plain = _MEMBER.sub(
        lambda match: "${" + (match[1] or match[2]).replace(":", "_") + "}", ended[:-1] if goes_on else ended
    )
    plain = plain.replace("\\", "/").replace("$null", "/dev/null")
    return plain + ("\\" if goes_on else "")
