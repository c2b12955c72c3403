"""Regular expression, version, path and address functions of Sprig v3.3."""

from __future__ import annotations

import re

from complexity_lint.parsers.gotemplate import addresses, regexes, semver
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.signature import INT, MAP, STRING, Table
from complexity_lint.parsers.gotemplate.values import Method, NilStrings, StringList, Struct, Uint64, Value

PATTERNS = Table()
_META = re.compile(r"[\\.+*?()|\[\]{}^$]")


@PATTERNS.add("regexMatch", STRING, STRING)
def _match(pattern: str, text: str) -> Value:
    try:
        return regexes.compiled(str(pattern)).search(str(text)) is not None
    except FunctionError:
        return False


@PATTERNS.add("mustRegexMatch", STRING, STRING)
def _must_match(pattern: str, text: str) -> Value:
    return regexes.compiled(str(pattern)).search(str(text)) is not None


@PATTERNS.add("regexFind", STRING, STRING)
def _find(pattern: str, text: str) -> Value:
    found = regexes.must_compile(str(pattern)).search(str(text))
    return found.group() if found else ""


@PATTERNS.add("mustRegexFind", STRING, STRING)
def _must_find(pattern: str, text: str) -> Value:
    found = regexes.compiled(str(pattern)).search(str(text))
    return found.group() if found else ""


def _all(pattern: regexes.Pattern, text: str, limit: int) -> StringList:
    found = [match.group() or "" for match in regexes.matches(pattern, text, limit)]
    return StringList(found) if found else NilStrings()


@PATTERNS.add("regexFindAll", STRING, STRING, INT)
def _find_all(pattern: str, text: str, limit: int) -> Value:
    return _all(regexes.must_compile(str(pattern)), text, limit)


@PATTERNS.add("mustRegexFindAll", STRING, STRING, INT)
def _must_find_all(pattern: str, text: str, limit: int) -> Value:
    return _all(regexes.compiled(str(pattern)), text, limit)


@PATTERNS.add("regexReplaceAll", STRING, STRING, STRING)
def _replace(pattern: str, text: str, replacement: str) -> Value:
    return regexes.replace(regexes.must_compile(str(pattern)), str(text), str(replacement), literal=False)


@PATTERNS.add("mustRegexReplaceAll", STRING, STRING, STRING)
def _must_replace(pattern: str, text: str, replacement: str) -> Value:
    return regexes.replace(regexes.compiled(str(pattern)), str(text), str(replacement), literal=False)


@PATTERNS.add("regexReplaceAllLiteral", STRING, STRING, STRING)
def _replace_literal(pattern: str, text: str, replacement: str) -> Value:
    return regexes.replace(regexes.must_compile(str(pattern)), str(text), str(replacement), literal=True)


@PATTERNS.add("mustRegexReplaceAllLiteral", STRING, STRING, STRING)
def _must_replace_literal(pattern: str, text: str, replacement: str) -> Value:
    return regexes.replace(regexes.compiled(str(pattern)), str(text), str(replacement), literal=True)


def _parts(parts: list[str]) -> StringList:
    return StringList(parts) if parts else NilStrings()


@PATTERNS.add("regexSplit", STRING, STRING, INT)
def _split(pattern: str, text: str, limit: int) -> Value:
    return _parts(regexes.split(pattern, regexes.must_compile(str(pattern)), str(text), limit))


@PATTERNS.add("mustRegexSplit", STRING, STRING, INT)
def _must_split(pattern: str, text: str, limit: int) -> Value:
    return _parts(regexes.split(pattern, regexes.compiled(str(pattern)), str(text), limit))


@PATTERNS.add("regexQuoteMeta", STRING)
def _quote_meta(text: str) -> Value:
    return _META.sub(lambda found: "\\" + found.group(), str(text))


@PATTERNS.add("semver", STRING)
def _semver(text: str) -> Value:
    return version_struct(semver.parse_version(str(text)))


def version_struct(version: semver.Version) -> Struct:
    """A *semver.Version: its parts are methods."""
    parts: dict[str, Value] = {
        "Major": Uint64(version.major),
        "Minor": Uint64(version.minor),
        "Patch": Uint64(version.patch),
        "Prerelease": version.pre,
        "Metadata": version.metadata,
        "Original": version.original,
        "String": str(version),
    }
    methods: dict[str, Method] = {name: _constant(value) for name, value in parts.items()}
    methods["Compare"] = lambda self, other: semver.compare(version, _version_of(other))
    methods["Equal"] = lambda self, other: semver.compare(version, _version_of(other)) == 0
    methods["LessThan"] = lambda self, other: semver.compare(version, _version_of(other)) < 0
    methods["GreaterThan"] = lambda self, other: semver.compare(version, _version_of(other)) > 0
    methods["IncMajor"] = lambda self: version_struct(semver.Version(version.major + 1, 0, 0))
    methods["IncMinor"] = lambda self: version_struct(semver.Version(version.major, version.minor + 1, 0))
    methods["IncPatch"] = lambda self: version_struct(
        semver.Version(version.major, version.minor, version.patch + (not version.pre))
    )
    return Struct("*semver.Version", {}, methods, text=str(version), is_pointer=True)


def _constant(value: Value) -> Method:
    return lambda self: value


def _version_of(value: Value) -> semver.Version:
    if isinstance(value, Struct) and value.text is not None:
        return semver.parse_version(value.text)
    raise FunctionError("wrong type for value; expected *semver.Version")


@PATTERNS.add("semverCompare", STRING, STRING)
def _semver_compare(constraint: str, version: str) -> Value:
    return semver.satisfies(str(constraint), str(version))


@PATTERNS.add("base osBase", STRING)
def _base(path: str) -> Value:
    return addresses.base(str(path))


@PATTERNS.add("dir osDir", STRING)
def _dir(path: str) -> Value:
    return addresses.folder(str(path))


@PATTERNS.add("clean osClean", STRING)
def _clean(path: str) -> Value:
    return addresses.clean(str(path))


@PATTERNS.add("ext osExt", STRING)
def _ext(path: str) -> Value:
    return addresses.extension(str(path))


@PATTERNS.add("isAbs osIsAbs", STRING)
def _is_abs(path: str) -> Value:
    return path.startswith("/")


@PATTERNS.add("urlParse", STRING)
def _url_parse(text: str) -> Value:
    return addresses.parse_url(str(text))


@PATTERNS.add("urlJoin", MAP)
def _url_join(parts: dict[str, Value] | None) -> Value:
    return addresses.join_url(parts or {})
