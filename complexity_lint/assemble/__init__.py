"""Parts of many units -> one System: names resolved, links joined, environments and ownership settled."""

from complexity_lint.assemble.system import assemble

__all__ = ["assemble"]
