"""Which settings of a pipeline are for tests, and what they are called."""

import pytest

from complexity_lint.model.environments import EnvironmentKind
from complexity_lint.parsers.pipelines import evaluate
from complexity_lint.parsers.unit import Unit, UnitKind
from complexity_lint.source import Source

LISTED = (
    "env:\n  global:\n    - NODE_ENV=test PORT=5000\n"
    "    - SERVICE_TOKEN=eyJhbGciOiJIUzI1NiJ9.eyJuYW1lIjoic2hvcCJ9.c2hvcHNpZ25hdHVyZQ\n"
)


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        ("script: npm test\n", EnvironmentKind.TEST),
        ("script:\n  - npm test\n  - docker push acme/shop\n", EnvironmentKind.PRODUCTION),
        ("script: npm test\ndeploy:\n  provider: heroku\n", EnvironmentKind.PRODUCTION),
        ("script: npm test\nafter_success: ./deploy.sh\n", EnvironmentKind.PRODUCTION),
    ],
)
def test_settings_for_all_jobs_are_for_tests_where_none_delivers(steps: str, kind: EnvironmentKind) -> None:
    source = Source(".travis.yml", LISTED + steps)

    (stored,) = evaluate(Unit(UnitKind.PIPELINE, source.path, (source,))).settings

    assert stored.name == "SERVICE_TOKEN"
    assert stored.environment.kind is kind
    assert stored.at.line == 4
