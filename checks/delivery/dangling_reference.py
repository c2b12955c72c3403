"""Something is named that is not there.

The step fails the next time it runs, which may be the day it is needed: a release, a restore, a new environment. Until
then it reads as if the thing existed.

Name what is there, or delete what names it.

It is fine for a path that an earlier step makes: build output, rendered manifests, what is cloned or unpacked.
"""

from collections.abc import Iterator

from complexity_lint import Finding, Level, Precision, System, check


@check("dangling-reference", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def dangling_reference(system: System) -> Iterator[Finding]:
    for one in system.missing_files:
        yield Finding(
            at=one.at,
            message=f"{one.named_by} names the {one.what} {one.path or '.'}, which does not exist",
            entity=one.path,
            evidence=one.named_by,
        )
