"""A deployment needs a variable that nothing sets.

Whoever deploys must know it and have it; on another machine it is empty, and compose starts the service with an empty
password or image tag and only a warning. The knowledge is in one person's shell.

Give it a default, demand it (`${TAG:?set the release}`, `required` in a chart), or write it down: an `.env.example`,
the pipeline that passes it in, a page.

It is fine where the variable is demanded: then its absence is told at once.
"""

from collections.abc import Iterator

from complexity_lint import Finding, Level, Precision, System, check

GIVEN = frozenset(
    "PWD HOME USER UID GID HOSTNAME PATH SHELL COMPOSE_PROJECT_NAME LOGNAME TMPDIR SSH_AUTH_SOCK DISPLAY".split()
)
"""What every shell, or compose itself, sets."""


@check("unset-variable", Level.NOTE, since="0.1.0", precision=Precision.MEDIUM, default=False)
def unset_variable(system: System) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    stored = {setting.name for setting in system.settings}
    for use in system.variable_uses:
        key = (use.at.path, use.name)
        if not use.environment.is_production or use.name in GIVEN or key in seen:
            continue
        if use.has_default or use.demanded or use.is_set or use.name in stored:
            continue
        seen.add(key)
        where = "values file has" if use.format == "chart" else "file or pipeline of the repository sets"
        what = f".Values.{use.name}" if use.format == "chart" else f"${{{use.name}}}"
        yield Finding(
            use.at,
            f"{what} has no default, and no {where} it: who deploys must know",
            entity=use.project or use.at.path,
            evidence=use.name,
            environments=use.environment.names,
        )
