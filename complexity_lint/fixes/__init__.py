"""Fixes: edits that checks ask for -> text edits that are proved to change nothing else -> files written.

Nothing outside of this package writes into a repository.
"""

from complexity_lint.fixes.files import Unwritable, diff, write
from complexity_lint.fixes.session import Outcome, Wish, edits_of, fix

__all__ = ["Outcome", "Unwritable", "Wish", "diff", "edits_of", "fix", "write"]
