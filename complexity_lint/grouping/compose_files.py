"""The compose files of a repository: which of them others take in, and which commands join."""

from collections.abc import Iterator
from functools import cached_property

from complexity_lint.grouping.sorted_files import SortedFiles
from complexity_lint.parsers.unit import UnitKind
from complexity_lint.source import Source

_Lists = tuple[tuple[str, ...], ...]


class ComposeFiles:
    """What is known of all compose files together, found out when a folder of them is read."""

    def __init__(self, files: SortedFiles) -> None:
        self.files = files

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """All compose files."""
        by_folder = self.files.by_folder.items()
        return tuple(s for (kind, _), files in by_folder if kind is UnitKind.COMPOSE for s in files)

    @cached_property
    def parts_of_others(self) -> frozenset[str]:
        """Those that files of other folders extend or include."""
        from complexity_lint.parsers.compose.references import parts_of_others

        return parts_of_others(self.sources)

    @cached_property
    def put_on_others(self) -> dict[str, str]:
        """Those that are only put on files of another folder, and that folder."""
        from complexity_lint.parsers.compose.commands import files_in_head, put_on_others

        lists = [one for _, joined in self._joining for one in joined]
        lists += [one for source in self.sources for one in files_in_head(source)]
        return put_on_others(lists, {source.path for source in self.sources})

    def commands_for(self, paths: set[str]) -> Iterator[Source]:
        """Scripts, pipelines and READMEs with commands that join some of these compose files."""
        return (source for source, lists in self._joining if any(paths.issuperset(files) for files in lists))

    @cached_property
    def _joining(self) -> list[tuple[Source, _Lists]]:
        from complexity_lint.parsers.compose.commands import is_command_file, joined_files

        listed = (path for path in self.files.repository.paths if is_command_file(path))
        texts = (
            (path, self.files.repository.text(path)) for path in listed if not self.files.foreign.reason(path)
        )
        sources = [Source(path, text) for path, text in texts if text is not None and "ompose" in text]
        return [(source, lists) for source in sources if (lists := joined_files(source))]
