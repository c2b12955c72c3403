"""Interpolating a document, and the types that interpolated text takes (compose-go, loader/interpolate.go)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from complexity_lint.parsers.compose.scalars import single
from complexity_lint.parsers.compose.template import InvalidTemplate, RequiredVariable, Variables, interpolate
from complexity_lint.parsers.compose.tree import ITEM, Leaf, Path, Patterns, Plain, Rejected, Row, Table, Tree
from complexity_lint.source import Location

Report = Callable[[Rejected], None]


def to_integer(text: str) -> int:
    """Text as Go's Atoi reads it. Raises ValueError."""
    if (
        not text.isascii()
        or not text.removeprefix("-").removeprefix("+").isdigit()
        or text[:2] in ("+-", "-+")
    ):
        raise ValueError(f'parsing "{text}": invalid syntax')
    return int(text)


def to_float(text: str) -> float:
    """Text as Go's ParseFloat reads it. Raises ValueError."""
    if not text.isascii() or text != text.strip():
        raise ValueError(f'parsing "{text}": invalid syntax')
    return float(text)


def to_single(text: str) -> float:
    """Text as a 32-bit float. Raises ValueError."""
    return single(to_float(text))


_BOOLEANS = {
    "true": True,
    "y": True,
    "yes": True,
    "on": True,
    "false": False,
    "n": False,
    "no": False,
    "off": False,
}


def to_boolean(text: str) -> bool:
    """Text as YAML 1.1 has booleans. Raises ValueError."""
    found = _BOOLEANS.get(text.lower())
    if found is None:
        raise ValueError(f"invalid boolean: {text}")
    return found


_SERVICE: dict[Callable[[str], Plain], str] = {
    to_integer: "cpu_count cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares deploy.replicas "
    "deploy.update_config.parallelism deploy.rollback_config.parallelism deploy.restart_policy.max_attempts "
    "deploy.placement.max_replicas_per_node healthcheck.retries oom_score_adj pids_limit ports.[].target scale "
    "ulimits.* ulimits.*.hard ulimits.*.soft",
    to_float: "cpu_percent deploy.update_config.max_failure_ratio deploy.rollback_config.max_failure_ratio",
    to_single: "cpus",
    to_boolean: "init depends_on.*.required depends_on.*.restart healthcheck.disable oom_kill_disable privileged "
    "read_only stdin_open tty volumes.[].read_only volumes.[].volume.nocopy",
}
_TOP = (
    "networks.*.external networks.*.internal networks.*.attachable networks.*.enable_ipv4 networks.*.enable_ipv6 "
    "volumes.*.external secrets.*.external configs.*.external"
)
_CASTS: Patterns[Callable[[str], Plain]] = Patterns(
    {
        **{f"services.*.{path}": cast for cast, paths in _SERVICE.items() for path in paths.split()},
        **dict.fromkeys(_TOP.split(), to_boolean),
    }
)


@dataclass(frozen=True, slots=True)
class Interpolation:
    """What a document is interpolated with: the variables, and who hears of what is wrong."""

    variables: Variables
    report: Report

    def apply(self, tree: Tree, path: Path = ()) -> Tree:
        """The tree with its variables replaced. A value that cannot be read stays as written."""
        if isinstance(tree, Table):
            return tree.mapped(lambda key, value: self.apply(value, (*path, key)))
        if isinstance(tree, Row):
            below = (*path, ITEM)
            return Row(tree.at, tuple(self.apply(item, below) for item in tree.items))
        return self._leaf(tree, path) if isinstance(tree.value, str) else tree

    def _leaf(self, leaf: Leaf, path: Path) -> Leaf:
        text, known = self._text(str(leaf.value), leaf.at, path)
        cast = _CASTS.find(path)
        if cast is None or not known:
            return leaf if text == leaf.value and known else replace(leaf, value=text, known=known)
        try:
            return replace(leaf, value=cast(text))
        except ValueError as error:
            where = ".".join(path)
            message = f"error while interpolating {where}: failed to cast to expected type: {error}"
            self.report(Rejected(leaf.at, message))
            return replace(leaf, value=text)

    def _text(self, text: str, at: Location, path: Path) -> tuple[str, bool]:
        try:
            return interpolate(text, self.variables)
        except InvalidTemplate:
            where = ".".join(path)
            self.report(Rejected(at, f"invalid interpolation format for {where}: a lone $ is written $$"))
        except RequiredVariable as error:
            self.report(Rejected(at, f"error while interpolating {'.'.join(path)}: {error}", lacking=True))
        return text, False
