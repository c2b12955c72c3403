""".dockerignore by docker's documented rules (docs.docker.com, "Build context", .dockerignore files)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complexity_lint.parsers.dockerfile.ignore import parse_ignore


@pytest.mark.parametrize(
    ("rules", "path", "excluded"),
    [
        # patterns are rooted at the context, unlike git's
        ("node_modules", "node_modules/x/y.js", True),
        ("node_modules", "web/node_modules/x.js", False),
        ("**/node_modules", "web/node_modules/x.js", True),
        ("**/node_modules", "node_modules", True),
        ("*.md", "README.md", True),
        ("*.md", "docs/README.md", False),
        ("**/*.md", "docs/deep/README.md", True),
        ("**.md", "docs/deep/README.md", True),
        # slashes at the ends do not matter
        ("/dist/", "dist/a", True),
        ("./dist", "dist/a", True),
        ("a/../dist", "dist/a", True),
        # wildcards stay within a segment
        ("*/temp*", "x/temporary.txt", True),
        ("*/temp*", "x/y/temporary.txt", False),
        ("*/*/temp*", "x/y/temp", True),
        ("temp?", "tempa", True),
        ("temp?", "temp", False),
        ("temp?", "temp/", False),
        ("[a-c].txt", "b.txt", True),
        ("[^a-c].txt", "b.txt", False),
        ("a\\*b", "a*b", True),
        ("a\\*b", "axb", False),
        ("a.c", "abc", False),
        # the last fitting line decides, and a line for a folder is one for what is below it
        ("*.md\n!README.md", "README.md", False),
        ("*.md\n!README*.md\nREADME-secret.md", "README-secret.md", True),
        ("*.md\nREADME-secret.md\n!README*.md", "README-secret.md", False),
        ("*\n!src", "src/deep/a.c", False),
        ("*\n!src\nsrc/*.tmp", "src/a.tmp", True),
        ("*\n!src/a.c", "src/b.c", True),
        ("src\n!src/keep", "src/keep/a", False),
        ("! src\nsrc", "src", True),
        ("**", "anything/at/all", True),
        ("dir/**", "dir/a/b", True),
        ("dir/**", "dir", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**/b", "ab", False),
        # comments begin in the first column only
        ("# x\ny", "# x", False),
        (" # x", "# x", True),
        ("\ufeffa\r\nb\r\n", "a", True),
        ("a\r\nb\r\n", "b", True),
        # the context itself is never excluded
        ("*", ".", False),
        ("**", "", False),
    ],
)
def test_excludes(rules: str, path: str, excluded: bool) -> None:
    assert parse_ignore(rules).excludes(path) is excluded


@pytest.mark.parametrize("rules", ["a[", "[]", "!", "**/a/" * 9])
def test_a_malformed_pattern_is_told_and_left_out(rules: str) -> None:
    found = parse_ignore("ok\n" + rules)

    assert (found.refused, len(found.patterns)) == ((2,), 1)


def test_only_a_file_with_exceptions_takes_back() -> None:
    assert parse_ignore("a\n!b").takes_back
    assert not parse_ignore("a\n#!b").takes_back


@pytest.mark.parametrize("pattern", ["*a" * 40 + "b", "**/a/" * 5 + "b", "?" * 200, "*" * 300])
def test_matching_takes_little_time_whatever_the_pattern(pattern: str) -> None:
    rules = parse_ignore(pattern)
    start = time.process_time()
    rules.excludes("a" * 200 + "/a" * 30)

    assert time.process_time() - start < 0.5


@given(
    st.lists(
        st.sampled_from(["a", "a/b", "*.py", "**/c", "!a/b", "!**/x.py", "a/*", "/d", "!d/e", "d"]),
        max_size=6,
    ),
    st.lists(
        st.sampled_from(["a", "a/b", "a/b/x.py", "a/c", "d/e", "d/e/f.py", "x.py", "d/c/x.py"]), max_size=8
    ),
)
def test_a_list_is_filtered_as_each_path_alone(patterns: list[str], paths: list[str]) -> None:
    rules = parse_ignore("\n".join(patterns))

    assert rules.kept(paths) == [path for path in paths if not rules.excludes(path)]
