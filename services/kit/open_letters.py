"""The open letters of a stream one after another, read page by page: together they may be gigabytes."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING
from uuid import UUID

from services.kit.pages import PAGE_BYTES, Page
from services.kit.row import EventRow

if TYPE_CHECKING:
    from services.kit.owner import Owner


class OpenLetters:
    """The open messages of a stream in the order they were kept, or the one of that id, in any shard of
    the partition. What is closed meanwhile changes nothing: a page begins behind the last one read.
    """

    def __init__(self, owner: Owner, stream: str | None, letter: UUID | None) -> None:
        self._owner, self._stream, self._letter = owner, stream, letter
        self._pages: dict[int, deque[EventRow]] = {}
        self._after = dict.fromkeys(owner.owned, 0)

    async def next(self) -> EventRow | None:
        """The one kept next; None behind the last."""
        for shard in self._owner.owned:
            if not self._pages.get(shard):
                await self._read(shard)
        rows = [page[0] for page in self._pages.values() if page]
        if not rows:
            return None
        row = min(rows, key=lambda row: row.hlc)
        return self._pages[row.shard].popleft()

    async def _read(self, shard: int) -> None:
        if shard not in self._after:
            return  # nothing more is there
        owner, after = self._owner, self._after.pop(shard)
        page = Page(after, bytes=PAGE_BYTES // len(owner.owned))
        rows = await owner.patiently(
            lambda: owner.store.letters(
                stream=self._stream, event_id=self._letter, shard=shard, page=page
            )
        )
        self._pages[shard] = deque(rows)
        if rows and self._letter is None:
            self._after[shard] = rows[-1].position
