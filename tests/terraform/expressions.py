"""Random expressions of the Terraform language, for property tests and for comparison with the console."""

from hypothesis import strategies as st

NUMBERS = st.one_of(
    st.integers(-1000, 1000).map(str),
    st.decimals(-100, 100, places=3, allow_nan=False, allow_infinity=False).map(lambda one: f"({one:f})"),
)
WORDS = st.sampled_from(["", "a", "b", "abc", "x-y", "10", "1.5", "true", "é", " pad ", "a,b,c", "A B"])
TEXTS = WORDS.map(lambda word: f'"{word}"')
TRUTHS = st.sampled_from(["true", "false"])
KEYS = st.sampled_from(["a", "b", "c"])


def _lists(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(items, max_size=4).map(lambda found: f"[{', '.join(found)}]")


def _objects(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.dictionaries(KEYS, items, max_size=3).map(
        lambda found: "{" + ", ".join(f"{key} = {value}" for key, value in found.items()) + "}"
    )


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions around expressions."""
    binary = st.sampled_from(["+", "-", "*", "%", "==", "!=", "<", ">=", "&&", "||"])
    unary = st.sampled_from(
        [
            "upper",
            "length",
            "jsonencode",
            "tostring",
            "tonumber",
            "tolist",
            "toset",
            "flatten",
            "distinct",
            "sort",
            "reverse",
            "keys",
            "values",
            "compact",
            "sum",
            "abs",
            "ceil",
            "yamlencode",
            "strrev",
            "trimspace",
            "one",
            "title",
            "tomap",
        ]
    )
    pairs = st.sampled_from(["concat", "merge", "coalesce", "contains", "setunion", "setproduct", "zipmap"])
    return st.one_of(
        _lists(inner),
        _objects(inner),
        st.tuples(inner, binary, inner).map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
        st.tuples(unary, inner).map(lambda part: f"{part[0]}({part[1]})"),
        st.tuples(pairs, inner, inner).map(lambda part: f"{part[0]}({part[1]}, {part[2]})"),
        st.tuples(TRUTHS, inner, inner).map(lambda part: f"({part[0]} ? {part[1]} : {part[2]})"),
        inner.map(lambda one: f"[for x in {one} : x]"),
        inner.map(lambda one: f"{{for k, v in {one} : k => v}}"),
        inner.map(lambda one: f"{one}[*]"),
        st.tuples(inner, st.integers(0, 2)).map(lambda part: f"try({part[0]}[{part[1]}], null)"),
        st.tuples(inner, KEYS).map(lambda part: f"lookup({part[0]}, {part[1]!r}, null)".replace("'", '"')),
        inner.map(lambda one: f'"<${{{one}}}>"'),
        inner.map(lambda one: f'format("%v|%5s", {one}, "x")'),
        inner.map(lambda one: f'join("-", {one})'),
        inner.map(lambda one: f'split(",", {one})'),
    )


EXPRESSIONS = st.recursive(st.one_of(NUMBERS, TEXTS, TRUTHS, st.just("null")), _grown, max_leaves=8)
