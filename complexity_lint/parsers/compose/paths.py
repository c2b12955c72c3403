"""Relative paths of a file in another folder -> relative to the project's folder (compose-go 2.16, paths/)."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass

from complexity_lint.parsers.compose.tree import (
    HOOKS,
    ITEM,
    JOBS,
    Leaf,
    Path,
    Patterns,
    Row,
    Table,
    Tree,
    also_for,
    leaf_like,
)
from complexity_lint.parsers.compose.volume_text import clean

_REMOTE = ("https://", "http://", "git://", "ssh://", "github.com/", "git@")
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")


def is_remote(path: str) -> bool:
    """Whether a build context or file lies on another machine, or names something that is no folder."""
    return "://" in path or path.startswith(("service:", *_REMOTE))


def joined(folder: str, path: str) -> str:
    """A path as seen from where `folder` is, as Go's filepath.Join writes it."""
    return clean(posixpath.join(folder, path)) if folder else clean(path)


@dataclass(frozen=True, slots=True)
class PathResolution:
    """Rewrites the paths of a tree; `folder` leads from the project to the file's folder, `home` is what `~`
    means.
    """

    folder: str
    home: str = ""

    def apply(self, tree: Tree, path: Path = ()) -> Tree:
        """The tree with its paths seen from the project's folder."""
        rule = _RULES.find(path)
        if rule is not None:
            return rule(self, tree)
        if isinstance(tree, Table):
            return tree.mapped(lambda key, value: self.apply(value, (*path, key)))
        if isinstance(tree, Row):
            return Row(tree.at, tuple(self.apply(item, (*path, ITEM)) for item in tree.items))
        return tree

    def local(self, tree: Tree) -> Tree:
        """A path of this machine."""
        if not isinstance(tree, Leaf) or not isinstance(tree.value, str) or not tree.value:
            return tree
        text = self._expanded(tree.value)
        unfinished = text.startswith(("/", "~")) or (not tree.known and text.startswith("$"))
        return leaf_like(tree, text if unfinished else joined(self.folder, text))

    def context(self, tree: Tree) -> Tree:
        """A build context, which may be a URL."""
        return tree if isinstance(tree, Leaf) and is_remote(str(tree.value)) else self.local(tree)

    def any_system(self, tree: Tree) -> Tree:
        """A path of this machine or of a Windows one. An empty one is the folder itself."""
        if not isinstance(tree, Leaf) or not isinstance(tree.value, str) or _WINDOWS.match(tree.value):
            return tree
        return self.local(tree) if tree.value else leaf_like(tree, joined(self.folder, ""))

    def mount(self, tree: Tree) -> Tree:
        """A volume of a service: a bind mount's source is a path."""
        source = tree.get("source") if isinstance(tree, Table) else None
        if source is None or not isinstance(tree, Table) or tree.text("type") != "bind":
            return tree
        return tree.put("source", self.any_system(source))

    def volume(self, tree: Tree) -> Tree:
        """A named volume: with the local driver it may be a bind mount in disguise."""
        device = tree.get("driver_opts", "device") if isinstance(tree, Table) else None
        if device is None or not isinstance(tree, Table):
            return tree
        if tree.text("driver") != "local" or tree.text("driver_opts", "o") != "bind":
            return tree
        options = tree.table("driver_opts").put("device", self.any_system(device))
        return tree.put("driver_opts", options)

    def _expanded(self, text: str) -> str:
        return joined(self.home, text[1:].lstrip("/")) if text.startswith("~") and self.home else text


_RULES: Patterns[Callable[[PathResolution, Tree], Tree]] = Patterns(
    also_for(
        {
            "services.*.build.context": PathResolution.context,
            "services.*.build.additional_contexts.*": PathResolution.context,
            "services.*.build.ssh.*": PathResolution.any_system,
            "services.*.env_file.*.path": PathResolution.local,
            "services.*.label_file.*": PathResolution.local,
            "services.*.extends.file": PathResolution.context,
            "services.*.develop.watch.*.path": PathResolution.local,
            "services.*.volumes.*": PathResolution.mount,
            "configs.*.file": PathResolution.any_system,
            "secrets.*.file": PathResolution.any_system,
            "volumes.*": PathResolution.volume,
        },
        JOBS,
        HOOKS,
    )
)
