"""What watches registries and puts newer images into what is deployed: Argo CD Image Updater.

Read as it describes itself (argocd-image-updater.readthedocs.io): annotations of Applications ("Configuring images to
update"), and since 1.0 objects of its own ("ImageUpdater", v1alpha1).
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from complexity_lint.model.references import ImageReference


@dataclass(frozen=True, slots=True)
class UpdatedApplication:
    """An Application of Argo CD: the folders that it deploys, and the images that its annotations have renewed.

    `folders` are relative to the root of its sources' repositories. Names, folders and images may hold `*`, where a
    template fills something in. `at` is the file that describes it.
    """

    at: str
    name: str
    labels: tuple[tuple[str, str], ...]
    folders: tuple[str, ...]
    images: tuple[str, ...] = ()

    def deploys(self, path: str) -> bool:
        """Whether a file or folder is one that it deploys, or lies in one."""
        return any(
            folder in ("", ".") or fnmatchcase(path, folder) or fnmatchcase(path, f"{folder}/*")
            for folder in self.folders
        )


@dataclass(frozen=True, slots=True)
class ImageUpdater:
    """What an object of the Image Updater renews: the images, in the Applications whose names match a pattern and that
    have all the labels.
    """

    pattern: str
    labels: tuple[tuple[str, str], ...]
    images: tuple[str, ...]

    def means(self, application: UpdatedApplication) -> bool:
        """Whether an Application is one of those it renews images in."""
        named = fnmatchcase(application.name, self.pattern) or fnmatchcase(self.pattern, application.name)
        return named and set(self.labels) <= set(application.labels)


def is_one_of(image: ImageReference, names: tuple[str, ...]) -> bool:
    """Whether an image is one of those that are renewed, by its whole name without the tag."""
    own = _plain("/".join(filter(None, (image.registry, image.repository))))
    return bool(image.repository) and any(fnmatchcase(own, _plain(name)) for name in names)


def _plain(name: str) -> str:
    """A name as docker means it: its own registry is not written."""
    return re.sub(r"^(docker\.io/)?(library/)?", "", name)
