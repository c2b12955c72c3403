"""What comments and READMEs say of the descriptions beside them: for whom these are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from complexity_lint.assemble.known_paths import folders_above
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environment_comments import from_comment, leading_comment
from complexity_lint.model.environments import DEVELOPMENT, TEST, Environment

_DEVELOPMENT_WORDS = re.compile(r"(?i)\b(local(ly)?|dev|develop(ment)?|testing|hacking)\b")
_TEST_WORDS = re.compile(
    r"(?i)\b(e2e|end-to-end|integration|smoke|acceptance|load)[- ]tests?\b|\be2e[- ](stack|set-?up|environment|suite)\b"
)
_README_WORDS = re.compile(
    r"(?i)\blocally\b|\blocal (machine|environment|dev)|\b(for|in) (local )?dev(elopment)?\b"
    r"|\bdevelopment environments?\b"
)
_IN_PRODUCTION = re.compile(r"(?i)\b(in|for) production\b[^\n]*compose|\bproduction mode\b")
_NO_PRODUCTION = re.compile(
    r"(?i)\b(not|never)( be)?( intended| meant| suitable| designed| recommended| ready| deployed| used| use)*"
    r"( to be)?( used| deployed| run)*( for| in)"
    r"( use in)?( any| a)? production\b"
)
_PURPOSE = re.compile(
    r"(?i)\b(this|the) (repo|repository|project|setup|stack|deployment|compose file)\b[^.\n]*"
    r"\bfor( local)? ((demonstration|demo|development|test|testing),? ((and|or|and/or|/) )?)+purposes?\b"
)
"""What a repository says in its first lines that it is for."""

_ALL = (
    r"(?:this|these|the)(?: (?:of|following|whole|entire|sample|example|demo|code|git|\w+-\w+))*"
    r" (?:repo|repository|project|code|samples?|examples?|demos?|demonstration|applications?|apps?|images?|workshop"
    r"|tutorial)\b"
)
_ALL_OF_IT = re.compile(
    r"(?im)(?:^|[.!?:]\s)[>\s*_#-]{0,20}(?:please )?(?:(?:note|warning|important|disclaimer):?[*_]* )?(?:that )?(?:"
    rf"(?:all )?{_ALL}(?P<between>[^.\n]{{0,80}}?){_NO_PRODUCTION.pattern[4:]}"
    rf"|(?:do not|don't|never) (?:use|run|deploy) (?:any of )?{_ALL} in (?:a )?production\b)"
)
"""A sentence by which all that lies there, and not one file of it, is kept out of production."""
_WRAPPED = re.compile(r"(?<!\n)\n(?![\n#*-])[> ]*")
_ONE_OF_IT = re.compile(
    r"(?i)\b(ready|compose|config\w*|files?|setup|defaults?|charts?|manifests?|stack|server|mode)\b"
)
"""What is told instead of one file or switch, or of how far the work has come."""


@dataclass(frozen=True, slots=True)
class Said:
    """Whether a compose file's leading comment says that the file is for development, and the path of the README that
    does; empty for none.
    """

    comment: bool
    readme: str


def said(path: str, repository: Repository) -> Said:
    """What a compose file's leading comment, and the README beside it or at the root, say of it."""
    comment = _comment_says_development(leading_comment(repository.text(path) or ""))
    own = path.rpartition("/")[0]
    pages = [page for folder in dict.fromkeys((own, "")) for page in _readmes(folder, repository)]
    saying = (page for page, text in pages if _readme_says_development(text))
    # commands that name no file start the one beside the page
    local = (p for p, text in pages if p.rpartition("/")[0] == own and _is_only_brought_up_locally(text))
    return Said(comment, next(saying, "") or next(local, ""))


def kept_from_production(path: str, repository: Repository) -> bool:
    """Whether a README in the folder of a file, or in one above it, keeps all that lies there out of production."""
    texts = (text for folder in folders_above(path) for _, text in _readmes(folder, repository))
    return any(_keeps_from_production(text) for text in texts)


def listed_for_tests(path: str, repository: Repository) -> bool:
    """Whether a README above the folder of a file lists that folder as one for tests:
    `greeter | answers in e2e tests`.
    """
    for folder in [*folders_above(path)][1:]:
        child = path.removeprefix(f"{folder}/" if folder else "").partition("/")[0]
        name = re.escape(child)
        listed = re.compile(
            rf"(?im)^[\s|*+#-]{{0,20}}[`*_\[]*(\./)?{name}/?[`*_\]]*[\s|:(\[-](?P<what>[^.;\n]{{0,200}})"
        )
        for _, text in _readmes(folder, repository):
            if any(_OF_TESTS.search(line["what"]) for line in listed.finditer(text)):
                return True
    return False


_OF_TESTS = re.compile(
    r"(?i)^((?!\b(run|runs|see|make)\b).)*\b(for|in|by|during) (the |our )?"
    r"(e2e|end-to-end|integration|acceptance|smoke|conformance|unit)[- ]tests?\b"
)


def said_of_image(path: str, repository: Repository) -> Environment | None:
    """For whom the READMEs say that the image of a Dockerfile is."""
    if listed_for_tests(path, repository):
        return TEST
    return DEVELOPMENT if kept_from_production(path, repository) else None


@lru_cache(maxsize=32)  # the README at the root is asked of every Dockerfile
def _keeps_from_production(text: str) -> bool:
    sentences = _ALL_OF_IT.finditer(_WRAPPED.sub(" ", text))
    return any(not _ONE_OF_IT.search(sentence[0]) for sentence in sentences)


def applied_to(folder: str, repository: Repository) -> tuple[str, ...]:
    """The namespaces to which the README beside a folder of manifests applies it."""
    parent, _, name = folder.rpartition("/")
    return _namespaces_applied_to("\n".join(text for _, text in _readmes(parent, repository)), name)


def _readmes(folder: str, repository: Repository) -> Iterator[tuple[str, str]]:
    """The paths and texts of the READMEs that lie in a folder."""
    for name in ("README.md", "README.rst", "README"):
        path = f"{folder}/{name}".lstrip("/")
        yield path, repository.text(path) or ""


def _comment_says_development(comment: str) -> bool:
    """Whether the comment that a compose file begins with says that it is for development."""
    words = _DEVELOPMENT_WORDS.search(comment) or _TEST_WORDS.search(comment)
    speaks = bool(words) and "production" not in comment.lower()
    return speaks or from_comment(comment) is not None


@lru_cache(maxsize=32)  # and of every compose file
def _readme_says_development(text: str) -> bool:
    """Whether a README says that what is beside it is not for production, or that its compose file is for
    development.
    """
    head = "\n".join(text.splitlines()[:25])
    if re.search(r"(?i)\b(local |docker )?development environment (for|with|using|based)\b", head):
        return True
    if _PURPOSE.search(head):
        return True
    if _NO_PRODUCTION.search(_WRAPPED.sub(" ", text)):
        return True
    if _IN_PRODUCTION.search(text):
        return False
    for paragraph in re.split(r"\n\s*\n", text):
        if (
            "compose" in paragraph
            and not re.search(r"compose[\w.-]*\.(dev|local|test)", paragraph)
            and _README_WORDS.search(paragraph)
            and "production" not in paragraph.lower()
        ):
            return True
    return False


_UP = re.compile(r"docker[- ]compose\b(?![^\n]*\s(-f|--file)\b)[^\n]*\sup\b")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_LOCAL = re.compile(r"(?i)\blocal(ly)?\b|\bdev(elop(ment|ing|ers?)?)?\b|\bcontribut(e|ing)\b")
_DEPLOYED = re.compile(r"(?i)\bdeploy|\bproduction\b|\bserver\b|\bself[- ]host|\bvps\b")


@lru_cache(maxsize=32)
def _is_only_brought_up_locally(text: str) -> bool:
    """Whether every section of a page that brings the compose file up is about work on the project, by its headings:
    `## Local development`, `### Docker (local)`.
    """
    if _IN_PRODUCTION.search(text):
        return False
    above: dict[int, str] = {}
    sections: set[str] = set()
    fenced = False
    for line in text.splitlines():
        fenced ^= line.lstrip().startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading is not None:
            depth = len(heading[1])
            above = {level: title for level, title in above.items() if level < depth} | {depth: heading[2]}
        elif _UP.search(line):
            # the first heading is the project's name
            sections.add(" / ".join(title for level, title in above.items() if level > 1))
    return bool(sections) and all(_LOCAL.search(one) and not _DEPLOYED.search(one) for one in sections)


_APPLIED = re.compile(r"\bkubectl\b[^\n]*?\s(?:apply|create)\s[^\n]*?-f[ =]*(\S+)([^\n]*)")
_NAMESPACE = re.compile(r"\s(?:-n|--namespace)[ =](\S+)")


def _namespaces_applied_to(text: str, folder: str) -> tuple[str, ...]:
    """The namespaces that the commands of a README apply a folder of manifests to, "" for one without."""
    found = []
    for line in text.splitlines():
        match = _APPLIED.search(line)
        if match is not None and match[1].strip("\"'").removeprefix("./").split("/")[0] == folder:
            namespace = _NAMESPACE.search(line)
            found.append(namespace[1] if namespace else "")
    return tuple(found)
