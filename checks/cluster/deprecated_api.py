"""Something is written in an API or format that has ended.

It works until the cluster or the tool is upgraded, and then it is refused, most often on the day something else was
to be upgraded. What stays behind holds back everything that is tied to the same version.

Move to the replacement while both are served; where the shape is the same it is one line.

It is fine in a template that asks the cluster which version it serves and chooses (`.Capabilities`). That kustomize
renames its own fields is told with `--profile all`.
"""

from collections.abc import Iterator

from complexity_lint import (
    Command,
    Finding,
    Fix,
    Level,
    Location,
    ObsoleteKind,
    ObsoleteUse,
    Precision,
    Replace,
    Safety,
    System,
    check,
)

TEST_DATA = frozenset({"testdata", "fixtures", "test-data"})


@check("deprecated-api", Level.ERROR, since="0.1.0", precision=Precision.VERY_HIGH, fixes=Safety.SAFE)
def deprecated_api(system: System) -> Iterator[Finding]:
    for use in system.obsolete:
        if TEST_DATA.isdisjoint(use.at.path.split("/")):
            yield _of_use(use)
    for script in system.scripts:
        for command in script.commands:
            old = _of_helm_2(command)
            if old:
                yield _of_command(command.at, old)


def _of_use(use: ObsoleteUse) -> Finding:
    instead = f"; use {use.replacement}" if use.replacement else ""
    return Finding(
        at=use.at,
        message=f"{use.owner}: {use.name}, {use.ended}{instead}",
        entity=use.owner,
        evidence=use.name,
        level=None if use.removed else Level.WARNING,
        pedantic=use.kind is ObsoleteKind.KUSTOMIZE_FIELD,
        fix=_rewritten(use),
    )


def _rewritten(use: ObsoleteUse) -> Fix | None:
    """The replacement written in place, where all else keeps its shape."""
    if not use.rewrite:
        return None
    old = WRITTEN.get(use.kind) or use.name.partition(" ")[0].strip("`")
    return Fix(f"write {use.rewrite}", (Replace(use.at, old, use.rewrite),))


WRITTEN = {ObsoleteKind.CHART_FORMAT: "v1"}
"""What stands in the file, where that is not the first word of the name."""


def _of_helm_2(command: Command) -> str:
    """What a command uses of Helm 2 that Helm 3 does not have; empty for all others."""
    words = [word for word in command.arguments if not word.startswith("-")]
    if command.name != "helm" or not words:
        return ""
    if words[0] == "init":
        return "`helm init`"
    if words[0] == "install" and "--name" in command.arguments:
        return "`helm install --name`"
    if words[0] in ("delete", "del") and "--purge" in command.arguments:
        return "`helm delete --purge`"
    return ""


def _of_command(at: Location, old: str) -> Finding:
    return Finding(
        at=at,
        message=f"{old} is a command of Helm 2, which ended in November 2020; Helm 3 needs no Tiller",
        entity=at.path,
        evidence=old,
    )
