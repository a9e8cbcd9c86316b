"""I1 between the services: each message that classification hears is one fact there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.faults.checker.letters import by_place, place_of
from tests.faults.checker.world import Book, Finding, Message, World, few

UNHEARD = frozenset(
    f"postloan.monitoring.{each}.v1"
    for each in (
        "risk-signal-raised",
        "risk-disposal-opinion-issued",
        "borrower-life-event-reported",
    )
)
"""What monitoring tells others and classification passes over (docs/services.md)."""
PARTLY_HEARD = frozenset(
    {"postloan.monitoring.claim-stated.v1", "postloan.litigation.bankruptcy-declared.v1"}
)
"""Classification keeps of these only what is news about interest in arrears, and of the debtor: one fact or
none."""
HEARD_BESIDE = {
    "postloan.collection.v1": ("postloan.collection.arrears-cause-recorded.v1",),
    "postloan.disposal.v1": tuple(
        f"postloan.disposal.{each}.v1"
        for each in ("loan-written-off", "debt-transferred", "debt-remitted", "entries-withdrawn")
    ),
    "postloan.litigation.v1": ("postloan.litigation.bankruptcy-declared.v1",),
}
"""What classification hears of the others, by topic."""


def check(world: World) -> Iterator[Finding]:
    """Everything that monitoring and its neighbours say and classification hears."""
    if "classification" in world.books:
        yield from _noted(world, world.books["classification"])


def _noted(world: World, book: Book) -> Iterator[Finding]:
    """A message that became a letter is one fact once it was taken after all, else none."""
    lost = by_place(book)
    facts: Counter[str] = Counter()
    for row in book.events:
        if row["type"].endswith(("Noted", ".LoanTaken")):
            facts[row["causation_id"]] += 1
    told = [m for m in world.topics["postloan.monitoring.v1"] if m.key]
    for topic, heard in HEARD_BESIDE.items():
        told += [m for m in world.topics.get(topic, ()) if m.text("ce_type") in heard]
    told_partly = [m for m in told if m.text("ce_type") in PARTLY_HEARD]
    told = [m for m in told if m.text("ce_type") not in UNHEARD | PARTLY_HEARD]
    late = _ids(m for m in (*told, *told_partly) if place_of(m) in lost)
    sent, partly = _ids(told) - late, _ids(told_partly) | late
    wrong = [identity for identity in sorted(sent) if facts[identity] != 1]
    wrong += [identity for identity in sorted(partly) if facts[identity] > 1]
    if wrong:
        yield Finding("I1", book.service, f"messages without exactly one fact: {few(wrong)}")
    extra = sorted(facts.keys() - sent - partly)
    if extra:
        yield Finding("I1", book.service, f"facts from messages that nobody sent: {few(extra)}")


def _ids(messages: Iterable[Message]) -> set[str]:
    return {m.text("ce_id") or "" for m in messages}
