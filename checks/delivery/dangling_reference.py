"""Something is named that is not there.

The step fails the next time it runs, which may be the day it is needed: a release, a restore, a new environment. Until
then it reads as if the thing existed.

Name what is there, or delete what names it.

What one file names several times is told once, with the other places.

It is fine for a path that an earlier step makes: build output, rendered manifests, what is cloned or unpacked.
"""

from collections import defaultdict
from collections.abc import Iterator

from complexity_lint import FileReference, Finding, Level, Precision, Related, System, check


@check("dangling-reference", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def dangling_reference(system: System) -> Iterator[Finding]:
    named: dict[tuple[str, str, str], list[FileReference]] = defaultdict(list)
    for reference in system.missing_files:
        named[reference.at.path, reference.what, reference.path].append(reference)
    for one, *others in named.values():
        yield Finding(
            at=one.at,
            message=f"{one.named_by} names the {one.what} {one.path or '.'}, which does not exist",
            related=tuple(Related(other.at, f"{other.named_by} names it too") for other in others),
            entity=one.path,
            evidence=one.named_by,
        )
