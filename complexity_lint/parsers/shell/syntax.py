"""Shell words and operators -> the commands they run.

A flat reading of POSIX.1-2017, XCU 2.9 (shell commands): lists, pipelines, groups, loops,
conditionals, `case` and functions, each command once, in the order of its place. Conditions
are not evaluated; every branch counts, and those for development, and those that only an option of the script leads
to, are marked. Reading never fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from complexity_lint.model.commands import Command
from complexity_lint.parsers.shell.branches import Branch, development_branch
from complexity_lint.parsers.shell.daemons import told_of_another_machine
from complexity_lint.parsers.shell.option_variables import OptionVariables, reads_arguments
from complexity_lint.parsers.shell.places import Places
from complexity_lint.parsers.shell.printed import printed
from complexity_lint.parsers.shell.remote import joined, reads_the_body, remote_at
from complexity_lint.parsers.shell.sent import sent_by_clouds
from complexity_lint.parsers.shell.variables import Assigned, with_values
from complexity_lint.parsers.shell.words import Operator, Redirect, Token, Word, substitutions_in, tokens_of
from complexity_lint.parsers.shell.wrappers import is_assignment, reads_input, script_at, wrapped_at

MAX_NESTING = 12
"""How many shells, substitutions and `sh -c` deep commands are looked for."""

_PASSED = frozenset(["if", "then", "elif", "else", "!"])
_OPENED = {"{": "group", "if": "if", "while": "loop", "until": "loop"}
_UNTESTED = frozenset("cd set mkdir echo export source .".split())
_CLOSED = {"}": "group", "fi": "if", "done": "loop", "esac": "case"}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a piece of shell text runs: what runs it, in a loop or not, how deep, whether what it prints is taken by
    another command, and whether a test has found that this is development or that an option was given.
    """

    wrapper: str = ""
    in_loop: bool = False
    depth: int = 0
    captured: bool = False
    in_development: bool = False
    by_option: bool = False

    def deeper(self, wrapper: str = "", captured: bool = False) -> "Setting":
        """The setting of text found inside this one."""
        names = f"{self.wrapper} {wrapper}".strip()
        captured = self.captured or captured
        return replace(self, wrapper=names, depth=self.depth + 1, captured=captured)


@dataclass(slots=True)
class _Open:
    """A construct that is not closed yet, where the list around it and its last test began, and which of its branches
    is for development, and which only an option leads to. `began` is how many commands came before it; `function` is
    set for the body of one.
    """

    kind: str
    list_start: int
    test_start: int
    began: int = 0
    function: bool = False
    branch: Branch = Branch.NEITHER
    in_development: bool = False
    option_branch: Branch = Branch.NEITHER
    by_option: bool = False


@dataclass(slots=True)
class _Simple:
    """The simple command being collected."""

    words: list[Word] = field(default_factory=list)
    assignments: list[Word] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)

    @property
    def started(self) -> bool:
        return bool(self.words or self.assignments)

    @property
    def writes(self) -> tuple[str, ...]:
        """The files that redirections write."""
        return self.files(">", ">|", ">>", "&>", "&>>")

    def files(self, *operators: str) -> tuple[str, ...]:
        """The files of redirections."""
        found = (one.target for one in self.redirects if one.text in operators)
        return tuple(target.text for target in found if target is not None)


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
        self.open: list[_Open] = []
        self.simple = _Simple()
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
        if token.text == "do" and self.open and self.open[-1].kind == "for":
            self.open[-1].kind = "loop"
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
        if text in _CLOSED:
            self.close(_CLOSED[text])
        elif text in _OPENED:
            self.begin(_OPENED[text])
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
        elif text in _PASSED and self.open and self.open[-1].kind == "if":
            self.branch(text, self.open[-1])
        else:
            return text in _PASSED or text == "do"
        return True

    def branch(self, word: str, part: _Open) -> None:
        """Go on to another part of an `if`."""
        if word == "then":
            test = [one.words for one in self.found[part.test_start :]]
            part.branch = development_branch(test)
            part.in_development = part.branch is Branch.THEN
            part.option_branch = self.variables.option_branch(test)
            part.by_option = part.option_branch is Branch.THEN
        elif word in ("elif", "else"):
            self.assigned.leave(len(self.open) - 1)
            part.in_development = word == "else" and part.branch is Branch.ELSE
            part.by_option = word == "else" and part.option_branch is Branch.ELSE
            part.test_start = len(self.found)

    def begin(self, kind: str) -> None:
        began = len(self.found)
        function = self.defining and kind in ("group", "(")
        self.defining = self.defining and not function
        self.open.append(_Open(kind, self.list_start, began, began=began, function=function))

    def close(self, kind: str) -> None:
        """Close the nearest open construct of a kind, with what was left open inside it."""
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index].kind == kind:
                self.list_start = self.open[index].list_start
                self.closed = self.open[index].began
                del self.open[index:]
                break
        self.assigned.leave(len(self.open))

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
            self.send_to_background()
        if text in ("|", "|&"):
            self.piped = True
        elif text != "\n" or len(self.found) > before:
            self.piped = False
        self.surely = text in (";", "&", "\n") or (self.surely and text == "&&" and self.goes_well())
        if text in (";", "&", "\n"):
            self.list_start = len(self.found)
        elif text[:2] in (";;", ";&") and self.open and self.open[-1].kind == "case":
            self.assigned.leave(len(self.open) - 1)
            self.expecting = ")"

    def goes_well(self) -> bool:
        """Whether the commands of the list so far are such as nobody tests anything by."""
        return all(one.words[0] in _UNTESTED for one in self.found[self.list_start :])

    def send_to_background(self) -> None:
        """Mark all commands of the list that `&` ends; a job inside another one stays a job of its own."""
        for index in range(self.list_start, len(self.found)):
            command = self.found[index]
            job = command.job or self.found[self.list_start].at
            self.found[index] = replace(command, background=True, job=job)

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
            self.simple = _Simple()  # the name of a function
            self.expecting = ")"
            self.defining = True
        else:
            self.flush()
            self.begin("(")

    @property
    def here(self) -> Setting:
        in_loop = self.setting.in_loop or any(part.kind == "loop" for part in self.open)
        in_development = self.setting.in_development or any(part.in_development for part in self.open)
        by_option = self.setting.by_option or any(part.by_option for part in self.open)
        return replace(self.setting, in_loop=in_loop, in_development=in_development, by_option=by_option)

    def assign(self, simple: _Simple) -> None:
        """Take note of what assignments without a command make of the script's variables."""
        kinds = [part.kind for part in self.open]
        given = [part for part in self.open if part.kind == "loop"]
        in_case = "case" in kinds and "loop" in kinds[: kinds.index("case")]
        by_option = in_case and reads_arguments([one.words for one in self.found[given[0].test_start :]])
        for name, value in map(_setting_of, simple.assignments):
            plainly = self.surely and not self.open
            self.variables.assign(name, value, plainly=plainly, by_option=by_option)
        for word in simple.assignments:
            self.assigned.assign(word.text, surely=self.surely, within=len(self.open))

    def flush(self) -> None:
        """Give out the command collected so far, then those in its substitutions."""
        simple, self.simple = self.simple, _Simple()
        closed, self.closed = self.closed, None
        if not simple.started and closed is not None and simple.writes:
            self.write_together(closed, simple.writes)
        if simple.words:
            run = resolve(simple.words, simple.assignments, self.places, self.here, self.piped)
            bodies = [redirect.body for redirect in simple.redirects if redirect.body]
            for one in (self.as_run(command, simple) for command in run):
                self.found.append(self.with_body(one, bodies[-1]) if bodies and len(run) == 1 else one)
            words = [word.text for word in simple.words]
            self.assigned.take(words, surely=self.surely, within=len(self.open))
            self.body(simple)
            self.piped = False
        else:
            self.assign(simple)
        for word in (*simple.assignments, *simple.words):
            self.substitutions(word)
        for redirect in simple.redirects:
            self.in_redirect(redirect)

    def as_run(self, command: Command, simple: _Simple) -> Command:
        """A command with the values of its variables, as far as they are known, and the files of its redirections."""
        words, elsewhere = told_of_another_machine(
            with_values(command.words, self.assigned.values), command.assignments, self.assigned.values
        )
        writes, reads = simple.writes or command.writes, simple.files("<") or command.reads
        prints = self.printed(simple) if command.words[0] == simple.words[0].text else None
        if (words, writes, reads, prints) == (command.words, command.writes, command.reads, None):
            return replace(command, elsewhere=True) if elsewhere else command
        return replace(command, words=words, writes=writes, reads=reads, prints=prints, elsewhere=elsewhere)

    def printed(self, simple: _Simple) -> str | None:
        """What a command prints where somebody may take it up, if it is sure to be run."""
        words = [word.text for word in simple.words]
        taken_up = simple.writes or self.feeding or self.open or any(word[:2] == "::" for word in words)
        sure = self.surely and not self.setting.depth
        for part in self.open:
            sure = sure and part.kind in ("group", "(") and not part.function
        if not (taken_up and sure):
            return None
        bodies = (redirect.body for redirect in simple.redirects if redirect.body)
        body = next((self.text[start:end] for start, end in bodies), None)
        return printed(words, body, self.assigned.values)

    def write_together(self, began: int, files: tuple[str, ...]) -> None:
        """Take note of the files that commands write together: `{ echo a; echo b; } >> file`."""
        heard = [i for i in range(began, len(self.found)) if not self.found[i].captured]
        for index, following in zip(heard, (*heard[1:], None), strict=True):
            command = self.found[index]
            fed = following is not None and self.found[following].piped_from
            if not command.writes and not fed:
                self.found[index] = replace(command, writes=files)

    def in_redirect(self, redirect: Redirect) -> None:
        """Read the substitutions in a redirection's target, or in the here-document it stands for."""
        if redirect.target is None:
            return
        if redirect.body is None:
            self.substitutions(redirect.target)
        elif not redirect.target.quoted:
            for start, end in substitutions_in(self.text, *redirect.body, in_double=True):
                self.nested(start, end, self.here.deeper(captured=True))

    def body(self, simple: _Simple) -> None:
        """Read a here-document as shell text when a shell reads it."""
        texts = [word.text for word in simple.words]
        while texts and (index := wrapped_at(texts)):
            texts = texts[index:]
        if not texts or not reads_input(texts):
            return
        setting = self.here.deeper(texts[0].rpartition("/")[2])
        for redirect in simple.redirects:
            if redirect.body:
                self.nested(*redirect.body, setting)

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


def resolve(
    words: list[Word], assignments: list[Word], places: Places, setting: Setting, piped: bool
) -> list[Command]:
    """The command that words run in the end: wrappers taken off, `sh -c` text read."""
    settings = [_setting_of(word) for word in assignments]
    while words:
        texts = [word.text for word in words]
        script = script_at(texts)
        if script is not None:
            return _script(words[script], words[0], places, setting)
        index = wrapped_at(texts)
        if index is None:
            break
        settings += [_setting_of(word) for word in words[1:index] if is_assignment(word.text)]
        wrapper = f"{setting.wrapper} {_name(words[0])}".strip()
        setting, words = replace(setting, wrapper=wrapper), words[index:]
    at = places.span(words[0].start, words[-1].end)
    texts_of = tuple(word.text for word in words)
    found = Command(
        at,
        texts_of,
        tuple(settings),
        False,
        piped,
        wrapper=setting.wrapper,
        in_loop=setting.in_loop,
        captured=setting.captured,
        in_development=setting.in_development,
        by_option=setting.by_option,
        remote=_remote(words, places, setting),
    )
    return [found]


def _remote(words: list[Word], places: Places, setting: Setting) -> tuple[Command, ...]:
    """What ssh runs on the other machine, by the words behind the host, and what the clouds' programs send there."""
    sent = sent_by_clouds(words, places)
    if sent is not None:
        return tuple(commands_in(*sent, setting.deeper(_name(words[0]))))
    index = remote_at([word.text for word in words])
    if index is None or index == len(words):
        return ()
    return tuple(commands_in(*joined(words[index:], places), setting.deeper("ssh")))


def _script(word: Word, shell: Word, places: Places, setting: Setting) -> list[Command]:
    return commands_in(word.text, places.through(word.runs, len(word.text)), setting.deeper(_name(shell)))


def _name(word: Word) -> str:
    return word.text.rpartition("/")[2]


def _setting_of(word: Word) -> tuple[str, str]:
    name, _, value = word.text.partition("=")
    return name, value
