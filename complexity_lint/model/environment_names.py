"""The environment a file is for, read off its path."""

import re

from complexity_lint.model.environments import DEVELOPMENT, Environment, EnvironmentKind

WORDS = {
    EnvironmentKind.PRODUCTION: (
        "prod production prd live staging stage stg preprod preproduction pre-prod pre-production uat"
    ).split(),
    EnvironmentKind.DEVELOPMENT: (
        "dev develop development local devel localhost devcontainer devenv devnet sandbox demo poc debug override "
        "docker-desktop minikube kind k3d playground"
    ).split(),
    EnvironmentKind.TEST: (
        "test tests testing testnet apptest acceptance cypress ci qa e2e integration it testdata fixtures fixture spec "
        "specs benchmark benchmarks conformance smoke mocks fake fakes suites testsuite testsuites coverage"
    ).split(),
    EnvironmentKind.EXAMPLE: (
        "example examples sample samples doc docs tutorial tutorials workshop quickstart "
        "template-examples showcase snippets playground exercises archive archived archives attic "
        "deprecated obsolete backups bak"
    ).split(),
}
"""Words of a path that name an environment (catalogue, "Rulings: Environment")."""

KIND_OF = {word: kind for kind, words in WORDS.items() for word in words}

_STARTING_POINT = re.compile(
    r"(?i)(^|/)templates/([\w.-]+/)*([\w.-]+-template/|[\w.-]*gitlab-ci[\w.-]*\.ya?ml$)"
)
"""Where projects lie that others begin theirs with: `templates/shop-template/`, `templates/ci/gitlab-ci-shop.yml`."""
_EXAMPLE_SUFFIX = re.compile(r"[.-](example|sample|dist|tmpl|template)(\.|$)")


def words_of(segment: str) -> list[str]:
    """The words of one path segment: `docker-compose.prod-eu.yml` -> docker, compose, prod, eu, yml."""
    return [word for word in re.split(r"[^a-z0-9]+", segment.lower()) if word]


def from_path(path: str) -> Environment | None:
    """The environment that a path names, or None when it names none.

    The file's own name beats its folders and an inner folder an outer one; but a file below a folder of examples
    or tests is an example or test whatever it calls itself.
    """
    *folders, name = path.split("/")
    to_begin_with = Environment(EnvironmentKind.EXAMPLE, "example", f"`{name}` is a file to begin with")
    if is_to_begin_with(path):
        return to_begin_with
    for folder in folders:
        found = _of_folder(folder)
        if found is not None and found.kind in (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST):
            return found
    if _EXAMPLE_SUFFIX.search(name.lower()):
        return to_begin_with
    return _of_name(name) or next((e for e in map(_of_folder, reversed(folders)) if e is not None), None)


def is_to_begin_with(path: str) -> bool:
    """Whether a path says that others begin theirs with the file."""
    return _STARTING_POINT.search(path) is not None


def from_word(word: str) -> Environment | None:
    """The environment a single word or compound names: `prod`, `production-eu`, `my-dev-cluster`."""
    words = words_of(word)
    for index, candidate in enumerate(words):
        kind = KIND_OF.get(candidate)
        if candidate == "ci" and words[index + 1 : index + 2] == ["cd"]:
            continue  # CI/CD is what a project is about, not whom it is for
        if kind is not None:
            return Environment(kind, candidate, f"it is called `{word}`")
    return None


def without_environment(name: str) -> str:
    """A name without the word at its ends that says for whom: `shop-prod` and `staging-shop` are both `shop`'s."""
    words = name.split("-")
    for index in (-1, 0):
        if len(words) > 1 and words[index].lower() in _FOLDER_WORDS:
            del words[index]
    return "-".join(words)


def _called(segment: str, word: str, kind: EnvironmentKind | None = None) -> Environment:
    """The environment that a word names which a segment of a path is made of."""
    return Environment(kind or KIND_OF[word], word, f"its path says `{segment}`")


def _of_folder(folder: str) -> Environment | None:
    if folder.lower().strip("._") in KIND_OF:
        word = folder.lower().strip("._")
        return _called(folder, word)
    # `dev-cluster` names an environment, `developer-portal` and `demo-shop` do not: whole words, few of them, at one
    # end of the name.
    words = words_of(folder)
    if _is_put_away(words):
        return Environment(EnvironmentKind.EXAMPLE, "backup")
    for candidate in (words[:1] + words[-1:]) if words else ():
        if candidate in _FOLDER_WORDS:
            return _called(folder, candidate)
    for candidate in words[-1:] + words[:1]:
        if candidate in ("example", "sample", "samples"):
            return _called(folder, candidate, EnvironmentKind.EXAMPLE)
    if words[:1] == ["ci"] and set(words) <= _OF_THE_CI:
        return _called(folder, "ci")
    if set(words) & {"doc", "docs"} and set(words) <= _OLD_DOCS:
        return _called(folder, "docs")
    return None


_DATE = re.compile(
    r"(19|20)\d\d((0\d|1[0-2])([0-3]\d)?)?|[0-3]\d(0\d|1[0-2])(19|20)\d\d"
    r"|\d{0,2}(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(\d\d|(19|20)\d\d)"
)
"""A year, with month and day or without, as people put it into names: `2025`, `20250514`, `14may2025`."""


def _is_put_away(words: list[str]) -> bool:
    """Whether a folder is a copy of what once was: `BACKUP-14MAY2025`, `backup_alb_old`. One that is only called
    `backup`, or `backup-service`, holds what makes backups.
    """
    if words[:1] not in (["backup"], ["backups"], ["bak"]):
        return False
    return any(word == "old" or _DATE.fullmatch(word) for word in words[1:])


_OLD_DOCS = frozenset(
    "doc docs old older legacy previous archive archived deprecated obsolete outdated".split()
)
"""Documents by age: `old-docs` holds documents, `api-docs` may be a service that serves them."""


_OF_THE_CI = frozenset(
    "ci image images docker dockerfile dockerfiles container containers runner runners".split()
)
"""What holds the images that jobs run in: `ci-images`."""


_FOLDER_WORDS = frozenset(
    (
        "prod production prd staging stg preprod preproduction uat dev development devel e2e test tests testing "
        "examples"
    ).split()
)


def _of_name(name: str) -> Environment | None:
    stem_words = words_of(name)
    for word in reversed(stem_words):
        if word == "override":
            return DEVELOPMENT.because(f"`{name}` is compose's own for development")
        if word in _NAME_WORDS:
            return _called(name, word)
    return None


_NAME_WORDS = {
    word
    for word, kind in KIND_OF.items()
    if kind is not EnvironmentKind.EXAMPLE and word not in ("it", "kind", "integration", "spec", "specs")
} | {"example", "sample"}
