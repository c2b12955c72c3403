"""What a path says of the environment it is for (catalogue, Rulings: Environment)."""

import pytest

from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import EnvironmentKind

PRODUCTION, DEVELOPMENT = EnvironmentKind.PRODUCTION, EnvironmentKind.DEVELOPMENT
TEST, EXAMPLE = EnvironmentKind.TEST, EnvironmentKind.EXAMPLE


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("docker-compose.yml", None),
        ("docker-compose.override.yml", DEVELOPMENT),
        ("compose.dev.yml", DEVELOPMENT),
        ("docker-compose.prod.yml", PRODUCTION),
        ("deploy/values-prod.yaml", PRODUCTION),
        ("deploy/values.yaml", None),
        ("envs/staging/main.tf", PRODUCTION),
        ("envs/uat/main.tf", PRODUCTION),
        ("overlays/preprod/kustomization.yaml", PRODUCTION),
        ("overlays/qa/kustomization.yaml", TEST),
        ("clusters/sandbox/kops.yaml", DEVELOPMENT),
        (".devcontainer/docker-compose.yml", DEVELOPMENT),
        ("docker/devenv/docker-compose.main.yml", DEVELOPMENT),
        ("docker-compose.testnet.yml", TEST),
        ("templates/web/shop-template/compose.yaml", EXAMPLE),
        ("chart/templates/web.yaml", None),
        ("pod-template/web.yaml", None),
        ("docker-compose.mainnet.yml", None),
        ("examples/voting/docker-compose.prod.yml", EXAMPLE),
        ("docs/compose.yaml", EXAMPLE),
        ("old-docs/k8s/web.yaml", EXAMPLE),
        ("docs_legacy/web.yaml", EXAMPLE),
        ("api-docs/Dockerfile", None),
        ("sample-manifests/mesh/gateway.yaml", EXAMPLE),
        ("example-app/k8s/web.yaml", EXAMPLE),
        ("resampler/k8s/web.yaml", None),
        ("test/integration/docker-compose.yml", TEST),
        ("e2e-tests/compose.yaml", TEST),
        ("ci/Dockerfile", TEST),
        ("platform/ci-images/builder/Dockerfile", TEST),
        ("ci-service/Dockerfile", None),
        ("k8s/deployment.yaml", None),
        ("developer-portal/Dockerfile", None),
        ("product-service/Dockerfile", None),
        ("latest/Dockerfile", None),
        ("contest/Dockerfile", None),
        ("microservices-demo/deploy/web.yaml", None),
        ("delivery/k8s/web.yaml", None),
        ("prod-eu-west-1/web.yaml", PRODUCTION),
        ("Dockerfile.dev", DEVELOPMENT),
        ("Dockerfile.test", TEST),
        ("docker-compose.example.yml", EXAMPLE),
        (".env.example", EXAMPLE),
        ("BACKUP-ALB-OLD/k8s/secret.yaml", EXAMPLE),
        ("BACKUP-14MAY2025/k8s/secret.yaml", EXAMPLE),
        ("backup_2024-05-14/k8s/secret.yaml", EXAMPLE),
        ("bak.20240514/k8s/secret.yaml", EXAMPLE),
        ("backup/k8s/secret.yaml", None),
        ("backup-service/k8s/secret.yaml", None),
        ("backup-v2/k8s/secret.yaml", None),
        ("db-backup/k8s/secret.yaml", None),
        ("backup-marine/k8s/secret.yaml", None),
    ],
)
def test_paths(path: str, kind: EnvironmentKind | None) -> None:
    found = from_path(path)

    assert (found.kind if found else None) == kind
