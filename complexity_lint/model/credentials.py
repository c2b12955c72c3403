"""Whether a setting holds a credential, told by its name and the look of its value; values are never shown."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.private_keys import is_made_up_key


class Likeness(Enum):
    """How much a value is one that opens something."""

    REAL = "real"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class Credential:
    """What gave a credential away, in words that do not show it."""

    likeness: Likeness
    reason: str


_TOKENS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\b(AKIA|ASIA)[0-9A-Z]{16}\b", "an AWS access key"),
        (r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60,}", "a GitHub token"),
        (r"\bglpat-[\w-]{20}", "a GitLab token"),
        (r"\bxox[abprs]-[\w-]{10,}", "a Slack token"),
        (r"hooks\.slack\.com/services/T\w+/B\w+/\w{20,}", "a Slack webhook"),
        (r"\b[sr]k_live_[A-Za-z0-9]{20,}", "a Stripe key"),
        (r"\bAIza[\w-]{35}\b", "a Google API key"),
        (r"\bSG\.[\w-]{20,}\.[\w-]{30,}", "a SendGrid key"),
        (r"\bnpm_[A-Za-z0-9]{36}\b", "an npm token"),
        (r"\bdckr_pat_[\w-]{20,}", "a Docker Hub token"),
        (r"\bpypi-AgE[\w-]{50,}", "a PyPI token"),
        (r"\bhvs\.[\w-]{24,}", "a Vault token"),
        (r"\bsk-(proj-|ant-)?[A-Za-z0-9_-]{32,}", "an API key"),
        (r"-----BEGIN [A-Z ]*PRIVATE KEY-----", "a private key"),
        (r"\b[0-9a-f]{32}FFFFNRAL\b|\bNRAK-[A-Z0-9]{27}\b", "a New Relic key"),
        (r"\bAGE-SECRET-KEY-1[A-Z0-9]{50,}", "an age key"),
        (r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}", "a signed token"),
    )
)
"""How issued tokens look, by their issuers' own pages on secret scanning."""

_URL = re.compile(r"\b[a-z][\w+.-]*://([^\s:/@?#]*):([^\s/@?#]+)@[^\s/]", re.IGNORECASE)
_PAIR = re.compile(r"(?i)(?:^|[;?&\s])(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*([^;&\s\"']+)")
_PAIRS = re.compile(
    r"(?i)(?:^|[;?&\s/])(?:server|data source|host|endpoint|accountname|user id|uid|user|username|initial catalog|"
    r"database|dbname)\s*=[^;&\s]"
)
"""Connection strings of pairs (ADO.NET, libpq, JDBC, Azure storage): the credential, and what else stands in one."""
_NAME = re.compile(
    r"(?<![a-z])((pg|db|sql|root|admin|user)?(password|passwd)|pass(phrase|wort)?|pwd|secret|token|credentials?|api[-_.]?key|access[-_.]?key|private[-_.]?key|"
    r"secret[-_.]?key|auth[-_.]?key|encryption[-_.]?key|signing[-_.]?key|master[-_.]?key|account[-_.]?key|"
    r"app[-_.]?key|storage[-_.]?key|license[-_.]?key|fernet[-_.]?key|erlang[-_.]?cookie|requirepass)"
    r"([-_.]?(base|value|str|string|plain|prod|production|staging|dev|test|local|current|previous|old|new|main|"
    r"default|b64|base64|data|key|[0-9]+))*$"
)
"""A word for a credential at the end of a name, with what says which one it is."""
_STARTS = re.compile(
    r"^(existing|use|enable|disable|has|is|allow|create|generate|require|auto|no|skip|show|manage)(?![a-z])"
)
_CALL_TOKEN = re.compile(
    r"(creation|idempotency|idempotent|continuation|next|page|initial[-_.]?cluster)[-_.]?token$"
)
"""Tokens that tell one call of an API from another, or etcd's clusters (its manual, "Clustering Guide"), and open
nothing.
"""
_KEY_OF = re.compile(r"(pass(word|wd)?|token|pwd|secret[-_.]?(pass(word)?|token))[-_.]?(secret)?[-_.]?keys?$")
_REFERENCE = re.compile(
    r"^\s*$|^\$|\$(?!\([^)\s]{12,}$)|\{\{|<[^>]*>|%\(|^\[|ENC\[|^(ref\+|vault:|op://|arn:|ssm:|secret:|secrets?/|file:|env:|sm://|awssm|projects/|"
    r"sha\d+:|argon2|pbkdf2|bcrypt|md5:|keyvault|gcp:|aws:|sops:|/|\./|~/)|^@|\{[a-z_.]+\}|^__.*__$",
    re.IGNORECASE,
)
"""A value kept elsewhere. A `$(` amid a value that goes on for long and is never closed is a random text's own."""
_WORDS = (
    "changeme changeit change chang please replace replaceme example sample placeholder placeholders "
    "dummy fake mock insert todo fixme your my the this some secret secrets secure password passwords "
    "passwd passw0rd p4ssw0rd password1 pass pwd pw word root admin administrator administrador test "
    "tests testing tester guest user users username default demo dev devel development local localhost "
    "postgres postgresql pgsql pg mysql mariadb mongo mongodb redis rabbitmq rabbit minio elastic "
    "elasticsearch kibana grafana airflow django rails wordpress wp nextcloud keycloak sonar gitlab "
    "jenkins sa db database app application api web token key keys apikey value string here it me in "
    "production before use using with random long very super strong not for real xxx foo bar baz qwerty "
    "letmein welcome abc none null nil na empty undefined unset true false on off yes no disabled enabled "
    "optional redacted hidden masked removed censored invalid temp tmp temporary client access private "
    "public id jwt auth authorization bearer basic simple hello world docker compose kubernetes k8s "
    "insecure unsafe to a an and or be is must should of at least generate generated run openssl rand "
    "cloud server service session cookie backend frontend kafka nats neo4j oracle system manager superset "
    "odoo ghost zabbix mattermost mm laravel symfony homestead forge sail vagrant dbpassword rootpassword "
    "base64 encoded account e2e ci only build fixture fixtures integration clickhouse cassandra couchdb influxdb "
    "cockroach opensearch arangodb scylla timescale signing encryption salt etl "
    "hex bytes characters chars min minimum "
).split()
_WORD_SET = frozenset(_WORDS)
_LONGEST = max(map(len, _WORDS))
_TELLTALE = re.compile(
    r"change[-_ ]?(me|this|(in|for|before)[-_ ]?prod)|replace[-_ ]?(me|this|with)|"
    r"example|placeholder|dummy|your[-_ ]|fake|insecure|"
    r"not[-_ ]?(a[-_ ])?(real|secret)|sample|xxxx|[-_]xxx$|generate[-_ ]|\*\*\*|12345678|abcdef|do[-_ ]?not[-_ ]?use|"
    r"(my|some|super)[-_]?secret|changeit|lorem|(^|[-_])(test|testing|dev|ci|e2e)([-_]|$)|"
    r"cambi[ae](r|me)?[-_ ]|reempla[cz]|rempla[cz]|substitu|trocar[-_ ]|alterar[-_ ]|ersetz|aendern|\bzmien",
    re.IGNORECASE,
)


def credential_of(name: str, value: str | None) -> Credential | None:
    """What credential a setting holds, None for one that holds none.

    References to a value kept elsewhere, empty values, switches and numbers that count something are none.
    """
    if value is None or len(value) < 3 or len(value) > 8000:
        return None
    for pattern, words in _TOKENS:
        match = pattern.search(value)
        if match:
            if words == "a private key" and len(value) < 200:
                continue
            made_up = (
                "EXAMPLE" in match[0]
                or _is_made_of_words(match[0].lower())
                or _TELLTALE.search(match[0])
                or is_made_up_key(value)
            )
            return Credential(Likeness.PLACEHOLDER if made_up else Likeness.REAL, words)
    inside = _URL.search(value)
    if inside and not _REFERENCE.search(inside[2]) and inside[2] != "...":
        return Credential(_likeness(inside[2], name, inside[1]), "a password in an address")
    pair = _PAIR.search(value) if _PAIRS.search(value) and "\n" not in value.strip() else None
    if pair and not _REFERENCE.search(pair[1]):
        return Credential(_likeness(pair[1], name, ""), "a password in a connection string")
    if not is_secret_name(name) or _is_no_value(value):
        return None
    found = _likeness(value, name, "")
    if found is Likeness.PLACEHOLDER and _ACCESS_KEY.search(name) and "secret" not in name.lower():
        return None  # whom, not with what: its other half is the secret
    tells = _PASSWORD.search(name) or _SIGNING.search(name)
    if found is Likeness.PLACEHOLDER and not tells and not _stands_in(value):
        return None  # `kube_secret = tailscale`: more often the name of what keeps it
    return Credential(found, "a credential")


def password_in(name: str, value: str) -> str | None:
    """The password that a setting gives: the one in an address or a connection string, or all of the value of a setting
    that is called a password. None for other credentials.
    """
    inside = _URL.search(value)
    if inside is not None:
        return inside[2]
    pair = _PAIR.search(value) if _PAIRS.search(value) else None
    if pair is not None:
        return pair[1]
    return value if _PASSWORD.search(name) else None


def tokens_in(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text holds issued tokens and passwords of addresses and connection strings."""
    patterns = (pattern for pattern, words in _TOKENS if words != "a private key")
    tokens = [match.span() for pattern in patterns for match in pattern.finditer(text)]
    passwords = [match.span(2) for match in _URL.finditer(text) if not _REFERENCE.search(match[2])]
    if _PAIRS.search(text):
        passwords += [m.span(1) for m in _PAIR.finditer(text) if not _REFERENCE.search(m[1])]
    return (*tokens, *passwords)


_PASSWORD = re.compile(r"(?i)pass|pwd")
"""In the names of settings that hold a password."""
_ACCESS_KEY = re.compile(r"(?i)(^|[-_.])access[-_.]?key([-_.]?id)?$")
"""What S3 and its likes call the name of who comes in (docs.aws.amazon.com, "Access keys": a key's ID)."""
_SIGNING = re.compile(
    r"(?i)(^|_)(jwt|session|cookie|csrf|signing|refresh)\w*_(secret|key)(_key)?$|(^|_)secret_key(_base)?$"
)
"""What an application signs with is called so; its value is written there, and no name of what keeps it."""


def is_secret_name(name: str) -> bool:
    """Whether a setting is called like a credential itself, and not like something about one."""
    last = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name.rpartition(".")[2] or name).lower()
    if (
        _STARTS.search(last)
        or _KEY_OF.search(last)
        or _CALL_TOKEN.search(last)
        or "pull_secret" in last
        or "cluster-token" in last
    ):
        return False
    return bool(_NAME.search(last))


def _is_no_value(value: str) -> bool:
    text = value.strip()
    if _REFERENCE.search(text) or text.lower() in ("true", "false", "yes", "no", "none", "null", "on", "off"):
        return True
    if re.fullmatch(r"\d{1,5}[smhdkmg]?|[\d.]+", text, re.IGNORECASE) or "://" in text:
        return True
    if re.fullmatch(r"[\w%-]+(/[\w%-]+)+", text) and not re.search(r"\d", text):
        return True  # the path of a parameter that keeps the value
    if text in ("seconds", "minutes", "hours", "days") or _CALL.search(text):
        return True
    if re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", text):
        return True  # the key of an object that keeps the value: `clientSecret`
    # a sentence, or the name of something that keeps the value: `shop-db-credentials`, `db.password`, `DB_PASSWORD`,
    # `Shop__Database__Password` (a setting of .NET)
    kept_by_name = re.fullmatch(
        r"[a-z]+([-.][a-z]+)+|[a-z]+(-[a-z0-9]{1,3})*-[a-z]+|[A-Z]+(_[A-Z]+)+|[A-Za-z]+(__[A-Za-z]+)+", text
    )
    return " " in text.strip() or "\n" in text or (bool(kept_by_name) and not _is_made_of_words(text.lower()))


def _is_made_of_words(text: str) -> bool:
    """Whether a text in small letters is put together of words that stand for a value, short numbers and marks."""
    if len(text) > 120:
        return False
    reached = {0}
    for start in range(len(text)):
        if start not in reached:
            continue
        if not text[start].isalnum():
            reached.add(start + 1)
        number = re.match(r"\d{1,4}(?!\d)|x{2,}", text[start:])
        if number:
            reached.add(start + number.end())
        ends = range(start + 1, min(start + _LONGEST, len(text)) + 1)
        reached.update(end for end in ends if text[start:end] in _WORD_SET)
    return len(text) in reached


_CALL = re.compile(r"(^|\W)[a-zA-Z_][\w.]*\(.*\)(\[[^\]]*\])*$|^[a-zA-Z_][\w.]*\[[\"'][^\]]*[\"']\]$")
"""A call or a look-up in a program's own configuration: `json.load(f)["token"]`, `os.environ["TOKEN"]`."""

_LEET = str.maketrans("@$01345!", "asoieasi")
"""Signs that people write for letters: `p@ssw0rd`."""


def _stands_in(value: str) -> bool:
    text = value.strip().lower()
    plain = text.translate(_LEET)
    return _is_made_of_words(text) or _is_made_of_words(plain) or bool(_TELLTALE.search(text))


def _likeness(value: str, name: str, user: str) -> Likeness:
    text = value.strip().lower()
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", f"{name} {user}").lower()
    own = {word for word in re.split(r"[^a-z0-9]+", words) if len(word) > 2}
    # `shopAdminPassword: shop12345` is where a product begins, and what its manual says to change
    said = re.sub(r"[\W_]*(?:0?123\d*|\d{1,4})$", "", text)
    if text in own or said in own or text == user.lower() or _stands_in(value):
        return Likeness.PLACEHOLDER
    letters, digits = re.search(r"[a-zA-Z]", value), re.search(r"\d", value)
    mixed = letters and digits and len(value) >= 8
    special = letters and re.search(r"[^\w\s.-]", value) and len(value) >= 8
    cases = re.search(r"[a-z]", value) and re.search(r"[A-Z]", value)
    long = len(value) >= 12 and entropy(value) >= 3.2 and cases
    return Likeness.REAL if (mixed and entropy(value) >= 2.2) or special or long else Likeness.PLACEHOLDER


def entropy(text: str) -> float:
    """Shannon's entropy of a text in bits per character."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values()) if text else 0.0
