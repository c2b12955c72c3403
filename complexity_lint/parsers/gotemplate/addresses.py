"""Paths and URLs: Go's path package, and url.Parse and URL.String as Sprig's urlParse and urlJoin use them."""

from __future__ import annotations

import re
from urllib.parse import quote as percent
from urllib.parse import unquote

from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.goquote import quote
from complexity_lint.parsers.gotemplate.values import Value, kind_name

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*")
_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})(.{0,2})")
_PATH_SAFE = "$&+,/:;=@!'()*~-_."
_FRAGMENT_SAFE = "$&+,/:;=?@!()*~-_."
_USER_SAFE = "$&+,;=~-_."


def clean(path: str) -> str:
    """path.Clean."""
    if not path:
        return "."
    rooted = path[0] == "/"
    kept: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != "..":
            kept.append(part)
        elif kept and kept[-1] != "..":
            kept.pop()
        elif not rooted:
            kept.append(part)
    joined = "/".join(kept)
    return "/" + joined if rooted else joined or "."


def base(path: str) -> str:
    """path.Base."""
    if not path:
        return "."
    stripped = path.rstrip("/")
    return stripped.rpartition("/")[2] if stripped else "/"


def folder(path: str) -> str:
    """path.Dir."""
    head, slash, _ = path.rpartition("/")
    return clean(head + slash)


def extension(path: str) -> str:
    """path.Ext."""
    name = path.rpartition("/")[2]
    _, dot, tail = name.rpartition(".")
    return dot + tail if dot else ""


def parse_url(text: str) -> dict[str, Value]:
    """Sprig's urlParse; FunctionError with Go's message."""

    def fail(reason: str) -> FunctionError:
        return FunctionError(f"unable to parse url: parse {quote(text)}: {reason}")

    if any(char < " " or char == "\x7f" for char in text):
        raise fail("net/url: invalid control character in URL")
    rest, _, fragment = text.partition("#")
    scheme, rest = _scheme(rest, fail)
    query = ""
    if "?" in rest:
        rest, _, query = rest.partition("?")
    opaque = userinfo = host = ""
    path = rest
    if scheme and rest and not rest.startswith("/"):
        opaque, path = rest, ""
    elif (rest.startswith("//") and not rest.startswith("///")) or (scheme and rest.startswith("//")):
        authority, slash, tail = rest[2:].partition("/")
        path = slash + tail
        userinfo, host = _authority(authority, fail)
    elif not scheme and ":" in rest.split("/")[0]:
        raise fail("first path segment in URL cannot contain colon")
    return {
        "scheme": scheme.lower(),
        "host": host,
        "hostname": _hostname(host),
        "path": _unescaped(path, fail),
        "query": query,
        "opaque": opaque,
        "fragment": _unescaped(fragment, fail),
        "userinfo": userinfo,
    }


def _scheme(text: str, fail: object) -> tuple[str, str]:
    head, colon, tail = text.partition(":")
    if colon and _SCHEME.fullmatch(head):
        return head, tail
    if text.startswith(":") and callable(fail):
        raise fail("missing protocol scheme")
    return "", text


def _unescaped(text: str, fail: object) -> str:
    bad = _BAD_ESCAPE.search(text)
    if bad and callable(fail):
        raise fail(f"invalid URL escape {quote('%' + bad.group(1))}")
    return unquote(text, errors="surrogateescape")


def _authority(text: str, fail: object) -> tuple[str, str]:
    user, at, host = text.rpartition("@")
    if not host.startswith("["):
        _, colon, port = host.rpartition(":")
        if colon and port and not port.isdigit() and callable(fail):
            raise fail(f"invalid port {quote(':' + port)} after host")
    if " " in host and callable(fail):
        raise fail(f"invalid character {quote(' ')} in host name")
    return (_userinfo(user) if at else ""), _unescaped(host, fail) if "%" in host else host


def _userinfo(text: str) -> str:
    name, colon, password = text.partition(":")
    shown = percent(unquote(name), safe=_USER_SAFE)
    return shown + (":" + percent(unquote(password), safe=_USER_SAFE) if colon else "")


def _hostname(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    head, colon, port = host.rpartition(":")
    return head if colon and (port.isdigit() or not port) else host


def _text(parts: dict[str, Value], key: str) -> str:
    value = parts.get(key, "")
    if not isinstance(value, str):
        raise FunctionError(
            f"unable to parse {key} key, must be of type string, but {kind_name(value)} found"
        )
    return str(value)


def join_url(parts: dict[str, Value]) -> str:
    """Sprig's urlJoin: URL.String."""
    scheme, host, path = _text(parts, "scheme"), _text(parts, "host"), _text(parts, "path")
    query, opaque, fragment = _text(parts, "query"), _text(parts, "opaque"), _text(parts, "fragment")
    userinfo = _userinfo(_text(parts, "userinfo")) if _text(parts, "userinfo") else ""
    out = f"{scheme}:" if scheme else ""
    if opaque:
        out += opaque
    else:
        out += "//" if host or userinfo or (scheme and path) else ""
        out += f"{userinfo}@" if userinfo else ""
        out += percent(host, safe=_PATH_SAFE + '[]<>"') if host else ""
        shown = percent(path, safe=_PATH_SAFE, errors="surrogateescape")
        if shown and not shown.startswith("/") and host:
            out += "/"
        if not out and ":" in shown.split("/")[0]:
            out += "./"
        out += shown
    out += f"?{query}" if query else ""
    return out + (f"#{percent(fragment, safe=_FRAGMENT_SAFE, errors='surrogateescape')}" if fragment else "")
