"""The environment a file is for, read off the comment that it begins with."""

import re

from complexity_lint.model.environments import DEVELOPMENT, Environment

_ENGLISH = (
    r"\b(?:only|just|solely|purely|exclusively|meant|intended|designed)(?: to be used)? (?:for|in) "
    r"(?:local |your )?(?:dev|development|testing)\b",
    r"\b(?:development|testing|local)(?: use| purposes?| environments?)? only\b(?! (?:if|when|for|in|via|by))",
    r"\bnot (?:intended |meant |suitable |designed |recommended )?(?:to be used )?(?:for|in) production\b",
    r"^[^,:;.]*\bfor (?:the )?(?:local )?development\b\W*$",
)
_KOREAN = (
    r"개발용",
    r"개발 ?환경 ?(?:전용|에서만)",
    r"로컬 ?(?:개발|테스트) ?(?:전용|용)",
    r"테스트용(?!이 아)",
)
_CHINESE = (
    r"[仅僅只](?:用于|用於|供|限)(?:本地|本機)?(?:开发|開發|测试|測試)",
    r"(?:用于|用於|供)(?:本地|本機)(?:开发|開發)",
    r"(?:开发|開發)(?:环境|環境)?[专專]用",
)
_SPANISH = (
    r"\b(?:s[oó]lo|solamente|[uú]nicamente|exclusivamente) para (?:el )?(?:desarrollo|pruebas)\b",
    r"\bpara (?:el )?desarrollo local\b",
)
_PORTUGUESE = (
    r"\b(?:s[oó]|apenas|somente|exclusivamente) para (?:o )?(?:desenvolvimento|testes)\b",
    r"\bpara (?:o )?desenvolvimento local\b",
)
_FRENCH = (
    r"\b(?:uniquement|seulement|exclusivement) pour (?:le |les )?(?:d[ée]veloppement|tests)\b",
    r"\bpour (?:le )?d[ée]veloppement local\b",
)
_GERMAN = (
    r"\b(?:nur|ausschließlich) (?:für|in) (?:die |der )?(?:lokalen? )?(?:Entwicklung|Tests)\b",
    r"\bnur zu(?:m Testen| Testzwecken)\b",
    r"\bfür die lokale Entwicklung\b",
)
_RUSSIAN = (
    r"\bтолько для (?:локальной )?(?:разработки|тестов|тестирования)\b",  # noqa: RUF001 - Russian
    r"\bдля локальной разработки\b",
)
_SAYS = re.compile(
    "|".join(
        (*_ENGLISH, *_KOREAN, *_CHINESE, *_SPANISH, *_PORTUGUESE, *_FRENCH, *_GERMAN, *_RUSSIAN),
    ),
    re.IGNORECASE,
)
"""What means the file as a whole. What only speaks of development, or of how else one works on it, is not here."""

_UNLESS = re.compile(
    r"(?i)\bnot (?:only|just)\b|\bnicht nur\b|\bno s[oó]lo\b|\bn[ãa]o (?:s[oó]|apenas)\b"
    r"|\bpas (?:uniquement|seulement)\b|\bне только\b|不[仅僅只]"  # noqa: RUF001 - Russian
    r"|\b(?:and|or|und|et|y|e|и)(?: for| in)? produ[ck]|\bprodu[ck]\w+ (?:and|or|und|et|y|e|и)\b|/ ?produ[ck]"
    r"|운영(?:용|과| 및)"
)


def leading_comment(text: str) -> str:
    """The comment lines that a file of YAML begins with, without their signs."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip() == "---" and not lines:
            continue
        if line.strip() and not line.lstrip().startswith("#"):
            break
        lines.append(line.strip("# \t"))
    return "\n".join(lines)


def from_comment(comment: str) -> Environment | None:
    """The environment that a comment says, in so many words, that its file is for; None where it says nothing, or
    that the file is for production as well.
    """
    said = [line for line in comment.splitlines() if _SAYS.search(line)]
    return DEVELOPMENT if said and not any(_UNLESS.search(line) for line in said) else None
