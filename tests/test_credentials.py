"""Which settings hold a credential, and that nothing said of one shows it."""

from base64 import b64encode
from hashlib import sha256

import pytest

from complexity_lint.model.credentials import Likeness, credential_of, entropy, is_secret_name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "s3cr3tXy9!"),
        ("JWT_SECRET", "9f86d081884c7d659a2feaa0c55ad015"),
        ("auth.rootPassword", "Hunter2Hunter9"),
        ("SECRET_KEY_BASE", "k2x9v7q4w8z1m5n3b6c0"),
        ("DATABASE_URL", "postgres://shop:k3jh4kjh3@db/shop"),
        ("ANYTHING", "glpat-qT7vx2Lm9pRk4w8z1m5n"),
        ("KEY", "AKIAQ7R2T9XW4ZB6MK3P"),
        ("FERNET_KEY", "Wm8xT2qLr5vK9bYc3nHd7sJf1gPz4uEa6iOo0tXw2R8="),
        ("SECRET_KEY", "q8(z)4vTk$(_m2W9h7Rc!x3JpLs5"),
    ],
)
def test_what_opens_something(name: str, value: str) -> None:
    found = credential_of(name, value)

    assert found is not None
    assert found.likeness is Likeness.REAL
    assert value not in found.reason


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POSTGRES_PASSWORD", "postgres"),
        ("POSTGRES_PASSWORD", "changeme"),
        ("MYSQL_ROOT_PASSWORD", "my-secret-pw"),
        ("DATABASE_URL", "postgres://shop:shop@db/shop"),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("GF_SECURITY_ADMIN_PASSWORD", "admin"),
        ("password", "password123"),
        ("KEYCLOAK_PASSWORD", "Pa55w0rd"),
        ("SECRET_KEY", "generate-with-openssl-rand-hex-32"),
        ("LANGSMITH_API_KEY", "lsv2_xxx"),
        ("AWS_SECRET_ACCESS_KEY", "minioadmin"),
    ],
)
def test_what_stands_for_a_value(name: str, value: str) -> None:
    found = credential_of(name, value)

    assert found is not None
    assert found.likeness is Likeness.PLACEHOLDER


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", None),
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("DB_PASSWORD", "{{ .Values.password }}"),
        ("secretKey", "Shop__Orders__Database__ConnectionString"),
        ("API_KEY", "<your key>"),
        ("PASSWORD_FILE", "/run/secrets/db"),
        ("SECRET_NAME", "shop-db-7x2k9"),
        ("existingSecret", "shop7credentials"),
        ("passwordKey", "postgres-password"),
        ("TOKEN_TTL", "3600"),
        ("API_KEY_RATE_LIMIT", "60/minute"),
        ("imagePullSecret", "regcred2024x"),
        ("password", "ENC[AES256_GCM,data:x]"),
        ("password", "vault:secret/data/shop#password"),
        ("DATABASE_URL", "postgres://shop:$PW@db/shop"),
        ("SECRET_KEY", "$(cat /run/secrets/key9)x7K2"),
        ("SECRET_KEY", "pre${KEY:-fall9Back2}"),
        ("SECRET_KEY", "${KEY_OF_SHOP9x"),
        ("SECRET_KEY", "$(cat/run/secrets/key9x"),
        ("SECRET_KEY", "v1-$(cat"),
        ("clientSecretKey", "clientSecret"),
        ("LOG_LEVEL", "k2x9v7q4w8z1m5n3b6c0"),
    ],
)
def test_what_holds_no_credential(name: str, value: str | None) -> None:
    assert credential_of(name, value) is None


def test_a_look_up_in_a_program_holds_none() -> None:
    assert credential_of("AUTH_TOKEN", 'json.load(f)["token"]') is None
    assert credential_of("AUTH_TOKEN", 'os.environ["TOKEN"]') is None
    assert credential_of("AUTH_TOKEN", "wq8Zr4nGk2vT[3]") is not None


def test_words_are_cut_in_time_that_grows_with_their_length() -> None:
    assert credential_of("PASSWORD", "na" * 3000 + "!") is not None


def test_the_end_of_a_name_decides() -> None:
    assert is_secret_name("spring.datasource.password")
    assert is_secret_name("dbPassword2")
    assert not is_secret_name("configSecretAdapter")
    assert not is_secret_name("tokenizer")


def test_entropy_is_counted_in_bits_per_character() -> None:
    assert entropy("") == 0.0
    assert entropy("aaaa") == 0.0
    assert entropy("abcd") == 2.0


def _pem(body: str, headers: str = "") -> str:
    return f"-----BEGIN RSA PRIVATE KEY-----\n{headers}{body}\n-----END RSA PRIVATE KEY-----"


_BYTES = b64encode(b"".join(sha256(bytes([number])).digest() for number in range(40))).decode()


@pytest.mark.parametrize(
    "key",
    [
        _pem(f"MIIEpAIBAAKCAQEA{_BYTES}"),
        _pem(f"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE{_BYTES}"),
        _pem(_BYTES, "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,5F1E\n\n"),
        _pem(f"MIIEpAIBAAKCAQEA{_BYTES}").replace("\n", "\\n"),
        _pem(f"MIIE{'Qx7p' * 60}") + "\n" + _pem(f"MIIEpAIBAAKCAQEA{_BYTES}"),
    ],
)
def test_a_key_that_may_be_one(key: str) -> None:
    found = credential_of("tls.key", key)

    assert found is not None
    assert found.likeness is Likeness.REAL


@pytest.mark.parametrize("key", [_pem(_BYTES), _pem(f"MIIEpAIBAAKCAQEA{'Qx7pQx7p' * 60}"), _pem("x" * 400)])
def test_a_key_that_is_none(key: str) -> None:
    found = credential_of("tls.key", key)

    assert found is not None
    assert found.likeness is Likeness.PLACEHOLDER
