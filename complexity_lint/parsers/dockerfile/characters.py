"""Which characters the Dockerfile's own reader takes for space."""

import re

SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""Unicode's White_Space, as Go's `unicode.IsSpace`; Python's `str.isspace` takes \\x1c-\\x1f too."""

BLANKS = re.compile(r"[\t\v\f\r ]+")
"""What separates an instruction's keyword and words (moby/buildkit frontend/dockerfile/parser)."""
