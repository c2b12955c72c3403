"""What deployments put in the place of the images that files name: which of them are not what will run."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch

from complexity_lint.model.commands import Command
from complexity_lint.model.given_variables import GivenVariables
from complexity_lint.model.pipelines import ActionUse
from complexity_lint.model.ran_commands import commands_anywhere
from complexity_lint.model.references import ImageReference
from complexity_lint.model.system import System
from complexity_lint.model.tag_edits import writes_tag
from complexity_lint.model.workloads import Container, Controller, Workload

_KEY_OF_A_TAG = re.compile(r"\bs([|/#,@!])[\s^(\\]*tag:")
"""sed replaces what follows the key `tag:`, which an image written as one word (`image: shop:latest`) has not."""

_TO_FILL_IN = re.compile(r"__\w+__|@\w+@|%\w+%")
"""Tags that only hold the place of one."""
_EDITORS = frozenset({"sed", "gsed", "perl"})
_VARIABLE = re.compile(r"\$\{\{.*?\}\}|\$\{[^}]*\}|\$\w+")


def stands_for_another(image: ImageReference, workload: Workload) -> bool:
    """Whether a name stands for one that a tool puts in: `IMAGE_URL`, `ACCOUNT_ID.dkr...`, `shop:local`, the bare name
    of what is built here, which no registry has, or one that something in the cluster renews.
    """
    if image.renewed_by:
        return True
    nameless = not image.tag and not image.registry and not image.partial
    bare = workload.is_first_party and nameless and "/" not in image.repository
    written = _VARIABLE.sub("", image.text)
    upper = re.search(r"[A-Z]{2,}(_[A-Z]+)+", written) or written.isupper()
    to_fill_in = image.is_filled_in or _TO_FILL_IN.fullmatch(image.tag)
    return bool(bare or upper or to_fill_in or image.tag == "local" or image.repository.startswith("local/"))


class ImageRewrites:
    """What pipelines and scripts put into the deployment when they deploy: images by name, or whatever they like."""

    def __init__(self, system: System) -> None:
        """Gather them from the scripts and pipelines of a system, and the artifacts that Skaffold builds and tags."""
        commands = [command for script in system.scripts for command in commands_anywhere(script)]
        as_they_are = _registered_as_they_are(commands, system.workloads)
        setting = [c for c in commands if _sets_image(c) and c not in as_they_are]
        self.setting = setting
        self.texts = [" ".join(c.words) for c in setting]
        self.edited = {" ".join(c.words): _edited(c) for c in setting if c.name in _EDITORS}
        self.replacing = [c for c in commands if c.name in _EDITORS]
        self.helm = [text for text in self.texts if text.startswith("helm")]
        self.edits = [text for text in self.texts if not text.startswith("helm")]
        self.given = [value for command in commands for value in _given_images(command)]
        self.of_azure = [given for command in commands for given in _given_to_azure(command)]
        artifacts = (t for t in system.build_targets if "skaffold" in t.at.path.rpartition("/")[2])
        self.artifacts = {r.repository for target in artifacts for r in target.references}
        actions = [a for s in system.scripts for job in s.jobs for a in job.actions]
        self.of_azure += [given for action in actions for given in _given_by_step(action)]
        self.tasks = any("ecs-render-task-definition" in action.name for action in actions)
        self.manifests = any(_writes_images(action) for action in actions)
        self.variables = GivenVariables(system.scripts, system.filled_variables)

    def covers(self, workload: Workload, container: Container, image: ImageReference) -> bool:
        """Whether one of them may set this image: it names it, or says its name by a variable."""
        if image.chosen_by and self.variables.gives(image.chosen_by, image.at.path):
            return True
        if workload.software is not None and not workload.is_first_party:
            return any(image.repository and image.repository in text for text in self.texts)
        if image.at.path.endswith((".tf", ".tfvars")) and any(_may_be(value, image) for value in self.given):
            return True
        if image.at.path.endswith((".bicep", ".json")) and self._is_given_to_azure(image):
            return True
        if image.repository in self.artifacts and workload.controller.is_kubernetes:
            return True
        if workload.controller is Controller.CONTAINER_SERVICE:
            file = image.at.path.rpartition("/")[2]
            return self.tasks or any("task-definition" in text or file in text for text in self.texts)
        if self.manifests and workload.controller.is_kubernetes:
            return True
        edits = [text for text in self.edits if image.tag_at is not None or not _KEY_OF_A_TAG.search(text)]
        file = (image.tag_at or image.at).path.rpartition("/")[2]
        edits = [text for text in edits if not _are_others(self.edited.get(text, ()), file)]
        edits = [text for text in edits if not _puts(text, image)]
        if any(_names(text, workload, container, image) for text in edits):
            return True
        if any(_replaces(command, image) for command in self.replacing):
            return True
        if image.tag_at is not None and any(writes_tag(one, image.tag_at.path) for one in self.setting):
            return True
        folder = workload.project.rpartition("/")[2]
        return any("$" in text or folder in text or image.name in text for text in self.helm)

    def _is_given_to_azure(self, image: ImageReference) -> bool:
        """Whether the image is set on the running app, or its tag, where it is a parameter, at the deployment."""
        return any(
            (whole or image.tag_at is not None) and ("$" in image.name or _may_be(value, image))
            for value, whole in self.of_azure
        )


def _edited(command: Command) -> tuple[str, ...]:
    """The files that an editor changes in place, as written; none where it passes on what it reads."""
    words = command.arguments
    in_place = any(re.match(r"-[a-zA-Z]*i|--in-place", word) for word in words)
    operands = [
        word for word in words if not word.startswith("-") and not re.match(r"(s|y)\W|/|\d*[acdip]\W", word)
    ]
    return tuple(operands) if in_place else ()


def _are_others(files: Sequence[str], name: str) -> bool:
    """Whether it is known which files an editor changes, and that one is none of them."""
    known = bool(files) and not any("$" in file for file in files)
    return known and not any(fnmatch(name, file.rpartition("/")[2]) for file in files)


def _may_be(given: str, image: ImageReference) -> bool:
    """Whether what Terraform is given for an image or its version may be for this one: where it spells a name, it is
    that image's.
    """
    named = re.search(r"([\w.-]+)(?::|@)[^/]*$", given)
    return named is None or named[1] == image.name


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
    if any(word and word in text for word in words):
        return True
    spelled = re.search(r"=[\w./-]*\w:", text)  # `shop=acme/shop:$TAG` sets that image and no other
    return "$" in text and "set image" in text and not spelled


def _puts(text: str, image: ImageReference) -> bool:
    """Whether a substitution is what put this very image in: it does not change it any more."""
    return bool(re.search(rf"(?<!s)([|/#,:@%~!]){re.escape(image.text)}\1", text))


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
    return command.name == "aws" and "register-task-definition" in words


def _registered_as_they_are(commands: Sequence[Command], workloads: Iterable[Workload]) -> list[Command]:
    """The commands that give ECS a task definition of the repository which no other command writes."""
    written = {
        w.at.path.rpartition("/")[2] for w in workloads if w.controller is Controller.CONTAINER_SERVICE
    }
    found = []
    for command in commands:
        registers = command.name == "aws" and "register-task-definition" in command.words
        for value in command.values_of("--cli-input-json") if registers else ():
            name = value.rpartition("/")[2]
            users = [c for c in commands if any(name in word for word in (*c.words, *c.writes))]
            if value.startswith("file://") and name in written and users == [command]:
                found.append(command)
    return found


def _given_images(command: Command) -> Iterator[str]:
    """What a command gives Terraform in variables that are called by an image or its version."""
    exported = command.arguments if command.name == "export" else ()
    assigned = (*(f"{name}={value}" for name, value in command.assignments), *exported)
    given = [word.removeprefix("TF_VAR_") for word in assigned if word.startswith("TF_VAR_")]
    if command.name in ("terraform", "tofu", "terragrunt"):
        given += command.values_of("-var", "--var")
    for name, _, value in (one.partition("=") for one in given):
        if re.search(r"(?i)tag|image|version|digest", name):
            yield value


_IMAGE_OR_VERSION = re.compile(r"(?i)tag|image|version|digest")


def _given_to_azure(command: Command) -> Iterator[tuple[str, bool]]:
    """What a command of Azure gives for an image: a whole one to an app (`--image`), or a parameter of a template
    (learn.microsoft.com, "az containerapp update", "az deployment group create").
    """
    words = command.words
    if command.name == "az" and words[1:2] in (("containerapp",), ("container",)):
        yield from ((value, True) for value in command.values_of("--image", "-i") if "$" in value)
    elif command.name == "az" and words[1:2] in (("deployment",), ("stack",)):
        yield from ((value, False) for value in _parameters(words))


def _given_by_step(action: ActionUse) -> Iterator[tuple[str, bool]]:
    """What a ready-made step gives Azure for an image (github.com/Azure/container-apps-deploy-action, arm-deploy,
    bicep-deploy).
    """
    name = action.name.lower()
    if "container-apps-deploy" in name or "azurecontainerapps" in name:
        image = action.input("imageToDeploy")
        if image is not None and image.value and "$" in image.value:
            yield image.value, True
    elif re.search(r"arm-deploy|bicep-deploy|azureresourcemanagertemplatedeployment", name):
        given = (action.input("parameters"), action.input("overrideParameters"))
        words = [word for one in given if one is not None and one.value for word in one.value.split()]
        yield from ((value, False) for value in _parameters(words))


def _parameters(words: Sequence[str]) -> Iterator[str]:
    """The values, made at deployment, of parameters that are called by an image or its version."""
    for name, _, value in (word.partition("=") for word in words):
        if _IMAGE_OR_VERSION.search(name) and "$" in value:
            yield value
