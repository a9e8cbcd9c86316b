"""Officers who enter late what they did: the case is heard of after the money that came meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from services.kit.domain import Rejected
from tests.lives.telling import Told

LAG = timedelta(days=25)


@dataclass
class ToldLate(Told):
    """The referral and what is done before the court are entered ``LAG`` later, with their own days."""

    waiting: list[tuple[date, str, str, dict[str, Any]]] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)

    def act(self, service: str, act: str, day: date | str | None = None, /, **fields: Any) -> None:
        if service != "litigation" and act != "refer-to-law":
            super().act(service, act, day, **fields)
            return
        if day is not None:
            self.to(day)
        done = {**fields, "done_on": self.today.isoformat()}
        self.waiting.append((self.today + LAG, service, act, done))

    def close(self) -> None:
        super().close()
        while self.waiting and self.waiting[0][0] <= self.today:
            _, service, act, fields = self.waiting.pop(0)
            try:
                super().act(service, act, **fields)
            except Rejected:
                continue  # money that came meanwhile may have taken its ground
            self.entered.append(act)


@dataclass
class ToldByLetter(ToldLate):
    """No life event warns the lawyers: they first hear of the loan by the referral, and write a letter."""

    def act(self, service: str, act: str, day: date | str | None = None, /, **fields: Any) -> None:
        if act == "report-life-event":
            return
        super().act(service, act, day, **fields)
        if act == "refer-to-law":
            costs = {name: fields[name] for name in ("expected_cost", "expected_recovery")}
            super().act("litigation", "decide-litigation", able=True, willing=False, **costs)
            letter = {"letter_id": "LT-1", "deadline": str(self.today + timedelta(days=5))}
            super().act("litigation", "send-lawyers-letter", **letter)
