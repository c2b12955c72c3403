"""PowerShell scripts -> the command lines of programs in them, as shell text.

Only lines that call a program which builds or deploys are read, with `Set-Location` for the folder they are run in;
what PowerShell itself does is passed over. Each line keeps its number, each command its column.
"""

import re
from collections.abc import Iterator

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
_COMMENT = re.compile(r"<#.*?#>", re.DOTALL)
_HERE_STRING = re.compile(r"""@(["'])[ \t]*\n.*?\n\1@""", re.DOTALL)
_MEMBER = re.compile(r"\$\(\$([\w:]+)(?:[.\w]*)\)|\$\{?env:(\w+)\}?", re.IGNORECASE)


def shell_text(text: str) -> str:
    """The program calls of a PowerShell script as POSIX shell text of as many lines (about_Special_Characters: a
    backtick at the end of a line continues it).
    """
    lines = _blanked(_blanked(text.replace("\r\n", "\n"), _COMMENT), _HERE_STRING).split("\n")
    return "\n".join(_translated(lines))


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: "\n" * match[0].count("\n"), text)


def _translated(lines: list[str]) -> Iterator[str]:
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
