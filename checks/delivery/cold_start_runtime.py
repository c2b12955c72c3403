"""A serverless function that starts slowly answers requests.

After a pause, and for each further request at the same time, the provider starts the runtime first. A JVM or
.NET runtime needs seconds for that, and the caller waits. It does not show in tests, where the function is
called once a minute.

Keep instances started (provisioned concurrency, `min_instances`), let the provider restore a snapshot of the
started process (SnapStart), or choose a runtime that starts in milliseconds. A service with steady traffic is
better off as a container that keeps running.

It is fine behind queues, events and schedules, where nobody waits.

Whether a container image is oversized cannot be seen from its name, so functions made of images are not
judged.
"""

from collections.abc import Iterator

from complexity_lint import Finding, Level, Precision, Related, ServerlessFunction, System, check

SLOW = ("java", "dotnet")
"""How the names of runtimes begin that take a second or more to start."""


@check("cold-start-runtime", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def cold_start_runtime(system: System) -> Iterator[Finding]:
    seen = set()
    for function in system.functions:
        key = (function.at, function.environment)
        if function.environment.is_production and key not in seen and _waits(function):
            seen.add(key)
            yield _finding(function)


def _waits(function: ServerlessFunction) -> bool:
    if function.endpoint is None or (function.warm is not None and function.warm.value is not False):
        return False
    runtime = function.runtime.value if function.runtime else ""
    return isinstance(runtime, str) and runtime.lower().startswith(SLOW)


def _finding(function: ServerlessFunction) -> Finding:
    assert function.runtime is not None  # asked before
    assert function.endpoint is not None
    at = function.runtime.at
    places = [(function.at, "the function"), (function.endpoint, "what calls it and waits")]
    return Finding(
        at=at,
        message=f"callers of {function.name} wait while {function.service} starts {function.runtime.value}: "
        "nothing keeps an instance warm",
        related=tuple(Related(place, text) for place, text in dict.fromkeys(places) if place != at),
        entity=function.name,
        evidence=str(function.runtime.value),
        environments=(function.environment.name,) if function.environment.name else (),
    )
