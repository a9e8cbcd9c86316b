"""Feed files: every line is checked before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from contracts.feed import BadLine, FeedError, FeedLine, read_feed
from services.console.cli.errors import CommandError

LINES_KEPT: Final = 50_000
"""Checked lines held in memory; a longer feed is read again when it is sent."""


@dataclass
class Feed:
    """Checked files. ``good`` lines can be sent, ``bad`` ones are named with all their errors."""

    paths: Sequence[Path]
    good: int = 0
    bad: list[tuple[Path, BadLine]] = field(default_factory=list)
    _kept: list[FeedLine] | None = field(default_factory=list)

    def lines(self) -> Iterator[FeedLine]:
        """The good lines, in the order of the files."""
        if self._kept is not None:
            yield from self._kept
            return
        for path in self.paths:
            for line in read_feed(path, skip_bad=True):
                if isinstance(line, FeedLine):
                    yield line

    def keep(self, line: FeedLine) -> None:
        """Counts a good line and holds it while there is room."""
        self.good += 1
        if self._kept is not None:
            self._kept.append(line)
            if len(self._kept) > LINES_KEPT:
                self._need_files()
                self._kept = None

    def _need_files(self) -> None:
        """A pipe can't be read twice: it would be checked, and then nothing would be sent."""
        for path in self.paths:
            if not path.is_file():
                raise CommandError(
                    f"{path} is a pipe or device and holds more than {LINES_KEPT:,} lines: save it to a "
                    "file first, because a long feed is read twice."
                )


def check(paths: Sequence[Path]) -> Feed:
    """Reads and checks whole files; `CommandError` for a file that can't be read."""
    feed = Feed(tuple(paths))
    for path in paths:
        try:
            for line in read_feed(path):
                if isinstance(line, BadLine):
                    feed.bad.append((path, line))
                else:
                    feed.keep(line)
        except FeedError as wrong:
            raise CommandError(f"{wrong}.") from None
    return feed


def sentences(path: Path, bad: BadLine) -> Iterator[str]:
    """What is wrong with a bad line, one sentence per error."""
    for error in bad.errors:
        yield (
            f"{path}, line {bad.line}: {error.field} {error.value!r}: "
            f"{error.detail.rstrip('.')} (rule {error.rule})."
        )
