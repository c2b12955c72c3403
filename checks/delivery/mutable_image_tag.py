"""Production deploys an image by a name that moves.

What runs is whatever the name meant when each node pulled it: replicas of one deployment differ, a restart is an
update, and "roll back" has nothing to go back to. Nobody can say which version a user saw the fault in.

Deploy what was built: a version, a commit's hash or a digest, written by the pipeline.

It is fine where the pipeline puts the version in at deployment, and the repository shows how. A bare major version, and
the image of a job or an init container that is not built here, are told with `--profile all`.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatch

from complexity_lint import (
    ActionUse,
    ChartDependency,
    Command,
    Container,
    Controller,
    Finding,
    ImageReference,
    Level,
    Precision,
    Related,
    Steadiness,
    System,
    Workload,
    check,
)

KEY_OF_A_TAG = re.compile(r"\bs([|/#,@!])[\s^(\\]*tag:")
"""sed replaces what follows the key `tag:`, which an image written as one word (`image: shop:latest`) has not."""

VARIABLE = re.compile(r"\$\{\{.*?\}\}|\$\{[^}]*\}|\$\w+")


@check("mutable-image-tag", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def mutable_image_tag(system: System) -> Iterator[Finding]:
    rewritten = _Rewrites(system)
    for workload in system.workloads:
        if not workload.is_production:
            continue
        for container in workload.containers:
            image = container.image
            # What compose builds itself is named by that, not pulled.
            if image is None or container.build is not None or _is_placeholder(workload, image):
                continue
            if rewritten.covers(workload, container, image):
                continue
            if image.steadiness is Steadiness.FLOATING:
                aside = container.initial or workload.controller.runs_to_completion
                yield _finding(workload, image, _why(image), pedantic=aside and not workload.is_first_party)
            elif image.steadiness is Steadiness.MAJOR:
                yield _finding(workload, image, "names only a major version", pedantic=True)
    for dependency in system.dependencies:
        own = (dependency.image,) if dependency.image is not None else ()
        for image in (*own, *dependency.images):
            moves = image.steadiness is Steadiness.FLOATING and not image.is_filled_in
            if moves and dependency.is_deployed:
                yield _of_dependency(dependency, image)


def _is_placeholder(workload: Workload, image: ImageReference) -> bool:
    """Whether a name stands for one that a tool puts in: `IMAGE_URL`, `ACCOUNT_ID.dkr...`, `shop:local`, or the bare
    name of what is built here, which no registry has.
    """
    bare = workload.is_first_party and not image.tag and not image.registry and "/" not in image.repository
    written = VARIABLE.sub("", image.text)
    upper = re.search(r"[A-Z]{2,}(_[A-Z]+)+", written) or written.isupper()
    return bool(
        bare or upper or image.is_filled_in or image.tag == "local" or image.repository.startswith("local/")
    )


class _Rewrites:
    """What pipelines and scripts put into the deployment when they deploy: images by name, or whatever they like."""

    def __init__(self, system: System) -> None:
        commands = [command for script in system.scripts for command in script.commands]
        self.texts = [" ".join(c.words) for c in commands if _sets_image(c)]
        self.replacing = [c for c in commands if c.name in ("sed", "gsed", "perl")]
        self.helm = [text for text in self.texts if text.startswith("helm")]
        self.edits = [text for text in self.texts if not text.startswith("helm")]
        self.terraform = any(_gives_image(command) for command in commands)
        actions = [a for s in system.scripts for job in s.jobs for a in job.actions]
        self.tasks = any("ecs-render-task-definition" in action.name for action in actions)
        self.manifests = any(_writes_images(action) for action in actions)

    def covers(self, workload: Workload, container: Container, image: ImageReference) -> bool:
        """Whether one of them may set this image: it names it, or says its name by a variable."""
        if workload.software is not None and not workload.is_first_party:
            return any(image.repository and image.repository in text for text in self.texts)
        if self.terraform and image.at.path.endswith((".tf", ".tfvars")):
            return True
        if workload.controller is Controller.CONTAINER_SERVICE:
            if any(_gives_variable(text, image) for text in self.texts):
                return True
            file = image.at.path.rpartition("/")[2]
            return self.tasks or any("task-definition" in text or file in text for text in self.texts)
        if self.manifests and workload.controller.is_kubernetes:
            return True
        edits = [text for text in self.edits if image.tag_at is not None or not KEY_OF_A_TAG.search(text)]
        if any(_names(text, workload, container, image) for text in edits):
            return True
        if any(_replaces(command, image) for command in self.replacing):
            return True
        folder = workload.project.rpartition("/")[2]
        return any("$" in text or folder in text or image.name in text for text in self.helm)


def _gives_variable(text: str, image: ImageReference) -> bool:
    """Whether Terraform is given the image in a variable, with a tag that is made up when it is run."""
    name = re.escape(image.name)
    return bool(name) and re.search(rf"-var[ =]\w+=((?! -var).)*\b{name}:\S*\$", text) is not None


def _writes_images(action: ActionUse) -> bool:
    """Whether a ready-made step writes images into manifests: one that deploys them does where it is given some
    (learn.microsoft.com, "KubernetesManifest@1"; github.com/Azure/k8s-deploy).
    """
    if re.search(r"k8s-bake|kustomize", action.name):
        return True
    deploys = re.search(r"k8s-deploy|KubernetesManifest", action.name)
    asked = action.input("action")
    bakes = asked is not None and asked.value == "bake"
    return bool(deploys) and (bakes or any(action.input(name) for name in ("images", "containers")))


def _names(text: str, workload: Workload, container: Container, image: ImageReference) -> bool:
    words = [workload.name, container.name, image.name, image.at.path.rpartition("/")[2]]
    return any(word and word in text for word in words) or ("$" in text and "set image" in text)


def _replaces(command: Command, image: ImageReference) -> bool:
    """Whether a command puts something in the place of this very tag, in the file where it stands."""
    found = (re.match(r"s([/|#,:@%~!])(.*?)\1", word) for word in command.arguments)
    tag = rf"(?<![\w.-]){re.escape(image.tag)}(?![\w.-])"
    name = (image.tag_at or image.at).path.rpartition("/")[2]
    files = (word.rpartition("/")[2] for word in command.arguments)
    replaced = bool(image.tag) and any(match and re.search(tag, match[2]) for match in found)
    return replaced and any(fnmatch(name, pattern) for pattern in files if pattern)


def _sets_image(command: Command) -> bool:
    """Whether a command writes the version of an image into what is deployed."""
    words = " ".join(command.arguments)
    if command.name in ("kubectl", "oc", "kustomize") and "set image" in words:
        return True
    if command.name == "helm":
        sets = command.values_of("--set", "--set-string")
        return any(re.search(r"(?i)tag|image|version|digest", one.partition("=")[0]) for one in sets)
    if command.name in ("sed", "yq", "perl", "envsubst"):
        return bool(re.search(r"(?i)image|latest|tag|version", words))
    if command.name in ("terraform", "tofu"):
        return "-var" in words
    return command.name == "aws" and "register-task-definition" in words


def _gives_image(command: Command) -> bool:
    """Whether a command gives Terraform a variable that is called by an image or its version."""
    exported = command.arguments if command.name == "export" else ()
    given = [*(f"{name}=" for name, _ in command.assignments), *exported]
    names = [word.removeprefix("TF_VAR_") for word in given if word.startswith("TF_VAR_")]
    if command.name in ("terraform", "tofu", "terragrunt"):
        names += command.values_of("-var", "--var")
    return any(re.search(r"(?i)tag|image|version|digest", name.partition("=")[0]) for name in names)


def _why(image: ImageReference) -> str:
    if not image.tag:
        return "has no tag, so it is `latest` of the day"
    return f"has the moving tag `{image.tag}`"


def _of_dependency(dependency: ChartDependency, image: ImageReference) -> Finding:
    return Finding(
        at=image.tag_at or image.at,
        message=f"the chart {dependency.name} is told to run {image.text.partition('@')[0]}, which {_why(image)}: a "
        "restart may be an update, and there is nothing to go back to",
        related=(Related(dependency.at, "the dependency"),),
        entity=dependency.name,
        evidence=image.repository,
        environments=dependency.environment.names,
    )


def _finding(workload: Workload, image: ImageReference, why: str, *, pedantic: bool) -> Finding:
    name = image.text.partition("@")[0]
    return Finding(
        at=image.tag_at or image.at,
        message=f"{workload.name} runs {name}, which {why}: a restart may be an update, and there is nothing to go "
        "back to",
        related=(Related(image.at, "the image it is part of"),) if image.tag_at else (),
        entity=workload.name,
        evidence=image.repository or image.text,
        environments=workload.environments,
        pedantic=pedantic,
    )
