"""Valid officers' commands and the bank as it stood before each: scenes for commands that are broken.

A scene comes from a life that is played anyway; its bank can be set up again as often as needed,
because states never change and rows are only added.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import msgspec

from contracts.catalogue import CATALOGUE
from contracts.envelope import Envelope
from contracts.message import Message
from services.console.lives.reading import read_life
from tests.lives.more_scenes import more
from tests.lives.playing import LIVES, play
from tests.lives.telling import Told, on
from tests.lives.whole_life import LENT, LOAN, STEPS
from tests.lives.whole_life_end import LIANG
from tests.town import TAKES, Town
from tests.unit.audit.writer import Writer

KIT = (".redrive.v1", ".discard.v1", ".release.v1")
COMMANDS: dict[str, type[Message]] = {
    row.message.TYPE: row.message
    for row in CATALOGUE
    if row.publisher == "console" and not row.message.TYPE.endswith(KIT)
}
"""All officers' commands but those that the kit answers itself."""


@dataclass(frozen=True)
class Books:
    """One house at a moment; its rows are those written until then."""

    rows: list[Any]
    written: int
    shards: dict[int, Any]
    streams: dict[str, Any]
    states: dict[str, Any]
    agenda: dict[str, date]
    closed_on: date | None
    writer: Writer


@dataclass(frozen=True)
class Scene:
    """A command that was taken on business day ``day``, and the bank before it."""

    type: str
    data: dict[str, Any]
    day: date
    books: dict[str, Books]

    @property
    def service(self) -> str:
        """Who takes it."""
        return TAKES[self.type]

    def bank(self) -> Town:
        """The bank before the command: a town of one's own."""
        town = Town()
        for name, kept in self.books.items():
            house = town.houses[name]
            house.writer = Writer(
                name,
                kept.writer.now,
                kept.rows[: kept.written],
                dict(kept.shards),
                dict(kept.streams),
            )
            house.states, house.agenda = dict(kept.states), dict(kept.agenda)
            house.closed_on = kept.closed_on
        return town


class Watched(Town):
    """A town that keeps a scene of each officers' command that it took as it was meant."""

    scenes: list[Scene]

    def __post_init__(self) -> None:
        super().__post_init__()
        self.scenes = []

    def tell(self, message: Message, envelope: Envelope) -> None:
        if envelope.type not in COMMANDS:
            super().tell(message, envelope)
            return
        data = msgspec.json.decode(message.to_payload())
        scene = Scene(envelope.type, data, envelope.business_date, self._books())
        before = len(self.houses[scene.service].writer.rows)
        super().tell(message, envelope)
        made = self.houses[scene.service].writer.rows[before:]
        if made and not any("Blocked" in row.type for row in made):
            self.scenes.append(scene)

    def _books(self) -> dict[str, Books]:
        return {
            name: Books(
                house.writer.rows,
                len(house.writer.rows),
                dict(house.writer.shards),
                dict(house.writer.streams),
                dict(house.states),
                dict(house.agenda),
                house.closed_on,
                house.writer,
            )
            for name, house in self.houses.items()
        }


@cache
def scenes() -> tuple[Scene, ...]:
    """At least one scene of every officers' command."""
    return tuple(_scenes())


def _scenes() -> Iterator[Scene]:
    for name in ("l-4801", "illness", "bankruptcy"):
        town = Watched()
        play(read_life(LIVES / f"{name}.toml"), town)
        yield from town.scenes
    town = Watched()
    life = Told({"loan_id": LOAN, "obligor_id": LIANG}, on(LENT), town)
    for step in STEPS:
        step(life)
    yield from town.scenes
    for story in more():
        town = Watched()
        with suppress(StopIteration):
            story(Told({"loan_id": "L-1", "obligor_id": "C-1"}, on("2024-01-10"), town))
        yield from town.scenes
