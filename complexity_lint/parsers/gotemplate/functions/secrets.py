"""Random and key functions of Sprig: stand-ins of the right shape, the same in every run, marked in the reads."""

from __future__ import annotations

from complexity_lint.parsers.gotemplate.functions.strings import sized
from complexity_lint.parsers.gotemplate.provenance import STANDIN
from complexity_lint.parsers.gotemplate.signature import ANY, INT, STRING, Table
from complexity_lint.parsers.gotemplate.state import State
from complexity_lint.parsers.gotemplate.values import Struct, Value

SECRETS = Table()
_LETTERS = "StandInForRandom"
_PEM_BODY = "U3RhbmRJbkZvclJhbmRvbVN0YW5kSW5Gb3JSYW5kb21TdGFuZEluRm9yUmFuZG9t"


def mark(state: State, name: str) -> None:
    """Note that a stand-in was used: the text it goes into is not what helm would print."""
    state.runtime.reads.append((STANDIN, name))


def _repeated(pattern: str, count: int) -> str:
    sized(count, "a random text")
    return (pattern * (count // len(pattern) + 1))[: max(count, 0)]


def _pem(kind: str) -> str:
    return f"-----BEGIN {kind}-----\n{_PEM_BODY}\n-----END {kind}-----\n"


@SECRETS.add("randAlphaNum", INT, with_runtime=True)
def _alpha_num(state: State, count: int) -> Value:
    mark(state, "randAlphaNum")
    return _repeated(_LETTERS, count)


@SECRETS.add("randAlpha", INT, with_runtime=True)
def _alpha(state: State, count: int) -> Value:
    mark(state, "randAlpha")
    return _repeated(_LETTERS, count)


@SECRETS.add("randAscii", INT, with_runtime=True)
def _ascii(state: State, count: int) -> Value:
    mark(state, "randAscii")
    return _repeated(_LETTERS, count)


@SECRETS.add("randNumeric", INT, with_runtime=True)
def _numeric(state: State, count: int) -> Value:
    mark(state, "randNumeric")
    return _repeated("4711", count)


@SECRETS.add("randBytes", INT, with_runtime=True)
def _bytes(state: State, count: int) -> Value:
    mark(state, "randBytes")
    length = (max(count, 0) + 2) // 3 * 4
    return _repeated(_PEM_BODY, length)


@SECRETS.add("shuffle", STRING, with_runtime=True)
def _shuffle(state: State, text: str) -> Value:
    mark(state, "shuffle")
    return text


@SECRETS.add("uuidv4", with_runtime=True)
def _uuid(state: State) -> Value:
    mark(state, "uuidv4")
    return "57a4d140-f044-4a4d-8000-000000000000"


@SECRETS.add("bcrypt", STRING, with_runtime=True)
def _bcrypt(state: State, text: str) -> Value:
    mark(state, "bcrypt")
    return "$2a$10$" + _repeated(_LETTERS, 53)


@SECRETS.add("htpasswd", STRING, STRING, with_runtime=True)
def _htpasswd(state: State, user: str, password: str) -> Value:
    if ":" in user:
        return f"invalid username: {user}"
    mark(state, "htpasswd")
    return f"{user}:$2a$10${_repeated(_LETTERS, 53)}"


@SECRETS.add("derivePassword", INT, STRING, STRING, STRING, STRING, with_runtime=True)
def _derive(state: State, counter: int, kind: str, password: str, user: str, site: str) -> Value:
    mark(state, "derivePassword")
    lengths = {"maximum": 20, "long": 14, "medium": 8, "short": 4, "basic": 8, "pin": 4}
    if kind not in lengths:
        return f"cannot find password template {kind}"
    return _repeated(_LETTERS, lengths[kind])


@SECRETS.add("encryptAES", STRING, STRING, with_runtime=True)
def _encrypt(state: State, password: str, text: str) -> Value:
    mark(state, "encryptAES")
    return _PEM_BODY


@SECRETS.add("decryptAES", STRING, STRING, with_runtime=True)
def _decrypt(state: State, password: str, text: str) -> Value:
    mark(state, "decryptAES")
    return _LETTERS


@SECRETS.add("genPrivateKey", STRING, with_runtime=True)
def _private_key(state: State, kind: str) -> Value:
    mark(state, "genPrivateKey")
    names = {"": "RSA ", "rsa": "RSA ", "dsa": "DSA ", "ecdsa": "EC ", "ed25519": ""}
    return _pem(f"{names[kind]}PRIVATE KEY") if kind in names else f"Unknown type {kind}"


def _certificate(state: State, name: str) -> Struct:
    mark(state, name)
    parts: dict[str, Value] = {"Cert": _pem("CERTIFICATE"), "Key": _pem("RSA PRIVATE KEY")}
    return Struct("sprig.certificate", parts, {})


@SECRETS.add("buildCustomCert", STRING, STRING, with_runtime=True)
def _custom(state: State, cert: str, key: str) -> Value:
    return _certificate(state, "buildCustomCert")


@SECRETS.add("genCA", STRING, INT, with_runtime=True)
def _ca(state: State, name: str, days: int) -> Value:
    return _certificate(state, "genCA")


@SECRETS.add("genCAWithKey", STRING, INT, STRING, with_runtime=True)
def _ca_with_key(state: State, name: str, days: int, key: str) -> Value:
    return _certificate(state, "genCAWithKey")


@SECRETS.add("genSelfSignedCert", STRING, ANY, ANY, INT, with_runtime=True)
def _self_signed(state: State, name: str, addresses: Value, names: Value, days: int) -> Value:
    return _certificate(state, "genSelfSignedCert")


@SECRETS.add("genSelfSignedCertWithKey", STRING, ANY, ANY, INT, STRING, with_runtime=True)
def _self_signed_with_key(
    state: State, name: str, addresses: Value, names: Value, days: int, key: str
) -> Value:
    return _certificate(state, "genSelfSignedCertWithKey")


@SECRETS.add("genSignedCert", STRING, ANY, ANY, INT, ANY, with_runtime=True)
def _signed(state: State, name: str, addresses: Value, names: Value, days: int, authority: Value) -> Value:
    return _certificate(state, "genSignedCert")


@SECRETS.add("genSignedCertWithKey", STRING, ANY, ANY, INT, ANY, STRING, with_runtime=True)
def _signed_with_key(
    state: State, name: str, addresses: Value, names: Value, days: int, authority: Value, key: str
) -> Value:
    return _certificate(state, "genSignedCertWithKey")
