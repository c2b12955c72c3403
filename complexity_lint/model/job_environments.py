"""Whom a job of a pipeline deploys for, by what it, its file and the environment it states are called."""

from complexity_lint.model.environment_names import KIND_OF, words_of
from complexity_lint.model.environments import EnvironmentKind
from complexity_lint.model.pipelines import Job, Script

_NO_ENVIRONMENT = frozenset("ci it integration spec specs kind".split())
"""Words that name an environment where files lie, and here what a pipeline does."""
_PASSING = frozenset({EnvironmentKind.DEVELOPMENT, EnvironmentKind.TEST})
_BEFORE_PRODUCTION = frozenset("staging stage stg preprod preproduction uat preview previews review".split())


def is_for_production(script: Script, job: Job | None) -> bool:
    """Whether what a job deploys is production: neither its name nor that of its file says something else, or the
    environment it states is. Staging is none here: what is deployed there is deployed to production too, in another
    way.
    """
    if not script.environment.is_production or script.triggers == ("pull_request",):
        return False  # what a proposed change deploys is a preview of it
    stated = job.environment if job is not None else ""
    if stated and "$" not in stated and any(KIND_OF.get(word) for word in words_of(stated)):
        return says_production(stated)
    file = script.at.path.rpartition("/")[2].partition(".")[0] if script.jobs else ""
    return all(says_production(name) for name in (file, stated, job.name if job is not None else ""))


def says_production(name: str) -> bool:
    """Whether a name speaks of nothing but production: not of tests, and of no stage before it."""
    words = set(words_of(name)) - _NO_ENVIRONMENT
    return words.isdisjoint(_BEFORE_PRODUCTION) and _PASSING.isdisjoint(map(KIND_OF.get, words))
