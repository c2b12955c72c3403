"""Jenkinsfiles, declarative and scripted (jenkins.io/doc/book/pipeline/syntax), and Groovy that they load.

Stages become jobs: the innermost ones that have steps. What stands outside of any stage is a job of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from complexity_lint.model.commands import Command
from complexity_lint.model.images import Variable
from complexity_lint.model.pipelines import ActionUse, ImagePush, Job, RunnerKind
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.parsers.pipelines.groovy import Token, closing, tokens
from complexity_lint.parsers.pipelines.reading import Reading, Steps, reading_of
from complexity_lint.parsers.shell import parse_shell, places_of
from complexity_lint.source import Location, Source

_SHELLS = frozenset(("sh", "bat", "powershell", "pwsh"))
_OVER_SSH = {"sshCommand": "command", "sshScript": "script", "execCommand": "execCommand"}
"""Steps of the plugins "SSH Pipeline Steps" and "Publish Over SSH", with the input that holds the commands; a script
is a file of the repository.
"""
_LOAD = re.compile(r"""\bload\s*\(?\s*['"]([\w./-]+)['"]""")


_ENVIRONMENT = re.compile(r"\benvironment\s*\{([^{}]*)\}")
_VARIABLE = re.compile(r"""(?m)^\s*(\w+)\s*=\s*["']([\w./:@-]+)["']\s*;?\s*$""")


@dataclass(frozen=True, slots=True)
class _Agent:
    """Where steps run: on one's own machines, unless a cloud gives a pod."""

    labels: tuple[str, ...] = ()
    image: ImageReference | None = None
    runner: RunnerKind = RunnerKind.SELF_HOSTED


def read_jenkinsfile(source: Source, loaded: Sequence[Source] = ()) -> Reading:
    """The stages of a Jenkinsfile, with the steps of the files it loads in a job of their own."""
    found: list[tuple[Job, Steps]] = []
    for one in (source, *loaded):
        found += _File(one).jobs()
    triggers = _triggers(source.text)
    reading = reading_of(found, triggers)
    elsewhere = re.search(r"(?m)^\s*(@Library\b|library\s*[('\"])", source.text) is not None
    return replace(reading, complete=reading.complete and not elsewhere)


def _triggers(text: str) -> Iterator[str]:
    yield "push"
    block = re.search(r"\btriggers\s*\{(.*?)\}", text, re.DOTALL)
    if block and re.search(r"\bcron\b", block[1]):
        yield "schedule"
    if block and "upstream" in block[1]:
        yield "pipeline"
    if re.search(r"\bCHANGE_ID\b|\bchangeRequest\b", text):
        yield "pull_request"
    if re.search(r"\bbuildingTag\b|\bTAG_NAME\b", text):
        yield "tag"


class _File:
    """One file's tokens, walked once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = list(tokens(source.text))
        self.places = places_of(source.text, Location(source.path, 1, 1))
        self.images = dict(self._built())
        blocks = _ENVIRONMENT.findall(source.text)
        self.variables = dict(pair for block in blocks for pair in _VARIABLE.findall(block))

    def at(self, token: Token) -> Location:
        return self.places.span(token.offset, token.offset + max(len(token.text.split("\n")[0]), 1))

    def jobs(self) -> Iterator[tuple[Job, Steps]]:
        stages = list(self._stages(0, len(self.tokens), _Agent()))
        inside = [range(start, end) for _, _, start, end, _ in stages]
        for name, at, start, end, agent in stages:
            yield _job(name, at, agent), self._steps(start, end)
        rest = [t for i, t in enumerate(self.tokens) if not any(i in part for part in inside)]
        other = self._steps_of(rest)
        if other.commands or other.actions or other.pushes:
            whole = self._agent(0, min([r.start for r in inside], default=len(self.tokens))) or _Agent()
            yield _job("pipeline", Location(self.source.path, 1), whole), other

    def _stages(
        self, start: int, end: int, agent: _Agent
    ) -> Iterator[tuple[str, Location, int, int, _Agent]]:
        """Name, place, the tokens from-to, and agent of the stages in a piece that have no stages inside."""
        found = list(self._stage_blocks(start, end))
        first = found[0][2] if found else end
        agent = self._agent(start, first) or agent
        for name, at, opened in found:
            closed = closing(self.tokens, opened)
            own = self._agent(opened, closed) or agent
            inner = list(self._stages(opened + 1, closed, own))
            if inner:
                yield from inner
            else:
                yield name, at, opened, closed, own

    def _stage_blocks(self, start: int, end: int) -> Iterator[tuple[str, Location, int]]:
        index = start
        while index < end:
            token = self.tokens[index]
            index += 1
            if token.kind != "word" or token.text != "stage":
                continue
            following = self.tokens[index : index + 4]
            names = [t for t in following if t.kind == "string"]
            opened = next((i for i in range(index, min(index + 12, end)) if self.tokens[i].text == "{"), None)
            if names and opened is not None:
                yield names[0].text, self.at(names[0]), opened
                index = closing(self.tokens, opened)

    def _agent(self, start: int, end: int) -> _Agent | None:
        """The nearest `agent` or `node` of a piece."""
        for index in range(start, min(end, len(self.tokens))):
            token = self.tokens[index]
            if token.kind != "word" or token.text not in ("agent", "node"):
                continue
            after = self.tokens[index + 1 : index + 4]
            if token.text == "node" and after and (after[0].text == "(" or after[0].kind == "string"):
                labels = tuple(t.text for t in after if t.kind == "string")
                return _Agent(labels)
            if token.text == "agent" and after and after[0].text == "{":
                return self._of_block(self.tokens[index + 2 : closing(self.tokens, index + 1)])
            if token.text == "agent" and after and after[0].text in ("any", "none"):
                return _Agent() if after[0].text == "any" else None
        return None

    def _of_block(self, inner: Sequence[Token]) -> _Agent:
        """`docker 'x'`, `docker { image 'x' label 'y' }`, `label 'y'`, `kubernetes { ... }`."""
        words = [token.text for token in inner if token.kind == "word"]
        if words[:1] == ["kubernetes"]:
            return _Agent(runner=RunnerKind.UNKNOWN)
        image: ImageReference | None = None
        labels: list[str] = []
        for before, token in pairwise(inner):
            if token.kind == "string" and before.text in ("docker", "image"):
                image = parse_image_reference(token.text, self.at(token))
            elif token.kind == "string" and before.text == "label":
                labels.append(token.text)
        return _Agent(tuple(labels), image)

    def _steps(self, start: int, end: int) -> Steps:
        return self._steps_of(self.tokens[start:end])

    def _steps_of(self, listed: Sequence[Token]) -> Steps:
        commands: list[Command] = []
        actions: list[ActionUse] = []
        pushes: list[ImagePush] = []
        for index, token in enumerate(listed):
            if token.kind != "word":
                continue
            before = listed[index - 1].text if index else ""
            if token.text in _SHELLS and before != ".":
                commands += self._shell(listed[index + 1 : index + 12])
            elif token.text in _OVER_SSH and before != ".":
                actions.append(self._over_ssh(token, listed[index + 1 : index + 20]))
            elif token.text == "docker" and before != ".":
                actions += self._docker(listed[index : index + 8])
            elif token.text == "push" and before == ".":
                pushes.append(self._push(listed, index))
        return Steps(tuple(commands), tuple(actions), (), tuple(pushes))

    def _over_ssh(self, token: Token, after: Sequence[Token]) -> ActionUse:
        """A step that runs commands, or a file of them, on another machine."""
        given = self._shell(after, _OVER_SSH[token.text])
        return ActionUse(self.at(token), token.text, remote=tuple(given))

    def _shell(self, after: Sequence[Token], named: str = "script") -> Iterator[Command]:
        """The text of `sh 'x'`, `sh('x')` and `sh(script: 'x', returnStdout: true)`, or of another name."""
        for index, token in enumerate(after):
            if token.kind == "string":
                label = after[index - 2].text if index > 1 and after[index - 1].text == ":" else named
                if label == named:
                    text = token.text if "'" in token.quotes else _unescaped(token.text)
                    for command in parse_shell(text, self.places.through(((0, token.offset),), len(text))):
                        yield replace(command, words=tuple(self._filled(word) for word in command.words))
                    return
            elif (token.text == "\n" and index == 0) or (token.kind == "mark" and token.text not in "(,:"):
                return

    def _filled(self, word: str) -> str:
        """A word with the variables put in that an `environment` block sets to a plain text."""
        if "$" not in word:
            return word
        return re.sub(r"\$\{?(\w+)\}?", lambda match: self.variables.get(match[1], match[0]), word)

    def _docker(self, piece: Sequence[Token]) -> Iterator[ActionUse]:
        """`docker.build('x', ...)`, `docker.image('x')` and their like, of the Docker Pipeline plugin."""
        if len(piece) > 3 and piece[1].text == "." and piece[2].kind == "word":
            texts = [t for t in piece[3:] if t.kind == "string"]
            given = tuple(Variable(self.at(t), str(n), t.text) for n, t in enumerate(texts))
            yield ActionUse(self.at(piece[0]), f"docker.{piece[2].text}", "", given)

    def _built(self) -> Iterator[tuple[str, Token]]:
        """The names given to images: `app = docker.build('shop/web')`."""
        listed = self.tokens
        for index, token in enumerate(listed):
            words = [t.text for t in listed[index + 1 : index + 6]]
            if (
                token.kind == "word"
                and words[:4] == ["=", "docker", ".", "build"]
                and index + 6 < len(listed)
            ):
                name = listed[index + 6]
                if name.kind == "string":
                    yield token.text, name

    def _push(self, listed: Sequence[Token], index: int) -> ImagePush:
        holder = listed[index - 2].text if index > 1 else ""
        image = self.images.get(holder)
        tag = next((t for t in listed[index + 1 : index + 3] if t.kind == "string"), None)
        if image is None:
            return ImagePush(self.at(listed[index]), None)
        text = image.text.partition(":")[0] + f":{tag.text}" if tag else image.text
        return ImagePush(self.at(listed[index]), parse_image_reference(text, self.at(image)))


def _unescaped(text: str) -> str:
    r"""A string's `\$`, `\"` and the `\\` that joins lines as the shell gets them, the last one as long as written so
    that places stay nearly true.
    """
    return text.replace("\\\\\n", " \\\n").replace('\\"', '"').replace("\\$", "$")


def _job(name: str, at: Location, agent: _Agent) -> Job:
    return Job(at, name, agent.runner, agent.labels, agent.image)


def loaded_files(text: str) -> Iterator[str]:
    """The Groovy files of the repository that a Jenkinsfile loads, from the root."""
    yield from (match[1].removeprefix("./") for match in _LOAD.finditer(text))
