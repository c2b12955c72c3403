"""What is deployed to a cluster on a developer's own machine, as the scripts or pages tell that deploy it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from complexity_lint.assemble.deployed_files import deployed_by, deployed_by_page, is_reconciled
from complexity_lint.assemble.known_paths import Known
from complexity_lint.assemble.told_environments import with_told_environments
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.commands import Command
from complexity_lint.model.environments import DEVELOPMENT, UNSTATED, Environment
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.parsers.unit import Parts

_LOADING = re.compile(
    r"\bminikube (docker-env|start|service|tunnel|image (load|build)|cache add)\b|\bkind (load|create cluster)\b"
    r"|\bk3d (image import|images? i|cluster create)\b"
    r"|\bkubectl config use-context (minikube|docker-desktop|docker-for-desktop|rancher-desktop|colima|orbstack"
    r"|kind-[\w-]+|k3d-[\w-]+)(?![\w-])"
)
"""Commands that only make sense with a cluster on one's own machine."""
_ELSEWHERE = frozenset(
    "aws az gcloud eksctl doctl ibmcloud oci linode-cli hcloud civo kops kubeadm rancher terraform tofu pulumi ssh scp "
    "rsync oc argocd flux".split()
)
"""Programs by which one reaches clusters and machines elsewhere."""
_OWN_CONTEXT = re.compile(
    r"[\"']?(minikube|docker-desktop|docker-for-desktop|rancher-desktop|colima|orbstack|(kind|k3d)-\S+)[\"']?"
)
_TOLD = re.compile(
    r"(?i)\b(EKS|GKE|AKS|OKE|ECS|AWS|Amazon|Azure|GCP|Google (Cloud|Kubernetes)|Digital ?Ocean|Linode|Akamai"
    r"|Open ?Shift|minishift|IBM Cloud|Oracle Cloud|Hetzner|Scaleway|Vultr|Civo|OVH\w*|Tanzu|Rancher(?! ?Desktop)"
    r"|Alibaba|Tencent|kubeadm|kops|bare[- ]?metal|VPS|micro ?k8s|k3s|eksctl|gcloud|doctl|Argo ?CD|Flux ?CD|GitOps"
    r"|Terraform|Pulumi|((the|a|any|your|public|private|to|in) |multi-?)clouds?|cloud (provider|cluster)s?)\b"
    r"|\b(any|your( own)?|an? existing|existing|remote|real|other|production|prod|staging|target|managed)"
    r" (kubernetes |k8s )*cluster"
    r"|\b(deploy\w*|releas\w*|runs?|running) (it )?(to|in|for|on) prod(uction)?\b"
)
"""What a page says where the machine of one's own is not the only place it is for."""
_ONES_OWN = (
    r"(mini ?kube|kind|k3d|docker[- ](desktop|for mac|for windows)|rancher[- ]desktop|colima|orbstack)"
)
_ALIKE = re.compile(rf"(?i){_ONES_OWN}(( or |, or |, | and |/|\|){_ONES_OWN})+")
_AN_EXAMPLE = re.compile(
    r"(?i)\b(e\.g\.?|eg|i\.e\.?|such as|like|or|for example|for instance|either|optional\w*|alternatively)[ ,:(`*\[]+"
    r"(a |using |with |in |on |to )?(local )?[`*\[]*(mini ?kube|k3d|docker[- ]desktop|rancher[- ]desktop)"
    r"|mini ?kube[`*\])]*(\([^)]*\))?,? (or|is optional|if)\b|mini ?kube[`*\])]* ?/"
    r"|\b(if|when|in case|unless)\b[^.\n]{0,30}\bmini ?kube"
    r"|\b(local(ly)?|test(ing)?|try|trying|develop(ment|ing)?)\b[^\n]{0,40}\bmini ?kube"
)
_PAGES = re.compile(
    r"(?i)^((docs?|documentation)/.*|([^/]+/)*readme[^/]*|[^/]+)\.(md|rst|adoc|txt)$|(^|/)readme$"
)
_DEPLOYMENT_WORDS = re.compile(
    r"(?i)kubectl|helm|kubernetes|k8s|kubeconfig|kustomiz|argo|deploy|\bssh\b|\b(eks|gke|aks|oc)\b"
)
_PUBLISHED = frozenset({"artifacthub-repo.yml", "artifacthub-repo.yaml", "cr.yaml", "ct.yaml", "index.yaml"})
"""Files of those who publish charts, which are then installed wherever somebody likes."""
MAX_PAGES = 300


@dataclass(frozen=True, slots=True)
class _Deployer:
    """A script or a page with the files and folders of the repository it deploys."""

    path: str
    deploys: frozenset[str]
    is_own: bool


def with_own_machines(parts: Parts, repository: Repository, known: Known) -> Parts:
    """The parts, those for development whose every deployer brings them to a cluster on a developer's machine.

    Deployers are shell scripts and Makefiles, and READMEs and documents with the commands to type. A script tells by
    the commands that bring images into such a cluster; a page by the same, for itself and for the scripts it names, as
    long as no page of the repository speaks of another place. Where a pipeline may deploy, where something
    reconciles, and where charts are published or clusters are made here, nobody can tell.
    """
    elsewhere = parts.clusters or parts.node_groups
    if elsewhere or is_reconciled(parts.objects):
        return parts
    scripts = [one for one in parts.scripts if one.kind in (ScriptKind.SHELL, ScriptKind.MAKEFILE)]
    pages = [p for p in repository.paths if _PAGES.search(p)][:MAX_PAGES]
    hints = (_loads(one) for one in scripts)
    if not any(hints) and not any(_LOADING.search(repository.text(p) or "") for p in pages):
        return parts
    if _may_go_elsewhere(parts.scripts, pages, repository):
        return parts
    deployers = [*_deployers(scripts, pages, repository, known)]
    return _with_development(parts, deployers)


def _may_go_elsewhere(scripts: Iterable[Script], pages: Iterable[str], repository: Repository) -> bool:
    pipelines = {one.at.path for one in scripts if one.kind is ScriptKind.PIPELINE}
    if any(_DEPLOYMENT_WORDS.search(repository.text(path) or "") for path in pipelines):
        return True
    if any(path.rpartition("/")[2] in _PUBLISHED for path in repository.paths):
        return True
    return any(_tells_of_another_place(repository.text(page) or "") for page in pages)


def _tells_of_another_place(text: str) -> bool:
    """Whether a page names a cloud or another cluster, or minikube only as one of several ways."""
    plain = _ALIKE.sub("minikube", text)
    return bool(_TOLD.search(plain) or _AN_EXAMPLE.search(plain))


def _deployers(
    scripts: Iterable[Script], pages: Iterable[str], repository: Repository, known: Known
) -> Iterator[_Deployer]:
    told: set[str] = set()
    for page in pages:
        text = repository.text(page) or ""
        own = bool(_LOADING.search(text))
        told |= {one.at.path for one in scripts if own and one.at.path.rpartition("/")[2] in text}
        deploys = frozenset(deployed_by_page(text, page.rpartition("/")[0], known))
        if deploys:
            yield _Deployer(page, deploys, own)
    for script in scripts:
        deploys = frozenset(deployed_by(script, known))
        loads = _loads(script) and script.kind is ScriptKind.SHELL
        own = (loads or script.at.path in told) and not _reaches_elsewhere(script)
        if deploys:
            yield _Deployer(script.at.path, deploys, own)


def _loads(script: Script) -> bool:
    return any(_LOADING.search(" ".join(command.words)) for command in script.commands)


def _reaches_elsewhere(script: Script) -> bool:
    """Whether a script pushes to a registry that others reach, or goes to another cluster or machine."""
    return any(c.name in _ELSEWHERE or _names_another_context(c) for c in script.commands)


def _names_another_context(command: Command) -> bool:
    contexts = command.values_of("--context", "--kube-context", "use-context", "--kubeconfig")
    return any(not _OWN_CONTEXT.fullmatch(one) for one in contexts)


def _with_development(parts: Parts, deployers: list[_Deployer]) -> Parts:
    def told(path: str) -> Environment | None:
        found = [one for one in deployers if any(_covers(whole, path) for whole in one.deploys)]
        if not found or not all(one.is_own for one in found):
            return None
        return DEVELOPMENT.because(f"{found[0].path} brings it to a cluster on one's own machine")

    others = {path for one in deployers if not one.is_own for path in one.deploys}
    own = {one.path for one in deployers if one.is_own and others.isdisjoint(one.deploys)}
    scripts = tuple(
        replace(one, environment=DEVELOPMENT) if one.at.path in own and one.environment.is_production else one
        for one in parts.scripts
    )
    return replace(with_told_environments(parts, told, only=UNSTATED), scripts=scripts)


def _covers(whole: str, path: str) -> bool:
    return whole in ("", path) or path.startswith(f"{whole}/")
