"""Commands that deploy: which technology sends something to where it runs."""

import re
from collections.abc import Sequence
from itertools import pairwise

from complexity_lint.model.commands import Command, values_of

_VERBS: dict[str, tuple[str, frozenset[str]]] = {
    "kubectl": (
        "kubectl",
        frozenset("apply create replace patch rollout set delete scale run expose".split()),
    ),
    "oc": ("oc", frozenset("apply create replace patch rollout set delete new-app start-build".split())),
    "helm": ("helm", frozenset("install upgrade uninstall delete rollback push".split())),
    "helmfile": ("helmfile", frozenset("apply sync destroy".split())),
    "terraform": ("terraform", frozenset("apply destroy".split())),
    "tofu": ("tofu", frozenset("apply destroy".split())),
    "terragrunt": ("terragrunt", frozenset("apply destroy run-all apply-all".split())),
    "pulumi": ("pulumi", frozenset("up destroy".split())),
    "cdk": ("cdk", frozenset("deploy".split())),
    "sam": ("sam", frozenset("deploy".split())),
    "serverless": ("serverless", frozenset("deploy".split())),
    "sls": ("serverless", frozenset("deploy".split())),
    "ansible-playbook": ("ansible", frozenset()),
    "skaffold": ("skaffold", frozenset("run deploy".split())),
    "werf": ("werf", frozenset("converge deploy".split())),
    "kapp": ("kapp", frozenset("deploy".split())),
    "nomad": ("nomad", frozenset("run job".split())),
    "fly": ("fly", frozenset("deploy".split())),
    "flyctl": ("fly", frozenset("deploy".split())),
    "heroku": ("heroku", frozenset("container:release container:push".split())),
    "cf": ("cf", frozenset("push".split())),
    "eb": ("eb", frozenset("deploy".split())),
    "ecs-cli": ("ecs-cli", frozenset("compose up push".split())),
    "copilot": ("copilot", frozenset("deploy".split())),
    "ecs-deploy": ("ecs-deploy", frozenset()),
    "cap": ("capistrano", frozenset("deploy".split())),
    "kamal": ("kamal", frozenset("deploy setup redeploy".split())),
    "dep": ("deployer", frozenset("deploy".split())),
    "netlify": ("netlify", frozenset("deploy".split())),
    "vercel": ("vercel", frozenset("deploy --prod".split())),
    "wrangler": ("wrangler", frozenset("deploy publish".split())),
    "firebase": ("firebase", frozenset("deploy".split())),
    "kops": ("kops", frozenset("update create rolling-update".split())),
    "eksctl": ("eksctl", frozenset("create upgrade".split())),
    "fleetctl": ("fleetctl", frozenset("start submit load".split())),
    "argocd": ("argocd", frozenset("sync create set".split())),
    "rsync": ("rsync", frozenset()),
    "scp": ("scp", frozenset()),
    "ssh": ("ssh", frozenset()),
}
"""Programs, the name they are counted by, and the words that make them deploy; none where every call does."""

_COMPOSE = frozenset("up down push restart".split())
_DOCKER = (("stack", "deploy"), ("service", "update"), ("service", "create"))
_CLOUDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "aws": (
        ("ecs", "update-service"), ("ecs", "register-task-definition"), ("ecs", "create-service"),
        ("ecs", "run-task"),
        ("lambda", "update-function-code"), ("cloudformation", "deploy"), ("cloudformation", "update-stack"),
        ("cloudformation", "create-stack"), ("s3", "sync"), ("deploy", "create-deployment"),
        ("elasticbeanstalk", "update-environment"), ("apprunner", "update-service"),
    ),
    "gcloud": (("run", "deploy"), ("run", "services", "update"), ("run", "services", "replace"),
               ("run", "services", "update-traffic"), ("run", "services", "add-iam-policy-binding"),
               ("app", "deploy"), ("functions", "deploy"), ("deployment-manager", "deployments"),
               ("deploy", "releases"), ("builds", "submit")),
    "az": (("webapp", "deploy"), ("webapp", "config"), ("containerapp", "update"), ("containerapp", "up"),
           ("functionapp", "deployment"), ("container", "create"), ("deployment", "group")),
}  # fmt: skip
"""Words of the clouds' command lines that deploy, in order."""


def deploying_tool(command: Command) -> str:
    """The technology by which a command deploys something; empty for a command that does not.

    Dry runs, `--help` and asking only (`kubectl get`) are none. Building and pushing images is none either:
    they are kept by `Script.pushes`; nor is a command on another machine that only looks there.
    """
    words = command.words
    if not words or any(word.startswith("--dry-run") or word in ("--help", "-h") for word in words):
        return ""
    name = command.name
    if command.remote and all(map(_only_looks, command.remote)):
        return ""
    if is_of_compose(command):
        return "docker compose" if compose_verb(command) in _COMPOSE else ""
    if name == "docker":
        rest = tuple(word for word in words[1:] if not word.startswith("-"))
        return f"docker {rest[0]}" if rest[:2] in _DOCKER or _runs_detached(words) else ""
    if name in _CLOUDS:
        rest = tuple(word for word in words[1:] if not word.startswith("-"))
        return name if command.remote or any(rest[: len(verbs)] == verbs for verbs in _CLOUDS[name]) else ""
    known = _VERBS.get(name)
    if known is None:
        return ""
    tool, verbs = known
    return tool if not verbs or (not verbs.isdisjoint(words[1:]) and not _only_asks(words)) else ""


def _only_asks(words: tuple[str, ...]) -> bool:
    """`kubectl rollout status` and `history`: what waits for a rollout or looks at it brings nothing out."""
    return any(first == "rollout" and second in ("status", "history") for first, second in pairwise(words))


_LOOKING = frozenset(
    "echo printf true false : test [ [[ cat ls grep egrep head tail wc sort uniq cut tr awk jq df du free uptime "
    "whoami id hostname date uname which command type stat pwd cd sleep exit set ping nc ss netstat ps "
    "journalctl".split()
)
"""Programs that change nothing on the machine where they run, as long as no file is written."""
_LOOKING_BY: dict[str, frozenset[str]] = {
    "docker": frozenset("ps logs images info version inspect stats top port diff history".split()),
    "compose": frozenset("ps logs images version config ls top port".split()),
    "systemctl": frozenset("status is-active is-enabled is-failed show list-units".split()),
    "kubectl": frozenset("get describe logs version top".split()),
    "git": frozenset("status log rev-parse diff show".split()),
}
"""Sub-commands that only ask, by program."""
_SENT_OR_KEPT = re.compile(
    r"-[a-zA-Z]*[oOdFTX]|--(output|remote-name|data|form|upload-file|request|json)(-\w+)?(=.*)?"
)
"""Options by which curl writes a file, or may change something where it calls (curl.se/docs/manpage.html)."""


def _only_looks(command: Command) -> bool:
    """Whether a command asks or says something, and leaves everything as it is."""
    if any(not file.startswith("/dev/") for file in command.writes):
        return False
    if is_of_compose(command):
        return compose_verb(command) in _LOOKING_BY["compose"]
    if command.name == "curl":
        into = command.values_of("-o", "--output")
        kept = [word for word in command.arguments if _SENT_OR_KEPT.fullmatch(word)]
        return len(kept) == sum(one == "/dev/null" for one in into)
    if command.name in _LOOKING_BY:
        plain = [word for word in command.arguments if not word.startswith("-")]
        return not _LOOKING_BY[command.name].isdisjoint(plain[:1])
    return command.name in _LOOKING


def _runs_detached(words: tuple[str, ...]) -> bool:
    """`docker run -d`: a container that stays."""
    flags = {word for word in words[2:] if word.startswith("-")}
    return words[1:2] == ("run",) and bool(flags & {"-d", "--detach", "-dit", "-itd", "-dti"})


_STOPPING = frozenset("stop rm kill".split())
_STOPPING_A_PROJECT = frozenset("down stop kill".split())


def is_taken_away(command: Command, commands: Sequence[Command]) -> bool:
    """Whether what a command starts by docker or compose is stopped again by a later one of the same script: it was
    tried out there, and not deployed.
    """
    position = next((i for i, one in enumerate(commands) if one is command), len(commands))
    later = commands[position + 1 :]
    if command.words[:2] == ("docker", "run"):
        names = set(command.values_of("--name"))
        stops = (one for one in later if one.name == "docker" and not _STOPPING.isdisjoint(one.words[1:3]))
        return any(not names.isdisjoint(one.words) for one in stops)
    return is_of_compose(command) and any(_stops_a_project(one) for one in later)


def is_of_compose(command: Command) -> bool:
    """Whether a command calls Docker Compose, as a plugin of docker or as the program of its own it was."""
    return command.name == "docker-compose" or command.words[:2] == ("docker", "compose")


def _stops_a_project(command: Command) -> bool:
    return compose_verb(command) in _STOPPING_A_PROJECT


_COMPOSE_VALUED = frozenset(
    "-f --file -p --project-name --project-directory --env-file --profile --parallel --progress --ansi -c --context "
    "-H --host -l --log-level --tlscacert --tlscert --tlskey".split()
)
"""Options of compose, of either program, that take the next word (docs.docker.com/reference/cli/docker/compose)."""


def compose_verb(command: Command) -> str:
    """The sub-command of Docker Compose that is called (`up`); empty for commands of anything else."""
    words = _of_compose(command)
    position = _verb_position(words)
    return words[position] if position < len(words) else ""


def compose_files(command: Command) -> list[str]:
    """The files that a command of Docker Compose names by `-f`, in order.

    Compose stops reading options of its own at the sub-command: behind it, `-f` is that one's (`logs -f`), and behind
    `exec` and `run` that of the program in the container.
    """
    words = _of_compose(command)
    return values_of(words[: _verb_position(words)], "-f", "--file")


def _of_compose(command: Command) -> tuple[str, ...]:
    if not is_of_compose(command):
        return ()
    return command.words[1:] if command.name == "docker-compose" else command.words[2:]


def _verb_position(words: tuple[str, ...]) -> int:
    """Where the sub-command stands; a variable in front may hold options (`docker compose $FILES up`)."""
    before = ("", *words)
    return next(
        (
            index
            for index, (option, word) in enumerate(zip(before, words, strict=False))
            if option not in _COMPOSE_VALUED and not word.startswith(("-", "$", "{"))
        ),
        len(words),
    )


def sets_an_image(command: Command) -> bool:
    """Whether a command gives what runs in a cluster another image: `kubectl set image deployment/shop shop=...`."""
    return command.name in ("kubectl", "oc") and command.arguments[:2] == ("set", "image")


_KEEPS_A_REPORT = re.compile(r"(?i)\bupload-(artifact|sarif|cov|test)")


def keeps_a_report(action: str) -> bool:
    """Whether a ready-made step only keeps what a run has found, by its name (`actions/upload-artifact`): that brings
    nothing out.
    """
    return _KEEPS_A_REPORT.search(action) is not None
