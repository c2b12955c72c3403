"""What the program itself finds, in the shape of checks, so that every list of checks names it too."""

from collections.abc import Iterator

from complexity_lint.check_definition import Check
from complexity_lint.finding import Finding, Level, Precision
from complexity_lint.model.system import System


def _finds_nothing(system: System) -> Iterator[Finding]:
    """The engine and the suppressions yield these findings; a System has nothing to say about them."""
    yield from ()


UNPARSABLE_FILE = Check(
    id="unparsable-file",
    level=Level.WARNING,
    since="0.1.0",
    run=_finds_nothing,
    doc="""A file cannot be read as what its name says it is.

Nothing in it was looked at, and neither was what other files say about it. What reads it in earnest will
most likely stop at the same place.

Mend the file at the place shown. A file that only looks like one of its kind, such as a template with a
plain file's name, is best given the name of what it is.

A dialect the program does not know can be right all the same.""",
    category="input",
    module=__name__,
    precision=Precision.VERY_HIGH,
)

UNUSED_SUPPRESSION = Check(
    id="unused-suppression",
    level=Level.NOTE,
    since="0.1.0",
    run=_finds_nothing,
    doc="""A suppression comment suppresses nothing.

The comment promises a finding that is not there. It misleads its readers, and would hide the next finding at
this place without anybody having decided so.

Remove the comment, or correct the id it names. A comment for the whole file belongs among the comments the file
begins with.

Comments for checks that were not asked to run are left alone.""",
    category="input",
    module=__name__,
    precision=Precision.VERY_HIGH,
    default=False,
)

BUILTIN_CHECKS = (UNPARSABLE_FILE, UNUSED_SUPPRESSION)
