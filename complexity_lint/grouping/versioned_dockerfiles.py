"""Dockerfiles that are made of a template and a list of versions, though they do not say so.

The layout is that of Docker's official images (github.com/docker-library, `versions.json` and `Dockerfile.template`)
and of Google's click-to-deploy images (`versions.yaml` and `templates/Dockerfile.template`).
"""

import re

from complexity_lint.discovery.repository import Repository

_LIST = re.compile(r"(?:^|/)versions\.(?:ya?ml|json)$")
_TEMPLATE = re.compile(r"(?:^|/)Dockerfile[\w.-]*\.template$")
_BELOW_TEMPLATES = re.compile(r"(?:^|/)templates(?:/.*)?$")


class VersionedDockerfiles:
    """The folders of a repository that hold both, with the text of the list."""

    def __init__(self, repository: Repository) -> None:
        templates = {
            _BELOW_TEMPLATES.sub("", path.rpartition("/")[0])
            for path in repository.paths
            if path.endswith(".template") and _TEMPLATE.search(path)
        }
        lists = (path for path in repository.paths if templates and _LIST.search(path))
        self.listed = {
            folder: repository.text(path) or ""
            for path in lists
            if (folder := path.rpartition("/")[0]) in templates
        }

    def make(self, path: str) -> bool:
        """Whether a Dockerfile is made of them: it lies beside the list, or in a folder there, or below one, that the
        list speaks of as it does of versions.
        """
        folders = path.split("/")[:-1]
        for depth in range(len(folders), -1, -1):
            text = self.listed.get("/".join(folders[:depth]))
            if text is not None:
                return depth == len(folders) or _speaks_of(text, folders[depth])
        return False


def _speaks_of(text: str, folder: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(folder)}(?![\w.-])", text) is not None
