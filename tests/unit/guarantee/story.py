"""Phrases for the tests of guarantee: what other services tell, what officers do, what is seen.

``Story`` plays one loan's stream as the kit would: messages go through the reactions, ticks come
only when the agenda asks for them, and every event is kept with the day it was known.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from contracts import guarantee_acts
from contracts.envelope import Envelope
from contracts.message import Message
from services.guarantee.domain.events import GuaranteeEvent
from services.guarantee.domain.security import TimeReached, decider
from services.guarantee.domain.shown import CollateralView, GuaranteeView, GuarantorView
from services.guarantee.domain.state import SecurityFile
from services.guarantee.domain.view import view
from services.guarantee.policy import PACKS, GuaranteePolicy
from services.guarantee.publications import publish
from services.guarantee.reactions import react
from services.kit.domain import Rejected, effective_order
from services.kit.policy import load_book
from tests.unit.guarantee.told import (
    DEBTOR,
    IDS,
    JOINT,
    LOAN,
    SHOP,
    ZHAO,
    borrower_notice,
    cny,
    contact_due,
    contacted,
    on,
    opened,
    owed,
    stated,
)

POLICIES = load_book(PACKS / "cn", GuaranteePolicy)
WHO: dict[str, dict[str, Any]] = {
    "officer": {"requested_by": "chen", "role": "preservation_officer"},
    "manager": {"requested_by": "sun", "role": "preservation_manager"},
    "lawyer": {"requested_by": "wu", "role": "legal_officer"},
    "valuer": {"requested_by": "qian", "role": "collateral_officer"},
    "reviewer": {"requested_by": "liu", "role": "risk_reviewer"},
}
SECOND: dict[str, Any] = {"approved_by": "liu", "approver_role": "risk_reviewer"}
CONTACTS = ("SendRiskWarning", "NotifyGuarantor", "ServeGuarantorDemand", "RecordInterview")
CHANNELS = {"personal": "meeting", "post": "letter", "electronic": "email"}
DEMAND: dict[str, Any] = {"document_id": "GD-1", "method": "personal", "proof": "signed"}


class Story:
    """One loan's security from its first message on."""

    def __init__(self) -> None:
        self.state: SecurityFile = decider.initial
        self.events: list[tuple[date, GuaranteeEvent]] = []
        self.today = date(2015, 1, 1)

    # -- playing --------------------------------------------------------------------------------

    def put(self, command: Any) -> tuple[GuaranteeEvent, ...]:
        made = tuple(decider.decide(command, self.state, POLICIES))
        self.state = decider.fold(made, self.state)
        self.events += [(self.today, event) for event in made]
        return made

    def pass_days(self, until: str) -> None:
        """Close days up to and with ``until``, asking only where the agenda does."""
        last = on(until)
        while self.today <= last:
            dues = [due.on for due in decider.agenda(self.state) if due.on <= last]
            if not dues:
                self.today = last + timedelta(days=1)
                return
            self.today = max(self.today, min(dues))
            if self.today > last:
                return
            self.put(TimeReached(as_of=self.today))
            self.today += timedelta(days=1)

    def tell(self, message: Message, day: str) -> tuple[GuaranteeEvent, ...]:
        """A message of another service or an officer arrives on ``day``."""
        if on(day) > self.today:
            self.pass_days((on(day) - timedelta(days=1)).isoformat())
        made: tuple[GuaranteeEvent, ...] = ()
        for _, command in react(message, Envelope("1", "/any", "any", self.today), self.today):
            made += self.put(command)
        return made

    def act(self, name: str, day: str, who: str = "officer", **fields: Any) -> Any:
        """An officer's command by its class's name; the events it made.

        The guarantor was contacted before, where the act needs it; see ``plainly``.
        """
        if name in CONTACTS and "contact_id" not in fields:
            done = str(fields.get("done_on", day))
            fields["contact_id"] = f"CT-{name}-{done}"
            one = fields.get("guarantor_id", ZHAO)
            channel = CHANNELS.get(fields.get("method", "personal"), "phone")
            self.tell(contacted(done, fields["contact_id"], one, channel=channel), day)
        return self.plainly(name, day, who, **fields)

    def plainly(self, name: str, day: str, who: str = "officer", **fields: Any) -> Any:
        """The command and nothing else."""
        shape: type[Message] = getattr(guarantee_acts, name)
        about = {"guarantor_id": ZHAO, "collateral_id": SHOP}
        about = {field: value for field, value in about.items() if field in shape.model_fields}
        asked = IDS | WHO[who] | about | {"reason": "as the file says"} | fields
        return self.tell(shape(**asked), day)

    def refused(self, code: str, name: str, day: str, who: str = "officer", **fields: Any) -> str:
        """The command is refused with this code; the sentence."""
        with pytest.raises(Rejected) as refusal:
            self.act(name, day, who, **fields)
        assert refusal.value.code == code, refusal.value
        return refusal.value.detail

    # -- looking --------------------------------------------------------------------------------

    def seen(self, as_of: str, known_on: str | None = None) -> GuaranteeView | None:
        """The loan's security on a day, by what was known by the end of another."""
        known = [
            (version, event)
            for version, (day, event) in enumerate(self.events, 1)
            if known_on is None or day <= on(known_on)
        ]
        folded = decider.fold(effective_order(known, on(as_of)))
        return view(folded, LOAN, on(as_of))

    def view(self, as_of: str, known_on: str | None = None) -> GuaranteeView:
        found = self.seen(as_of, known_on)
        assert found is not None
        return found

    def guarantor(
        self, as_of: str, known_on: str | None = None, name: str = ZHAO
    ) -> GuarantorView:
        shown = self.view(as_of, known_on).guarantors
        return next(each for each in shown if each.guarantor_id == name)

    def collateral(self, as_of: str, name: str = SHOP) -> CollateralView:
        return next(each for each in self.view(as_of).collateral if each.collateral_id == name)

    def due(self, as_of: str) -> list[tuple[str, str, str | None]]:
        """(what, subject, day) of everything that is due."""
        rows = self.view(as_of).due
        return [(d.what, d.subject, None if d.on is None else d.on.isoformat()) for d in rows]

    def published(self) -> list[Message]:
        told = (publish(event, DEBTOR) for _, event in self.events)
        return [message for message in told if message is not None]

    def made(self, shape: type[Any]) -> list[Any]:
        return [event for _, event in self.events if isinstance(event, shape)]


# -- lives as far as a test needs them ----------------------------------------------------------


def in_arrears(**guarantee: Any) -> Story:
    """Instalment 12 of L-4801 is unpaid, and the guarantor's contact is due since 25 March 2024."""
    story = Story()
    story.tell(opened(guarantees=(JOINT | guarantee,)), "2023-03-20")
    left = (owed(number) for number in range(13, 25))
    story.tell(stated("2024-03-21", owed(12, "1560.00"), *left), "2024-03-21")
    story.tell(contact_due("2024-03-25"), "2024-03-25")
    return story


def notified(**guarantee: Any) -> Story:
    """He was told on 25 March, the borrower got his notice on 27 March 2024."""
    story = in_arrears(**guarantee)
    story.act("NotifyGuarantor", "2024-03-25", method="phone")
    story.tell(borrower_notice("2024-03-27"), "2024-03-27")
    return story


def demanded(**guarantee: Any) -> Story:
    """He was asked for 21,560.00 on 28 March 2024."""
    story = notified(**guarantee)
    story.act("ServeGuarantorDemand", "2024-03-28", **DEMAND, amount=cny("21560.00"))
    return story
