"""First-party Python code: text to facts about modules, and what of them an entry point reaches."""

from complexity_lint.parsers.python.measure import measure as measure
from complexity_lint.parsers.python.modules import EntryKind as EntryKind
from complexity_lint.parsers.python.modules import EntryPoint as EntryPoint
from complexity_lint.parsers.python.modules import ModuleFacts as ModuleFacts
from complexity_lint.parsers.python.reach import entry_modules as entry_modules
from complexity_lint.parsers.python.reach import reach as reach
from complexity_lint.parsers.python.reader import ModuleReader as ModuleReader
from complexity_lint.parsers.python.reader import read_modules as read_modules
