"""Shell words and operators -> the commands they run.

A flat reading of POSIX.1-2017, XCU 2.9 (shell commands): lists, pipelines, groups, loops,
conditionals, `case` and functions, each command once, in the order of its place. Conditions
are not evaluated; every branch counts, and those for development, and those that only an option of the script leads
to, are marked. Reading never fails.
"""

from collections.abc import Mapping
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.parsers.shell.branches import development_branch
from complexity_lint.parsers.shell.constructs import CLOSED, OPENED, PASSED, Construct, Constructs
from complexity_lint.parsers.shell.daemons import told_of_another_machine
from complexity_lint.parsers.shell.lists import goes_well, send_to_background, write_together
from complexity_lint.parsers.shell.option_variables import OptionVariables, reads_arguments
from complexity_lint.parsers.shell.places import Places
from complexity_lint.parsers.shell.printed import printed
from complexity_lint.parsers.shell.remote import reads_the_body, remote_at
from complexity_lint.parsers.shell.resolved import resolve
from complexity_lint.parsers.shell.settings import Setting
from complexity_lint.parsers.shell.simple_command import SimpleCommand, assigned_by
from complexity_lint.parsers.shell.variables import Assigned, with_values
from complexity_lint.parsers.shell.words import Operator, Redirect, Token, Word, substitutions_in, tokens_of
from complexity_lint.parsers.shell.wrappers import is_assignment, reads_input, wrapped_at

MAX_NESTING = 12
"""How many shells, substitutions and `sh -c` deep commands are looked for."""

_NOTHING: Mapping[str, str] = {}


def commands_in(
    text: str, places: Places, setting: Setting, given: Mapping[str, str] = _NOTHING
) -> list[Command]:
    """The commands of a shell text; `given` are the variables that are set when it begins, as far as they are known."""
    if setting.depth > MAX_NESTING:
        return []
    return _Reading(text, places, setting, given).read()


class _Reading:
    """One pass over the tokens of a text."""

    def __init__(self, text: str, places: Places, setting: Setting, given: Mapping[str, str]) -> None:
        self.text, self.places, self.setting = text, places, setting
        self.found: list[Command] = []
        self.open = Constructs()
        self.simple = SimpleCommand()
        self.piped = False
        self.list_start = 0
        self.variables = OptionVariables()
        self.assigned = Assigned(given)
        self.defining = False
        """Whether the group that comes next is the body of a function."""
        self.closed: int | None = None
        """Where the commands of a construct began that has just been closed: what follows is for all of them."""
        self.feeding = False
        """Whether what the command in hand prints is taken by the next one."""
        self.surely = True
        """Whether what comes next is run whatever the command before it in its list has found."""
        self.expecting = ""
        """What a header still waits for: `do`, `in`, `)` of a case pattern, `]]`, `))`, a function's name."""

    def read(self) -> list[Command]:
        for token in tokens_of(self.text):
            if self.expecting:
                self.in_header(token)
            elif isinstance(token, Word):
                self.word(token)
            elif isinstance(token, Redirect):
                self.simple.redirects.append(token)
            else:
                self.operator(token)
        self.flush()
        return self.found

    def in_header(self, token: Token) -> None:
        """Take a token of a part that holds no commands of its own."""
        if isinstance(token, Word):
            self.substitutions(token)
            self.assigned.forget(token.text)  # what a loop goes through by
            if self.expecting == "name":
                self.expecting = ""
            elif not token.quoted and token.text == self.expecting:
                self.end_header(token)
            elif self.expecting == ")" and token.text == "esac":
                self.expecting = ""
                self.close("case")
            elif self.expecting == "]]":
                self.simple.words.append(token)
        elif isinstance(token, Operator) and token.text == self.expecting == ")":
            self.expecting = ""
        elif isinstance(token, Operator) and self.expecting == "))" and token.text == ")":
            self.expecting = ")"

    def end_header(self, token: Word) -> None:
        if token.text == "in":
            self.expecting = ")"
            return
        self.expecting = ""
        if token.text == "do" and (loop := self.open.innermost("for")):
            loop.kind = "loop"
        elif token.text == "]]":
            self.simple.words.append(token)

    def word(self, token: Word) -> None:
        simple = self.simple
        self.closed = None
        if not simple.started and not token.quoted and self.reserved(token):
            return
        if not simple.words and is_assignment(token.text):
            simple.assignments.append(token)
        else:
            simple.words.append(token)

    def reserved(self, token: Word) -> bool:
        """Take a reserved word in command position; False when the word is none."""
        text = token.text
        if text in CLOSED:
            self.close(CLOSED[text])
        elif text in OPENED:
            self.begin(OPENED[text])
        elif text in ("for", "select"):
            self.begin("for")
            self.expecting = "do"
        elif text == "case":
            self.begin("case")
            self.expecting = "in"
        elif text == "function":
            self.expecting = "name"
            self.defining = True
        elif text == "[[":
            self.simple.words.append(token)
            self.expecting = "]]"
        elif text in PASSED and (part := self.open.innermost("if")):
            self.branch(text, part)
        else:
            return text in PASSED or text == "do"
        return True

    def branch(self, word: str, part: Construct) -> None:
        """Go on to another part of an `if`."""
        if word == "then":
            test = [one.words for one in self.found[part.test_start :]]
            part.enter_then(development_branch(test), self.variables.option_branch(test))
        elif word in ("elif", "else"):
            self.assigned.leave(self.open.depth - 1)
            part.enter_other(word, len(self.found))

    def begin(self, kind: str) -> None:
        """Open a construct, the body of a function where the name of one stands before it."""
        began = len(self.found)
        function = self.defining and kind in ("group", "(")
        self.defining = self.defining and not function
        self.open.begin(Construct(kind, self.list_start, began, began=began, function=function))

    def close(self, kind: str) -> None:
        """Close the nearest open construct of a kind, with what was left open inside it."""
        closed = self.open.close(kind)
        if closed is not None:
            self.list_start, self.closed = closed.list_start, closed.began
        self.assigned.leave(self.open.depth)

    def operator(self, token: Operator) -> None:
        text = token.text
        if text == "(":
            self.parenthesis(token)
            return
        before = len(self.found)
        self.feeding = text in ("|", "|&")
        self.flush()
        if text == ")":
            self.close("(")
        elif text == "&":
            send_to_background(self.found, self.list_start)
        if text in ("|", "|&"):
            self.piped = True
        elif text != "\n" or len(self.found) > before:
            self.piped = False
        goes_on = self.surely and text == "&&" and goes_well(self.found[self.list_start :])
        self.surely = text in (";", "&", "\n") or goes_on
        if text in (";", "&", "\n"):
            self.list_start = len(self.found)
        elif text[:2] in (";;", ";&") and self.open.innermost("case"):
            self.assigned.leave(self.open.depth - 1)
            self.expecting = ")"

    def parenthesis(self, token: Operator) -> None:
        simple = self.simple
        if not simple.started:
            if self.text.startswith("((", token.start):
                self.expecting = "))"
            else:
                self.begin("(")
        elif self.text.startswith("=", token.start - 1):
            self.expecting = ")"  # an array's elements
        elif len(simple.words) == 1 and not simple.assignments:
            self.simple = SimpleCommand()  # the name of a function
            self.expecting = ")"
            self.defining = True
        else:
            self.flush()
            self.begin("(")

    @property
    def here(self) -> Setting:
        """The setting of the next command."""
        return self.open.setting(self.setting)

    def assign(self, simple: SimpleCommand) -> None:
        """Take note of what assignments without a command make of the script's variables."""
        loop = self.open.loop_of_case()
        by_option = loop is not None and reads_arguments([one.words for one in self.found[loop.test_start :]])
        for name, value in map(assigned_by, simple.assignments):
            plainly = self.surely and not self.open.depth
            self.variables.assign(name, value, plainly=plainly, by_option=by_option)
        for word in simple.assignments:
            self.assigned.assign(word.text, surely=self.surely, within=self.open.depth)

    def flush(self) -> None:
        """Give out the command collected so far, then those in its substitutions."""
        simple, self.simple = self.simple, SimpleCommand()
        closed, self.closed = self.closed, None
        if not simple.started and closed is not None and simple.writes:
            write_together(self.found, closed, simple.writes)
        if simple.words:
            run = resolve(simple, self.places, self.here, self.piped, commands_in)
            bodies = simple.bodies
            for one in (self.as_run(command, simple) for command in run):
                self.found.append(self.with_body(one, bodies[-1]) if bodies and len(run) == 1 else one)
            words = [word.text for word in simple.words]
            self.assigned.take(words, surely=self.surely, within=self.open.depth)
            self.body(simple)
            self.piped = False
        else:
            self.assign(simple)
        for word in (*simple.assignments, *simple.words):
            self.substitutions(word)
        for redirect in simple.redirects:
            self.in_redirect(redirect)

    def as_run(self, command: Command, simple: SimpleCommand) -> Command:
        """A command with the values of its variables, as far as they are known, and the files of its redirections."""
        words, elsewhere = told_of_another_machine(
            with_values(command.words, self.assigned.values), command.assignments, self.assigned.values
        )
        writes, reads = simple.writes or command.writes, simple.files("<") or command.reads
        prints = self.printed(simple) if command.words[0] == simple.words[0].text else None
        if (words, writes, reads, prints) == (command.words, command.writes, command.reads, None):
            return replace(command, elsewhere=True) if elsewhere else command
        return replace(command, words=words, writes=writes, reads=reads, prints=prints, elsewhere=elsewhere)

    def printed(self, simple: SimpleCommand) -> str | None:
        """What a command prints where somebody may take it up, if it is sure to be run."""
        words = [word.text for word in simple.words]
        taken_up = simple.writes or self.feeding or self.open.depth or any(word[:2] == "::" for word in words)
        sure = self.surely and not self.setting.depth and self.open.all_run()
        if not (taken_up and sure):
            return None
        body = next((self.text[start:end] for start, end in simple.bodies), None)
        return printed(words, body, self.assigned.values)

    def in_redirect(self, redirect: Redirect) -> None:
        """Read the substitutions in a redirection's target, or in the here-document it stands for."""
        if redirect.target is None:
            return
        if redirect.body is None:
            self.substitutions(redirect.target)
        elif not redirect.target.quoted:
            for start, end in substitutions_in(self.text, *redirect.body, in_double=True):
                self.nested(start, end, self.here.deeper(captured=True))

    def body(self, simple: SimpleCommand) -> None:
        """Read a here-document as shell text when a shell reads it."""
        texts = [word.text for word in simple.words]
        while texts and (index := wrapped_at(texts)):
            texts = texts[index:]
        if not texts or not reads_input(texts):
            return
        setting = self.here.deeper(texts[0].rpartition("/")[2])
        for body in simple.bodies:
            self.nested(*body, setting)

    def with_body(self, command: Command, body: tuple[int, int]) -> Command:
        """A command with the here-document that it is given, read as commands where ssh takes them elsewhere."""
        start, end = body
        command = replace(command, here_document=self.text[start:end])
        index = remote_at(command.words)
        if index is None or not reads_the_body(command.words, index):
            return command
        places = self.places.through(((0, start),), end - start)
        return replace(
            command, remote=tuple(commands_in(self.text[start:end], places, self.here.deeper("ssh")))
        )

    def substitutions(self, word: Word) -> None:
        for start, end in word.inner:
            self.nested(start, end, self.here.deeper(captured=True))

    def nested(self, start: int, end: int, setting: Setting) -> None:
        places = self.places.through(((0, start),), end - start)
        self.found += commands_in(self.text[start:end], places, setting)
