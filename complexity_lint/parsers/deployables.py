"""Which folders hold something that can be started on its own.

A library is no deployable, nor is an example, a test or a tool of the repository. Code that one build
system keeps together (`cmd/*` of a Go module, the packages of a Django project) is one deployable: to
carry all of it is not to carry another's.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from complexity_lint.model.code import Deployable
from complexity_lint.parsers.code_lines import Read, is_own_code, language, own_lines
from complexity_lint.parsers.code_lines import count_lines as count_lines
from complexity_lint.parsers.code_tree import StartingPoint, Tree
from complexity_lint.parsers.starting_points import starting_points
from complexity_lint.source import Location

MAX_FILES_COUNTED = 20_000
"""Files whose lines are counted; those after it count as files without lines."""


@dataclass(slots=True)
class _Tally:
    files: int = 0
    lines: int = 0


def find_deployables(paths: Sequence[str], read: Callable[[str], str | None]) -> tuple[Deployable, ...]:
    """The deployables of a repository, by folder.

    `paths` are its files relative to the root; `read` gives the text of one, None where there is none.
    Code below a deployable that lies inside another counts for the inner one alone. A folder with no code of its
    own is no deployable.
    """
    tree = Tree(paths, read)
    points = _one_each(starting_points(tree))
    counts = _counts(tree.paths, points, read)
    found = [_deployable(point, counts[folder]) for folder, point in points.items() if counts[folder]]
    return tuple(sorted(found, key=lambda deployable: deployable.folder))


def _one_each(points: Iterable[StartingPoint]) -> dict[str, StartingPoint]:
    """One starting point for each folder: the first, for those that say most come first."""
    found: dict[str, StartingPoint] = {}
    for point in points:
        found.setdefault(point.folder, point)
    return found


def _counts(
    paths: Sequence[str], points: dict[str, StartingPoint], read: Read
) -> dict[str, dict[str, _Tally]]:
    """Files and lines of own code, by language, for the innermost deployable around each file."""
    counts: dict[str, dict[str, _Tally]] = defaultdict(lambda: defaultdict(_Tally))
    budget = MAX_FILES_COUNTED
    for path in paths:
        owner = _owner(path, points)
        name = language(path)
        if owner is None or name is None or not is_own_code(path):
            continue
        text = read(path) if budget > 0 else None
        budget -= 1
        tally = counts[owner][name]
        tally.files += 1
        tally.lines += own_lines(text) if text else 0
    return counts


def _owner(path: str, points: dict[str, StartingPoint]) -> str | None:
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        if folder in points:
            return folder
    return None


def _deployable(point: StartingPoint, counts: dict[str, _Tally]) -> Deployable:
    lines = Counter({name: tally.lines for name, tally in counts.items()})
    return Deployable(
        at=Location(point.path),
        folder=point.folder,
        reason=point.reason,
        language=lines.most_common(1)[0][0],
        files=sum(tally.files for tally in counts.values()),
        lines=lines.total(),
    )
