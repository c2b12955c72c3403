"""What the comment that a file begins with says of its environment."""

import pytest

from complexity_lint.model.environment_comments import from_comment, leading_comment
from complexity_lint.model.environments import DEVELOPMENT


@pytest.mark.parametrize(
    "comment",
    [
        "PostgreSQL for local development",
        "For local development only.",
        "This is only for development.",
        "Not for production",
        "not intended for production use",
        "K8s 개발용 PostgreSQL",
        "로컬 minikube 개발 환경 전용",
        "仅用于本地开发",
        "開發環境專用",
        "Solo para desarrollo local",
        "Apenas para desenvolvimento",
        "Uniquement pour le développement",
        "Nur für die lokale Entwicklung",
        "Только для разработки",
    ],
)
def test_a_comment_says_that_its_file_is_for_development(comment: str) -> None:
    assert from_comment(f"PostgreSQL\n{comment}\nand more") == DEVELOPMENT


@pytest.mark.parametrize(
    "comment",
    [
        "For local development, use docker compose instead",
        "In development set replicas to 1",
        "Local only if you set x",
        "Not only for development",
        "Only for development and production",
        "in production and for development",
        "local storage class",
        "tools for development: none",
        "로컬 볼륨",
        "Nicht nur für die Entwicklung",
        "не только для разработки",
    ],
)
def test_a_comment_that_only_speaks_of_development_says_nothing(comment: str) -> None:
    assert from_comment(comment) is None


def test_the_leading_comment_ends_where_the_file_begins() -> None:
    assert leading_comment("---\n# For development only\n\nkind: Pod\n# later\n") == "For development only\n"
