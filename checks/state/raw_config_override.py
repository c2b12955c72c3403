"""Values of a chart replace a store's whole configuration file.

The chart's own file goes, and with it every default that its author tuned for running in a container: memory from
limits, log to stdout, paths on the volume. What the next version of the chart adds is never seen.

Set single parameters: charts have a key that is added to their file (`extendedConfiguration`, `extraConfiguration`),
or take settings from environment variables.

It is fine where the whole file is on purpose yours; then say so beside it.
"""

from collections.abc import Iterator

from complexity_lint import Finding, Level, Precision, System, check


@check("raw-config-override", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def raw_config_override(system: System) -> Iterator[Finding]:
    for one in system.configuration_overrides:
        if not one.environment.is_production:
            continue
        size = f"{one.lines} lines" if one.lines > 1 else "one line"
        yield Finding(
            at=one.at,
            message=f"{one.key} replaces the whole configuration of {one.chart} by {size}; "
            f"`{one.instead}` would add to the chart's own",
            entity=one.chart,
            evidence=one.key,
            environments=one.environment.names,
        )
