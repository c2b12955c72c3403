"""The manifests and charts of the repository that a script deploys, by the paths its commands name."""

import re
from collections.abc import Iterable, Iterator

from complexity_lint.assemble.known_paths import Known
from complexity_lint.assemble.server_files import ServerFiles
from complexity_lint.assemble.sessions import session_of
from complexity_lint.assemble.working_folders import inside, with_folders
from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import Script
from complexity_lint.model.ran_commands import RanCommand, Whereabouts, ran_by
from complexity_lint.model.workloads import PlatformObject

APPLYING = frozenset({"apply", "create", "replace"})
"""What kubectl is told to bring objects into a cluster."""
_INSTALLING = frozenset({"install", "upgrade"})


def deployed_by(script: Script, known: Known) -> Iterator[str]:
    """The files and folders, relative to the root, that a script's commands apply or install, here or on a machine
    that they reach by SSH.
    """
    yield from _deployed_here(script, known)
    sent = [ran for ran in ran_by(script) if ran.where is Whereabouts.REMOTE and written_in(ran.command)]
    if sent:
        yield from _deployed_there(sent, ServerFiles(script, known))


def _deployed_there(sent: Iterable[RanCommand], files: ServerFiles) -> Iterator[str]:
    for ran in sent:
        session = session_of(ran.beside)
        folder = session.folder_of(ran.command)
        yield from filter(None, (files.meant([one], folder, session) for one in written_in(ran.command)))


def _deployed_here(script: Script, known: Known) -> Iterator[str]:
    home = script.at.path.rpartition("/")[0]
    for command, folders in with_folders(script):
        for written in written_in(command):
            for folder in folders:
                found = inside(written, folder, home)
                if found is not None and known.holds(found):
                    yield found
                    break


def written_in(command: Command) -> list[str]:
    """The paths that a command of kubectl, kustomize or helm deploys, as written."""
    words = command.arguments
    if command.name in ("kubectl", "oc") and not APPLYING.isdisjoint(words[:4]):
        named = command.values_of("-f", "--filename", "-k", "--kustomize")
        return [one for value in named for one in value.split(",")]
    if command.name == "kustomize" and words[:1] == ("build",):
        return [one for one in words[1:2] if not one.startswith("-")] or ["."]
    if command.name == "helm" and not _INSTALLING.isdisjoint(words[:3]):
        valued = {words[i + 1] for i, one in enumerate(words[:-1]) if one in _WITH_A_VALUE}
        plain = [
            one for one in words if not one.startswith("-") and one not in valued and one not in _INSTALLING
        ]
        return plain[1:2] if len(plain) > 1 else plain[:1]
    return []


_WITH_A_VALUE = frozenset(
    "-f --values --set --set-string --set-file --set-json -n --namespace --version --timeout --kube-context "
    "--description --repo --history-max --post-renderer --username --password".split()
)
"""Options of helm that are followed by their value."""


_RECONCILED = ("argoproj.io/", "helm.toolkit.fluxcd.io/", "kustomize.toolkit.fluxcd.io/", "fleet.cattle.io/")
"""API groups of objects that deploy by themselves what lies in a repository, whatever scripts do."""


def is_reconciled(objects: Iterable[PlatformObject]) -> bool:
    """Whether something in a cluster fetches and deploys what lies here."""
    return bool(reconcilers(objects))


def reconcilers(objects: Iterable[PlatformObject]) -> frozenset[str]:
    """The files that tell something in a cluster what to fetch and to deploy."""
    return frozenset(one.at.path for one in objects if one.api_version.startswith(_RECONCILED))


_TYPED = re.compile(
    r"\bkubectl\b[^\n|;&]*?\s(?:apply|create)\b[^\n|;&]*?\s(?:-f|-k|--filename)[ =]*(?P<file>[\w./-]+)"
    r"|\bhelm\s+(?:install|upgrade)\b[^\n|;&]*?\s(?P<chart>\.{1,2}(?:/[\w./-]*)?|[\w-]+/[\w./-]+)"
)


def deployed_by_page(text: str, home: str, known: Known) -> Iterator[str]:
    """The files and folders that the commands in a text deploy which lies in the folder `home`."""
    for match in _TYPED.finditer(text):
        written = match["file"] or match["chart"]
        for base in dict.fromkeys((home, "")):
            found = inside(written, base, home)
            if found is not None and known.holds(found):
                yield found
                break
