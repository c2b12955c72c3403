"""Which workloads of a chart that is released several times are one component."""

from collections import defaultdict
from collections.abc import Sequence

from complexity_lint.assemble.disjoint_sets import DisjointSets
from complexity_lint.assemble.part_records import Record
from complexity_lint.source import Location

_Line = tuple[str, Location, str]


def unite_releases(records: Sequence[Record], groups: DisjointSets) -> None:
    """Unite what one line of a chart's templates makes for several releases where it is the same thing: in other
    environments where each has one release, or with the same image and the same command (for another tenant). A
    generic chart's releases for several services stay several; so do stores, each of which has data of its own.
    """
    by_line: dict[_Line, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        if record.workload.release:
            by_line[_line(record)].append(index)
    for indexes in by_line.values():
        environments = {records[index].workload.environment.name for index in indexes}
        first: dict[tuple[object, ...], int] = {}
        for index in indexes:
            record = records[index]
            # one in each environment: whatever they are called, they take each other's place
            same = () if len(environments) == len(indexes) else _what_runs(record, index)
            groups.unite(first.setdefault(same, index), index)


def _line(record: Record) -> _Line:
    """The template line that makes a workload, and what it adds to the release's name."""
    workload = record.workload
    return (workload.project, workload.at, workload.name.removeprefix(workload.release))


def _what_runs(record: Record, index: int) -> tuple[object, ...]:
    """What tells tenants of one service from several services; of what nobody knows each is its own."""
    main = record.workload.main
    if not record.image or main is None or record.workload.software is not None:
        return (index,)
    return (record.image, main.command, main.arguments)
