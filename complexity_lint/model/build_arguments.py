"""The arguments that builds are given: they take the place of the defaults of a Dockerfile's ARGs."""

from complexity_lint.model.images import ImageBuild
from complexity_lint.model.pipelines import ScriptKind
from complexity_lint.model.system import System


def arguments_given(build: ImageBuild, system: System) -> frozenset[tuple[str, str | None]]:
    """The names and values of arguments that an image may be built with, as far as anything says.

    From compose files, bake files and pipelines that ask for the build, from `--build-arg` of any command, and from the
    variables of Makefiles: those are given by name, often through a builder that nothing here can read. None
    stands for a value that is not known.
    """
    requests = [
        container.build.arguments
        for workload in system.workloads
        for container in workload.containers
        if container.build and container.build.dockerfile == build.at.path
    ]
    requests += [target.arguments for target in system.build_targets if target.at in build.requested_at]
    requests += [script.variables for script in system.scripts if script.kind is ScriptKind.MAKEFILE]
    given = {(argument.name, argument.value) for arguments in requests for argument in arguments}
    return frozenset(given) | {
        (name, value if equals else None)
        for script in system.scripts
        for command in script.commands
        for name, equals, value in (one.partition("=") for one in command.values_of("--build-arg"))
    }
