"""Images that something in the cluster renews -> marked with what does: the tag in the file is not what runs.

Argo CD Image Updater says so in Applications and objects of its own, Flux in a comment on the line that it rewrites
(fluxcd.io, "Configure image update for custom resources": `# {"$imagepolicy": "flux-system:shop"}`).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.image_updates import ImageUpdater, UpdatedApplication, is_one_of
from complexity_lint.model.references import ImageReference
from complexity_lint.model.workloads import Container, Workload
from complexity_lint.source import Location

_OF_FLUX = re.compile(r"#\s*\{\s*\"\$imagepolicy\"\s*:\s*\"[^\"]+?(?<!:name)\"\s*\}")
"""A comment by which Flux writes the tag, alone or with all of the image."""
_READ = (".yaml", ".yml")


class UpdatedImages:
    """Which images of a repository are renewed by what."""

    def __init__(
        self,
        applications: Iterable[UpdatedApplication],
        updaters: Iterable[ImageUpdater],
        repository: Repository,
    ) -> None:
        self._updaters = tuple(updaters)
        self._repository = repository
        self._lines: dict[str, frozenset[int]] = {}
        renewed = ((one, self._renewed_in(one)) for one in applications)
        self._applications = tuple((one, images) for one, images in renewed if images)

    def of_workload(self, workload: Workload) -> Workload:
        """The workload, its images marked that are renewed."""
        if not workload.controller.is_kubernetes:
            return workload
        containers = tuple(self._of_container(one, workload.project) for one in workload.containers)
        return replace(workload, containers=containers) if containers != workload.containers else workload

    def of_dependency(self, dependency: ChartDependency) -> ChartDependency:
        """The chart from elsewhere, the images marked that an Application gives it and has renewed."""

        def mark(image: ImageReference) -> ImageReference:
            return self._marked(image, lambda one: one.at == dependency.at.path)

        own = mark(dependency.image) if dependency.image is not None else None
        return replace(dependency, image=own, images=tuple(map(mark, dependency.images)))

    def _of_container(self, container: Container, project: str) -> Container:
        if container.image is None:
            return container
        places = (container.image.at, container.image.tag_at)
        paths = [project, *(at.path for at in places if at is not None)]
        image = self._marked(container.image, lambda one: any(map(one.deploys, paths)))
        return replace(container, image=image) if image is not container.image else container

    def _renewed_in(self, application: UpdatedApplication) -> tuple[str, ...]:
        theirs = (one.images for one in self._updaters if one.means(application))
        return (*application.images, *(image for images in theirs for image in images))

    def _marked(self, image: ImageReference, deploys: Callable[[UpdatedApplication], bool]) -> ImageReference:
        if any(is_one_of(image, images) and deploys(one) for one, images in self._applications):
            return replace(image, renewed_by="Argo CD Image Updater")
        if self._is_marked_for_flux(image.tag_at or image.at):
            return replace(image, renewed_by="Flux")
        return image

    def _is_marked_for_flux(self, at: Location) -> bool:
        if at.path not in self._lines:
            text = (self._repository.text(at.path) or "") if at.path.endswith(_READ) else ""
            found = enumerate(text.split("\n"), start=1) if "$imagepolicy" in text else ()
            self._lines[at.path] = frozenset(number for number, line in found if _OF_FLUX.search(line))
        return at.line in self._lines[at.path]
