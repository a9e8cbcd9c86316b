"""A letter and its mended form bear one id: whichever is taken first, the other makes no event of that id."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.kit import incoming
from services.kit.kit_events import CommandAccepted
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.row import EventRow
from tests.unit.kit.test_answers_to_broken_commands import GOOD, SERVICE, TOPIC, typed
from tests.unit.kit.test_fitting import rows
from tests.unit.kit.test_redrive_in_order import letters
from tests.unit.kit.test_refused_of_ours import knows, owner_of, redriven

NEWER = "postloan.monitoring.sing-a-song.v1"
STRANGE = typed(GOOD, NEWER)._replace(offset=0)
MENDED = GOOD._replace(offset=1)


async def deployed(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """The code that reads the newer type as the old one, too."""
    knows(monkeypatch, NEWER, type(incoming.read(GOOD, SERVICE, 4).message))  # type: ignore[union-attr]
    monkeypatch.setattr(incoming, "COMMANDS", incoming.COMMANDS | {NEWER})
    return await owner_of(store, replace(SERVICE, listens=SERVICE.listens | {NEWER}))


async def ids(store: MemoryStore) -> list[EventRow]:
    found = [row.event_id for row in await rows(store)]
    assert len(set(found)) == len(found)
    return [row for row in await rows(store) if not row.type.startswith("kit.")]


async def test_a_letter_whose_mended_form_was_taken_is_not_taken_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = MemoryStore()
    await (await owner_of(store, SERVICE)).take(TOPIC, [STRANGE, MENDED])
    (letter,) = letters(store)
    taken = await ids(store)
    owner = await deployed(store, monkeypatch)
    answer = await redriven(owner, store, letter)
    assert answer.code == "taken_otherwise"
    assert await ids(store) == taken


async def test_what_comes_mended_after_its_letter_was_taken_is_a_repeat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = MemoryStore()
    await (await owner_of(store, SERVICE)).take(TOPIC, [STRANGE])
    (letter,) = letters(store)
    owner = await deployed(store, monkeypatch)
    assert isinstance(await redriven(owner, store, letter), CommandAccepted)
    taken = await ids(store)
    await owner.take(TOPIC, [MENDED._replace(offset=owner.next_offsets[TOPIC])])
    assert await ids(store) == taken
