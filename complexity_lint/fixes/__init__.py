"""Fixes: edits that checks ask for -> text edits that are proved to change nothing else -> files written.

Nothing outside of this package writes into a repository.
"""

from complexity_lint.fixes.resolve import Refused, resolve
from complexity_lint.fixes.session import Outcome, Wish, fix

__all__ = ["Outcome", "Refused", "Wish", "fix", "resolve"]
