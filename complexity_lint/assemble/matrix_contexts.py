"""Build contexts that a step of a pipeline puts together from its matrix -> those of which not one exists."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.files import FileReference
from complexity_lint.model.pipelines import Script
from complexity_lint.source import Location

_FETCHING = ("actions/checkout", "actions/download", "actions/cache")


def of_matrices(
    script: Script, targets: Iterable[BuildTarget], may_exist: Callable[[str], bool]
) -> Iterator[FileReference]:
    """One reference for each step whose contexts are all missing: one of many may be left out by a condition, but
    where none is there the expression is wrong. A job that brings files from elsewhere is not judged.
    """
    contexts: dict[Location, list[str]] = defaultdict(list)
    for target in targets:
        if target.at.path == script.at.path and target.context is not None:
            contexts[target.at].append(target.context)
    for job in script.jobs:
        if any(action.name.startswith(_FETCHING) and action.inputs for action in job.actions):
            continue
        for action in job.actions:
            given, named = action.input("context"), list(dict.fromkeys(contexts[action.at]))
            if given is None or "${{" not in (given.value or "") or len(named) < 2:
                continue
            if not any(may_exist(context) for context in named):
                yield FileReference(given.at, named[0], "build context", f"job {job.name}")
