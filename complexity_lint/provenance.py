"""Which commit of which repository a folder holds."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from complexity_lint import git
from complexity_lint.reporters.scene import Provenance

# scp-like addresses (git-clone(1), "GIT URLS"): [user@]host:path, with no slash before the first colon.
_SCP_LIKE = re.compile(r"(?:[^/@:]+@)?(?P<host>[^/:@]+):(?P<path>(?!//).+)")
_SCHEMES = {"http": "http", "https": "https", "ssh": "https", "git": "https", "git+ssh": "https"}


def provenance(root: Path) -> Provenance | None:
    """What git knows about the commit below `root`, a resolved folder; None outside a work tree."""
    top = git.top_level(root)
    if top is None or not root.is_relative_to(top):
        return None
    folder = root.relative_to(top).as_posix()
    return Provenance(
        repository_uri=web_address(git.ask(root, "config", "--get", "remote.origin.url") or ""),
        revision_id=git.ask(root, "rev-parse", "--verify", "--quiet", "HEAD"),
        branch=git.ask(root, "symbolic-ref", "--short", "--quiet", "HEAD"),
        folder="" if folder == "." else folder,
    )


def web_address(remote: str) -> str | None:
    """A remote's address as an absolute URI without credentials, or None for one on this machine."""
    match = _SCP_LIKE.fullmatch(remote)
    if match:
        return f"https://{match['host']}/{_path(match['path'])}"
    try:
        parts = urlsplit(remote)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES or not host:
        return None
    # The port of an ssh address is not the web server's.
    authority = f"{host}:{port}" if port and parts.scheme.startswith("http") else host
    return f"{_SCHEMES[parts.scheme]}://{authority}/{_path(parts.path)}"


def _path(path: str) -> str:
    return path.strip("/").removesuffix(".git")
