"""A town whose words wait in one queue per publisher and listener, drained in a random order."""

from __future__ import annotations

from collections import defaultdict, deque
from random import Random

from tests.town import Said, Town


class ShuffledTown(Town):
    """Each listener hears one publisher's words in their order; nothing else is in order."""

    def __init__(self, luck: Random) -> None:
        super().__init__()
        self.luck = luck

    def _run(self) -> None:
        waiting: dict[tuple[str, str], deque[Said]] = defaultdict(deque)
        while self._queue or waiting:
            while self._queue:
                said = self._queue.popleft()
                waiting[said.envelope.source, said.to].append(said)
            channel = self.luck.choice(sorted(waiting))
            self._take(waiting[channel].popleft())
            if not waiting[channel]:
                del waiting[channel]
