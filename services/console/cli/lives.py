"""`play`: where a life is played, and what is shown at its end."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from deploy.local.stack import CACHE
from services.console.cli import api, embedded, life_lines, loan_sheets, target, verification
from services.console.cli.errors import DONE, FOUND, CommandError, UsageError
from services.console.cli.life_lines import Lines
from services.console.cli.options import DATA
from services.console.cli.output import Output, Sheet
from services.console.cli.playing import Player
from services.console.cli.target import Target
from services.console.cli.topology import UPSTREAM
from services.console.lives.chronicle import Chapter
from services.console.lives.reading import Life, LifeError, read_life

STORY: Final = Path(__file__).parents[1] / "lives" / "l-4801.toml"


def read(path: Path | None) -> Life:
    """The life of this file; `UsageError` with a sentence for each broken step."""
    try:
        return read_life(path or STORY)
    except LifeError as wrong:
        raise UsageError(str(wrong)) from None


def on_running_stack(out: Output, life: Life, data: Path) -> int:
    """On the stack that runs on this data folder."""
    return _play(out, life, target.find(data))


def on_own_stack(out: Output, life: Life, data: Path) -> int:
    """Starts a stack on this data folder and ends it afterwards; the data stay."""
    with embedded.running(data, out.say) as found:
        return _play(out, life, found)


def on_a_new_stack(out: Output, life: Life) -> int:
    """Starts a stack on a folder of its own, which is removed afterwards."""
    with (
        _temporary_folder() as folder,
        embedded.running(folder / "data", out.say, stays=False) as found,
    ):
        return _play(out, life, found)


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """A new folder; downloads are kept where `make run` keeps them."""
    os.environ.setdefault(CACHE, str((DATA / "cache").absolute()))
    folder = Path(tempfile.mkdtemp(prefix="postloan-life-"))
    folder.chmod(0o711)  # the database server may run as another user than root
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _play(out: Output, life: Life, found: Target) -> int:
    missing = {step.service for step in life.steps} - set(found.services)
    if missing:
        raise CommandError(f"The stack on {found.name} does not run {', '.join(sorted(missing))}.")
    lines = Lines(out.lang, life_lines.columns())
    chapters: list[Chapter] = []

    def tell(chapter: Chapter) -> None:
        chapters.append(chapter)
        life_lines.show(out, lines.chapter(chapter))

    async def run() -> Player:
        async with Player(found, life, tell) as player:
            await player.look_around()
            life_lines.show(out, lines.head(life, len(player.before)))
            await player.play()
            return player

    player = asyncio.run(run())
    ended = [_end(found, loan) for loan in life.loans]
    if out.as_json:
        out.document(_document(life, player, chapters, ended))
    else:
        out.line("")
        for document, report in ended:
            if not any(document[each] for each in UPSTREAM):
                continue  # a campaign: it is no loan, and nothing more is to be said of it
            out.sheets(*loan_sheets.loan(out, document), *_verified(out, document, report))
    return DONE if all(report["sound"] for _, report in ended) else FOUND


def _end(found: Target, loan: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return api.get(found, "loans", loan), verification.run(found, loan)


def _verified(out: Output, document: dict[str, Any], report: dict[str, Any]) -> list[Sheet]:
    """The report with the head of the loan's chain."""
    outcome, *others = verification.sheets(out, report)
    rows = [*outcome.rows, [out.label("head"), document["history"]["head"]]]
    return [Sheet(outcome.title, outcome.columns, rows), *others]


def _document(
    life: Life,
    player: Player,
    chapters: list[Chapter],
    ended: list[tuple[dict[str, Any], dict[str, Any]]],
) -> dict[str, Any]:
    return {
        "title": life.title,
        "title_zh": life.title_zh,
        "steps": len(life.steps),
        "taken_before": len(player.before),
        "closed_through": None if player.closed is None else player.closed.isoformat(),
        "chapters": [life_lines.document(each) for each in chapters],
        "loans": [document for document, _ in ended],
        "verification": [report for _, report in ended],
    }
