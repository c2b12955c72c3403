"""Production deploys an image by a name that moves.

What runs is whatever the name meant when each node pulled it: replicas of one deployment differ, a restart is an
update, and "roll back" has nothing to go back to. Nobody can say which version a user saw the fault in.

Deploy what was built: a version, a commit's hash or a digest, written by the pipeline.

It is fine where the pipeline puts the version in at deployment, and the repository shows how, or where Argo CD Image
Updater or Flux writes it. A bare major version, and
the image of a job or an init container that is not built here, are told with `--profile all`.
"""

from collections.abc import Iterator

from complexity_lint import (
    ChartDependency,
    Finding,
    ImageReference,
    ImageRewrites,
    Level,
    Precision,
    Related,
    Steadiness,
    System,
    Workload,
    check,
    stands_for_another,
)


@check("mutable-image-tag", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def mutable_image_tag(system: System) -> Iterator[Finding]:
    rewrites = ImageRewrites(system)
    for workload in system.workloads:
        if not workload.is_production:
            continue
        for container in workload.containers:
            image = container.image
            # What compose builds itself is named by that, not pulled.
            if image is None or container.build is not None or stands_for_another(image, workload):
                continue
            if rewrites.covers(workload, container, image):
                continue
            if image.steadiness is Steadiness.FLOATING:
                aside = container.initial or workload.runs_to_completion
                yield _finding(workload, image, _why(image), pedantic=aside and not workload.is_first_party)
            elif image.steadiness is Steadiness.MAJOR:
                yield _finding(workload, image, "names only a major version", pedantic=True)
    for dependency in system.dependencies:
        own = (dependency.image,) if dependency.image is not None else ()
        for image in (*own, *dependency.images):
            given = image.is_filled_in or image.renewed_by
            moves = image.steadiness is Steadiness.FLOATING and not given
            if moves and dependency.is_deployed:
                yield _of_dependency(dependency, image)


def _why(image: ImageReference) -> str:
    if not image.tag:
        return "has no tag, so it is `latest` of the day"
    return f"has the moving tag `{image.tag}`"


def _of_dependency(dependency: ChartDependency, image: ImageReference) -> Finding:
    return Finding(
        at=image.tag_at or image.at,
        message=f"the chart {dependency.name} is told to run {image.text.partition('@')[0]}, which {_why(image)}: a "
        "restart may be an update, and there is nothing to go back to",
        related=(Related(dependency.at, "the dependency"),),
        entity=dependency.name,
        evidence=image.repository,
        environments=dependency.environment.names,
    )


def _finding(workload: Workload, image: ImageReference, why: str, *, pedantic: bool) -> Finding:
    name = image.text.partition("@")[0]
    return Finding(
        at=image.tag_at or image.at,
        message=f"{workload.name} runs {name}, which {why}: a restart may be an update, and there is nothing to go "
        "back to",
        related=(Related(image.at, "the image it is part of"),) if image.tag_at else (),
        entity=workload.name,
        evidence=image.repository or image.text,
        environments=workload.environments,
        pedantic=pedantic,
    )
