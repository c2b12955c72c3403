"""No edit of YAML may lose a comment, and what it leaves must be read by a second reader."""

import pytest

from complexity_lint.edits import TextEdit
from complexity_lint.fixes.text import FileText, Refused
from complexity_lint.fixes.yaml_comments import prove_comments_kept

TEXT = "# head\na: 1 # behind\nb:\n  # above\n  - c\n# end\n"


def edit(old: str, new: str) -> TextEdit:
    start = TEXT.index(old)
    return TextEdit("a.yaml", start, start + len(old), new)


def test_an_edit_beside_comments_is_let_through() -> None:
    prove_comments_kept(FileText.of("a.yaml", TEXT), edit("a: 1", "a: 2"))


def test_a_comment_that_goes_with_its_line_may_go() -> None:
    prove_comments_kept(FileText.of("a.yaml", TEXT), edit("a: 1 # behind\n", ""))


@pytest.mark.parametrize(("old", "new"), [("- c\n", "- 'c\n"), ("a: 1", "a: '1"), ("b:\n", "b: |\n")])
def test_a_comment_that_becomes_text_is_a_loss(old: str, new: str) -> None:
    with pytest.raises(Refused):
        prove_comments_kept(FileText.of("a.yaml", TEXT), edit(old, new))
