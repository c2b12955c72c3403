"""A shell script has grown into a deployment system.

It chains tools that each have their own idea of state, and nothing notices when one of them fails half way. What
it does to manifests with text replacement is checked by nobody. Only its author dares to change it.

Let one tool own the deployment: a chart or a kustomization for what varies, `helm upgrade` or `kubectl apply -k`
in the pipeline, Terraform for what is below. What remains is a line or two.

It is fine for a wrapper of one or two commands, and for scripts of development and tests.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from complexity_lint import (
    Command,
    Controller,
    Finding,
    Level,
    Precision,
    Related,
    Script,
    ScriptKind,
    System,
    Workload,
    check,
    deploying_tool,
)

_MANIFEST = re.compile(r"(?i)\.(ya?ml|ya?ml\.(tmpl|tpl|template|in))$")
_NOT_DEPLOYED = re.compile(
    r"(?i)(values|chart|action|workflow|config|mkdocs|openapi|swagger|docker-compose|compose)[^/]*\.ya?ml$"
)
_ASIDE = re.compile(
    r"(?i)(^|/)(hack|e2e|tests?|ci|prow|release|releasing|docs?|tools?|dev|local|kind|minikube|benchmark)[^/]*(/|$)"
    r"|(^|[-_./])(tests?|e2e)([-_.]|$)"
)
"""Folders whose scripts make, test or release the project rather than deploy it."""


@dataclass(frozen=True, slots=True)
class _Deploying:
    """A command that deploys, and the tool that it counts for."""

    command: Command
    tool: str


@check("deploy-script-glue", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def deploy_script_glue(system: System, *, max_commands: int = 5, max_tools: int = 2) -> Iterator[Finding]:
    described = frozenset(w.at.path for w in system.workloads if w.is_production and _is_manifest(w))
    for script in system.scripts:
        if not script.environment.is_production or _ASIDE.search(script.at.path) or _makes_a_cluster(script):
            continue
        if script.kind is not ScriptKind.PIPELINE and script.kind is not ScriptKind.PROCESS_LIST:
            deploying = _deploying(script)
            tools = sorted({one.tool for one in deploying})
            parts = script.kind is ScriptKind.MAKEFILE  # its targets are many scripts in one file
            if not parts and (len(deploying) > max_commands or len(tools) > max_tools):
                yield _chained(script, deploying, tools)
                continue
        yield from _templated(script, described)


_CLUSTERS_TO_TRY_IN = (("kind", "create"), ("kind", "load"), ("k3d", "cluster"), ("minikube", "start"))
_REACHING = frozenset("aws az gcloud eksctl doctl ssh".split())
"""Programs by which clusters and machines elsewhere are reached."""


def _makes_a_cluster(script: Script) -> bool:
    """Whether a script makes the cluster it deploys to, on the machine it runs on, and reaches no other."""
    makes = any(c.words[:2] in _CLUSTERS_TO_TRY_IN for c in script.commands)
    return makes and all(c.name not in _REACHING for c in script.commands)


_LIVE = (("kubectl", "get"), ("oc", "get"))
_REMOTE = ("ssh", "scp", "rsync")
_CHANGING = frozenset("delete uninstall destroy down patch scale".split())
"""What changes or takes away something that is there already."""


def _deploying(script: Script) -> list[_Deploying]:
    """The commands by which a script brings something out. Copying to other machines counts beside another tool, or
    where the script is called after deploying; what ssh runs on another machine counts in its place.
    """
    commands = [command for one in script.commands for command in _there(one)]
    bringing = [c for c in commands if _CHANGING.isdisjoint(c.words)]
    steps = [_Deploying(c, tool) for c in bringing if (tool := deploying_tool(c) or _pushing_tool(c))]
    found = [one for one in steps if not _pushing_tool(one.command)]
    others = [one for one in found if one.tool not in _REMOTE]
    named = re.search(r"(?i)deploy|rollout|publish|release|provision", script.at.path.rpartition("/")[2])
    return steps if others else found if named else []


def _there(command: Command) -> Sequence[Command]:
    """What a command deploys by on another machine, or the command itself."""
    return [one for one in command.remote if deploying_tool(one)] or [command]


def _pushing_tool(command: Command) -> str:
    """The program by which an image is pushed: one step more of a script that deploys it, none of one that does not."""
    return command.name if command.name in ("docker", "podman") and command.words[1:2] == ("push",) else ""


def _chained(script: Script, deploying: Sequence[_Deploying], tools: Sequence[str]) -> Finding:
    first, *others = deploying
    with_tools = f"with {', '.join(tools)}" if len(tools) > 1 else f"all with {tools[0]}"
    return Finding(
        at=first.command.at,
        message=f"this script deploys by {len(deploying)} commands, {with_tools}; nothing knows what is out there",
        related=tuple(Related(one.command.at, f"{one.tool} again") for one in others[:9]),
        entity=script.at.path,
        evidence=" ".join(tools),
    )


def _is_manifest(workload: Workload) -> bool:
    """Whether it is described for an orchestrator, which takes the file as it stands."""
    return workload.controller.is_kubernetes or workload.controller is Controller.SWARM


def _templated(script: Script, described: frozenset[str]) -> Iterator[Finding]:
    """The first place where text replacement makes what is deployed; `described` are the paths of manifests."""
    applies = any(deploying_tool(c) in ("kubectl", "oc", "docker stack") for c in script.commands)
    commands = script.commands
    for before, command, following in zip([None, *commands], commands, [*commands[1:], None], strict=False):
        if before is not None and command.piped_from and before.words[:2] in _LIVE:
            continue  # an object of the cluster is changed; no manifest is made
        piped = following is not None and following.piped_from and bool(deploying_tool(following))
        if command.name == "envsubst" and (piped or (applies and not _writes_no_manifest(command))):
            yield _replaced(script, command, "envsubst")
            return
        edits = (applies and _edits_manifest(command)) or _edits_one_of(described, command, script)
        if command.name in ("sed", "gsed") and (piped or edits):
            yield _replaced(script, command, "sed")
            return
        sent = _edited_and_sent(command, script) if command.name in ("sed", "gsed") else ""
        if sent:
            yield _replaced(script, command, "sed", f"{sent} before it is sent; nothing checks what it makes")
            return


def _writes_no_manifest(command: Command) -> bool:
    """Whether what a command makes is known to be something else: a chart's version and values, say."""
    return bool(command.writes) and all(_NOT_DEPLOYED.search(path) for path in command.writes)


_DESCRIPTION = re.compile(r"(?i)\.(json|nomad|hcl)(\.\w+)?$")
_ORCHESTRATORS = re.compile(r"/v2/(apps|groups)\b|/v1/jobs?\b")
"""Paths of Marathon's and Nomad's interfaces that take what is to be run."""


def _edited_and_sent(command: Command, script: Script) -> str:
    """The description that a command edits in place and a later one hands to ECS, Nomad or Marathon; empty for
    none.
    """
    if not any(word.startswith(("-i", "--in-place")) for word in command.words):
        return ""
    later = script.commands[script.commands.index(command) + 1 :]
    sent = [word for one in later if _sends(one) for word in one.words]
    edited = (word for word in command.words[1:] if _DESCRIPTION.search(word))
    return next((file for file in edited if any(file in word for word in sent)), "")


def _sends(command: Command) -> bool:
    tool = deploying_tool(command)
    posts = command.name == "curl" and any(_ORCHESTRATORS.search(word) for word in command.words)
    return tool in ("aws", "nomad", "ecs-cli") or posts


def _edits_one_of(described: frozenset[str], command: Command, script: Script) -> bool:
    """Whether a command writes into a manifest of the repository, whoever applies it."""
    in_place = any(word.startswith(("-i", "--in-place")) for word in command.words)
    if not in_place or script.kind is ScriptKind.PIPELINE:
        return False  # a pipeline that writes a tag and commits it leaves the deploying to another
    home = posixpath.dirname(script.at.path)
    paths = {posixpath.normpath(word) for word in command.words[1:] if _MANIFEST.search(word)}
    return not described.isdisjoint(paths | {posixpath.join(home, path) for path in paths})


def _edits_manifest(command: Command) -> bool:
    return any(_MANIFEST.search(word) and not _NOT_DEPLOYED.search(word) for word in command.words[1:])


_MANIFESTS = "manifests before they are applied; a kustomization would check what it makes"


def _replaced(script: Script, command: Command, program: str, what: str = _MANIFESTS) -> Finding:
    return Finding(
        at=command.at,
        message=f"{program} fills in {what}",
        entity=script.at.path,
        evidence=program,
    )
