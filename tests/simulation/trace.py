"""What happened, in order: the same seed makes the same lines, and their hash tells so."""

from __future__ import annotations

from collections.abc import MutableMapping
from hashlib import sha256
from typing import Any

from tests.simulation.loop import LIFE, SimulatedLoop


class Trace:
    """The steps of one run. ``loud`` keeps the kit's own log lines among them; ``alarms`` are its loudest."""

    def __init__(self, loop: SimulatedLoop, *, loud: bool = False) -> None:
        self.loop = loop
        self.loud = loud
        self.steps: list[tuple[float, str, str]] = []
        self.alarms: list[dict[str, Any]] = []
        self._logged: set[int] = set()

    def step(self, what: str, who: str | None = None) -> None:
        """Note a step of the running process, or of the world."""
        if who is None:
            life = LIFE.get()
            who = "world" if life is None else life.name
        self.steps.append((self.loop.time(), who, what))

    def digest(self) -> str:
        """The same for two runs only if every step was the same at the same time, read aloud or not."""
        seen = sha256()
        for number, (at, who, what) in enumerate(self.steps):
            if number not in self._logged:
                seen.update(f"{at:.6f} {who} {what}\n".encode())
        return seen.hexdigest()[:16]

    def lines(self) -> list[str]:
        """For people."""
        return [f"{at:9.3f} s  {who:18} {what}" for at, who, what in self.steps]

    def heard(
        self, _logger: Any, method: str, fields: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Keep what the kit cries out."""
        if method == "critical":
            self.alarms.append(dict(fields))
        return fields

    def log(
        self, _logger: Any, method: str, fields: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """The kit's log lines as steps, when somebody wants to read them."""
        from structlog import DropEvent

        said = " ".join(f"{k}={v}" for k, v in fields.items() if k not in ("event", "exc_info"))
        self._logged.add(len(self.steps))
        self.step(f"{method}: {fields['event']} {said}")
        raise DropEvent
